package customer

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// talksShown with one customer.
const talksShown = 10

// IdentityView is how a channel calls a customer.
type IdentityView struct {
	ChannelKind string `json:"channel_kind"`
	ChannelName string `json:"channel_name"`
	Name        string `json:"name"`
	Verified    bool   `json:"verified" doc:"The channel has proved who it is."`
}

// View is a customer as staff see them.
type View struct {
	ID          string         `json:"id"`
	Kind        Kind           `json:"kind" enum:"person,organisation"`
	Name        string         `json:"name"`
	UnitID      string         `json:"unit_id"`
	Phones      []Phone        `json:"phones" doc:"Numbers are masked."`
	Emails      []Email        `json:"emails"`
	Identities  []IdentityView `json:"identities"`
	Note        string         `json:"note"`
	FirstSeenAt time.Time      `json:"first_seen_at"`
	LastSeenAt  time.Time      `json:"last_seen_at"`
	Version     int64          `json:"version"`
}

// Shown is a customer with the newest conversations.
type Shown struct {
	View
	Conversations []any `json:"conversations" doc:"The newest ten, as the list of conversations shows them."`
}

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
	web.Handle(a, route("customer.show", http.MethodGet, "/customers/{id}", PermRead, "A customer with the newest conversations."), s.httpShow)
	made := route("customer.make", http.MethodPost, "/customers", PermManage, "Add a customer by hand.")
	made.Status = http.StatusCreated
	web.Handle(a, made, func(ctx context.Context, in *makeCustomerIn) (*View, error) {
		b := in.Body
		c, err := s.Make(ctx, b.ClientKey, Customer{Kind: b.Kind, Name: b.Name, UnitID: b.UnitID, Note: b.Note}, Reach{Phones: b.Phones, Emails: b.Emails})
		if err != nil {
			return nil, err
		}
		v, err := s.view(ctx, s.DB, c)
		return &v, err
	})
	web.Handle(a, route("customer.change", http.MethodPatch, "/customers/{id}", PermManage, "Change a customer. A masked number with its id stays as it is."),
		func(ctx context.Context, in *editCustomerIn) (*View, error) {
			b := in.Body
			c, err := s.Edit(ctx, in.ID, Change{Version: b.Version, Name: b.Name, Kind: b.Kind, Note: b.Note, Phones: b.Phones, Emails: b.Emails})
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
	after, given, err := web.DecodeCursor[place](in.Cursor)
	if err != nil {
		return nil, err
	}
	l := listing{patterns: patterns(in.Q), sight: sightOf(auth.From(ctx), PermRead), limit: in.Limit + 1}
	if given {
		if !id.Valid(after.ID) {
			return nil, fault.Invalid("request.cursor", "cursor")
		}
		l.after = &after
	}
	rows, err := list(ctx, s.DB, l)
	if err != nil {
		return nil, err
	}
	cut := web.Cut(rows, in.Limit, func(c Customer) any { return place{At: db.Micros(c.LastSeenAt), ID: c.ID} })
	views, err := s.views(ctx, s.DB, cut.Rows)
	return web.PageOf(views, cut.NextCursor), err
}

func (s *Service) httpShow(ctx context.Context, in *PathID) (*Shown, error) {
	c, err := s.load(ctx, s.DB, stmtByID, in.ID, PermRead)
	if err != nil {
		return nil, err
	}
	out := &Shown{Conversations: []any{}}
	if out.View, err = s.view(ctx, s.DB, c); err != nil || s.talks == nil {
		return out, err
	}
	talks, err := s.talks(ctx, c.ID, talksShown)
	out.Conversations = append(out.Conversations, talks...)
	return out, err
}

func (s *Service) view(ctx context.Context, q db.Querier, c Customer) (View, error) {
	views, err := s.views(ctx, q, []Customer{c})
	if err != nil {
		return View{}, err
	}
	return views[0], nil
}

// views shows customers with what hangs on them; numbers are masked here.
func (s *Service) views(ctx context.Context, q db.Querier, rows []Customer) ([]View, error) {
	ids := make([]string, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	p, err := hanging(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make([]View, len(rows))
	for i, c := range rows {
		v := View{ID: c.ID, Kind: c.Kind, Name: c.Name, UnitID: c.UnitID, Phones: []Phone{}, Emails: []Email{}, Identities: []IdentityView{},
			Note: c.Note, FirstSeenAt: c.FirstSeenAt, LastSeenAt: c.LastSeenAt, Version: c.Version}
		for _, n := range p.reach[c.ID].Phones {
			v.Phones = append(v.Phones, Phone{ID: n.ID, Number: masked(n.Number), Label: n.Label})
		}
		v.Emails = append(v.Emails, p.reach[c.ID].Emails...)
		for _, k := range p.identities[c.ID] {
			v.Identities = append(v.Identities, IdentityView{ChannelKind: k.ChannelKind, ChannelName: k.ChannelName, Name: k.Name, Verified: k.Verified})
		}
		out[i] = v
	}
	return out, nil
}
