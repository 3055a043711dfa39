package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// PresenceOf gives somebody's presence, from memory; off where none is known.
func (s *Service) PresenceOf(staffID string) Presence {
	return s.board.known(staffID, s.Clock.Now())
}

// Present gives everybody who has ever had a state, those who are off
// included, from memory and in no order.
func (s *Service) Present() []Presence { return s.board.all(s.Clock.Now()) }

// Load reads the stored states; before it nobody is known to be here.
func (s *Service) Load(ctx context.Context) error {
	rows, err := presences(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, r := range rows {
		s.learn(r)
	}
	s.board.mu.Lock()
	s.board.loaded = true
	s.board.mu.Unlock()
	return nil
}

// learn takes a stored row and tells everybody in this process who wants to know.
func (s *Service) learn(r stored) {
	before, news := s.board.learn(r)
	if !news || before.Version == 0 && !s.isLoaded() {
		return
	}
	connected := s.PresenceOf(r.StaffID).Connected
	was, is := before.presence(connected), r.presence(connected)
	if was == is {
		return
	}
	s.tellHere(is)
	s.changed(was, is)
}

func (s *Service) changed(was, is Presence) {
	s.mu.Lock()
	list := s.onChange
	s.mu.Unlock()
	for _, do := range list {
		do(was, is)
	}
}

func (s *Service) isLoaded() bool {
	s.board.mu.RLock()
	defer s.board.mu.RUnlock()
	return s.board.loaded
}

// Set gives somebody the state they chose, or that their lead chose for them.
func (s *Service) Set(ctx context.Context, staffID string, c Choice) (Presence, error) {
	if err := s.maySet(ctx, staffID); err != nil {
		return Presence{}, err
	}
	c, limit, err := s.checkChoice(ctx, staffID, c)
	if err != nil {
		return Presence{}, err
	}
	return s.set(ctx, staffID, c, limit)
}

func (s *Service) maySet(ctx context.Context, staffID string) error {
	p := auth.From(ctx)
	c, ok := s.Directory.Colleague(ctx, staffID)
	if person, found := s.Directory.PersonOf(ctx, staffID); staffID == p.ID && found {
		if !s.Hooks.canServe(person) {
			return fault.New(fault.KindForbidden, "workforce.not_serving")
		}
		return nil
	}
	if !ok || !p.Visible(PermRead).Allows(staffID, c.UnitID) {
		return fault.NotFound()
	}
	if !p.Visible(PermManage).Allows("", c.UnitID) {
		return fault.Forbidden(PermManage)
	}
	if person, found := s.Directory.PersonOf(ctx, staffID); !found || !s.Hooks.canServe(person) {
		return fault.Conflict("workforce.not_serving")
	}
	return nil
}

// set stores a choice that has been checked.
func (s *Service) set(ctx context.Context, staffID string, c Choice, limit time.Duration) (Presence, error) {
	by := auth.From(ctx)
	var after stored
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		before, err := presenceOf(ctx, tx, staffID)
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		after = before.choose(c, limit, now)
		after.Watched = before.Watched || s.board.hasLine(staffID)
		if same(before, after) {
			after = before
			return nil
		}
		if err := s.store(ctx, tx, before, &after, by.ID); err != nil || by.ID == staffID {
			return err
		}
		return s.Audit.Record(ctx, tx, "presence.set", s.subject(ctx, staffID), facts(before), facts(after))
	})
	if err != nil {
		return Presence{}, err
	}
	s.publish(after)
	return s.PresenceOf(staffID), nil
}

// same tells whether a choice changes nothing: the time does not begin anew.
func same(a, b stored) bool {
	return a.Version > 0 && a.State == b.State && a.Chosen == b.Chosen && a.BreakKind == b.BreakKind && a.CoverID == b.CoverID && a.Watched == b.Watched &&
		(a.State != Busy || a.Reason == b.Reason)
}

func facts(r stored) map[string]any {
	return map[string]any{"state": r.State, "break_kind": r.BreakKind, "cover_id": r.CoverID}
}

func (s *Service) subject(ctx context.Context, staffID string) audit.Subject {
	c, _ := s.Directory.Colleague(ctx, staffID)
	return audit.Subject{Kind: "staff", ID: staffID, Name: c.Name}
}

// store writes a transition with its span and its event.
func (s *Service) store(ctx context.Context, tx *db.Tx, before stored, after *stored, byID string) error {
	ok, err := keep(ctx, tx, before.Version, *after)
	if err != nil {
		return err
	}
	if !ok {
		return errStale
	}
	after.Version = before.Version + 1
	kind := EventPresenceChanged
	if before.State == after.State && before.Since.Equal(after.Since) {
		if after.Reason != ReasonOverdue || before.Reason == ReasonOverdue {
			return nil // nothing that anybody wants to know
		}
		kind = EventBreakOverdue
	} else if err := turn(ctx, tx, before, *after, byID, s.Clock.Now()); err != nil {
		return err
	}
	c, _ := s.Directory.Colleague(ctx, after.StaffID)
	return s.Log.Emit(ctx, tx, kind, after.StaffID, PresenceChanged{StaffID: after.StaffID, UnitID: c.UnitID, From: before.State, To: after.State,
		BreakKind: after.BreakKind, CoverID: after.CoverID, Reason: after.Reason, ByID: byID, At: s.Clock.Now()})
}

// errStale says that another process has decided meanwhile.
var errStale = fault.Conflict("workforce.changed_meanwhile")

// AwaySpans lists when people could not answer: breaks and lost connections
// that overlap the time asked for, by person and beginning, cut to it. A span
// that has not ended reaches to the end of what is asked for.
func (s *Service) AwaySpans(ctx context.Context, staffIDs []string, from, to time.Time) ([]Span, error) {
	if len(staffIDs) == 0 || !to.After(from) {
		return nil, nil
	}
	return awaySpans(ctx, s.DB, staffIDs, from, to)
}
