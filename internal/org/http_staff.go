package org

import (
	"context"
	"net/http"

	"tiexin/internal/platform/web"
)

type staffListIn struct {
	web.List
	Q      string `query:"q" maxLength:"100" doc:"In name or login, or pinyin."`
	UnitID string `query:"unit_id" maxLength:"64" doc:"The unit and everything below."`
	State  State  `query:"state" enum:"active,disabled,invited"`
}

type colleaguesIn struct {
	web.List
	Q  string `query:"q" maxLength:"100" doc:"In name or login, or pinyin."`
	ID string `query:"id" maxLength:"64" doc:"This one alone, active or not: for the name."`
}

type inviteIn struct {
	Body struct {
		ClientKey string   `json:"client_key" minLength:"1" maxLength:"64"`
		Login     string   `json:"login" maxLength:"64"`
		Name      string   `json:"name" maxLength:"40"`
		UnitID    string   `json:"unit_id" maxLength:"64"`
		RoleIDs   []string `json:"role_ids" maxItems:"20"`
		Email     string   `json:"email,omitempty" maxLength:"254"`
		Phone     string   `json:"phone,omitempty" maxLength:"64"`
	}
}

type editStaffIn struct {
	PathID
	Body struct {
		Version int64     `json:"version"`
		Name    *string   `json:"name,omitempty" maxLength:"40"`
		UnitID  *string   `json:"unit_id,omitempty" maxLength:"64"`
		RoleIDs *[]string `json:"role_ids,omitempty" maxItems:"20"`
		Email   *string   `json:"email,omitempty" maxLength:"254"`
		Phone   *string   `json:"phone,omitempty" maxLength:"64"`
		State   *State    `json:"state,omitempty" enum:"active,disabled,invited"`
	}
}

type makeLinkIn struct {
	PathID
	Body struct {
		Kind LinkKind `json:"kind" enum:"invite,reset"`
	}
}

// PathToken is the token in the path.
type PathToken struct {
	Token string `path:"token" maxLength:"64"`
}

type acceptIn struct {
	PathToken
	Body struct {
		Password string `json:"password" maxLength:"512"`
		Code     string `json:"code,omitempty" maxLength:"20" doc:"Of the second factor, for those who have one."`
	}
}

// Invited is a new account with its one-time link.
type Invited struct {
	Staff StaffView `json:"staff"`
	Link  Link      `json:"link"`
}

type byLogin struct {
	Login string `json:"l"`
}

func managed(id, method, path, summary string) web.Route {
	return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Permission: PermStaffManage, Summary: summary}
}

func (s *Service) staffOperations(a *web.API) {
	list := managed("staff.list", http.MethodGet, "/staff", "Accounts, by login.")
	list.Permission = PermStaffRead
	web.Handle(a, list, s.httpStaffList)
	invite := managed("staff.invite", http.MethodPost, "/staff", "Invite somebody; the link is shown once.")
	invite.Status = http.StatusCreated
	web.Handle(a, invite, s.httpInvite)
	web.Handle(a, managed("staff.change", http.MethodPatch, "/staff/{id}", "Change an account; who is disabled is out at once."), s.httpEditStaff)
	web.Handle(a, managed("staff.make_link", http.MethodPost, "/staff/{id}/link", "Make a new one-time link; older ones end."),
		func(ctx context.Context, in *makeLinkIn) (*Link, error) {
			l, err := s.MakeLink(ctx, in.ID, in.Body.Kind)
			return &l, err
		})
	web.Handle(a, managed("staff.end_sessions", http.MethodDelete, "/staff/{id}/sessions", "Sign somebody out everywhere."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.EndSessions(ctx, in.ID) })
	web.Handle(a, signed("colleague.find", "/colleagues", "Active colleagues, for mentions and assignment."), s.httpColleagues)
	s.linkOperations(a)
}

func (s *Service) linkOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "link.show", Method: http.MethodGet, Path: "/links/{token}", For: web.Open, Summary: "What a one-time link is for."},
		func(ctx context.Context, in *PathToken) (*LinkInfo, error) {
			l, err := s.ShowLink(ctx, in.Token)
			return &l, err
		})
	web.Handle(a, web.Route{ID: "link.use", Method: http.MethodPost, Path: "/links/{token}", For: web.Open, Summary: "Choose a password with a one-time link and sign in."},
		func(ctx context.Context, in *acceptIn) (*Me, error) {
			m, token, err := s.AcceptLink(ctx, in.Token, in.Body.Password, in.Body.Code)
			if err != nil {
				return nil, err
			}
			return s.greet(ctx, m, token)
		})
}

func (s *Service) httpStaffList(ctx context.Context, in *staffListIn) (*web.Page[StaffView], error) {
	after, _, err := web.DecodeCursor[byLogin](in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := s.StaffList(ctx, StaffQuery{Text: in.Q, UnitID: in.UnitID, State: in.State, After: after.Login, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return web.Cut(rows, in.Limit, func(v StaffView) any { return byLogin{v.Login} }), nil
}

func (s *Service) httpColleagues(ctx context.Context, in *colleaguesIn) (*web.Page[Colleague], error) {
	after, _, err := web.DecodeCursor[byLogin](in.Cursor)
	if err != nil {
		return nil, err
	}
	if in.ID != "" {
		who, ok := s.Directory.Colleague(ctx, in.ID)
		if !ok {
			return web.PageOf([]Colleague{}, ""), nil
		}
		return web.PageOf([]Colleague{who}, ""), nil
	}
	rows, err := s.Directory.Find(ctx, StaffQuery{Text: in.Q, After: after.Login, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return web.Cut(rows, in.Limit, func(c Colleague) any { return byLogin{c.Login} }), nil
}

func (s *Service) httpInvite(ctx context.Context, in *inviteIn) (*Invited, error) {
	b := in.Body
	m, l, err := s.Invite(ctx, Invitation{ClientKey: b.ClientKey, Login: b.Login, Name: b.Name, UnitID: b.UnitID,
		RoleIDs: b.RoleIDs, Email: b.Email, Phone: b.Phone})
	if err != nil {
		return nil, err
	}
	v, err := s.viewStaff(ctx, m)
	return &Invited{Staff: v, Link: l}, err
}

func (s *Service) httpEditStaff(ctx context.Context, in *editStaffIn) (*StaffView, error) {
	b := in.Body
	m, err := s.EditStaff(ctx, in.ID, StaffChange{Version: b.Version, Name: b.Name, UnitID: b.UnitID, RoleIDs: b.RoleIDs,
		Email: b.Email, Phone: b.Phone, State: b.State})
	if err != nil {
		return nil, err
	}
	v, err := s.viewStaff(ctx, m)
	return &v, err
}
