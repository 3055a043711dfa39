package org

import (
	"context"
	"net/http"
	"strings"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/web"
)

// CookieName of the browser session, and HostCookieName where people come over
// https: a browser takes a __Host- cookie from this very host alone, over https,
// so that no neighbour under the same domain can lay one.
const (
	CookieName     = "tiexin_session"
	HostCookieName = "__Host-" + CookieName
)

// sessionLife is how long a browser stays signed in at most.
const sessionLife = 30 * 24 * time.Hour

// secure tells whether the installation is reached over https.
func (s *Service) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// CookieName is the name in use here.
func (s *Service) CookieName() string {
	if s.secure() {
		return HostCookieName
	}
	return CookieName
}

// cookie lays the session, or removes it without a token.
func (s *Service) cookie(ctx context.Context, token string) {
	c := &http.Cookie{Name: s.CookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode, MaxAge: int(sessionLife / time.Second)}
	if token == "" {
		c.MaxAge = -1
	}
	web.SetCookie(ctx, c)
}

// Me is what the signed-in person sees of themselves.
type Me struct {
	ID           string                `json:"id"`
	Login        string                `json:"login"`
	Name         string                `json:"name"`
	Email        string                `json:"email"`
	Phone        string                `json:"phone"`
	Locale       string                `json:"locale"`
	Theme        string                `json:"theme"`
	Unit         web.Ref               `json:"unit"`
	Roles        []web.Ref             `json:"roles"`
	Permissions  map[string]auth.Scope `json:"permissions"`
	TOTPEnabled  bool                  `json:"totp_enabled"`
	Preferences  Preferences           `json:"preferences"`
	Organisation Organisation          `json:"organisation"`
	Version      int64                 `json:"version"`
}

// Me tells the acting person about themselves.
func (s *Service) Me(ctx context.Context) (*Me, error) {
	m, err := s.self(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return nil, err
	}
	me := &Me{ID: m.ID, Login: m.Login, Name: m.Name, Email: m.Email, Phone: fullPhone(m.Phone), Locale: m.Locale, Theme: m.Theme,
		Unit: web.Ref{ID: m.UnitID, Name: snap.units[m.UnitID].Name}, Roles: s.roleRefs(ctx, snap, m.ID), Permissions: auth.From(ctx).Grants,
		TOTPEnabled: m.TOTPOn, Preferences: m.Preferences, Organisation: snap.org, Version: m.Version}
	if me.Locale == "" {
		me.Locale = snap.org.Locale
	}
	return me, nil
}

type setupState struct {
	Needed       bool `json:"needed"`
	CodeRequired bool `json:"code_required"`
}

type setupIn struct{ Body Setup }

type signInIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"128"`
		Code     string `json:"code,omitempty" maxLength:"20"`
	}
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "setup.state", Method: http.MethodGet, Path: "/setup", For: web.Open, Summary: "Whether the first run is still to come."},
		func(ctx context.Context, _ *web.Nothing) (*setupState, error) {
			needed, err := s.NeedsSetup(ctx)
			return &setupState{Needed: needed, CodeRequired: s.codeRequired(ctx)}, err
		})
	web.Handle(a, web.Route{ID: "setup.run", Method: http.MethodPost, Path: "/setup", For: web.Open, Status: http.StatusCreated, Summary: "Make the organisation and its first administrator, once."},
		func(ctx context.Context, in *setupIn) (*Me, error) {
			m, err := s.FirstRun(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			token, err := s.openSession(ctx, m, "")
			if err != nil {
				return nil, err
			}
			return s.greet(ctx, m, token)
		})
	web.Handle(a, web.Route{ID: "session.begin", Method: http.MethodPost, Path: "/session", For: web.Open, Summary: "Sign in."},
		func(ctx context.Context, in *signInIn) (*Me, error) {
			m, token, err := s.SignIn(ctx, in.Body.Login, in.Body.Password, in.Body.Code)
			if err != nil {
				return nil, err
			}
			return s.greet(ctx, m, token)
		})
	web.Handle(a, web.Route{ID: "session.end", Method: http.MethodDelete, Path: "/session", For: web.Staff, Browser: true, Summary: "Sign out."},
		func(ctx context.Context, _ *web.Nothing) (*web.Empty, error) {
			s.cookie(ctx, "")
			return nil, s.SignOut(ctx)
		})
	s.meOperations(a)
	s.staffOperations(a)
	s.organisationOperations(a)
	s.unitOperations(a)
	s.roleOperations(a)
}

// greet sets the cookie and tells the person about themselves.
func (s *Service) greet(ctx context.Context, m Staff, token string) (*Me, error) {
	s.cookie(ctx, token)
	p, ok := s.Directory.PersonOf(ctx, m.ID)
	if !ok {
		return nil, errWrong()
	}
	return s.Me(auth.With(ctx, p))
}
