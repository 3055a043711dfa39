package slaclock

import (
	"context"
	"net/http"

	"tiexin/internal/platform/web"
)

type listIn struct {
	Subject   string `query:"subject" required:"true" minLength:"1" maxLength:"40"`
	SubjectID string `query:"subject_id" required:"true" minLength:"1" maxLength:"64"`
}

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "slaclock.list", Method: http.MethodGet, Path: "/slaclock/clocks", For: web.Staff, Summary: "Target clocks of something that one may see."},
		func(ctx context.Context, in *listIn) (*web.Page[View], error) {
			rows, err := s.Show(ctx, in.Subject, in.SubjectID)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, web.Route{ID: "slaclock.explain", Method: http.MethodGet, Path: "/slaclock/clocks/{id}/explain", For: web.Staff, Summary: "Why a target clock is due when it is."},
		func(ctx context.Context, in *PathID) (*Explained, error) {
			e, err := s.Explain(ctx, in.ID, web.InfoFrom(ctx).Locale)
			return &e, err
		})
}
