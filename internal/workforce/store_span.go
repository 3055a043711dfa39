package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

var (
	stmtSpansOld = db.SQL("workforce.old_spans", `SELECT id FROM workforce_span WHERE to_at < $1 LIMIT $2`)
	stmtSpanDrop = db.SQL("workforce.drop_span", `DELETE FROM workforce_span WHERE id = $1`)
)

// awaySpans reads what overlaps a time, cut to it. Who was lost was gone since
// the last sign of life, a little before it was noticed.
func awaySpans(ctx context.Context, q db.Querier, staffIDs []string, from, to time.Time) ([]Span, error) {
	query := db.Build("workforce.away_spans", `SELECT staff_id, state, break_kind, reason, from_at, lost_at, to_at FROM workforce_span
		WHERE state IN ('break', 'away') AND COALESCE(lost_at, from_at) < $1 AND (to_at IS NULL OR to_at > $2)`, db.Micros(to), db.Micros(from))
	query.InList("AND staff_id", staffIDs).Add("ORDER BY staff_id, from_at, id")
	var out []Span
	err := db.EachOf(ctx, q, query, func(r db.Row) error {
		var v Span
		var began int64
		var lost, ended *int64
		if err := r.Scan(&v.StaffID, &v.State, &v.BreakKind, &v.Reason, &began, &lost, &ended); err != nil {
			return err
		}
		v.From, v.To = db.Time(began), to
		if lost != nil {
			v.From = earlier(v.From, db.Time(*lost))
		}
		if ended != nil {
			v.To = earlier(to, db.Time(*ended))
		}
		if v.From = later(v.From, from); v.To.After(v.From) {
			out = append(out, v)
		}
		return nil
	})
	return out, err
}
