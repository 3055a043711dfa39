package org

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/record"
)

const staffColumns = `id, login, name, email, phone, unit_id, state, password, totp_secret, totp_on, totp_step,
	recovery, locale, theme, preferences, version, created_at, last_seen_at`

var (
	stmtUnits      = db.SQL("org.units", `SELECT id, parent_id, kind, name, version FROM org_unit ORDER BY created_at, id`)
	stmtInsertUnit = db.SQL("org.insert_unit", `INSERT INTO org_unit (id, client_key, parent_id, kind, name, version, created_at)
		VALUES ($1, $2, $3, $4, $5, 1, $6)`)
	stmtRoles      = db.SQL("org.roles", `SELECT id, key, name, builtin, version FROM org_role ORDER BY builtin DESC, key, name, id`)
	stmtInsertRole = db.SQL("org.insert_role", `INSERT INTO org_role (id, client_key, key, name, builtin, version)
		VALUES ($1, $2, $3, $4, $5, 1)`)
	stmtGrants   = db.SQL("org.grants", `SELECT role_id, permission, scope FROM org_grant ORDER BY role_id, permission`)
	stmtPutGrant = db.SQL("org.put_grant", `INSERT INTO org_grant (role_id, permission, scope) VALUES ($1, $2, $3)
		ON CONFLICT (role_id, permission) DO UPDATE SET scope = excluded.scope`)
	stmtStaffByID    = db.SQL("org.staff_by_id", `SELECT `+staffColumns+` FROM org_staff WHERE id = $1`)
	stmtStaffByLogin = db.SQL("org.staff_by_login", `SELECT `+staffColumns+` FROM org_staff WHERE login = $1`)
	stmtStaffLock    = db.SQL("org.staff_lock", `SELECT `+staffColumns+` FROM org_staff WHERE id = $1 {for_update}`)
	stmtStaffByKey   = db.SQL("org.staff_by_client_key", `SELECT `+staffColumns+` FROM org_staff WHERE client_key = $1`)
	stmtRehash       = db.SQL("org.rehash", `UPDATE org_staff SET password = $2 WHERE id = $1 AND password = $3`)
	stmtUseStep      = db.SQL("org.use_totp_step", `UPDATE org_staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2`)
	stmtUseRecovery  = db.SQL("org.use_recovery", `UPDATE org_staff SET recovery = $2 WHERE id = $1 AND recovery = $3`)
	stmtStaffCount   = db.SQL("org.staff_count", `SELECT COUNT(*) FROM org_staff`)
	stmtInsertStaff  = db.SQL("org.insert_staff", `INSERT INTO org_staff (client_key, `+staffColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, NULL)`)
	stmtUpdateStaff = db.SQL("org.update_staff", `UPDATE org_staff SET name = $2, email = $3, phone = $4, unit_id = $5,
		state = $6, password = $7, totp_secret = $8, totp_on = $9, totp_step = $10, recovery = $11, locale = $12,
		theme = $13, preferences = $14, version = version + 1 WHERE id = $1 AND version = $15`)
	stmtSeen       = db.SQL("org.staff_seen", `UPDATE org_staff SET last_seen_at = $2 WHERE id = $1`)
	stmtStaffRoles = db.SQL("org.staff_roles", `SELECT staff_id, role_id FROM org_staff_role ORDER BY staff_id, role_id`)
	stmtAddRole    = db.SQL("org.add_role", `INSERT INTO org_staff_role (staff_id, role_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	stmtDropRoles  = db.SQL("org.drop_roles", `DELETE FROM org_staff_role WHERE staff_id = $1`)
	stmtDirectory  = db.SQL("org.directory", `SELECT id, login, name, unit_id, state, locale FROM org_staff ORDER BY login`)
	stmtAttempt    = db.SQL("org.attempt", `SELECT failures, last_at FROM org_attempt WHERE key = $1`)
	stmtFailed     = db.SQL("org.failed", `INSERT INTO org_attempt (key, failures, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`)
	// Touching locks the row, so that tries at one moment count one after the other.
	stmtTouch = db.SQL("org.touch_attempt", `INSERT INTO org_attempt (key, failures, last_at) VALUES ($1, 0, 0)
		ON CONFLICT (key) DO UPDATE SET key = excluded.key`)
	stmtReleased = db.SQL("org.released_attempt", `UPDATE org_attempt SET failures = failures - 1,
		last_at = CASE WHEN last_at = $2 THEN $3 ELSE last_at END WHERE key = $1 AND failures > 0`)
	stmtForgive   = db.SQL("org.forgive", `DELETE FROM org_attempt WHERE key = $1`)
	stmtForgotten = db.SQL("org.forgotten_attempts", `DELETE FROM org_attempt WHERE last_at <= $1`)
)

var settings = record.TableOf("org")

func scanStaff(r db.Row) (Staff, error) {
	var s Staff
	var recovery, preferences string
	var created int64
	var seen *int64
	err := r.Scan(&s.ID, &s.Login, &s.Name, &s.Email, &s.Phone, &s.UnitID, &s.State, &s.Password, &s.TOTPSecret,
		&s.TOTPOn, &s.TOTPStep, &recovery, &s.Locale, &s.Theme, &preferences, &s.Version, &created, &seen)
	if err != nil {
		return s, err
	}
	s.CreatedAt, s.LastSeenAt = db.Time(created), db.TimeOrZero(seen)
	return s, errors.Join(json.Unmarshal([]byte(recovery), &s.Recovery), json.Unmarshal([]byte(preferences), &s.Preferences))
}

func oneStaff(ctx context.Context, q db.Querier, stmt *db.Stmt, key string) (Staff, error) {
	return db.First(ctx, q, stmt, scanStaff, key)
}

// staffByIDs reads accounts by login.
func staffByIDs(ctx context.Context, q db.Querier, ids []string) ([]Staff, error) {
	b := db.Build("org.staff_page", `SELECT `+staffColumns+` FROM org_staff WHERE`).InList("id", ids).Add("ORDER BY login")
	return db.CollectOf(ctx, q, b, scanStaff)
}

func insertStaff(ctx context.Context, tx *db.Tx, clientKey string, s Staff) error {
	recovery, preferences, err := packed(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, stmtInsertStaff, clientKey, s.ID, s.Login, s.Name, s.Email, s.Phone, s.UnitID, string(s.State), s.Password,
		s.TOTPSecret, s.TOTPOn, s.TOTPStep, recovery, s.Locale, s.Theme, preferences, db.Micros(s.CreatedAt))
	return err
}

// updateStaff stores s if nobody has changed it since it was read.
func updateStaff(ctx context.Context, tx *db.Tx, s Staff) error {
	recovery, preferences, err := packed(s)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, stmtUpdateStaff, s.ID, s.Name, s.Email, s.Phone, s.UnitID, string(s.State), s.Password, s.TOTPSecret,
		s.TOTPOn, s.TOTPStep, recovery, s.Locale, s.Theme, preferences, s.Version)
	if err == nil && n == 0 {
		return fault.Conflict("version.conflict")
	}
	return err
}

func packed(s Staff) (recovery, preferences string, err error) {
	if s.Recovery == nil {
		s.Recovery = []string{}
	}
	r, err1 := json.Marshal(s.Recovery)
	p, err2 := json.Marshal(s.Preferences)
	return string(r), string(p), errors.Join(err1, err2)
}

// failures tells how often a key has failed, and when last.
func failures(ctx context.Context, q db.Querier, key string) (n int, last time.Time, err error) {
	var at int64
	err = db.Get(ctx, q, stmtAttempt, []any{key}, &n, &at)
	if errors.Is(err, db.ErrNone) {
		return 0, time.Time{}, nil
	}
	return n, db.Time(at), err
}
