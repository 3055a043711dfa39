package calendar

import (
	"context"
	"encoding/json"
	"time"

	"tiexin/internal/platform/db"
)

const hoursColumns = `id, name, zone, week, closed, extra, follows_holidays, version, created_at, updated_at, removed_at`

var (
	stmtHoursAll    = db.SQL("calendar.hours_all", `SELECT `+hoursColumns+` FROM calendar_hours ORDER BY created_at, id`)
	stmtHoursByID   = db.SQL("calendar.hours_by_id", `SELECT `+hoursColumns+` FROM calendar_hours WHERE id = $1 AND removed_at IS NULL {for_update}`)
	stmtHoursByUse  = db.SQL("calendar.hours_by_client_key", `SELECT `+hoursColumns+` FROM calendar_hours WHERE client_key = $1`)
	stmtHoursCount  = db.SQL("calendar.hours_count", `SELECT COUNT(*) FROM calendar_hours WHERE removed_at IS NULL`)
	stmtHoursInsert = db.SQL("calendar.hours_insert", `INSERT INTO calendar_hours (id, client_key, name, zone, week, closed, extra, follows_holidays, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)`)
	stmtHoursUpdate = db.SQL("calendar.hours_update", `UPDATE calendar_hours SET name = $2, zone = $3, week = $4, closed = $5, extra = $6, follows_holidays = $7,
		updated_at = $8, version = version + 1 WHERE id = $1 AND version = $9 AND removed_at IS NULL`)
	stmtHoursRemove = db.SQL("calendar.hours_remove", `UPDATE calendar_hours SET removed_at = $2, version = version + 1 WHERE id = $1 AND removed_at IS NULL`)
	stmtAllDays     = db.SQL("calendar.all_days", `SELECT date, kind, name FROM calendar_day ORDER BY date`)
	stmtImportedAt  = db.SQL("calendar.imported_at", `SELECT date, imported_at FROM calendar_day WHERE date >= $1 AND date <= $2`)
	stmtFeedSerial  = db.SQL("calendar.feed_serial", `SELECT serial FROM calendar_feed WHERE staff_id = $1`)
	stmtFeedReplace = db.SQL("calendar.feed_replace", `INSERT INTO calendar_feed (staff_id, serial) VALUES ($1, $2)
		ON CONFLICT (staff_id) DO UPDATE SET serial = excluded.serial`)
)

func scanHours(r db.Row) (Hours, error) {
	var h Hours
	var week, closed, extra string
	var created, updated int64
	var removed *int64
	err := r.Scan(&h.ID, &h.Name, &h.Zone, &week, &closed, &extra, &h.FollowsHolidays, &h.Version, &created, &updated, &removed)
	if err != nil {
		return h, err
	}
	h.createdAt, h.UpdatedAt, h.removedAt = db.Time(created), db.Time(updated), db.TimeOrZero(removed)
	if err := json.Unmarshal([]byte(week), &h.Week); err != nil {
		return h, err
	}
	if err := json.Unmarshal([]byte(closed), &h.Closed); err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(extra), &h.Extra)
}

func findHours(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Hours, error) {
	return db.Collect(ctx, q, s, scanHours, args...)
}

// texts of the three columns that hold JSON.
func (h Hours) texts() (week, closed, extra string, err error) {
	out := [3]string{}
	for i, v := range []any{h.Week, h.Closed, h.Extra} {
		raw, err := json.Marshal(v)
		if err != nil {
			return "", "", "", err
		}
		out[i] = string(raw)
	}
	return out[0], out[1], out[2], nil
}

func insertHours(ctx context.Context, tx *db.Tx, clientKey string, h Hours, now time.Time) error {
	week, closed, extra, err := h.texts()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, stmtHoursInsert, h.ID, clientKey, h.Name, h.Zone, week, closed, extra, h.FollowsHolidays, db.Micros(now))
	return err
}

func updateHours(ctx context.Context, tx *db.Tx, h Hours) (int64, error) {
	week, closed, extra, err := h.texts()
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, stmtHoursUpdate, h.ID, h.Name, h.Zone, week, closed, extra, h.FollowsHolidays, db.Micros(h.UpdatedAt), h.Version)
}

func removeHours(ctx context.Context, tx *db.Tx, hoursID string, now time.Time) error {
	_, err := tx.Exec(ctx, stmtHoursRemove, hoursID, db.Micros(now))
	return err
}

// feedSerial of a person; "0" until it is replaced for the first time.
func feedSerial(ctx context.Context, q db.Querier, staffID string) (string, error) {
	serial := "0"
	err := db.Each(ctx, q, stmtFeedSerial, func(r db.Row) error { return r.Scan(&serial) }, staffID)
	return serial, err
}

// shippedAt stands for when a year that came with the program was arranged.
var shippedAt = time.Date(2025, 11, 4, 0, 0, 0, 0, time.UTC)

// importTimes tells when each day was imported.
func importTimes(ctx context.Context, q db.Querier, from, to string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := db.Each(ctx, q, stmtImportedAt, func(r db.Row) error {
		var date string
		var at int64
		err := r.Scan(&date, &at)
		out[date] = db.Time(at)
		return err
	}, from, to)
	return out, err
}
