package org

import (
	"context"
	"slices"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

// settingPermissions holds the keys of the permissions that this installation
// has met, so that a newer program's can be told from those taken away on
// purpose.
const settingPermissions = "permissions"

// builtinRoles come with the program.
var builtinRoles = []manifest.Role{manifest.RoleAdmin, manifest.RoleSupervisor, manifest.RoleLead, manifest.RoleAgent, manifest.RoleAuditor}

// Upgrade gives the roles that come with the program their part of permissions
// that the installation has never seen. It runs at every start and changes
// nothing once done; what was taken away stays away.
func (s *Service) Upgrade(ctx context.Context) error {
	ctx = auth.With(ctx, auth.Person{Kind: auth.System, Name: "upgrade"})
	return s.write(ctx, func(tx *db.Tx) error {
		var n int64
		if err := db.Get(ctx, tx, stmtStaffCount, nil, &n); err != nil || n == 0 {
			return err // the first run gives everything
		}
		if err := lockAdmins(ctx, tx); err != nil {
			return err
		}
		var known []string
		met, err := settings.Get(ctx, tx, settingPermissions, &known)
		if err != nil {
			return err
		}
		if !met { // older than this list: what is granted to anybody is known
			if known, err = names(ctx, tx, stmtGranted); err != nil {
				return err
			}
		}
		fresh := unseen(known, s.Permissions())
		if len(fresh) == 0 && met {
			return nil
		}
		if err := s.grantDefaults(ctx, tx, fresh); err != nil {
			return err
		}
		if err := s.savePermissions(ctx, tx, known); err != nil || len(fresh) == 0 {
			return err
		}
		return s.Audit.Record(ctx, tx, "permission.met", audit.Subject{Kind: "organisation", ID: s.Directory.Root(ctx)}, nil, keys(fresh))
	})
}

func keys(list []manifest.Permission) []string {
	out := []string{}
	for _, p := range list {
		out = append(out, p.Key)
	}
	return out
}

// savePermissions adds today's permissions to those known before.
func (s *Service) savePermissions(ctx context.Context, tx *db.Tx, known []string) error {
	all := append(slices.Clone(known), keys(s.Permissions())...)
	slices.Sort(all)
	return settings.Put(ctx, tx, settingPermissions, slices.Compact(all))
}

// grantDefaults gives the program's roles their part of some permissions.
func (s *Service) grantDefaults(ctx context.Context, tx *db.Tx, list []manifest.Permission) error {
	for _, key := range builtinRoles {
		r, err := oneRole(ctx, tx, stmtRoleByKey, string(key))
		if err != nil {
			return err
		}
		for _, p := range list {
			scope, ok := defaultGrant(p, key)
			if !ok {
				continue
			}
			if _, err := tx.Exec(ctx, stmtPutGrant, r.ID, p.Key, string(scope)); err != nil {
				return err
			}
		}
	}
	return nil
}
