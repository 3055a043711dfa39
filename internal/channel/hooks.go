package channel

import (
	"context"

	"tiexin/internal/platform/db"
)

// Hooks let those above tell staff of a block where it was made.
type Hooks struct {
	// Hold locks the conversation, which comes before its block.
	Hold func(ctx context.Context, tx *db.Tx, conversationID string) error
	// Tell leaves a line in the conversation, for staff alone.
	Tell func(ctx context.Context, tx *db.Tx, b Block, what BlockEvent) error
}

func (h *Hooks) hold(ctx context.Context, tx *db.Tx, b Block) error {
	if h.Hold == nil || b.ConversationID == "" {
		return nil
	}
	return h.Hold(ctx, tx, b.ConversationID)
}

func (h *Hooks) tell(ctx context.Context, tx *db.Tx, b Block, what BlockEvent) error {
	if h.Tell == nil || b.ConversationID == "" {
		return nil
	}
	return h.Tell(ctx, tx, b, what)
}
