package slaclock

import (
	"context"

	"tiexin/internal/platform/fault"
)

// Hooks are questions to modules above, filled when the program is wired.
type Hooks struct {
	// Sees tells, by the kind of subject, whether the acting person may see one;
	// an error says no. Subjects of other kinds are nobody's to see.
	Sees map[string]func(ctx context.Context, subjectID string) error
}

func (h *Hooks) sees(ctx context.Context, subject, subjectID string) error {
	if h == nil || h.Sees[subject] == nil {
		return fault.NotFound()
	}
	return h.Sees[subject](ctx, subjectID)
}
