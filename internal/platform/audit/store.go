package audit

import (
	"context"
	"embed"
	"errors"

	"tiexin/internal/platform/db"
)

//go:embed migrations
var files embed.FS

// Migrations are the steps that make the trail.
func Migrations() db.Migrations { return db.Migrations{Module: "audit", Files: files} }

const columns = `seq, txid, id, at, actor_kind, actor_id, actor_name, action,
	subject_kind, subject_id, subject_name, before, after, ip`

var (
	stmtInsert = db.SQL("audit.insert", `INSERT INTO audit_entry (txid, id, at, actor_kind, actor_id, actor_name,
		action, subject_kind, subject_id, subject_name, before, after, ip)
		VALUES ({txid}, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`)
	stmtLast   = db.SQL("audit.last_seal", `SELECT n, txid, seq, lines, hash FROM audit_seal ORDER BY n DESC LIMIT 1`)
	stmtSeals  = db.SQL("audit.seals", `SELECT n, txid, seq, lines, hash FROM audit_seal WHERE n > $1 ORDER BY n LIMIT $2`)
	stmtSealAt = db.SQL("audit.seal_at", `SELECT n, txid, seq, lines, hash FROM audit_seal WHERE n = $1`)
	stmtSeal   = db.SQL("audit.seal", `INSERT INTO audit_seal (n, txid, seq, lines, hash, at) VALUES ($1, $2, $3, $4, $5, $6)`)
	stmtAfter  = db.SQL("audit.after", `SELECT `+columns+` FROM audit_entry
		WHERE {settled_after} ORDER BY {settled_order} LIMIT $3`)
	stmtBetween = db.SQL("audit.between", `SELECT `+columns+` FROM audit_entry
		WHERE (txid, seq) > ($1, $2) AND (txid, seq) <= ($3, $4) ORDER BY txid, seq`)
)

type sealRow struct {
	N     int64  `db:"n"`
	TxID  int64  `db:"txid"`
	Seq   int64  `db:"seq"`
	Lines int64  `db:"lines"`
	Hash  string `db:"hash"`
}

// lastSeal is the newest; before the first one it is empty.
func lastSeal(ctx context.Context, q db.Querier) (seal, error) { return oneSeal(ctx, q, stmtLast) }

// sealAt is empty where the seal is gone, which breaks the chain after it.
func sealAt(ctx context.Context, q db.Querier, n int64) (seal, error) {
	return oneSeal(ctx, q, stmtSealAt, n)
}

func oneSeal(ctx context.Context, q db.Querier, stmt *db.Stmt, args ...any) (seal, error) {
	var s seal
	err := db.Get(ctx, q, stmt, args, &s.N, &s.TxID, &s.Seq, &s.Lines, &s.Hash)
	if errors.Is(err, db.ErrNone) {
		return seal{}, nil
	}
	return s, err
}

func linesAfter(ctx context.Context, q db.Querier, s seal, limit int) ([]Line, error) {
	return collect(ctx, q, stmtAfter, s.TxID, s.Seq, limit)
}

func linesBetween(ctx context.Context, q db.Querier, from seal, to sealRow) ([]Line, error) {
	return collect(ctx, q, stmtBetween, from.TxID, from.Seq, to.TxID, to.Seq)
}

func collect(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Line, error) {
	return db.Collect(ctx, q, s, scan, args...)
}

func scan(r db.Row) (Line, error) {
	var l Line
	var at int64
	var before, after string
	err := r.Scan(&l.seq, &l.txid, &l.ID, &at, &l.Actor.Kind, &l.Actor.ID, &l.Actor.Name, &l.Action,
		&l.Subject.Kind, &l.Subject.ID, &l.Subject.Name, &before, &after, &l.IP)
	l.At, l.Before, l.After = db.Time(at), []byte(before), []byte(after)
	return l, err
}
