package workforce

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/run"
)

const (
	busSubject = "tiexin.workforce"
	atOnce     = 100 // transitions in one transaction
	sayEvery   = 2   // ticks between two summaries to the other processes
	readEvery  = 10  // ticks between two looks at what others have stored
)

// word is what processes tell each other.
type word struct {
	Node   string              `json:"n"`
	Row    *stored             `json:"r,omitempty"` // a transition
	Living map[string][]string `json:"l,omitempty"` // whom the process hears, and by which sessions
	Here   bool                `json:"h,omitempty"` // Living is told, even if empty
	Ended  string              `json:"e,omitempty"` // a session that was signed out
	Skills bool                `json:"s,omitempty"`
	Acting bool                `json:"a,omitempty"` // substitutes have changed
}

// Start reads what is stored and begins to judge.
func (s *Service) Start(g *run.Group) {
	ctx := context.Background()
	if err := s.Prepare(ctx); err != nil {
		slog.Error("workforce not prepared", "err", err)
	}
	if err := s.Bus.Subscribe(busSubject, s.fromBus); err != nil {
		slog.Error("workforce does not hear other processes", "err", err)
	}
	g.Every("workforce presence", TickEvery, s.Tick)
}

// Prepare lays what a new installation has and reads what is stored.
func (s *Service) Prepare(ctx context.Context) error {
	s.board.start(s.Clock.Now())
	return errors.Join(s.layShifts(ctx), s.Load(ctx))
}

// Watch follows the sockets of staff; before the start.
func (s *Service) Watch(hub *realtime.Hub) {
	hub.Watch(s.opened, func(c *realtime.Conn) {
		if c.Door == auth.Staff {
			s.Closed(c.Person().ID, c)
		}
	})
}

// Opened notes a line of somebody. Who had none before is connected now, which
// some wait for.
func (s *Service) Opened(staffID string, line Line) {
	before := s.PresenceOf(staffID)
	s.board.open(staffID, line)
	s.connected(before)
}

// connected calls who wants to know if somebody has become connected.
func (s *Service) connected(before Presence) {
	if after := s.PresenceOf(before.StaffID); after.Connected && !before.Connected && !after.Since.IsZero() {
		s.changed(before, after)
	}
}

// Closed notes the end of a line.
func (s *Service) Closed(staffID string, line Line) { s.board.close(staffID, line, s.Clock.Now()) }

// watchFromNow stores, once per person, that silence means something.
func (s *Service) watchFromNow(ctx context.Context, staffID string) {
	var after stored
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := presenceOf(ctx, tx, staffID)
		after = before
		if err != nil || before.Watched || before.Version == 0 {
			return err
		}
		after.Watched = true
		if ok, err := keep(ctx, tx, before.Version, after); err != nil || !ok {
			return errors.Join(err, errStale)
		}
		after.Version++
		return nil
	})
	if err != nil {
		slog.Warn("first connection not noted", "staff_id", staffID, "err", err) // the next tick tries again
		return
	}
	s.publish(after)
}

// Tick judges everybody's connection and breaks once.
func (s *Service) Tick(ctx context.Context) error {
	now := s.Clock.Now()
	if !s.isLoaded() {
		if err := s.Load(ctx); err != nil {
			return err
		}
	}
	s.board.tick(now)
	turn := s.ticks.Add(1)
	if s.Bus.Shared() {
		if turn%sayEvery == 0 {
			s.say(word{Here: true, Living: s.board.living(now)})
		}
		if turn%readEvery == 0 {
			if err := s.Load(ctx); err != nil {
				return err
			}
		}
	}
	for _, staffID := range s.board.unwatched() {
		s.watchFromNow(ctx, staffID)
	}
	before, after := s.board.due(now)
	b, a := s.unfit(ctx, now, before)
	before, after = append(before, b...), append(after, a...)
	for len(before) > 0 {
		n := min(len(before), atOnce)
		if err := s.decide(ctx, before[:n], after[:n]); err != nil {
			return err
		}
		before, after = before[n:], after[n:]
	}
	return nil
}

// unfit lists those who have a state and may no longer serve, or are no longer
// with us: they are off, as if they had never come. Whoever is decided about
// already comes at the next tick.
func (s *Service) unfit(ctx context.Context, now time.Time, decided []stored) (before, after []stored) {
	for _, r := range s.board.present() {
		p, ok := s.Directory.PersonOf(ctx, r.StaffID)
		c, known := s.Directory.Colleague(ctx, r.StaffID)
		if unread := !ok && (!known || c.State == org.StateActive); unread || ok && s.Hooks.canServe(p) {
			continue
		}
		if slices.ContainsFunc(decided, func(d stored) bool { return d.StaffID == r.StaffID }) {
			continue
		}
		before, after = append(before, r), append(after, r.choose(Choice{State: Off}, 0, now))
	}
	return before, after
}

// decide stores transitions and tells of those that hold.
func (s *Service) decide(ctx context.Context, before, after []stored) error {
	var done []stored
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		done = done[:0]
		for i := range before {
			current, err := presenceOf(ctx, tx, before[i].StaffID)
			if err != nil {
				return err
			}
			if current.Version != before[i].Version { // somebody was faster; theirs holds
				done = append(done, current)
				continue
			}
			next := after[i]
			if err := s.store(ctx, tx, before[i], &next, ""); err != nil {
				return err
			}
			done = append(done, next)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range done {
		s.publish(r)
		if r.Reason == ReasonOverdue {
			s.tellOverdue(ctx, s.PresenceOf(r.StaffID))
		}
	}
	return nil
}

// publish tells this and the other processes of a stored row.
func (s *Service) publish(r stored) {
	s.learn(r)
	if s.Bus.Shared() {
		s.say(word{Row: &r})
	}
}

func (s *Service) say(w word) {
	if !s.Bus.Shared() {
		return
	}
	w.Node = s.node
	if raw, err := json.Marshal(w); err == nil {
		s.Bus.Publish(busSubject, raw)
	}
}

func (s *Service) fromBus(raw []byte) {
	var w word
	if err := json.Unmarshal(raw, &w); err != nil || w.Node == s.node {
		return
	}
	switch {
	case w.Row != nil:
		s.learn(*w.Row)
	case w.Here:
		before := make([]Presence, 0, len(w.Living))
		for staffID := range w.Living {
			before = append(before, s.PresenceOf(staffID))
		}
		s.board.heard(w.Node, w.Living, s.Clock.Now())
		for _, p := range before {
			s.connected(p)
		}
	case w.Ended != "":
		s.board.end(w.Ended, s.Clock.Now())
	case w.Skills:
		s.skillsChanged()
	case w.Acting:
		s.substitutes.Store(nil)
	}
}
