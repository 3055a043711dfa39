package insight

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

// Hooks are questions to other modules, filled when the program is wired.
type Hooks struct {
	// Away tells when these people were away from their desks; nil while nobody
	// knows. Away time is not taken off a response, it explains it.
	Away func(ctx context.Context, staffIDs []string, from, to time.Time) ([]AwaySpan, error)

	// Worked tells how much of a stretch was working time of who serves a
	// conversation; nil: all of it.
	Worked func(ctx context.Context, tx *db.Tx, conversationID string, from, to time.Time) (time.Duration, error)
}

func (h *Hooks) worked(ctx context.Context, tx *db.Tx, conversationID string, s Span) (time.Duration, error) {
	if h == nil || h.Worked == nil {
		return s.To.Sub(s.From), nil
	}
	return h.Worked(ctx, tx, conversationID, s.From, s.To)
}

func (h *Hooks) away(ctx context.Context, staffIDs []string, from, to time.Time) ([]AwaySpan, error) {
	if h == nil || h.Away == nil || len(staffIDs) == 0 {
		return nil, nil
	}
	return h.Away(ctx, staffIDs, from, to)
}
