package org

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
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
		v, err := s.viewRole(ctx, s.DB, r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) viewRole(ctx context.Context, q db.Querier, r Role) (RoleView, error) {
	v := RoleView{ID: r.ID, Key: r.Key, Name: s.roleName(ctx, r), Builtin: r.Builtin, Version: r.Version}
	grants, err := grantsOfRole(ctx, q, r.ID)
	if err != nil {
		return v, err
	}
	v.Grants = listed(grants)
	return v, db.Get(ctx, q, stmtRoleCount, []any{r.ID}, &v.StaffCount)
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

// MakeRole adds a role of the organisation's own.
func (s *Service) MakeRole(ctx context.Context, clientKey, name string, list []Grant) (RoleView, error) {
	name, err := checkRoleName(name)
	if err != nil {
		return RoleView{}, err
	}
	grants, err := checkGrants(list, s.Permissions())
	if err != nil {
		return RoleView{}, err
	}
	if err := beyondOwn(ctx, grants); err != nil {
		return RoleView{}, err
	}
	r := Role{ID: id.New(s.Clock.Now()), Name: name, Version: 1}
	var v RoleView
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := oneRole(ctx, tx, stmtRoleByUse, clientKey)
		if err == nil {
			v, err = s.viewRole(ctx, tx, old)
			return err
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if _, err := tx.Exec(ctx, stmtInsertRole, r.ID, clientKey, "", r.Name, false); err != nil {
			return err
		}
		if err := putGrants(ctx, tx, r.ID, grants); err != nil {
			return err
		}
		if v, err = s.viewRole(ctx, tx, r); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "role.made", r.subject(), nil, roleFacts(r, grants))
	})
	return v, err
}

func (r Role) subject() audit.Subject { return audit.Subject{Kind: "role", ID: r.ID, Name: r.Name} }

func roleFacts(r Role, grants map[string]auth.Scope) map[string]any {
	return map[string]any{"name": r.Name, "grants": grants}
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
	var v RoleView
	err := s.write(ctx, func(tx *db.Tx) error {
		before, err := s.lockRole(ctx, tx, roleID)
		if err != nil {
			return err
		}
		old, err := grantsOfRole(ctx, tx, roleID)
		if err != nil {
			return err
		}
		if before.Version != ch.Version {
			v, err := s.viewRole(ctx, tx, before)
			return errors.Join(err, fault.VersionConflict(v))
		}
		if err := beyondOwn(ctx, old); err != nil {
			return err
		}
		after, grants, err := s.changedRole(ctx, before, old, ch)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtUpdateRole, roleID, after.Name, before.Version); err != nil {
			return err
		}
		if err := putGrants(ctx, tx, roleID, grants); err != nil {
			return err
		}
		after.Version++
		if v, err = s.viewRole(ctx, tx, after); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "role.changed", after.subject(), roleFacts(before, old), roleFacts(after, grants))
	})
	return v, err
}

// changedRole decides what a role becomes.
func (s *Service) changedRole(ctx context.Context, r Role, grants map[string]auth.Scope, ch RoleChange) (Role, map[string]auth.Scope, error) {
	if ch.Name != nil && !(r.Builtin && *ch.Name == s.roleName(ctx, r)) {
		name, err := checkRoleName(*ch.Name)
		if err != nil {
			return r, nil, err
		}
		if r.Builtin {
			return r, nil, fault.Conflict("role.builtin")
		}
		r.Name = name
	}
	if ch.Grants == nil {
		return r, grants, nil
	}
	wanted, err := checkGrants(*ch.Grants, s.Permissions())
	if err != nil {
		return r, nil, err
	}
	if r.Builtin && r.Key == string(manifest.RoleAdmin) && !maps.Equal(wanted, grants) {
		return r, nil, fault.Conflict("role.admin_fixed")
	}
	return r, wanted, beyondOwn(ctx, wanted)
}

func (s *Service) lockRole(ctx context.Context, tx *db.Tx, roleID string) (Role, error) {
	r, err := oneRole(ctx, tx, stmtRoleLock, roleID)
	if errors.Is(err, db.ErrNone) {
		return r, fault.NotFound()
	}
	return r, err
}

// DropRole removes a role of the organisation's own that nobody holds.
func (s *Service) DropRole(ctx context.Context, roleID string) error {
	err := s.write(ctx, func(tx *db.Tx) error {
		r, err := s.lockRole(ctx, tx, roleID)
		if err != nil {
			return err
		}
		if r.Builtin {
			return fault.Conflict("role.builtin")
		}
		holders, err := names(ctx, tx, stmtRoleHolder, roleID)
		if err != nil {
			return err
		}
		if len(holders) > 0 {
			return fault.Conflict("role.in_use").With("staff_count", len(holders)).With("staff", holders[:min(len(holders), 5)])
		}
		grants, err := grantsOfRole(ctx, tx, roleID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtDropGrants, roleID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtDropRole, roleID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "role.dropped", r.subject(), roleFacts(r, grants), nil)
	})
	if db.IsForeign(err) { // somebody has just been given it
		return fault.Conflict("role.in_use").With("staff_count", 1)
	}
	return err
}
