package customer

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/run"
	"tiexin/internal/platform/search"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermRead   = "customer.read"
	PermManage = "customer.manage"
	PermReveal = "customer.reveal" // see a phone number unmasked, with a reason
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	scoped := []auth.Scope{auth.Team, auth.Unit, auth.Subtree, auth.All}
	usual := map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Unit, manifest.RoleLead: auth.Unit,
		manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}
	read := map[manifest.Role]auth.Scope{manifest.RoleAuditor: auth.All}
	for role, scope := range usual {
		read[role] = scope
	}
	return []manifest.Permission{
		{Key: PermRead, Scopes: scoped, Defaults: read},
		{Key: PermManage, Scopes: scoped, Defaults: usual},
		{Key: PermReveal, Scopes: scoped, Defaults: usual},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "customer", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	s.Search.Owns("customer", s, search.Customer)
	s.Search.Hears(search.Customer, s.asked)
	return manifest.Module{Name: "customer", Migrations: []db.Migrations{Migrations()}, Texts: Texts(),
		Permissions: Permissions(), Events: []event.Kind{EventMade, EventChanged, EventErased}, Erase: s.erase, Operations: s.Operations,
		Subscribers: []event.Subscriber{s.searchSubscriber()},
		Start:       func(g *run.Group) { g.Go("customer find keys", s.catchUp) }}
}
