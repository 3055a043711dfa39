package calendar

import (
	"context"
	"slices"

	"tiexin/internal/platform/db"
)

// Uses tells in words what a module above does with named hours; nothing means
// that it could do without them.
type Uses func(ctx context.Context, q db.Querier, hoursID string) ([]string, error)

// Hooks are questions to modules above, filled when the program is wired.
type Hooks struct {
	Uses []Uses
}

// uses asks everybody what the hours are used for.
func (h *Hooks) uses(ctx context.Context, q db.Querier, hoursID string) ([]string, error) {
	if h == nil {
		return nil, nil
	}
	var out []string
	for _, ask := range h.Uses {
		more, err := ask(ctx, q, hoursID)
		if err != nil {
			return nil, err
		}
		out = slices.Concat(out, more)
	}
	return out, nil
}
