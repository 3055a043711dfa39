package conversation

import (
	"context"

	"tiexin/internal/platform/db"
)

var (
	stmtHold = db.SQL("conversation.hold", `SELECT `+columns+` FROM conversation WHERE customer_id = $1 ORDER BY id {for_update}`)
	// All that hangs on a conversation, the conversation last.
	stmtErase = []*db.Stmt{
		db.SQL("conversation.erase_drafts", `DELETE FROM conversation_draft WHERE conversation_id = $1`),
		db.SQL("conversation.erase_mentions", `DELETE FROM conversation_mention WHERE conversation_id = $1`),
		db.SQL("conversation.erase_follows", `DELETE FROM conversation_follow WHERE conversation_id = $1`),
		db.SQL("conversation.erase_labels", `DELETE FROM conversation_labelled WHERE conversation_id = $1`),
		db.SQL("conversation.erase_messages", `DELETE FROM conversation_message WHERE conversation_id = $1`),
		db.SQL("conversation.erase", `DELETE FROM conversation WHERE id = $1`)}
)

// held reads a customer's conversations and holds them.
func held(ctx context.Context, tx *db.Tx, customerID string) ([]Conversation, error) {
	return db.Collect(ctx, tx, stmtHold, scanConversation, customerID)
}
