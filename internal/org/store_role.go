package org

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

const roleColumns = `id, key, name, builtin, version`

var (
	stmtRole       = db.SQL("org.role", `SELECT `+roleColumns+` FROM org_role WHERE id = $1`)
	stmtRoleLock   = db.SQL("org.role_lock", `SELECT `+roleColumns+` FROM org_role WHERE id = $1 {for_update}`)
	stmtRoleByUse  = db.SQL("org.role_by_client_key", `SELECT `+roleColumns+` FROM org_role WHERE client_key = $1`)
	stmtRoleByKey  = db.SQL("org.role_by_key", `SELECT `+roleColumns+` FROM org_role WHERE key = $1 AND builtin = TRUE`)
	stmtAdminLock  = db.SQL("org.admin_lock", `SELECT id FROM org_role WHERE key = $1 AND builtin = TRUE {for_update}`)
	stmtUpdateRole = db.SQL("org.update_role", `UPDATE org_role SET name = $2, version = version + 1 WHERE id = $1 AND version = $3`)
	stmtDropRole   = db.SQL("org.drop_role", `DELETE FROM org_role WHERE id = $1`)
	stmtRoleGrants = db.SQL("org.role_grants", `SELECT permission, scope FROM org_grant WHERE role_id = $1 ORDER BY permission`)
	stmtDropGrants = db.SQL("org.drop_grants", `DELETE FROM org_grant WHERE role_id = $1`)
	stmtRoleHolder = db.SQL("org.role_holders", `SELECT m.name FROM org_staff_role h JOIN org_staff m ON m.id = h.staff_id
		WHERE h.role_id = $1 ORDER BY m.login LIMIT 500`)
	stmtRoleCount = db.SQL("org.role_count", `SELECT COUNT(*) FROM org_staff_role WHERE role_id = $1`)
	stmtGranted   = db.SQL("org.granted", `SELECT DISTINCT permission FROM org_grant ORDER BY permission`)
	stmtRoleNames = db.SQL("org.role_names", `SELECT r.name FROM org_staff_role h JOIN org_role r ON r.id = h.role_id
		WHERE h.staff_id = $1 ORDER BY r.name`)
	stmtActiveAdmins = db.SQL("org.active_admins", `SELECT COUNT(*) FROM org_staff_role h JOIN org_staff m ON m.id = h.staff_id
		JOIN org_role r ON r.id = h.role_id WHERE r.key = $1 AND r.builtin = TRUE AND m.state = 'active'`)
)

func scanRole(r db.Row) (v Role, err error) {
	err = r.Scan(&v.ID, &v.Key, &v.Name, &v.Builtin, &v.Version)
	return v, err
}

// fillRole reads what a role grants.
func fillRole(ctx context.Context, q db.Querier, r *Role) (err error) {
	r.grants, err = grantsOfRole(ctx, q, r.ID)
	return err
}

func insertRole(ctx context.Context, tx *db.Tx, key string, r Role, _ time.Time) error {
	if _, err := tx.Exec(ctx, stmtInsertRole, r.ID, key, r.Key, r.Name, r.Builtin); err != nil {
		return err
	}
	return putGrants(ctx, tx, r.ID, r.grants)
}

func updateRole(ctx context.Context, tx *db.Tx, r Role) (int64, error) {
	n, err := tx.Exec(ctx, stmtUpdateRole, r.ID, r.Name, r.Version)
	if err != nil || n == 0 {
		return n, err
	}
	return n, putGrants(ctx, tx, r.ID, r.grants)
}

func oneRole(ctx context.Context, q db.Querier, s *db.Stmt, key string) (Role, error) {
	return db.One[Role](ctx, q, s, key)
}

// lockAdmins makes those who might remove an administrator take turns.
func lockAdmins(ctx context.Context, tx *db.Tx) error {
	var roleID string
	return db.Get(ctx, tx, stmtAdminLock, []any{string(manifest.RoleAdmin)}, &roleID)
}

func grantsOfRole(ctx context.Context, q db.Querier, roleID string) (map[string]auth.Scope, error) {
	out := map[string]auth.Scope{}
	err := db.Each(ctx, q, stmtRoleGrants, func(r db.Row) error {
		var permission string
		var scope auth.Scope
		err := r.Scan(&permission, &scope)
		out[permission] = scope
		return err
	}, roleID)
	return out, err
}

func putGrants(ctx context.Context, tx *db.Tx, roleID string, grants map[string]auth.Scope) error {
	if _, err := tx.Exec(ctx, stmtDropGrants, roleID); err != nil {
		return err
	}
	for permission, scope := range grants {
		if _, err := tx.Exec(ctx, stmtPutGrant, roleID, permission, string(scope)); err != nil {
			return err
		}
	}
	return nil
}

// roleNamesOf lists the stored names of somebody's roles.
func roleNamesOf(ctx context.Context, q db.Querier, staffID string) ([]string, error) {
	return names(ctx, q, stmtRoleNames, staffID)
}

func names(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]string, error) {
	out := []string{}
	err := db.Each(ctx, q, s, func(r db.Row) error {
		var name string
		err := r.Scan(&name)
		out = append(out, name)
		return err
	}, args...)
	return out, err
}
