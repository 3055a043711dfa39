package org

import (
	"slices"
	"strings"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/manifest"
)

// Grant gives a permission as far as a scope reaches.
type Grant struct {
	Permission string     `json:"permission" maxLength:"64"`
	Scope      auth.Scope `json:"scope" enum:"own,team,unit,subtree,all"`
}

// checkGrants reads a list of grants against what the modules know: each
// permission once, with a scope it can have.
func checkGrants(list []Grant, known []manifest.Permission) (map[string]auth.Scope, error) {
	out := map[string]auth.Scope{}
	for _, g := range list {
		i := slices.IndexFunc(known, func(p manifest.Permission) bool { return p.Key == g.Permission })
		if i < 0 {
			return nil, fault.Invalid("role.unknown_permission", "grants").With("permission", g.Permission)
		}
		if _, twice := out[g.Permission]; twice || !slices.Contains(known[i].Scopes, g.Scope) {
			return nil, fault.Invalid("role.scope", "grants").With("permission", g.Permission)
		}
		out[g.Permission] = g.Scope
	}
	return out, nil
}

// checkRoleName refuses a name that cannot be shown.
func checkRoleName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if code, ok := check.Name(name, 40); !ok {
		return name, fault.Invalid(code, "name")
	}
	return name, nil
}

// widest scope that a permission can have.
func widest(p manifest.Permission) auth.Scope {
	var w auth.Scope
	for _, s := range p.Scopes {
		w = auth.Wider(w, s)
	}
	return w
}

// unseen are the permissions that an installation has not met yet.
func unseen(known []string, now []manifest.Permission) []manifest.Permission {
	var out []manifest.Permission
	for _, p := range now {
		if !slices.Contains(known, p.Key) {
			out = append(out, p)
		}
	}
	return out
}

// defaultGrant of a permission for a role that comes with the program. The
// administrator has everything, whatever a module says.
func defaultGrant(p manifest.Permission, role manifest.Role) (auth.Scope, bool) {
	if role == manifest.RoleAdmin {
		return widest(p), true
	}
	scope, ok := p.Defaults[role]
	return scope, ok
}
