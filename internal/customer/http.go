package customer

import (
	"context"
	"net/http"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/web"
)

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

type listIn struct {
	web.List
	Q string `query:"q" maxLength:"100" doc:"In name, pinyin, phone digits or address."`
}

type makeCustomerIn struct {
	Body struct {
		ClientKey string  `json:"client_key" minLength:"1" maxLength:"64"`
		Kind      Kind    `json:"kind,omitempty" enum:"person,organisation" default:"person"`
		Name      string  `json:"name" maxLength:"60"`
		UnitID    string  `json:"unit_id,omitempty" maxLength:"64"`
		Note      string  `json:"note,omitempty" maxLength:"2000"`
		Phones    []Phone `json:"phones,omitempty" maxItems:"20"`
		Emails    []Email `json:"emails,omitempty" maxItems:"20"`
	}
}

type editCustomerIn struct {
	PathID
	Body struct {
		Version int64    `json:"version"`
		Name    *string  `json:"name,omitempty" maxLength:"60"`
		Kind    *Kind    `json:"kind,omitempty" enum:"person,organisation"`
		Note    *string  `json:"note,omitempty" maxLength:"2000"`
		Regard  *Regard  `json:"regard,omitempty"`
		Phones  *[]Phone `json:"phones,omitempty" maxItems:"20"`
		Emails  *[]Email `json:"emails,omitempty" maxItems:"20"`
	}
}

type revealIn struct {
	PathID
	Body struct {
		PhoneID string `json:"phone_id" maxLength:"64"`
		Reason  string `json:"reason" maxLength:"200"`
	}
}

// Revealed is a number in full.
type Revealed struct {
	Number string `json:"number"`
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	route := func(oid, method, path, permission, summary string) web.Route {
		return web.Route{ID: oid, Method: method, Path: path, For: web.Staff, Permission: permission, Summary: summary}
	}
	web.Handle(a, route("customer.list", http.MethodGet, "/customers", PermRead, "Customers, the latest seen first."), s.httpList)
	web.Handle(a, route("customer.show", http.MethodGet, "/customers/{id}", PermRead, "A customer with the newest conversations."),
		func(ctx context.Context, in *PathID) (*Shown, error) { return s.Show(ctx, in.ID) })
	made := route("customer.make", http.MethodPost, "/customers", PermManage, "Add a customer by hand.")
	made.Status = http.StatusCreated
	web.Handle(a, made, func(ctx context.Context, in *makeCustomerIn) (*MadeView, error) {
		b := in.Body
		c, err := s.Make(ctx, b.ClientKey, Customer{Kind: b.Kind, Name: b.Name, UnitID: b.UnitID, Note: b.Note}, Reach{Phones: b.Phones, Emails: b.Emails})
		if err != nil {
			return nil, err
		}
		v, err := s.view(ctx, s.DB, c)
		if err != nil {
			return nil, err
		}
		return &MadeView{View: v, SameNumber: s.namesakes(ctx, c.ID, auth.From(ctx).ID)}, nil
	})
	web.Handle(a, route("customer.change", http.MethodPatch, "/customers/{id}", PermManage, "Change a customer. A masked number with its id stays as it is."),
		func(ctx context.Context, in *editCustomerIn) (*View, error) {
			b := in.Body
			c, err := s.Edit(ctx, in.ID, Change{Version: b.Version, Name: b.Name, Kind: b.Kind, Note: b.Note, Regard: b.Regard, Phones: b.Phones, Emails: b.Emails})
			if err != nil {
				return nil, err
			}
			v, err := s.view(ctx, s.DB, c)
			return &v, err
		})
	web.Handle(a, route("customer.reveal", http.MethodPost, "/customers/{id}/reveal", PermReveal, "See a number in full, with a reason that is kept."),
		func(ctx context.Context, in *revealIn) (*Revealed, error) {
			number, err := s.Reveal(ctx, in.ID, in.Body.PhoneID, in.Body.Reason)
			return &Revealed{Number: number}, err
		})
}

func (s *Service) httpList(ctx context.Context, in *listIn) (*web.Page[View], error) {
	after, err := web.After(in.Cursor)
	if err != nil {
		return nil, err
	}
	if err := s.asked(ctx, in.Q); err != nil {
		return nil, err
	}
	p := auth.From(ctx)
	l := listing{wanted: wantedBy(in.Q), sight: sightOf(p, PermRead), reveal: sightOf(p, PermReveal), after: after, limit: in.Limit + 1}
	rows, err := s.list(ctx, l)
	if err != nil {
		return nil, err
	}
	cut := web.Cut(rows, in.Limit, func(c Customer) any { return c.place() })
	views, err := s.views(ctx, s.DB, cut.Rows)
	return web.PageOf(views, cut.NextCursor), err
}
