package channel

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

const blockColumns = `id, kind, subject, unit_id, name, reason, ends_at, made_by, made_at, lifted_by, lifted_at, conversation_id`

var (
	stmtInsertBlock   = db.SQL("channel.insert_block", `INSERT INTO channel_block (client_key, `+blockColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', NULL, $11)`)
	stmtBlockByKey    = db.SQL("channel.block_by_key", `SELECT `+blockColumns+` FROM channel_block WHERE client_key = $1`)
	stmtBlockLock     = db.SQL("channel.block_lock", `SELECT `+blockColumns+` FROM channel_block WHERE id = $1 {for_update}`)
	stmtBlock         = db.SQL("channel.block", `SELECT `+blockColumns+` FROM channel_block WHERE id = $1`)
	stmtBlocksOver    = db.SQL("channel.blocks_over", `SELECT `+blockColumns+` FROM channel_block WHERE conversation_id <> '' AND lifted_at IS NULL AND over_told_at IS NULL AND ends_at <= $1 ORDER BY id LIMIT 100`)
	stmtOverTold      = db.SQL("channel.block_over_told", `UPDATE channel_block SET over_told_at = $2 WHERE id = $1 AND over_told_at IS NULL AND lifted_at IS NULL`)
	stmtForgetTalk    = db.SQL("channel.forget_talk", `UPDATE channel_block SET conversation_id = '' WHERE conversation_id = $1`)
	stmtBlocksNow     = db.SQL("channel.blocks_now", `SELECT `+blockColumns+` FROM channel_block WHERE lifted_at IS NULL AND ends_at > $1 ORDER BY id DESC LIMIT 5001`)
	stmtLiftBlock     = db.SQL("channel.lift_block", `UPDATE channel_block SET lifted_by = $2, lifted_at = $3 WHERE id = $1`)
	stmtCarryBlocks   = db.SQL("channel.carry_blocks", `UPDATE channel_block SET subject = $3 WHERE kind = $1 AND subject = $2`)
	stmtEraseVisitor  = db.SQL("channel.erase_visitor", `DELETE FROM channel_block WHERE kind = 'visitor' AND subject = $1`)
	stmtEraseCustomer = db.SQL("channel.erase_customer", `DELETE FROM channel_block WHERE kind = 'customer' AND subject = $1`)
)

func scanBlock(r db.Row) (Block, error) {
	var b Block
	var ends, made int64
	var lifted *int64
	err := r.Scan(&b.ID, &b.Kind, &b.Subject, &b.UnitID, &b.Name, &b.Reason, &ends, &b.MadeBy, &made, &b.LiftedBy, &lifted, &b.ConversationID)
	b.EndsAt, b.MadeAt = db.Time(ends), db.Time(made)
	if lifted != nil {
		at := db.Time(*lifted)
		b.LiftedAt = &at
	}
	return b, err
}

func blocksNow(ctx context.Context, q db.Querier, now time.Time) ([]Block, error) {
	return db.Collect(ctx, q, stmtBlocksNow, scanBlock, db.Micros(now))
}

// listBlocks reads those that somebody may see, the newest first; a zero moment
// asks for those that have ended, too.
func listBlocks(ctx context.Context, q db.Querier, f auth.Filter, now time.Time, before string, limit int) ([]Block, error) {
	b := db.Build("channel.blocks", `SELECT `+blockColumns+` FROM channel_block WHERE 1 = 1`)
	switch {
	case f.All:
	case f.None || len(f.UnitIDs) == 0:
		return nil, nil
	default:
		b.InList("AND unit_id", f.UnitIDs)
	}
	if !now.IsZero() {
		b.Add("AND lifted_at IS NULL AND ends_at > ?", db.Micros(now))
	}
	if before != "" {
		b.Add("AND id < ?", before)
	}
	b.Add("ORDER BY id DESC LIMIT ?", limit)
	return db.CollectOf(ctx, q, b, scanBlock)
}

func insertBlock(ctx context.Context, tx *db.Tx, clientKey string, b Block) error {
	_, err := tx.Exec(ctx, stmtInsertBlock, clientKey, b.ID, string(b.Kind), b.Subject, b.UnitID, b.Name, b.Reason, db.Micros(b.EndsAt), b.MadeBy, db.Micros(b.MadeAt), b.ConversationID)
	return err
}
