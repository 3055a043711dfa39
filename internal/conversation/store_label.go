package conversation

import (
	"context"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

var (
	stmtLabels      = db.SQL("conversation.labels", `SELECT id, name, colour, version FROM conversation_label ORDER BY name, id LIMIT 500`)
	stmtLabelByKey  = db.SQL("conversation.label_by_key", `SELECT id, name, colour, version FROM conversation_label WHERE client_key = $1`)
	stmtLabelByID   = db.SQL("conversation.label_by_id", `SELECT id, name, colour, version FROM conversation_label WHERE id = $1`)
	stmtInsertLabel = db.SQL("conversation.insert_label", `INSERT INTO conversation_label (id, client_key, name, colour, version) VALUES ($1, $2, $3, $4, 1)`)
	stmtUpdateLabel = db.SQL("conversation.update_label", `UPDATE conversation_label SET name = $2, colour = $3, version = version + 1 WHERE id = $1 AND version = $4`)
	stmtDeleteLabel = db.SQL("conversation.delete_label", `DELETE FROM conversation_label WHERE id = $1`)
	stmtLabelUses   = db.SQL("conversation.label_uses", `SELECT COUNT(*) FROM conversation_labelled WHERE label_id = $1`)
	stmtUnlabel     = db.SQL("conversation.unlabel", `DELETE FROM conversation_labelled WHERE conversation_id = $1`)
	stmtLabel       = db.SQL("conversation.label", `INSERT INTO conversation_labelled (label_id, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
)

func labelByID(ctx context.Context, q db.Querier, labelID string) (Label, error) {
	found, err := db.All[Label](ctx, q, stmtLabelByID, labelID)
	if err == nil && len(found) == 0 {
		return Label{}, fault.NotFound()
	}
	if err != nil {
		return Label{}, err
	}
	return found[0], nil
}
