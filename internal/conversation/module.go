package conversation

import (
	"context"
	"embed"
	"errors"
	"io/fs"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/search"
)

//go:embed migrations texts
var files embed.FS

// Permissions that this module knows.
const (
	PermRead        = "conversation.read"
	PermReply       = "conversation.reply" // also claim, close, assign
	PermNote        = "conversation.note"
	PermLabelManage = "label.manage"
)

// Permissions lists them with their defaults.
func Permissions() []manifest.Permission {
	scoped := []auth.Scope{auth.Own, auth.Team, auth.Unit, auth.Subtree, auth.All}
	return []manifest.Permission{
		{Key: PermRead, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Unit, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All, manifest.RoleAuditor: auth.All}},
		{Key: PermReply, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Own, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}},
		{Key: PermNote, Scopes: scoped, Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Unit, manifest.RoleLead: auth.Unit,
			manifest.RoleSupervisor: auth.Subtree, manifest.RoleAdmin: auth.All}},
		{Key: PermLabelManage, Scopes: []auth.Scope{auth.All}, Defaults: map[manifest.Role]auth.Scope{manifest.RoleSupervisor: auth.All, manifest.RoleAdmin: auth.All}},
	}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "conversation", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// MayReadFile decides about the files of a conversation. A file is there as long
// as a line that carries it is; what was recalled is gone for everybody but those
// who audit, whatever link they hold, and of them the trail notes it.
func (s *Service) MayReadFile(ctx context.Context, p auth.Person, f file.File) bool {
	c, err := one(ctx, s.DB, stmtByID, f.SubjectID)
	if err != nil {
		return false
	}
	if p.Kind == auth.Visitor {
		peer, err := s.Customers.Known(ctx, s.DB, p.ChannelID, p.ID)
		if err != nil || peer.ID != c.PeerID {
			return false
		}
		_, err = carrying(ctx, s.DB, stmtPublicWith, c.ID, f.ID)
		return err == nil
	}
	if !sightOf(p, PermRead).sees(c) {
		return false
	}
	_, err = carrying(ctx, s.DB, stmtLastWith, c.ID, f.ID)
	if errors.Is(err, db.ErrNone) {
		return s.auditsFile(ctx, p, c, f)
	}
	return err == nil
}

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	s.Files.Decides("conversation", s.MayReadFile)
	s.Customers.ShowsTalks(s.talksOf)
	s.Search.Owns("conversation", s, search.Message, search.File)
	return manifest.Module{
		Name: "conversation", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Events: []event.Kind{EventMessageAdded, EventRecalled, EventOpened, EventClaimed, EventReleased, EventAssigned,
			EventClosed, EventReopened, EventLabelled, EventImported, EventErased},
		Operations: s.Operations, Erase: s.erase, Frames: s.Frames, Subscribers: []event.Subscriber{s.searchSubscriber(), s.customerSubscriber()},
	}
}
