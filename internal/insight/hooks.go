package insight

import (
	"context"
	"time"
)

// Hooks are questions to other modules, filled when the program is wired.
type Hooks struct {
	// Away tells when these people were away from their desks; nil while nobody
	// knows. Away time is not taken off a response, it explains it.
	Away func(ctx context.Context, staffIDs []string, from, to time.Time) ([]AwaySpan, error)
}

func (h *Hooks) away(ctx context.Context, staffIDs []string, from, to time.Time) ([]AwaySpan, error) {
	if h == nil || h.Away == nil || len(staffIDs) == 0 {
		return nil, nil
	}
	return h.Away(ctx, staffIDs, from, to)
}
