package org

import (
	"context"
	"net/http"

	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
)

type makeRoleIn struct {
	Body struct {
		ClientKey string  `json:"client_key" minLength:"1" maxLength:"64"`
		Name      string  `json:"name" maxLength:"40"`
		Grants    []Grant `json:"grants" maxItems:"200"`
	}
}

type editRoleIn struct {
	PathID
	Body struct {
		Version int64    `json:"version"`
		Name    *string  `json:"name,omitempty" maxLength:"40"`
		Grants  *[]Grant `json:"grants,omitempty" maxItems:"200"`
	}
}

type lackingIn struct {
	Key string `path:"key" maxLength:"64"`
}

// LackingView is what somebody without a permission is told of it.
type LackingView struct {
	Name     string `json:"name"`
	Granters string `json:"granters" doc:"Names, as they are read."`
}

func (s *Service) roleOperations(a *web.API) {
	route := func(id, method, path, permission, summary string) web.Route {
		return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Permission: permission, Summary: summary}
	}
	web.Handle(a, route("role.list", http.MethodGet, "/roles", PermStaffRead, "Roles with what they grant."),
		func(ctx context.Context, _ *web.List) (*web.Page[RoleView], error) {
			rows, err := s.Roles(ctx)
			return web.PageOf(rows, ""), err
		})
	// Who makes a token reads what it may do in words, without a look at anybody.
	web.Handle(a, own("permission.list", http.MethodGet, "/permissions", "What a role or a token may grant, and how far."),
		func(ctx context.Context, _ *web.List) (*web.Page[PermissionView], error) {
			return web.PageOf(s.Allowed(ctx), ""), nil
		})
	web.Handle(a, own("permission.help", http.MethodGet, "/permissions/{key}/help", "What a permission is called, and who can grant it."),
		func(ctx context.Context, in *lackingIn) (*LackingView, error) {
			name, granters := s.Lacking(ctx, in.Key)
			if name == "" {
				return nil, fault.NotFound()
			}
			return &LackingView{Name: name, Granters: granters}, nil
		})
	made := route("role.make", http.MethodPost, "/roles", PermRoleManage, "Add a role.")
	made.Status = http.StatusCreated
	web.Handle(a, made, func(ctx context.Context, in *makeRoleIn) (*RoleView, error) {
		v, err := s.MakeRole(ctx, in.Body.ClientKey, in.Body.Name, in.Body.Grants)
		return &v, err
	})
	web.Handle(a, route("role.change", http.MethodPatch, "/roles/{id}", PermRoleManage, "Change a role."),
		func(ctx context.Context, in *editRoleIn) (*RoleView, error) {
			v, err := s.EditRole(ctx, in.ID, RoleChange{Version: in.Body.Version, Name: in.Body.Name, Grants: in.Body.Grants})
			return &v, err
		})
	web.Handle(a, route("role.drop", http.MethodDelete, "/roles/{id}", PermRoleManage, "Remove a role that nobody holds."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropRole(ctx, in.ID) })
}
