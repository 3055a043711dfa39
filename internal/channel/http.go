package channel

import (
	"context"
	"fmt"
	"net/http"

	"tiexin/internal/platform/web"
)

// View is a channel as staff see it.
type View struct {
	ID                string   `json:"id"`
	Kind              Kind     `json:"kind"`
	Key               string   `json:"key" doc:"Public; stands in the install snippet."`
	Name              string   `json:"name"`
	UnitID            string   `json:"unit_id"`
	Enabled           bool     `json:"enabled"`
	Settings          Settings `json:"settings"`
	HasIdentitySecret bool     `json:"has_identity_secret"`
	Snippet           string   `json:"snippet" doc:"To be pasted into the site's pages."`
	Version           int64    `json:"version"`
}

func (s *Service) view(c Channel) View {
	v := View{ID: c.ID, Kind: c.Kind, Key: c.Key, Name: c.Name, UnitID: c.UnitID, Enabled: c.Enabled, Settings: c.Settings,
		HasIdentitySecret: c.Secret != "", Version: c.Version,
		Snippet: fmt.Sprintf(`<script async src="%s/widget.js" data-key="%s"></script>`, s.PublicURL, c.Key)}
	if v.Settings.AllowedSites == nil {
		v.Settings.AllowedSites = []string{}
	}
	return v
}

type listIn struct {
	Kind Kind `query:"kind" enum:"widget"`
}

type makeIn struct {
	Body struct {
		ClientKey string   `json:"client_key" minLength:"1" maxLength:"64"`
		Kind      Kind     `json:"kind" enum:"widget"`
		Name      string   `json:"name" minLength:"1" maxLength:"60"`
		UnitID    string   `json:"unit_id" maxLength:"64"`
		Settings  Settings `json:"settings"`
	}
}

type editIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version  int64     `json:"version"`
		Name     *string   `json:"name,omitempty" maxLength:"60"`
		Enabled  *bool     `json:"enabled,omitempty"`
		UnitID   *string   `json:"unit_id,omitempty" maxLength:"64"`
		Settings *Settings `json:"settings,omitempty"`
	}
}

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

// Secret is shown once.
type Secret struct {
	Secret string `json:"secret"`
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "channel.list", Method: http.MethodGet, Path: "/channels", For: web.Staff, Permission: PermRead, Summary: "Channels, by kind if given."},
		func(ctx context.Context, in *listIn) (*web.Page[View], error) {
			rows, err := s.List(ctx, in.Kind)
			views := make([]View, len(rows))
			for i, c := range rows {
				views[i] = s.view(c)
			}
			return web.PageOf(views, ""), err
		})
	web.Handle(a, web.Route{ID: "channel.make", Method: http.MethodPost, Path: "/channels", For: web.Staff, Permission: PermManage, Status: http.StatusCreated, Summary: "Add a channel."},
		func(ctx context.Context, in *makeIn) (*View, error) {
			c, err := s.Make(ctx, in.Body.ClientKey, in.Body.Kind, in.Body.Name, in.Body.UnitID, in.Body.Settings)
			v := s.view(c)
			return &v, err
		})
	web.Handle(a, web.Route{ID: "channel.change", Method: http.MethodPatch, Path: "/channels/{id}", For: web.Staff, Permission: PermManage, Summary: "Change a channel."},
		func(ctx context.Context, in *editIn) (*View, error) {
			b := in.Body
			c, err := s.Edit(ctx, in.ID, Change{Version: b.Version, Name: b.Name, Enabled: b.Enabled, UnitID: b.UnitID, Settings: b.Settings})
			v := s.view(c)
			return &v, err
		})
	web.Handle(a, web.Route{ID: "channel.new_secret", Method: http.MethodPost, Path: "/channels/{id}/identity-secret", For: web.Staff, Permission: PermManage, Summary: "Replace the secret that signs customers' identities; shown once."},
		func(ctx context.Context, in *PathID) (*Secret, error) {
			secret, err := s.NewSecret(ctx, in.ID)
			return &Secret{Secret: secret}, err
		})
	s.blockOperations(a)
}
