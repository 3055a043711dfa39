package workforce

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

const presenceColumns = `staff_id, state, chosen, since, break_kind, break_until, cover_id, lost_at, reason, watched, version`

var (
	stmtPresences      = db.SQL("workforce.presences", `SELECT `+presenceColumns+` FROM workforce_presence ORDER BY staff_id`)
	stmtPresence       = db.SQL("workforce.presence", `SELECT `+presenceColumns+` FROM workforce_presence WHERE staff_id = $1 {for_update}`)
	stmtPresenceInsert = db.SQL("workforce.insert_presence", `INSERT INTO workforce_presence (`+presenceColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) ON CONFLICT (staff_id) DO NOTHING`)
	stmtPresenceUpdate = db.SQL("workforce.update_presence", `UPDATE workforce_presence SET state = $2, chosen = $3, since = $4, break_kind = $5,
		break_until = $6, cover_id = $7, lost_at = $8, reason = $9, watched = $10, version = version + 1 WHERE staff_id = $1 AND version = $11`)
	stmtSpanEnd    = db.SQL("workforce.end_span", `UPDATE workforce_span SET to_at = $2 WHERE staff_id = $1 AND to_at IS NULL`)
	stmtSpanInsert = db.SQL("workforce.insert_span", `INSERT INTO workforce_span (id, staff_id, state, former, break_kind, reason, cover_id, by_id, from_at, lost_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
)

var settings = record.TableOf("workforce")

func scanPresence(r db.Row) (stored, error) {
	var p stored
	var since int64
	var until, lost *int64
	err := r.Scan(&p.StaffID, &p.State, &p.Chosen, &since, &p.BreakKind, &until, &p.CoverID, &lost, &p.Reason, &p.Watched, &p.Version)
	p.Since, p.Until, p.LostAt = db.Time(since), db.TimeOrZero(until), db.TimeOrZero(lost)
	return p, err
}

// presenceOf reads the stored state of somebody, off where there is none.
func presenceOf(ctx context.Context, q db.Querier, staffID string) (stored, error) {
	r, err := db.First(ctx, q, stmtPresence, scanPresence, staffID)
	if errors.Is(err, db.ErrNone) {
		return stored{StaffID: staffID, State: Off, Chosen: Off}, nil
	}
	return r, err
}

func presences(ctx context.Context, q db.Querier) ([]stored, error) {
	return db.Collect(ctx, q, stmtPresences, scanPresence)
}

// keep stores after in place of before, unless somebody was faster.
func keep(ctx context.Context, tx *db.Tx, before int64, r stored) (bool, error) {
	args := []any{r.StaffID, string(r.State), string(r.Chosen), db.Micros(r.Since), string(r.BreakKind), db.MicrosOrNil(r.Until),
		r.CoverID, db.MicrosOrNil(r.LostAt), r.Reason, r.Watched}
	if before == 0 {
		n, err := tx.Exec(ctx, stmtPresenceInsert, args...)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, stmtPresenceUpdate, append(args, before)...)
	return n == 1, err
}

// turn ends the running span and begins the next.
func turn(ctx context.Context, tx *db.Tx, before, after stored, byID string, now time.Time) error {
	if _, err := tx.Exec(ctx, stmtSpanEnd, after.StaffID, db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, stmtSpanInsert, id.New(now), after.StaffID, string(after.State), string(before.State), string(after.BreakKind),
		after.Reason, after.CoverID, byID, db.Micros(now), db.MicrosOrNil(after.LostAt))
	return err
}
