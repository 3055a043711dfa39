package sample

import (
	"context"
	"encoding/json"

	"tiexin/internal/platform/db"
)

const columns = `id, place, staff_id, customers, conversations, filled_at`

var (
	stmtByKey  = db.SQL("sample.by_key", `SELECT `+columns+` FROM sample_fill WHERE client_key = $1`)
	stmtPlace  = db.SQL("sample.place", `SELECT `+columns+` FROM sample_fill WHERE place = $1`)
	stmtLock   = db.SQL("sample.lock", `SELECT `+columns+` FROM sample_fill WHERE place = $1 {for_update}`)
	stmtInsert = db.SQL("sample.insert", `INSERT INTO sample_fill (client_key, `+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	stmtLeave  = db.SQL("sample.leave", `UPDATE sample_fill SET place = id, customers = '[]', conversations = '[]' WHERE id = $1`)
)

func scan(r db.Row) (fill, error) {
	var f fill
	var customers, conversations string
	var at int64
	if err := r.Scan(&f.ID, &f.Place, &f.StaffID, &customers, &conversations, &at); err != nil {
		return f, err
	}
	f.At = db.Time(at)
	if err := json.Unmarshal([]byte(customers), &f.Customers); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(conversations), &f.Conversations)
}

func one(ctx context.Context, q db.Querier, s *db.Stmt, arg string) (fill, error) {
	return db.First(ctx, q, s, scan, arg)
}

func insert(ctx context.Context, tx *db.Tx, key string, f fill) error {
	customers, _ := json.Marshal(f.Customers) // strings always encode
	conversations, _ := json.Marshal(f.Conversations)
	_, err := tx.Exec(ctx, stmtInsert, key, f.ID, f.Place, f.StaffID, string(customers), string(conversations), db.Micros(f.At))
	return err
}

// leave takes the place from a sample that is no longer in.
func leave(ctx context.Context, tx *db.Tx, fillID string) error {
	_, err := tx.Exec(ctx, stmtLeave, fillID)
	return err
}
