package workforce

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/record"
)

var breaks = record.SettingOf(record.Setting[Breaks]{Table: settings, Key: "breaks", Changed: "workforce.breaks_changed",
	Subject: audit.Subject{Kind: "workforce", ID: "breaks"}, Fresh: defaultBreaks,
	Mark: func(b *Breaks) *int64 { return &b.Version }, Facts: func(b Breaks) any { return b.Rules }})

// Breaks gives how breaks are taken.
func (s *Service) Breaks(ctx context.Context) (Breaks, error) { return breaks.Load(ctx, s.DB) }

// SetBreaks replaces how breaks are taken.
func (s *Service) SetBreaks(ctx context.Context, to Breaks) (Breaks, error) {
	return record.Replace(ctx, record.Do[Breaks]{DB: s.DB, Audit: s.Audit}, breaks, to.Version, func(_ *db.Tx, _ Breaks) (Breaks, error) { return to, to.check() })
}

// checkChoice refuses what cannot be chosen now, and gives the limit of a break.
func (s *Service) checkChoice(ctx context.Context, staffID string, c Choice) (Choice, time.Duration, error) {
	if !c.State.Choosable() {
		return c, 0, fault.Invalid("workforce.state", "state")
	}
	if c.State == Off {
		return s.checkOff(ctx, staffID, c)
	}
	if c.State != Break {
		return Choice{State: c.State, Reason: c.Reason}, 0, nil
	}
	if !c.BreakKind.Valid() {
		return c, 0, fault.Invalid("workforce.break_kind", "break_kind")
	}
	all, err := s.Breaks(ctx)
	if err != nil {
		return c, 0, err
	}
	rule := all.of(c.BreakKind)
	limit := time.Duration(rule.MaxMinutes) * time.Minute
	if c.CoverID != "" {
		return c, limit, s.checkCover(ctx, staffID, c.CoverID)
	}
	if c.Anyway {
		return c, limit, nil // a person who has to go goes
	}
	return c, limit, s.askCover(ctx, staffID, rule.wantsCover)
}

// checkOff asks who goes by themselves what becomes of those who wait for them:
// a colleague takes over, or they go back into the line.
func (s *Service) checkOff(ctx context.Context, staffID string, c Choice) (Choice, time.Duration, error) {
	c = Choice{State: Off, CoverID: c.CoverID, Release: c.Release}
	switch {
	case c.CoverID != "":
		return c, 0, s.checkCover(ctx, staffID, c.CoverID)
	case c.Release || auth.From(ctx).ID != staffID || s.PresenceOf(staffID).State == Off:
		return c, 0, nil
	}
	return c, 0, s.askCover(ctx, staffID, func(waiting int) bool { return waiting > 0 })
}

// askCover refuses with who could cover, where that is wanted while so many wait.
func (s *Service) askCover(ctx context.Context, staffID string, wants func(waiting int) bool) error {
	waiting, err := s.Hooks.waiting(ctx, staffID)
	if err != nil || !wants(waiting) {
		return err
	}
	all, err := s.Hooks.waitingAll(ctx)
	if err != nil {
		return err
	}
	return s.offer(ctx, staffID, fault.Conflict("workforce.cover_needed")).With("waiting", waiting).With("waiting_all", all)
}

func (s *Service) checkCover(ctx context.Context, staffID, coverID string) error {
	person, ok := s.Directory.PersonOf(ctx, coverID)
	mine, _ := s.Directory.Colleague(ctx, staffID)
	if !ok || coverID != staffID && (!s.Hooks.canServe(person) || !near(auth.From(ctx), mine.UnitID, coverID, person.UnitID)) {
		return fault.Invalid("staff.unknown", "cover_id")
	}
	covers := map[string]string{}
	for _, p := range s.Present() {
		if p.State == Break && p.CoverID != "" {
			covers[p.StaffID] = p.CoverID
		}
	}
	err := checkCover(staffID, coverID, s.PresenceOf(coverID).State, covers)
	var f *fault.Error
	if errors.As(err, &f) {
		return s.offer(ctx, staffID, f)
	}
	return nil
}

// near tells whether somebody may be known to who asks: seen by permission, or
// of the same unit.
func near(asker auth.Person, unitID, otherID, otherUnit string) bool {
	return asker.Visible(PermRead).Allows(otherID, otherUnit) || unitID == otherUnit
}

// Candidate could cover.
type Candidate struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Unit    string `json:"unit_name"`
	Waiting int    `json:"waiting" doc:"Customers who wait for them already."`
}

// offer adds who could cover, the freest first.
func (s *Service) offer(ctx context.Context, staffID string, f *fault.Error) *fault.Error {
	list, err := s.Candidates(ctx, staffID)
	if err != nil {
		list = []Candidate{}
	}
	return f.With("candidates", list)
}

// Candidates lists who could cover for somebody now, the freest first.
func (s *Service) Candidates(ctx context.Context, staffID string) ([]Candidate, error) {
	asker := auth.From(ctx)
	mine, _ := s.Directory.Colleague(ctx, staffID)
	out := []Candidate{}
	for _, p := range s.Present() {
		person, ok := s.Directory.PersonOf(ctx, p.StaffID)
		if !ok || p.StaffID == staffID || p.State != Online || !p.Connected || !s.Hooks.canServe(person) || !near(asker, mine.UnitID, p.StaffID, person.UnitID) {
			continue
		}
		waiting, err := s.Hooks.waiting(ctx, p.StaffID)
		if err != nil {
			return nil, err
		}
		c, _ := s.Directory.Colleague(ctx, p.StaffID)
		out = append(out, Candidate{ID: p.StaffID, Name: c.Name, Unit: c.UnitName, Waiting: waiting})
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		if a.Waiting != b.Waiting {
			return a.Waiting - b.Waiting
		}
		return strings.Compare(a.Name+a.ID, b.Name+b.ID)
	})
	return out[:min(len(out), 50)], nil
}
