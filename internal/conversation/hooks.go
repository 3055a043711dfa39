package conversation

import "context"

// Hooks are questions to modules above, filled when the program is wired.
type Hooks struct {
	// PublicName gives what the customer may know of a colleague's name in a
	// channel; empty hides it.
	PublicName func(ctx context.Context, channelID, name string) string
}

func (h *Hooks) publicName(ctx context.Context, channelID, name string) string {
	if h == nil || h.PublicName == nil {
		return name
	}
	return h.PublicName(ctx, channelID, name)
}
