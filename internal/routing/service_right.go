package routing

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/workforce"
)

// rightsEvery is how often it is looked for people who may no longer serve.
const rightsEvery = 2 * time.Second

// rights are what everybody who holds something could serve when it was last
// looked at, so that only those are judged for whom it has changed.
type rights struct {
	mu    sync.Mutex
	known map[string]string
}

// byPlace tells whether somebody may serve what is of a unit by where they are
// and what their roles say.
func (s *Service) byPlace(ctx context.Context, staffID, unitID string) bool {
	p, ok := s.Directory.PersonOf(ctx, staffID)
	return ok && conversation.MayServe(p, unitID)
}

// entitled tells whether somebody may go on serving what they had: by place, or
// because it was given to them from outside of it.
func (s *Service) entitled(ctx context.Context, staffID, unitID string, given bool) bool {
	p, ok := s.Directory.PersonOf(ctx, staffID)
	return ok && Serves(p) && (given || conversation.MayServe(p, unitID))
}

// Keeps tells whether the owner of a closed conversation may have it again:
// who may still serve it, is there, and has a place for it, or takes it up for
// themselves.
func (s *Service) Keeps(ctx context.Context, tx *db.Tx, c conversation.Conversation) (bool, error) {
	was, err := db.First(ctx, tx, stmtItemLast, scanItem, c.CustomerID, c.ID, c.OwnerID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return false, err
	}
	if !s.entitled(ctx, c.OwnerID, c.UnitID, was.Given) {
		return false, nil
	}
	if p := auth.From(ctx); p.Kind == auth.Staff && p.ID == c.OwnerID {
		return true, nil
	}
	if s.gone(c.OwnerID) || s.Workforce.PresenceOf(c.OwnerID).State == workforce.Break {
		return false, nil
	}
	held, places, err := s.room(ctx, tx, c.OwnerID, Item{Slot: SlotChat})
	return held < places, err
}

// scope puts into words what a person could serve; it changes with their roles,
// their unit and the tree of units.
func scope(p auth.Person) string {
	if !Serves(p) {
		return ""
	}
	var b strings.Builder
	for _, permission := range []string{conversation.PermRead, conversation.PermReply} {
		f := p.Visible(permission)
		if f.All {
			b.WriteString("*")
		}
		b.WriteString(strings.Join(f.UnitIDs, ",") + ";")
	}
	return b.String() + p.UnitID + ";" + strings.Join(p.Units.Ancestors(p.UnitID), ",")
}

// changedRights finds those for whom what they could serve is not as it was,
// and gives what it is now.
func (s *Service) changedRights(ctx context.Context, holders []string) (map[string]string, error) {
	people, err := s.Directory.Colleagues(ctx)
	if err != nil {
		return nil, err
	}
	s.rights.mu.Lock()
	defer s.rights.mu.Unlock()
	out := map[string]string{}
	held := map[string]string{}
	defer func() { s.rights.known = held }() // who holds nothing is forgotten
	for _, staffID := range holders {
		p, ok := s.Directory.PersonOf(ctx, staffID)
		if _, active := people[staffID]; !ok && active {
			continue // the directory could not be read
		}
		now := ""
		if ok {
			now = scope(p)
		}
		if was, known := s.rights.known[staffID]; known && was == now {
			held[staffID] = was
		} else {
			out[staffID] = now
		}
	}
	return out, nil
}

// outlawed puts back into the line what is held by people who may no longer
// serve it: disabled, in another role or unit, or without the permission.
func (s *Service) outlawed(ctx context.Context) {
	changed, err := s.changedRights(ctx, s.Board.Everybody())
	if err != nil {
		slog.WarnContext(ctx, "rights of those who serve cannot be read", "err", err)
		return
	}
	if len(changed) == 0 {
		return
	}
	held := s.Board.Holdings(changed)
	for staffID, now := range changed {
		if err := s.judgeRights(ctx, held[staffID]); err != nil {
			slog.WarnContext(ctx, "customers of who may no longer serve stay with them", "staff", staffID, "err", err)
			continue // and are looked at again
		}
		s.rights.mu.Lock()
		s.rights.known[staffID] = now
		s.rights.mu.Unlock()
	}
}

func (s *Service) judgeRights(ctx context.Context, held []holding) error {
	for _, h := range held {
		if s.entitled(ctx, h.staffID, h.unitID, h.given) {
			continue
		}
		for _, it := range s.Board.Held(h) {
			if err := s.DB.Write(ctx, func(tx *db.Tx) error { return s.takeFrom(ctx, tx, it, h.staffID) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeFrom takes an item from who may no longer serve it.
func (s *Service) takeFrom(ctx context.Context, tx *db.Tx, it Item, staffID string) error {
	it, err := s.lock(ctx, tx, it)
	if errors.Is(err, db.ErrNone) || err == nil && (it.State != Serving || it.HolderID != staffID) {
		return nil // it has gone another way
	}
	if err != nil {
		return err
	}
	if it.Kind == KindCallback {
		return s.callReturns(ctx, tx, it, staffID)
	}
	c, err := s.Conversations.ByID(ctx, tx, it.SubjectID)
	if err != nil {
		return err
	}
	return s.lose(ctx, tx, c, whyUnfit)
}
