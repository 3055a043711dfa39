package org

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/record"
)

// RoleView is a role with what it grants.
type RoleView struct {
	ID         string  `json:"id"`
	Key        string  `json:"key" doc:"Of the roles that come with the program; else empty."`
	Name       string  `json:"name"`
	Builtin    bool    `json:"builtin"`
	Grants     []Grant `json:"grants"`
	StaffCount int64   `json:"staff_count"`
	Version    int64   `json:"version"`
}

// PermissionView is something that a role may grant.
type PermissionView struct {
	Key    string       `json:"key"`
	Module string       `json:"module"`
	Name   string       `json:"name"`
	Scopes []auth.Scope `json:"scopes"`
}

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
func (s *Service) Roles(ctx context.Context) ([]RoleView, error) {
	roles, err := db.All[Role](ctx, s.DB, stmtRoles)
	if err != nil {
		return nil, err
	}
	out := make([]RoleView, 0, len(roles))
	for _, r := range roles {
		v, err := s.viewRole(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) viewRole(ctx context.Context, r Role) (RoleView, error) {
	v := RoleView{ID: r.ID, Key: r.Key, Name: s.roleName(ctx, r), Builtin: r.Builtin, Version: r.Version}
	if err := fillRole(ctx, s.DB, &r); err != nil {
		return v, err
	}
	v.Grants = listed(r.grants)
	return v, db.Get(ctx, s.DB, stmtRoleCount, []any{r.ID}, &v.StaffCount)
}

func listed(grants map[string]auth.Scope) []Grant {
	out := []Grant{}
	for _, permission := range slices.Sorted(maps.Keys(grants)) {
		out = append(out, Grant{Permission: permission, Scope: grants[permission]})
	}
	return out
}

// Allowed lists what a role may grant, in the order of the modules.
func (s *Service) Allowed(ctx context.Context) []PermissionView {
	out := []PermissionView{}
	for _, p := range s.Permissions() {
		module, _, _ := strings.Cut(p.Key, ".")
		out = append(out, PermissionView{Key: p.Key, Module: module, Name: s.Say(ctx, "permission."+p.Key), Scopes: p.Scopes})
	}
	return out
}

// grantersNamed at most: one is enough to ask.
const grantersNamed = 2

// Lacking words a permission that the acting person has not, and says who can
// help them to it.
func (s *Service) Lacking(ctx context.Context, permission string) (name, granters string) {
	known := slices.ContainsFunc(s.Permissions(), func(p manifest.Permission) bool { return p.Key == permission })
	if !known || auth.From(ctx).Kind != auth.Staff {
		return "", ""
	}
	names, err := s.Directory.Granters(ctx, auth.From(ctx).ID)
	if err != nil || len(names) == 0 {
		names = []string{s.Say(ctx, "org.any_granter")}
	}
	return s.Say(ctx, "permission."+permission), strings.Join(names, s.Say(ctx, "org.name_join"))
}

var roles = record.Of(record.Kind[Role]{Name: "role", Made: "role.made", Changed: "role.changed", Removed: "role.dropped",
	ByKey: stmtRoleByUse, Lock: stmtRoleLock, Scan: scanRole, Fill: fillRole, Insert: insertRole, Update: updateRole, Delete: record.Deletes(stmtDropGrants, stmtDropRole),
	Mark:  func(r *Role) (string, string, *int64) { return r.ID, r.Name, &r.Version },
	Facts: func(r Role) any { return map[string]any{"name": r.Name, "grants": r.grants} }})

func (s *Service) roleActs() record.Do[Role] {
	return record.Do[Role]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: s.Directory.Changed,
		Shown: func(ctx context.Context, r Role) (any, error) { return s.viewRole(ctx, r) }}
}

// MakeRole adds a role of the organisation's own.
func (s *Service) MakeRole(ctx context.Context, clientKey, name string, list []Grant) (RoleView, error) {
	r, err := record.Make(ctx, s.roleActs(), roles, clientKey, func(*db.Tx) (Role, error) {
		return s.changedRole(ctx, Role{ID: id.New(s.Clock.Now()), Version: 1}, RoleChange{Name: &name, Grants: &list})
	})
	if err != nil {
		return RoleView{}, err
	}
	return s.viewRole(ctx, r)
}

// RoleChange is what may be changed of a role; nil leaves it.
type RoleChange struct {
	Version int64
	Name    *string
	Grants  *[]Grant
}

// EditRole changes a role. The program's own keep their names, and the
// administrator keeps everything.
func (s *Service) EditRole(ctx context.Context, roleID string, ch RoleChange) (RoleView, error) {
	r, err := record.Edit(ctx, s.roleActs(), roles, roleID, ch.Version, func(_ *db.Tx, r Role) (Role, error) {
		if err := beyondOwn(ctx, r.grants); err != nil {
			return r, err
		}
		return s.changedRole(ctx, r, ch)
	})
	if err != nil {
		return RoleView{}, err
	}
	return s.viewRole(ctx, r)
}

// changedRole decides what a role becomes.
func (s *Service) changedRole(ctx context.Context, r Role, ch RoleChange) (Role, error) {
	if ch.Name != nil && !(r.Builtin && *ch.Name == s.roleName(ctx, r)) {
		name, err := checkRoleName(*ch.Name)
		if err != nil {
			return r, err
		}
		if r.Builtin {
			return r, fault.Conflict("role.builtin")
		}
		r.Name = name
	}
	if ch.Grants == nil {
		return r, nil
	}
	wanted, err := checkGrants(*ch.Grants, s.Permissions())
	if err != nil {
		return r, err
	}
	if r.Builtin && r.Key == string(manifest.RoleAdmin) && !maps.Equal(wanted, r.grants) {
		return r, fault.Conflict("role.admin_fixed")
	}
	r.grants = wanted
	return r, beyondOwn(ctx, wanted)
}

// DropRole removes a role of the organisation's own that nobody holds.
func (s *Service) DropRole(ctx context.Context, roleID string) error {
	return record.Drop(ctx, s.roleActs(), roles, roleID, func(tx *db.Tx, r Role) error {
		if r.Builtin {
			return fault.Conflict("role.builtin")
		}
		holders, err := names(ctx, tx, stmtRoleHolder, roleID)
		if err == nil && len(holders) > 0 {
			err = fault.Conflict("role.in_use").With("staff_count", len(holders)).With("staff", holders[:min(len(holders), 5)])
		}
		return err
	})
}
