package event

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

var (
	stmtInsert = db.SQL("event.insert", `INSERT INTO event_outbox (txid, kind, subject, at, payload)
		VALUES ({txid}, $1, $2, $3, $4)`)
	stmtNext = db.SQL("event.next", `SELECT seq, txid, kind, subject, at, payload FROM event_outbox
		WHERE {settled_after}
		ORDER BY {settled_order} LIMIT $3`)
	stmtLockCursor = db.SQL("event.lock_cursor", `SELECT txid, seq, attempts, next_try FROM event_cursor
		WHERE subscriber = $1 {for_update}`)
	stmtCursor    = db.SQL("event.cursor", `SELECT txid, seq, attempts, next_try FROM event_cursor WHERE subscriber = $1`)
	stmtNewCursor = db.SQL("event.new_cursor", `INSERT INTO event_cursor (subscriber, txid, seq, attempts, next_try)
		VALUES ($1, $2, $3, 0, 0) ON CONFLICT (subscriber) DO NOTHING`)
	stmtMoveCursor = db.SQL("event.move_cursor", `UPDATE event_cursor SET txid = $2, seq = $3, attempts = 0, next_try = 0
		WHERE subscriber = $1`)
	stmtBackCursor = db.SQL("event.back_cursor", `UPDATE event_cursor SET txid = $2, seq = $3, attempts = 0, next_try = 0
		WHERE subscriber = $1 AND (txid, seq) > ($2, $3)`)
	stmtFailCursor = db.SQL("event.fail_cursor", `UPDATE event_cursor SET attempts = attempts + 1, next_try = $2
		WHERE subscriber = $1`)
	stmtBury = db.SQL("event.bury", `INSERT INTO event_dead
		(id, subscriber, seq, txid, kind, subject, event_at, payload, error, attempts, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	stmtDead = db.SQL("event.dead", `SELECT id, subscriber, seq, txid, kind, subject, event_at, payload, error, attempts, at
		FROM event_dead WHERE at < $1 OR (at = $1 AND id < $2) ORDER BY at DESC, id DESC LIMIT $3`)
	stmtDeadOne = db.SQL("event.dead_one", `SELECT id, subscriber, seq, txid, kind, subject, event_at, payload, error, attempts, at
		FROM event_dead WHERE id = $1 {for_update}`)
	stmtUnbury  = db.SQL("event.unbury", `DELETE FROM event_dead WHERE id = $1`)
	stmtPrune   = db.SQL("event.prune", `DELETE FROM event_outbox WHERE (txid, seq) <= ($1, $3) AND at < $2`)
	stmtWaiting = db.SQL("event.waiting", `SELECT COUNT(*) FROM event_outbox WHERE (txid, seq) > ($1, $2)`)
	stmtLatest  = db.SQL("event.latest", `SELECT txid, seq FROM event_outbox ORDER BY seq DESC LIMIT 1`)
)

type cursor struct {
	txid, seq int64
	attempts  int
	nextTry   time.Time
}

// before tells whether c stands before o.
func (c cursor) before(o cursor) bool { return c.txid < o.txid || c.txid == o.txid && c.seq < o.seq }

func insert(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.Exec(ctx, stmtInsert, string(e.Kind), e.Subject, db.Micros(e.At), string(e.Payload))
	return err
}

func next(ctx context.Context, q db.Querier, c cursor, limit int) ([]Event, error) {
	var out []Event
	err := db.Each(ctx, q, stmtNext, func(r db.Row) error {
		var e Event
		var at int64
		var payload string
		if err := r.Scan(&e.Seq, &e.TxID, &e.Kind, &e.Subject, &at, &payload); err != nil {
			return err
		}
		e.At, e.Payload = db.Time(at), []byte(payload)
		out = append(out, e)
		return nil
	}, c.txid, c.seq, limit)
	return out, err
}

func lockCursor(ctx context.Context, tx *db.Tx, subscriber string) (cursor, error) {
	return readCursor(ctx, tx, stmtLockCursor, subscriber)
}

func readCursor(ctx context.Context, q db.Querier, s *db.Stmt, subscriber string) (cursor, error) {
	var c cursor
	var nextTry int64
	err := db.Get(ctx, q, s, []any{subscriber}, &c.txid, &c.seq, &c.attempts, &nextTry)
	c.nextTry = db.Time(nextTry)
	return c, err
}

func scanDead(r db.Row) (DeadLetter, error) {
	var d DeadLetter
	var eventAt, at int64
	var payload string
	err := r.Scan(&d.ID, &d.Subscriber, &d.Event.Seq, &d.Event.TxID, &d.Event.Kind, &d.Event.Subject, &eventAt, &payload, &d.Error, &d.Attempts, &at)
	d.Event.At, d.Event.Payload, d.At = db.Time(eventAt), []byte(payload), db.Time(at)
	return d, err
}
