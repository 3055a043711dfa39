package insight

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermRead   = "insight.read"
	PermExport = "insight.export"
	PermManage = "insight.manage"
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	scoped := []auth.Scope{auth.Own, auth.Team, auth.Unit, auth.Subtree, auth.All}
	return []manifest.Permission{
		{Key: PermRead, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Own, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermExport, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}},
		{Key: PermManage, Scopes: []auth.Scope{auth.All}, Defaults: map[manifest.Role]auth.Scope{manifest.RoleSupervisor: auth.All, manifest.RoleAdmin: auth.All}},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "insight", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "insight", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Events: []event.Kind{EventIncident}, Operations: s.Operations, Erase: s.erase, Subscribers: []event.Subscriber{s.subscriber()}}
}
