package channel

import (
	"context"
	"encoding/json"
	"time"

	"tiexin/internal/platform/db"
)

const columns = `id, kind, key, name, unit_id, enabled, settings, secret, version, created_at, met`

var (
	stmtOfUnit = db.SQL("channel.of_unit", `SELECT COUNT(*) FROM channel WHERE unit_id = $1`)
	stmtInsert = db.SQL("channel.insert", `INSERT INTO channel (client_key, `+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11)`)
	stmtAll    = db.SQL("channel.all", `SELECT `+columns+` FROM channel ORDER BY created_at, id LIMIT 500`)
	stmtByID   = db.SQL("channel.by_id", `SELECT `+columns+` FROM channel WHERE id = $1 {for_update}`)
	stmtByUse  = db.SQL("channel.by_client_key", `SELECT `+columns+` FROM channel WHERE client_key = $1`)
	stmtUpdate = db.SQL("channel.update", `UPDATE channel SET name = $2, unit_id = $3, enabled = $4, settings = $5, secret = $6,
		version = version + 1 WHERE id = $1 AND version = $7`)
	stmtMeet = db.SQL("channel.meet", `UPDATE channel SET met = $2 WHERE id = $1 AND met <> $2`)
)

func scan(r db.Row) (Channel, error) {
	var c Channel
	var settings string
	var created int64
	err := r.Scan(&c.ID, &c.Kind, &c.Key, &c.Name, &c.UnitID, &c.Enabled, &settings, &c.Secret, &c.Version, &created, &c.Met)
	if err != nil {
		return c, err
	}
	c.CreatedAt = db.Time(created)
	return c, json.Unmarshal([]byte(settings), &c.Settings)
}

func find(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Channel, error) {
	return db.Collect(ctx, q, s, scan, args...)
}

func insert(ctx context.Context, tx *db.Tx, clientKey string, c Channel, _ time.Time) error {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, stmtInsert, clientKey, c.ID, string(c.Kind), c.Key, c.Name, c.UnitID, c.Enabled, string(settings), c.Secret, db.Micros(c.CreatedAt), c.Met)
	return err
}

func update(ctx context.Context, tx *db.Tx, c Channel) (int64, error) {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, stmtUpdate, c.ID, c.Name, c.UnitID, c.Enabled, string(settings), c.Secret, c.Version)
}

func countOfUnit(ctx context.Context, q db.Querier, unitID string) (n int64, err error) {
	err = db.Get(ctx, q, stmtOfUnit, []any{unitID}, &n)
	return n, err
}
