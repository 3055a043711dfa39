package workforce

import (
	"context"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// Hooks are questions to modules above, filled when the program is wired.
type Hooks struct {
	// CanServe tells whether a person serves customers at all.
	CanServe func(p auth.Person) bool

	// Waiting tells how many customers wait for this person's answer.
	Waiting func(ctx context.Context, staffID string) (int, error)

	// WaitingAll tells how many customers whom the acting person sees wait for
	// anybody's answer.
	WaitingAll func(ctx context.Context) (int, error)

	// SkillUses names what needs a skill (queues, …); what is named cannot lose it.
	SkillUses func(ctx context.Context, q db.Querier, skillID string) ([]Use, error)
}

// Use is a thing that needs a skill.
type Use struct {
	Kind string `json:"kind" doc:"queue, …"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (h *Hooks) canServe(p auth.Person) bool { return h != nil && h.CanServe != nil && h.CanServe(p) }

func (h *Hooks) waiting(ctx context.Context, staffID string) (int, error) {
	if h == nil || h.Waiting == nil {
		return 0, nil
	}
	return h.Waiting(ctx, staffID)
}

func (h *Hooks) waitingAll(ctx context.Context) (int, error) {
	if h == nil || h.WaitingAll == nil {
		return 0, nil
	}
	return h.WaitingAll(ctx)
}

func (h *Hooks) skillUses(ctx context.Context, q db.Querier, skillID string) ([]Use, error) {
	if h == nil || h.SkillUses == nil {
		return nil, nil
	}
	return h.SkillUses(ctx, q, skillID)
}
