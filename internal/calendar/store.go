package calendar

import (
	"context"

	"tiexin/internal/platform/db"
)

var (
	stmtDays   = db.SQL("calendar.days", `SELECT date, kind, name FROM calendar_day WHERE date >= $1 AND date <= $2 ORDER BY date`)
	stmtWhen   = db.SQL("calendar.when", `SELECT COALESCE(MAX(imported_at), 0) FROM calendar_day WHERE date >= $1 AND date <= $2`)
	stmtClear  = db.SQL("calendar.clear", `DELETE FROM calendar_day WHERE date >= $1 AND date <= $2`)
	stmtInsert = db.SQL("calendar.insert", `INSERT INTO calendar_day (date, kind, name, imported_at) VALUES ($1, $2, $3, $4)`)
)

func imported(ctx context.Context, q db.Querier, from, to string) (days []Arranged, at int64, err error) {
	if days, err = db.All[Arranged](ctx, q, stmtDays, from, to); err != nil {
		return nil, 0, err
	}
	err = db.Get(ctx, q, stmtWhen, []any{from, to}, &at)
	return days, at, err
}

func replace(ctx context.Context, tx *db.Tx, from, to string, days []Arranged, at int64) error {
	if _, err := tx.Exec(ctx, stmtClear, from, to); err != nil {
		return err
	}
	for _, d := range days {
		if _, err := tx.Exec(ctx, stmtInsert, d.Date, string(d.Kind), d.Name, at); err != nil {
			return err
		}
	}
	return nil
}
