package conversation

import (
	"context"
	"errors"

	"tiexin/internal/customer"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/search"
)

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Audit     *audit.Trail
	Log       *event.Log
	Hub       *realtime.Hub
	Files     *file.Service
	Directory *org.Directory
	Customers *customer.Service
	Search    *search.Index
	Hooks     *Hooks
}

// Service holds the use cases.
type Service struct {
	Deps
	labels labelCache
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// load reads a conversation that the person may see with the permission; what
// they may not see is not there.
func (s *Service) load(ctx context.Context, q db.Querier, stmt *db.Stmt, conversationID, permission string) (Conversation, error) {
	p := auth.From(ctx)
	if _, ok := p.Can(permission); !ok {
		return Conversation{}, fault.Forbidden(permission)
	}
	if !id.Valid(conversationID) {
		return Conversation{}, fault.NotFound()
	}
	c, err := one(ctx, q, stmt, conversationID)
	if errors.Is(err, db.ErrNone) {
		return c, fault.NotFound()
	}
	if err != nil {
		return c, err
	}
	if !sightOf(p, PermRead).sees(c) {
		return Conversation{}, fault.NotFound()
	}
	if permission != PermRead && !sightOf(p, permission).sees(c) {
		return Conversation{}, fault.Forbidden(permission)
	}
	return c, nil
}

func self(ctx context.Context) Author {
	p := auth.From(ctx)
	return Author{Kind: ByStaff, ID: p.ID, Name: p.Name}
}

// keep stores a new or changed conversation with its new lines and sees that they are
// told: to screens after the commit, to subscribers by the outbox. Where owner
// or state have changed, the modules above take part in the transaction.
func (s *Service) keep(ctx context.Context, tx *db.Tx, before, c Conversation, lines ...Message) error {
	store := update
	if before.ID == "" {
		store = insert
	}
	if err := store(ctx, tx, c); err != nil {
		return err
	}
	for i := range lines {
		lines[i].ID = id.New(lines[i].CreatedAt)
		if lines[i].ClientKey == "" {
			lines[i].ClientKey = lines[i].ID
		}
		if err := insertMessage(ctx, tx, lines[i]); err != nil {
			return err
		}
		if lines[i].Kind == EventLine {
			continue
		}
		if err := s.Log.Emit(ctx, tx, EventMessageAdded, lines[i].ID, added(before, c, lines[i])); err != nil {
			return err
		}
	}
	if before.OwnerID != c.OwnerID || before.State != c.State {
		if err := s.Hooks.changed(ctx, tx, before, c); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() { s.tell(before, c, lines) })
	return nil
}

// changed records an act on a conversation in the outbox and the trail.
func (s *Service) changed(ctx context.Context, tx *db.Tx, kind event.Kind, before, c Conversation) error {
	return s.record(ctx, tx, kind, changed(before, c, auth.From(ctx).ID), before, c)
}

func (s *Service) record(ctx context.Context, tx *db.Tx, kind event.Kind, told Changed, before, c Conversation) error {
	if err := s.Log.Emit(ctx, tx, kind, c.ID, told); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, string(kind), subject(c), facts(before), facts(c))
}

func subject(c Conversation) audit.Subject {
	return audit.Subject{Kind: "conversation", ID: c.ID, Name: c.CustomerName}
}

// facts of a conversation that the trail compares.
func facts(c Conversation) map[string]any {
	return map[string]any{"state": c.State, "owner_id": c.OwnerID, "labels": c.Labels}
}

// UnitUse tells how many conversations hang on a unit.
func (s *Service) UnitUse() org.UnitUse {
	return org.UnitUse{What: "conversations", Count: countOfUnit}
}
