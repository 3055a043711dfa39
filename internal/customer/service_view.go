package customer

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
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
	Regard      Regard         `json:"regard"`
	FirstSeenAt time.Time      `json:"first_seen_at"`
	LastSeenAt  time.Time      `json:"last_seen_at"`
	Version     int64          `json:"version"`
}

// MadeView is a new customer with those who have one of the numbers already.
type MadeView struct {
	View
	SameNumber []Namesake `json:"same_number" doc:"Customers whom one may see and who have one of the numbers already; a warning."`
}

// Namesake is somebody with the same number.
type Namesake struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Shown is a customer with the newest conversations.
type Shown struct {
	View
	SameNumber    []Namesake `json:"same_number" doc:"Customers whom one may see and who have one of the numbers too; a warning."`
	Conversations []any      `json:"conversations" doc:"The newest ten, as the list of conversations shows them."`
}

// list gives one page of customers and one row more.
func (s *Service) list(ctx context.Context, l listing) ([]Customer, error) {
	return list(ctx, s.DB, l)
}

// Show gives a customer with the newest conversations.
func (s *Service) Show(ctx context.Context, customerID string) (*Shown, error) {
	c, err := s.load(ctx, s.DB, stmtByID, customerID, PermRead)
	if err != nil {
		return nil, err
	}
	out := &Shown{Conversations: []any{}}
	if out.View, err = s.view(ctx, s.DB, c); err != nil {
		return out, err
	}
	// With a budget of its own: who looks at cards all day still searches.
	if out.SameNumber = s.namesakes(ctx, c.ID, auth.From(ctx).ID+"/card"); s.talks == nil {
		return out, nil
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
			Note: c.Note, Regard: c.Regard, FirstSeenAt: c.FirstSeenAt, LastSeenAt: c.LastSeenAt, Version: c.Version}
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
