package routing

import (
	"embed"
	"io/fs"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/run"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermRead      = "routing.read"      // see queues and who is here
	PermManage    = "routing.manage"    // queues, places, numbers
	PermSupervise = "routing.supervise" // watch, whisper, take over
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	scoped := []auth.Scope{auth.Own, auth.Team, auth.Unit, auth.Subtree, auth.All}
	wide := []auth.Scope{auth.Unit, auth.Subtree, auth.All}
	return []manifest.Permission{
		{Key: PermRead, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Unit, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermManage, Scopes: wide, Defaults: map[manifest.Role]auth.Scope{manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}},
		{Key: PermSupervise, Scopes: wide, Defaults: map[manifest.Role]auth.Scope{manifest.RoleLead: auth.Unit, manifest.RoleSupervisor: auth.Subtree,
			manifest.RoleAdmin: auth.All}},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "routing", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{
		Name: "routing", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Events:     []event.Kind{EventOfferEnded, EventMissed, EventTransferEnded, EventMessageTaken},
		Operations: s.Operations, Erase: s.erase, Subscribers: []event.Subscriber{s.presenceSubscriber(), s.clockSubscriber(), s.lateSubscriber(), s.brokenSubscriber()},
		Start: func(g *run.Group) {
			g.Every("routing adopt", time.Second, s.Adopt)
			g.Keep("routing", s.Run)
		},
	}
}
