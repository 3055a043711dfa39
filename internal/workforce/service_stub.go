package workforce

import (
	"context"
	"time"

	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
)

type heldSkills struct{}
type heldSubstitutes struct{}

// Breaks is how long each kind of break may last.
type Breaks map[BreakKind]struct{}

// Skills gives everybody's levels, 1 to 5, by staff id and skill id; from
// memory. The maps are shared: read only.
func (s *Service) Skills(ctx context.Context) (map[string]map[string]int, error) { return nil, nil }

// SubstituteOf tells who acts for somebody at a moment.
func (s *Service) SubstituteOf(ctx context.Context, staffID string, at time.Time) (string, bool) {
	return "", false
}

// AwaySpans lists when people could not answer: breaks and lost connections
// that overlap the time asked for, by person and beginning.
func (s *Service) AwaySpans(ctx context.Context, staffIDs []string, from, to time.Time) ([]Span, error) {
	return nil, nil
}
func (s *Service) checkChoice(ctx context.Context, staffID string, c Choice) (Choice, time.Duration, error) {
	return c, 0, nil
}
func (s *Service) publish(r stored)  { s.learn(r) }
func (s *Service) tellHere(Presence) {}

var _ = org.StateActive
var _ audit.Subject
var _ *db.DB
