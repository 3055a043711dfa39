package org

import (
	"context"
	"errors"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/manifest"
)

// builtinRole finds a role that comes with the program.
func (s *Service) builtinRole(ctx context.Context, key manifest.Role) (string, error) {
	r, err := oneRole(ctx, s.DB, stmtRoleByKey, string(key))
	if errors.Is(err, db.ErrNone) {
		return "", fault.Invalid("role.unknown", "role")
	}
	return r.ID, err
}

// roleName is a role's name for the reader: the program's own roles are named
// in the reader's language.
func (s *Service) roleName(ctx context.Context, r Role) string {
	if r.Builtin {
		return s.Say(ctx, "role."+r.Key)
	}
	return r.Name
}

// Roles lists all roles, those of the program first.
func (s *Service) Roles(ctx context.Context) ([]Role, error) {
	return db.All[Role](ctx, s.DB, stmtRoles)
}
