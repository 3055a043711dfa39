package workforce

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
	PermRead   = "workforce.read"   // see who is here, the rota, skills and substitutes
	PermManage = "workforce.manage" // change them, and others' state
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	scoped := []auth.Scope{auth.Own, auth.Team, auth.Unit, auth.Subtree, auth.All}
	return []manifest.Permission{
		{Key: PermRead, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Unit, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermManage, Scopes: scoped[1:], Defaults: map[manifest.Role]auth.Scope{manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "workforce", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "workforce", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Events:     []event.Kind{EventPresenceChanged, EventBreakOverdue},
		Operations: s.Operations, Frames: s.Watch, Start: s.Start}
}
