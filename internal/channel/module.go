package channel

import (
	"embed"
	"io/fs"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/run"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermRead   = "channel.read"
	PermManage = "channel.manage"
	PermBlock  = "channel.block"
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	all := []auth.Scope{auth.All}
	wide := []auth.Scope{auth.Unit, auth.Subtree, auth.All}
	return []manifest.Permission{
		{Key: PermRead, Scopes: all, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.All, manifest.RoleLead: auth.All,
			manifest.RoleSupervisor: auth.All, manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermManage, Scopes: all, Defaults: manifest.AdminOnly()},
		{Key: PermBlock, Scopes: wide, Defaults: map[manifest.Role]auth.Scope{manifest.RoleLead: auth.Unit, manifest.RoleSupervisor: auth.Subtree,
			manifest.RoleAdmin: auth.All}},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "channel", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "channel", Migrations: []db.Migrations{Migrations()}, Texts: Texts(),
		Permissions: Permissions(), Operations: s.Operations, Erase: s.erase,
		Start: func(g *run.Group) { g.Every("channel blocks over", 15*time.Second, s.TellOver) }}
}
