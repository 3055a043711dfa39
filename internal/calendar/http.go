package calendar

import (
	"context"
	"net/http"

	"tiexin/internal/platform/web"
)

type daysIn struct {
	From string `query:"from" required:"true" maxLength:"10" doc:"YYYY-MM-DD"`
	To   string `query:"to" required:"true" maxLength:"10" doc:"YYYY-MM-DD, at most 400 days on."`
}

type dueIn struct{ Body Question }

// YearPath is the year in the path.
type YearPath struct {
	Year int `path:"year" minimum:"1901" maximum:"2100"`
}

type importIn struct {
	YearPath
	Body struct {
		Text string `json:"text" maxLength:"20000" doc:"Lines of YYYY-MM-DD,holiday|makeup,name."`
	}
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "calendar.days", Method: http.MethodGet, Path: "/calendar/days", For: web.Staff, Summary: "Days with lunar date, festivals and whether they are worked."},
		func(ctx context.Context, in *daysIn) (*web.Page[Day], error) {
			days, err := s.Days(ctx, in.From, in.To)
			return web.PageOf(days, ""), err
		})
	web.Handle(a, web.Route{ID: "calendar.due", Method: http.MethodPost, Path: "/calendar/due", For: web.Staff, Summary: "When working time is used up, and why then."},
		func(_ context.Context, in *dueIn) (*Answer, error) {
			answer, err := s.Due(in.Body)
			return &answer, err
		})
	web.Handle(a, web.Route{ID: "calendar.year", Method: http.MethodGet, Path: "/calendar/years/{year}", For: web.Staff, Summary: "The official arrangement of a year."},
		func(ctx context.Context, in *YearPath) (*Year, error) {
			y, err := s.Year(ctx, in.Year)
			return &y, err
		})
	web.Handle(a, web.Route{ID: "calendar.import", Method: http.MethodPut, Path: "/calendar/years/{year}", For: web.Staff, Permission: PermManage, Summary: "Replace the official arrangement of a year."},
		func(ctx context.Context, in *importIn) (*Year, error) {
			y, err := s.Import(ctx, in.Year, in.Body.Text)
			return &y, err
		})
}
