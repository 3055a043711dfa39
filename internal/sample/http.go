package sample

import (
	"context"
	"net/http"

	"tiexin/internal/org"
	"tiexin/internal/platform/web"
)

type fillIn struct {
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64" doc:"A retry with the same key changes nothing."`
	}
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "sample.show", Method: http.MethodGet, Path: "/sample", For: web.Staff, Permission: org.PermOrgManage,
		Summary: "Whether sample data is in."},
		func(ctx context.Context, _ *web.Nothing) (*State, error) {
			st, err := s.State(ctx)
			return &st, err
		})
	web.Handle(a, web.Route{ID: "sample.fill", Method: http.MethodPost, Path: "/sample", For: web.Staff, Permission: org.PermOrgManage, Status: http.StatusCreated,
		Summary: "Put sample customers and conversations in, to look at."},
		func(ctx context.Context, in *fillIn) (*State, error) {
			st, err := s.Fill(ctx, in.Body.ClientKey)
			return &st, err
		})
	web.Handle(a, web.Route{ID: "sample.remove", Method: http.MethodDelete, Path: "/sample", For: web.Staff, Permission: org.PermOrgManage,
		Summary: "Take the sample out again, with all that was written in it."},
		func(ctx context.Context, _ *web.Nothing) (*State, error) {
			st, err := s.Remove(ctx)
			return &st, err
		})
}
