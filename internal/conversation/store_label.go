package conversation

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

var (
	stmtLabels      = db.SQL("conversation.labels", `SELECT id, name, colour, version FROM conversation_label ORDER BY name, id LIMIT 500`)
	stmtLabelByKey  = db.SQL("conversation.label_by_key", `SELECT id, name, colour, version FROM conversation_label WHERE client_key = $1`)
	stmtLabelByID   = db.SQL("conversation.label_by_id", `SELECT id, name, colour, version FROM conversation_label WHERE id = $1 {for_update}`)
	stmtInsertLabel = db.SQL("conversation.insert_label", `INSERT INTO conversation_label (id, client_key, name, colour, version) VALUES ($1, $2, $3, $4, 1)`)
	stmtUpdateLabel = db.SQL("conversation.update_label", `UPDATE conversation_label SET name = $2, colour = $3, version = version + 1 WHERE id = $1 AND version = $4`)
	stmtDeleteLabel = db.SQL("conversation.delete_label", `DELETE FROM conversation_label WHERE id = $1`)
	stmtLabelUses   = db.SQL("conversation.label_uses", `SELECT COUNT(*) FROM conversation_labelled WHERE label_id = $1`)
	stmtUnlabel     = db.SQL("conversation.unlabel", `DELETE FROM conversation_labelled WHERE conversation_id = $1`)
	stmtLabel       = db.SQL("conversation.label", `INSERT INTO conversation_labelled (label_id, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
)

func scanLabel(r db.Row) (l Label, err error) {
	err = r.Scan(&l.ID, &l.Name, &l.Colour, &l.Version)
	return l, err
}

func insertLabel(ctx context.Context, tx *db.Tx, key string, l Label, _ time.Time) error {
	_, err := tx.Exec(ctx, stmtInsertLabel, l.ID, key, l.Name, l.Colour)
	return err
}

func updateLabel(ctx context.Context, tx *db.Tx, l Label) (int64, error) {
	return tx.Exec(ctx, stmtUpdateLabel, l.ID, l.Name, l.Colour, l.Version)
}
