package slaclock

import (
	"context"
	"encoding/json"
	"time"

	"tiexin/internal/platform/db"
)

const columns = `id, subject, subject_id, kind, key, seconds, hours_id, started_at, owner_id, unit_id, warn, chain, pauses, floor_at,
	state, fired, breached, due_at, next_at, ended_at, met, spent_seconds, frozen, version`

const isOpen = `state IN ('running', 'paused')`

var (
	stmtInsert = db.SQL("slaclock.insert", `INSERT INTO slaclock (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (subject, subject_id, kind, key) DO NOTHING`)
	stmtByRef = db.SQL("slaclock.by_ref", `SELECT `+columns+` FROM slaclock
		WHERE subject = $1 AND subject_id = $2 AND kind = $3 AND key = $4 {for_update}`)
	stmtOfSubject = db.SQL("slaclock.of_subject", `SELECT `+columns+` FROM slaclock
		WHERE subject = $1 AND subject_id = $2 AND `+isOpen+` ORDER BY id {for_update}`)
	stmtByID   = db.SQL("slaclock.by_id", `SELECT `+columns+` FROM slaclock WHERE id = $1`)
	stmtUpdate = db.SQL("slaclock.update", `UPDATE slaclock SET seconds = $2, hours_id = $3, pauses = $4, floor_at = $5, state = $6, fired = $7, breached = $8,
		due_at = $9, next_at = $10, ended_at = $11, met = $12, spent_seconds = $13, frozen = $14, version = version + 1 WHERE id = $1 AND version = $15`)
	stmtOwner     = db.SQL("slaclock.owner", `UPDATE slaclock SET owner_id = $3, version = version + 1 WHERE subject = $1 AND subject_id = $2 AND `+isOpen)
	stmtOwnerOne  = db.SQL("slaclock.owner_one", `UPDATE slaclock SET owner_id = $3, version = version + 1 WHERE subject = $1 AND subject_id = $2 AND `+isOpen+` AND kind = $4 AND key = $5`)
	stmtAnyDue    = db.SQL("slaclock.any_due", `SELECT COUNT(*) FROM (SELECT id FROM slaclock WHERE next_at <= $1 LIMIT 1) d`)
	stmtDue       = db.SQL("slaclock.due", `SELECT `+columns+` FROM slaclock WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2 {for_update}`)
	stmtPostpone  = db.SQL("slaclock.postpone", `UPDATE slaclock SET next_at = $2, version = version + 1 WHERE id = $1`)
	stmtOfHours   = db.SQL("slaclock.of_hours", `SELECT `+columns+` FROM slaclock WHERE hours_id = $1 AND `+isOpen+` AND id > $2 ORDER BY id LIMIT $3 {for_update}`)
	stmtInHours   = db.SQL("slaclock.in_hours", `SELECT `+columns+` FROM slaclock WHERE hours_id <> '' AND `+isOpen+` AND id > $1 ORDER BY id LIMIT $2 {for_update}`)
	stmtForget    = db.SQL("slaclock.forget", `DELETE FROM slaclock WHERE subject = $1 AND subject_id = $2`)
	stmtUsesHours = db.SQL("slaclock.uses_hours", `SELECT COUNT(*) FROM slaclock WHERE hours_id = $1 AND `+isOpen)
)

func scan(r db.Row) (Clock, error) {
	var c Clock
	var warn, chain, pauses, frozen string
	var started, spent int64
	var floor, due, next, ended *int64
	err := r.Scan(&c.ID, &c.Subject, &c.SubjectID, &c.Kind, &c.Key, &c.Seconds, &c.HoursID, &started, &c.OwnerID, &c.UnitID, &warn, &chain, &pauses, &floor,
		&c.State, &c.Fired, &c.Breached, &due, &next, &ended, &c.Met, &spent, &frozen, &c.Version)
	if err != nil {
		return c, err
	}
	c.StartedAt, c.Spent = db.Time(started), time.Duration(spent)*time.Second
	c.Floor, c.Due, c.Next, c.EndedAt = db.TimeOrZero(floor), db.TimeOrZero(due), db.TimeOrZero(next), db.TimeOrZero(ended)
	for text, into := range map[string]any{warn: &c.Warn, chain: &c.Chain, pauses: &c.Pauses} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return c, err
		}
	}
	if frozen == "" {
		return c, nil
	}
	return c, json.Unmarshal([]byte(frozen), &c.Frozen)
}

func find(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Clock, error) {
	return db.Collect(ctx, q, s, scan, args...)
}

func text(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

func (c Clock) frozen() (string, error) {
	if c.Frozen == nil {
		return "", nil
	}
	return text(c.Frozen)
}

// insert stores a new clock and tells whether it is the first of its name.
func insert(ctx context.Context, tx *db.Tx, c Clock) (bool, error) {
	var texts [3]string
	for i, v := range []any{c.Warn, c.Chain, c.Pauses} {
		var err error
		if texts[i], err = text(v); err != nil {
			return false, err
		}
	}
	n, err := tx.Exec(ctx, stmtInsert, c.ID, c.Subject, c.SubjectID, string(c.Kind), c.Key, c.Seconds, c.HoursID, db.Micros(c.StartedAt), c.OwnerID, c.UnitID,
		texts[0], texts[1], texts[2], db.MicrosOrNil(c.Floor), string(c.State), c.Fired, c.Breached, db.MicrosOrNil(c.Due), db.MicrosOrNil(c.Next),
		db.MicrosOrNil(c.EndedAt), c.Met, int64(c.Spent/time.Second), "", c.Version)
	return n == 1, err
}

// update stores c if nobody has changed it since it was read.
func update(ctx context.Context, tx *db.Tx, c Clock) (bool, error) {
	pauses, err := text(c.Pauses)
	if err != nil {
		return false, err
	}
	frozen, err := c.frozen()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, stmtUpdate, c.ID, c.Seconds, c.HoursID, pauses, db.MicrosOrNil(c.Floor), string(c.State), c.Fired, c.Breached,
		db.MicrosOrNil(c.Due), db.MicrosOrNil(c.Next), db.MicrosOrNil(c.EndedAt), c.Met, int64(c.Spent/time.Second), frozen, c.Version)
	return n == 1, err
}

func byRef(ctx context.Context, q db.Querier, r Ref) ([]Clock, error) {
	if r.Kind == "" {
		return find(ctx, q, stmtOfSubject, r.Subject, r.SubjectID)
	}
	return find(ctx, q, stmtByRef, r.Subject, r.SubjectID, string(r.Kind), r.Key)
}

func ofSubjects(subject string, ids []string) *db.Query {
	return db.Build("slaclock.of", `SELECT `+columns+` FROM slaclock WHERE subject = $1`, subject).InList("AND subject_id", ids).Add("ORDER BY started_at, id")
}

// openOnes lists open clocks by due time; paused ones, which have none, are
// left out.
func openOnes(f OpenFilter) *db.Query {
	q := db.Build("slaclock.open", `SELECT `+columns+` FROM slaclock WHERE state = 'running' AND due_at IS NOT NULL`)
	if len(f.OwnerIDs) > 0 {
		q.InList("AND owner_id", f.OwnerIDs)
	}
	if len(f.UnitIDs) > 0 {
		q.InList("AND unit_id", f.UnitIDs)
	}
	if !f.Before.IsZero() {
		q.Add("AND due_at < ?", db.Micros(f.Before))
	}
	if f.AfterID != "" {
		q.Add("AND (due_at, id) > (?, ?)", db.Micros(f.After), f.AfterID)
	}
	return q.Add("ORDER BY due_at, id LIMIT ?", f.Limit)
}
