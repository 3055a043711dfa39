package org

import (
	"context"
	"net/http"

	"tiexin/internal/platform/web"
)

type editOrganisationIn struct {
	Body struct {
		Version  int64   `json:"version"`
		Name     *string `json:"name,omitempty" maxLength:"60"`
		Industry *string `json:"industry,omitempty" enum:"shop,property,water,telecom,restaurant,hotel,bank,hospital,logistics,other"`
		Locale   *string `json:"locale,omitempty" enum:"zh-CN,zh-TW,en"`
		Zone     *string `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone."`
		Wordings *bool   `json:"search_wordings,omitempty"`
	}
}

type makeUnitIn struct {
	Body struct {
		ClientKey string   `json:"client_key" minLength:"1" maxLength:"64"`
		ParentID  string   `json:"parent_id" maxLength:"64"`
		Kind      UnitKind `json:"kind" enum:"company,region,project,team"`
		Name      string   `json:"name" maxLength:"60"`
	}
}

type editUnitIn struct {
	PathID
	Body struct {
		Version  int64   `json:"version"`
		Name     *string `json:"name,omitempty" maxLength:"60"`
		ParentID *string `json:"parent_id,omitempty" maxLength:"64"`
	}
}

func (s *Service) organisationOperations(a *web.API) {
	web.Handle(a, own("organisation.show", http.MethodGet, "/organisation", "What the installation is called and how it speaks."),
		func(ctx context.Context, _ *web.Nothing) (*Organisation, error) {
			o, err := s.Directory.Organisation(ctx)
			return &o, err
		})
	web.Handle(a, web.Route{ID: "organisation.change", Method: http.MethodPatch, Path: "/organisation", For: web.Staff, Permission: PermOrgManage, Summary: "Change it."},
		func(ctx context.Context, in *editOrganisationIn) (*Organisation, error) {
			b := in.Body
			o, err := s.EditOrganisation(ctx, OrganisationChange{Version: b.Version, Name: b.Name, Industry: b.Industry, Locale: b.Locale, Zone: b.Zone, Wordings: b.Wordings})
			return &o, err
		})
}

func (s *Service) unitOperations(a *web.API) {
	route := func(id, method, path, summary string) web.Route {
		return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Permission: PermUnitManage, Summary: summary}
	}
	web.Handle(a, own("unit.list", http.MethodGet, "/units", "The tree of units, all of it."),
		func(ctx context.Context, _ *web.List) (*web.Page[UnitView], error) {
			rows, err := s.Units(ctx)
			return web.PageOf(rows, ""), err
		})
	made := route("unit.make", http.MethodPost, "/units", "Add a unit.")
	made.Status = http.StatusCreated
	web.Handle(a, made, func(ctx context.Context, in *makeUnitIn) (*UnitView, error) {
		u, err := s.MakeUnit(ctx, in.Body.ClientKey, Unit{ParentID: in.Body.ParentID, Kind: in.Body.Kind, Name: in.Body.Name})
		if err != nil {
			return nil, err
		}
		return s.viewUnit(ctx, u)
	})
	web.Handle(a, route("unit.change", http.MethodPatch, "/units/{id}", "Rename or move a unit with everything below it."),
		func(ctx context.Context, in *editUnitIn) (*UnitView, error) {
			u, err := s.EditUnit(ctx, in.ID, UnitChange{Version: in.Body.Version, Name: in.Body.Name, ParentID: in.Body.ParentID})
			if err != nil {
				return nil, err
			}
			return s.viewUnit(ctx, u)
		})
	web.Handle(a, route("unit.drop", http.MethodDelete, "/units/{id}", "Remove a unit that nothing hangs on."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropUnit(ctx, in.ID) })
}
