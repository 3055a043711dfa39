package org

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermStaffRead    = "staff.read"
	PermStaffManage  = "staff.manage"
	PermRoleManage   = "role.manage"
	PermUnitManage   = "unit.manage"
	PermOrgManage    = "organisation.manage"
	PermAuditRead    = audit.PermRead
	PermSystemManage = event.PermManage
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	all := []auth.Scope{auth.All}
	return []manifest.Permission{
		{Key: PermStaffRead, Scopes: all, Defaults: map[manifest.Role]auth.Scope{
			manifest.RoleAdmin: auth.All, manifest.RoleSupervisor: auth.All, manifest.RoleLead: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermStaffManage, Scopes: all, Defaults: manifest.AdminOnly()},
		{Key: PermRoleManage, Scopes: all, Defaults: manifest.AdminOnly()},
		{Key: PermUnitManage, Scopes: all, Defaults: manifest.AdminOnly()},
		{Key: PermOrgManage, Scopes: all, Defaults: manifest.AdminOnly()},
		{Key: PermAuditRead, Scopes: all, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermSystemManage, Scopes: all, Defaults: manifest.AdminOnly()},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "org", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{
		Name: "org", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Operations: s.Operations,
	}
}
