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

// hoursIn is how hours are written.
type hoursIn struct {
	Body struct {
		ClientKey       string                 `json:"client_key" minLength:"1" maxLength:"64"`
		Name            string                 `json:"name" minLength:"1" maxLength:"60"`
		Zone            string                 `json:"zone" maxLength:"64" doc:"IANA zone."`
		Week            map[string][][2]string `json:"week" doc:"mon to sun, each a list of [\"09:00\", \"18:00\"]."`
		Closed          []string               `json:"closed,omitempty" maxItems:"2000" doc:"Days without work."`
		Extra           map[string][][2]string `json:"extra,omitempty" doc:"Days with their own ranges."`
		FollowsHolidays bool                   `json:"follows_holidays,omitempty"`
	}
}

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

type hoursChangeIn struct {
	PathID
	Body struct {
		Version         int64                   `json:"version"`
		Name            *string                 `json:"name,omitempty" maxLength:"60"`
		Zone            *string                 `json:"zone,omitempty" maxLength:"64"`
		Week            *map[string][][2]string `json:"week,omitempty"`
		Closed          *[]string               `json:"closed,omitempty" maxItems:"2000"`
		Extra           *map[string][][2]string `json:"extra,omitempty"`
		FollowsHolidays *bool                   `json:"follows_holidays,omitempty"`
	}
}

type previewIn struct{ Body PreviewAsk }

// hoursOperations registers the routes of named hours.
func (s *Service) hoursOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "calendar.hours", Method: http.MethodGet, Path: "/calendar/hours", For: web.Staff, Summary: "Named working hours."},
		func(ctx context.Context, _ *web.Nothing) (*web.Page[HoursView], error) {
			rows, err := s.ListHours(ctx)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, web.Route{ID: "calendar.hours_make", Method: http.MethodPost, Path: "/calendar/hours", For: web.Staff, Permission: PermManage, Status: http.StatusCreated, Summary: "Add named working hours."},
		func(ctx context.Context, in *hoursIn) (*Hours, error) {
			b := in.Body
			h, err := s.MakeHours(ctx, b.ClientKey, Hours{Name: b.Name, FollowsHolidays: b.FollowsHolidays,
				HoursText: HoursText{Zone: b.Zone, Week: b.Week, Closed: b.Closed, Extra: b.Extra}})
			return &h, err
		})
	web.Handle(a, web.Route{ID: "calendar.hours_change", Method: http.MethodPatch, Path: "/calendar/hours/{id}", For: web.Staff, Permission: PermManage, Summary: "Change named working hours; running clocks are reckoned anew."},
		func(ctx context.Context, in *hoursChangeIn) (*Hours, error) {
			b := in.Body
			h, err := s.EditHours(ctx, in.ID, HoursChange{Version: b.Version, Name: b.Name, Zone: b.Zone, Week: b.Week, Closed: b.Closed, Extra: b.Extra, FollowsHolidays: b.FollowsHolidays})
			return &h, err
		})
	web.Handle(a, web.Route{ID: "calendar.hours_drop", Method: http.MethodDelete, Path: "/calendar/hours/{id}", For: web.Staff, Permission: PermManage, Summary: "Remove working hours that nobody uses."},
		func(ctx context.Context, in *PathID) (*web.Empty, error) {
			return &web.Empty{}, s.DropHours(ctx, in.ID)
		})
	web.Handle(a, web.Route{ID: "calendar.preview", Method: http.MethodPost, Path: "/calendar/hours/preview", For: web.Staff, Summary: "How hours work out: open, next change, due and why."},
		func(ctx context.Context, in *previewIn) (*Preview, error) {
			p, err := s.Try(ctx, web.InfoFrom(ctx).Locale, in.Body)
			return &p, err
		})
}

// feedOperations registers the routes of the feed.
func (s *Service) feedOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "calendar.feed", Method: http.MethodGet, Path: "/calendar/feed", For: web.Staff, Summary: "One's own address of the calendar feed."},
		func(ctx context.Context, _ *web.Nothing) (*FeedAddress, error) {
			f, err := s.FeedURL(ctx)
			return &f, err
		})
	web.Handle(a, web.Route{ID: "calendar.feed_renew", Method: http.MethodPost, Path: "/calendar/feed/renew", For: web.Staff, Summary: "Replace one's own address; the old one ends."},
		func(ctx context.Context, _ *web.Nothing) (*FeedAddress, error) {
			f, err := s.RenewFeed(ctx)
			return &f, err
		})
	a.Raw(web.Route{ID: "calendar.feed_read", Method: http.MethodGet, Path: web.Prefix + "/calendar/feed.ics", For: web.Open, Summary: "Holidays, make-up days and closed days as iCalendar; the token is in the address."},
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text, err := s.ReadFeed(r.Context(), r.URL.Query().Get("token"))
			if err != nil {
				a.Refuse(w, r, err)
				return
			}
			w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
			w.Header().Set("Content-Disposition", `inline; filename="tiexin.ics"`)
			w.Header().Set("Cache-Control", "private, no-store")
			w.Write([]byte(text))
		}))
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	s.hoursOperations(a)
	s.feedOperations(a)
	web.Handle(a, web.Route{ID: "calendar.days", Method: http.MethodGet, Path: "/calendar/days", For: web.Staff, Summary: "Days with lunar date, festivals and whether they are worked."},
		func(ctx context.Context, in *daysIn) (*web.Page[Day], error) {
			days, err := s.Days(ctx, in.From, in.To)
			return web.PageOf(days, ""), err
		})
	web.Handle(a, web.Route{ID: "calendar.due", Method: http.MethodPost, Path: "/calendar/due", For: web.Staff, Summary: "When working time is used up, and why then."},
		func(ctx context.Context, in *dueIn) (*Answer, error) {
			answer, err := s.Due(ctx, in.Body)
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
