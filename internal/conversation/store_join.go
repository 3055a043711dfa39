package conversation

import (
	"context"

	"tiexin/internal/platform/db"
)

var (
	// A key that both have used is kept by the one who had it first.
	stmtRenumber = db.SQL("conversation.renumber", `UPDATE conversation_message SET peer_id = $2, public_seq = public_seq + $3,
		author_id = CASE WHEN author_id = $1 THEN $2 ELSE author_id END,
		client_key = CASE WHEN EXISTS (SELECT 1 FROM conversation_message o WHERE o.peer_id = $2 AND o.client_key = conversation_message.client_key
				AND o.author_id = CASE WHEN conversation_message.author_id = $1 THEN $2 ELSE conversation_message.author_id END)
			THEN id ELSE client_key END
		WHERE peer_id = $1`)
	stmtRebindAll = db.SQL("conversation.rebind_all", `UPDATE conversation SET peer_id = $2, peer_external = $3, customer_id = $4, customer_name = $5,
		customer_grade = $6, customer_vip = $7 WHERE peer_id = $1`)
	stmtRebind = db.SQL("conversation.rebind", `UPDATE conversation SET created_at = $2, public_seq = $3, staff_read_public = $4 WHERE id = $1`)
)

// renumber gives one peer's lines to another, behind theirs.
func renumber(ctx context.Context, tx *db.Tx, from, to string, behind int64) error {
	_, err := tx.Exec(ctx, stmtRenumber, from, to, behind)
	return err
}

// rebind makes all talks of a peer those of another peer and customer, as the
// running one says.
func rebind(ctx context.Context, tx *db.Tx, from string, talk Conversation) error {
	_, err := tx.Exec(ctx, stmtRebindAll, from, talk.PeerID, talk.PeerExternal, talk.CustomerID, talk.CustomerName, string(talk.Grade), talk.VIP)
	if err == nil {
		_, err = tx.Exec(ctx, stmtRebind, talk.ID, db.Micros(talk.CreatedAt), talk.PublicSeq, talk.StaffReadPublic)
	}
	return err
}
