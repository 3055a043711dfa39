package sample

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/insight"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/routing"
)

//go:embed scripts
var scripts embed.FS

// Deps is what the service stands on.
type Deps struct {
	DB            *db.DB
	Clock         clock.Clock
	Audit         *audit.Trail
	Directory     *org.Directory
	Channels      *channel.Service
	Customers     *customer.Service
	Conversations *conversation.Service
	Routing       *routing.Service
	Insight       *insight.Service
	// Erase asks all modules to take customers away.
	Erase func(ctx context.Context, tx *db.Tx, e manifest.Erasure) error
	// Sweep removes the files that were released.
	Sweep func(ctx context.Context) (int, error)
}

// Service holds the use cases.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// State tells whether sample data is in.
func (s *Service) State(ctx context.Context) (State, error) {
	f, err := one(ctx, s.DB, stmtPlace, placeIn)
	if errors.Is(err, db.ErrNone) {
		return State{}, nil
	}
	return s.view(ctx, f), err
}

func (s *Service) view(ctx context.Context, f fill) State {
	if f.Place != placeIn {
		return State{}
	}
	who, _ := s.Directory.Colleague(ctx, f.StaffID)
	return State{In: true, Customers: len(f.Customers), Conversations: len(f.Conversations), FilledBy: who.Name, FilledAt: &f.At}
}

// Fill puts the sample in, once per key; while it is in there is no second one.
func (s *Service) Fill(ctx context.Context, key string) (State, error) {
	p := auth.From(ctx)
	customers, talks, err := s.compose(ctx, p)
	if err != nil {
		return State{}, err
	}
	f := fill{ID: id.New(s.Clock.Now()), Place: placeIn, StaffID: p.ID, At: s.Clock.Now()}
	for _, c := range customers {
		f.Customers = append(f.Customers, c.ID)
	}
	for _, t := range talks {
		f.Conversations = append(f.Conversations, t.ID)
	}
	stands := f
	err = s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		// In this order: what is in may have come a moment ago, by this very key.
		_, in := one(ctx, tx, stmtPlace, placeIn)
		known, err := one(ctx, tx, stmtByKey, p.ID+":"+key)
		if !errors.Is(err, db.ErrNone) {
			stands = known
			return err // a retry, or failed
		}
		if in == nil {
			return fault.Conflict("sample.in")
		}
		if !errors.Is(in, db.ErrNone) {
			return in
		}
		stands = f
		if err := insert(ctx, tx, p.ID+":"+key, f); err != nil {
			return err
		}
		if err := s.store(ctx, tx, customers, talks); err != nil {
			return err
		}
		tx.AfterCommit(s.Conversations.LookAgain)
		return s.note(ctx, tx, "sample.filled", f, State{Customers: len(customers), Conversations: len(talks)}, 0)
	})
	return s.view(ctx, stands), err
}

// compose plays the script of the organisation's language in the first web chat.
func (s *Service) compose(ctx context.Context, p auth.Person) ([]met, []talk, error) {
	o, err := s.Directory.Organisation(ctx)
	if err != nil {
		return nil, nil, err
	}
	channels, err := s.Channels.List(ctx, channel.Widget)
	if err != nil {
		return nil, nil, err
	}
	first := slices.IndexFunc(channels, func(c channel.Channel) bool { return c.Enabled })
	if first < 0 {
		return nil, nil, fault.Conflict("sample.no_channel")
	}
	labels, err := s.Conversations.Labels(ctx)
	if err != nil {
		return nil, nil, err
	}
	text, err := scripts.ReadFile("scripts/" + o.Locale + ".txt")
	if err != nil {
		text, err = scripts.ReadFile("scripts/zh-CN.txt")
	}
	if err != nil {
		return nil, nil, err
	}
	return scenery{channel: channels[first], me: conversation.Author{Kind: conversation.ByStaff, ID: p.ID, Name: p.Name},
		serves: routing.Serves(p), labels: labels, now: s.Clock.Now()}.play(string(text))
}

// store writes all of it in one transaction of some hundred small statements:
// a part of a sample could not be taken for one.
func (s *Service) store(ctx context.Context, tx *db.Tx, customers []met, talks []talk) error {
	for _, c := range customers {
		if err := s.Customers.Import(ctx, tx, c.Customer, c.reach, []customer.Identity{c.identity}); err != nil {
			return err
		}
		if err := s.Customers.Findable(ctx, tx, c.Customer); err != nil {
			return err
		}
	}
	for _, t := range talks {
		if err := s.Conversations.Import(ctx, tx, t.Conversation, t.lines); err != nil {
			return err
		}
		if err := s.Insight.Import(ctx, tx, t.Conversation, t.lines); err != nil {
			return err
		}
		if err := s.Routing.Import(ctx, tx, t.Conversation); err != nil {
			return err
		}
		if err := s.Conversations.Findable(ctx, tx, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes the sample out, with all that has come to hang on it. Where none
// is in, nothing happens.
func (s *Service) Remove(ctx context.Context) (State, error) {
	var took State
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		took = State{}
		f, err := one(ctx, tx, stmtLock, placeIn)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		e, stayed, err := s.theirs(ctx, tx, f)
		if err != nil {
			return err
		}
		if err := s.Erase(ctx, tx, e); err != nil {
			return err
		}
		if err := leave(ctx, tx, f.ID); err != nil {
			return err
		}
		took.Customers, took.Conversations = len(e.Customers), len(e.Conversations)
		return s.note(ctx, tx, "sample.removed", f, took, stayed)
	})
	if err != nil || took.Customers == 0 {
		return took, err
	}
	if _, err := s.Sweep(context.WithoutCancel(ctx)); err != nil {
		slog.WarnContext(ctx, "files of the sample are removed later", "err", err)
	}
	return took, nil
}

// theirs names what is to be erased, and holds it. Who turned out to be real
// stays: somebody came in under another name of theirs, or began a conversation
// that nobody made up.
func (s *Service) theirs(ctx context.Context, tx *db.Tx, f fill) (e manifest.Erasure, stayed int, err error) {
	held, identities, err := s.Customers.Hold(ctx, tx, f.Customers)
	if err != nil {
		return e, 0, err
	}
	talks, err := s.Conversations.Hold(ctx, tx, held)
	if err != nil {
		return e, 0, err
	}
	real := map[string]bool{}
	for _, i := range identities {
		if !strings.HasPrefix(i.ExternalID, externalPrefix) {
			real[i.CustomerID] = true
		}
	}
	for _, c := range talks {
		if !slices.Contains(f.Conversations, c.ID) {
			real[c.CustomerID] = true
		}
	}
	for _, customerID := range held {
		if !real[customerID] {
			e.Customers = append(e.Customers, customerID)
		}
	}
	for _, i := range identities {
		if !real[i.CustomerID] {
			e.Identities = append(e.Identities, i.ID)
		}
	}
	for _, c := range talks {
		if !real[c.CustomerID] {
			e.Conversations = append(e.Conversations, c.ID)
		}
	}
	return e, len(real), nil
}

func (s *Service) note(ctx context.Context, tx *db.Tx, act string, f fill, n State, stayed int) error {
	facts := map[string]any{"customers": n.Customers, "conversations": n.Conversations}
	if stayed > 0 {
		facts["stayed"] = stayed
	}
	return s.Audit.Record(ctx, tx, act, audit.Subject{Kind: "sample", ID: f.ID}, nil, facts)
}
