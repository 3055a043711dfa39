package routing

import (
	"context"

	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/db"
)

const transferColumns = `id, conversation_id, kind, from_id, to_id, to_queue_id, note, state, asked_at, until, taken_by, ended_at, reason`

var (
	stmtTransferInsert = db.SQL("routing.transfer_insert", `INSERT INTO routing_transfer (client_key, `+transferColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', NULL, '')`)
	stmtTransferEnd = db.SQL("routing.transfer_end", `UPDATE routing_transfer SET state = $2, taken_by = $3, ended_at = $4, reason = $5
		WHERE id = $1 AND state = 'pending'`)
	stmtTransfer      = db.SQL("routing.transfer", `SELECT `+transferColumns+` FROM routing_transfer WHERE id = $1`)
	stmtTransferByKey = db.SQL("routing.transfer_by_key", `SELECT `+transferColumns+` FROM routing_transfer WHERE from_id = $1 AND client_key = $2`)
	stmtTransfersOf   = db.SQL("routing.transfers_of", `SELECT `+transferColumns+` FROM routing_transfer WHERE conversation_id = $1
		ORDER BY asked_at DESC, id DESC LIMIT 50`)
	stmtTransferPending = db.SQL("routing.transfer_pending", `SELECT `+transferColumns+` FROM routing_transfer WHERE conversation_id = $1 AND state = 'pending'`)
	stmtCovered         = db.SQL("routing.covered", `SELECT `+itemColumns+` FROM routing_item WHERE cover_for = $1 AND state <> 'done' ORDER BY rank_at, id`)
	stmtHeldOf          = db.SQL("routing.held_of", `SELECT `+itemColumns+` FROM routing_item WHERE holder_id = $1 AND kind = $2 AND state = 'serving'
		ORDER BY id LIMIT 500`)
	stmtSeatMissed = db.SQL("routing.seat_missed", `INSERT INTO routing_seat (staff_id, missed) VALUES ($1, 1)
		ON CONFLICT (staff_id) DO UPDATE SET missed = routing_seat.missed + 1 RETURNING missed`)
)

func scanTransfer(r db.Row) (Transfer, error) {
	var t Transfer
	var asked, until int64
	var ended *int64
	err := r.Scan(&t.ID, &t.ConversationID, &t.Kind, &t.FromID, &t.ToID, &t.ToQueueID, &t.Note, &t.State, &asked, &until, &t.TakenBy, &ended, &t.Reason)
	t.AskedAt, t.Until, t.EndedAt = db.Time(asked), db.Time(until), opt.Time(db.TimeOrZero(ended))
	return t, err
}

func insertTransfer(ctx context.Context, tx *db.Tx, key string, t Transfer) error {
	_, err := tx.Exec(ctx, stmtTransferInsert, key, t.ID, t.ConversationID, string(t.Kind), t.FromID, t.ToID, t.ToQueueID, t.Note,
		string(t.State), db.Micros(t.AskedAt), db.Micros(t.Until))
	return err
}
