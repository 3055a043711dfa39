package org

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

const unitColumns = `id, parent_id, kind, name, version`

var (
	stmtUnit       = db.SQL("org.unit", `SELECT `+unitColumns+` FROM org_unit WHERE id = $1`)
	stmtUnitLock   = db.SQL("org.unit_lock", `SELECT `+unitColumns+` FROM org_unit WHERE id = $1 {for_update}`)
	stmtUnitByUse  = db.SQL("org.unit_by_client_key", `SELECT `+unitColumns+` FROM org_unit WHERE client_key = $1`)
	stmtRootLock   = db.SQL("org.root_lock", `SELECT id FROM org_unit WHERE parent_id = '' {for_update}`)
	stmtUpdateUnit = db.SQL("org.update_unit", `UPDATE org_unit SET name = $2, parent_id = $3, version = version + 1
		WHERE id = $1 AND version = $4`)
	stmtDropUnit   = db.SQL("org.drop_unit", `DELETE FROM org_unit WHERE id = $1`)
	stmtUnitBelow  = db.SQL("org.units_below", `SELECT COUNT(*) FROM org_unit WHERE parent_id = $1`)
	stmtUnitStaff  = db.SQL("org.unit_staff", `SELECT COUNT(*) FROM org_staff WHERE unit_id = $1`)
	stmtStaffUnits = db.SQL("org.staff_of_units", `SELECT unit_id, COUNT(*) FROM org_staff WHERE state <> 'disabled' GROUP BY unit_id`)
)

func oneUnit(ctx context.Context, q db.Querier, s *db.Stmt, key string) (Unit, error) {
	return db.One[Unit](ctx, q, s, key)
}

func scanUnit(r db.Row) (u Unit, err error) {
	err = r.Scan(&u.ID, &u.ParentID, &u.Kind, &u.Name, &u.Version)
	return u, err
}

func insertUnit(ctx context.Context, tx *db.Tx, key string, u Unit, now time.Time) error {
	_, err := tx.Exec(ctx, stmtInsertUnit, u.ID, key, u.ParentID, string(u.Kind), u.Name, db.Micros(now))
	return err
}

func updateUnit(ctx context.Context, tx *db.Tx, u Unit) (int64, error) {
	return tx.Exec(ctx, stmtUpdateUnit, u.ID, u.Name, u.ParentID, u.Version)
}

// lockTree makes those who change the tree take turns: two moves at once could
// close a circle that neither sees.
func lockTree(ctx context.Context, tx *db.Tx) error {
	var root string
	return db.Get(ctx, tx, stmtRootLock, nil, &root)
}

// counts reads a count for each key.
func counts(ctx context.Context, q db.Querier, s *db.Stmt) (map[string]int64, error) {
	out := map[string]int64{}
	err := db.Each(ctx, q, s, func(r db.Row) error {
		var key string
		var n int64
		err := r.Scan(&key, &n)
		out[key] = n
		return err
	})
	return out, err
}
