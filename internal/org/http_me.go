package org

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/web"
)

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

type editMeIn struct {
	Body struct {
		Version     int64        `json:"version"`
		Name        *string      `json:"name,omitempty" maxLength:"40"`
		Email       *string      `json:"email,omitempty" maxLength:"254"`
		Phone       *string      `json:"phone,omitempty" maxLength:"64"`
		Locale      *string      `json:"locale,omitempty" enum:"zh-CN,zh-TW,en"`
		Theme       *string      `json:"theme,omitempty" enum:"system,light,dark"`
		Preferences *Preferences `json:"preferences,omitempty"`
	}
}

type passwordIn struct {
	Body struct {
		Current string `json:"current" minLength:"1" maxLength:"128"`
		New     string `json:"new" maxLength:"512"`
		// What programs hold ends with the password, unless it is kept on purpose.
		KeepPrograms bool `json:"keep_programs,omitempty" doc:"Leave API tokens and the address of the calendar feed as they are."`
	}
}

type proofIn struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"128"`
	}
}

type codeIn struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"20"`
	}
}

// NewFactor is a second factor to be put into an authenticator program.
type NewFactor struct {
	Secret string `json:"secret" doc:"For typing."`
	URI    string `json:"uri" doc:"otpauth address, for the QR code."`
}

// RecoveryCodes are shown once.
type RecoveryCodes struct {
	RecoveryCodes []string `json:"recovery_codes" doc:"Each signs in once in place of a code."`
}

// SessionView is a signed-in browser.
type SessionView struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"created_at"`
	LastSeenAt time.Time `json:"last_seen_at"`
	IP         string    `json:"ip"`
	UserAgent  string    `json:"user_agent"`
	Current    bool      `json:"current"`
}

// TokenView is an API token without its text.
type TokenView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Scopes     []string   `json:"scopes" doc:"Permissions it is limited to; empty: all of its owner's."`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
}

// MadeToken is an API token with its text, shown once.
type MadeToken struct {
	TokenView
	Token string `json:"token"`
}

type tokenIn struct {
	Body struct {
		ClientKey string     `json:"client_key" minLength:"1" maxLength:"64"`
		Name      string     `json:"name" minLength:"1" maxLength:"60"`
		Scopes    []string   `json:"scopes" minItems:"1" maxItems:"100"`
		ExpiresAt *time.Time `json:"expires_at,omitempty"`
	}
}

func viewToken(t Session) TokenView {
	v := TokenView{ID: t.ID, Name: t.Name, Scopes: t.Scopes, CreatedAt: t.CreatedAt}
	if v.Scopes == nil {
		v.Scopes = []string{}
	}
	if t.LastSeenAt.After(t.CreatedAt) {
		v.LastUsedAt = &t.LastSeenAt
	}
	if !t.ExpiresAt.IsZero() {
		v.ExpiresAt = &t.ExpiresAt
	}
	return v
}

// signed describes a route that being signed in is enough to read.
func signed(id, path, summary string) web.Route {
	return web.Route{ID: id, Method: http.MethodGet, Path: path, For: web.Staff, Summary: summary}
}

// own describes a route about one's own account, which a browser alone reaches.
func own(id, method, path, summary string) web.Route {
	return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Browser: true, Summary: summary}
}

func (s *Service) meOperations(a *web.API) {
	web.Handle(a, signed("me.show", "/me", "Who I am and what I may do."),
		func(ctx context.Context, _ *web.Nothing) (*Me, error) { return s.Me(ctx) })
	web.Handle(a, own("me.change", http.MethodPatch, "/me", "Change what is mine."), s.httpEditMe)
	web.Handle(a, own("me.password", http.MethodPost, "/me/password", "Change the password; every other browser is signed out, API tokens and the calendar feed end unless kept."),
		func(ctx context.Context, in *passwordIn) (*web.Empty, error) {
			return nil, s.ChangePassword(ctx, in.Body.Current, in.Body.New, in.Body.KeepPrograms)
		})
	web.Handle(a, own("me.sessions", http.MethodGet, "/me/sessions", "Where I am signed in."), s.httpSessions)
	web.Handle(a, own("me.end_session", http.MethodDelete, "/me/sessions/{id}", "Sign one browser out."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) {
			return nil, s.EndSession(ctx, in.ID, Browser)
		})
	web.Handle(a, own("me.end_sessions", http.MethodDelete, "/me/sessions", "Sign every other browser out."),
		func(ctx context.Context, _ *web.Nothing) (*web.Empty, error) { return nil, s.EndOthers(ctx) })
	s.factorOperations(a)
	web.Handle(a, own("me.tokens", http.MethodGet, "/me/tokens", "My API tokens."), s.httpTokens)
	made := own("me.make_token", http.MethodPost, "/me/tokens", "Make an API token; its text is shown once.")
	made.Status = http.StatusCreated
	web.Handle(a, made, s.httpMakeToken)
	web.Handle(a, own("me.drop_token", http.MethodDelete, "/me/tokens/{id}", "Remove an API token."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.EndSession(ctx, in.ID, API) })
}

func (s *Service) factorOperations(a *web.API) {
	web.Handle(a, own("me.begin_totp", http.MethodPost, "/me/totp", "Begin a second factor; it counts once confirmed."),
		func(ctx context.Context, in *proofIn) (*NewFactor, error) {
			made, err := s.BeginTOTP(ctx, in.Body.Password)
			return &NewFactor{Secret: made.Secret, URI: made.URI}, err
		})
	web.Handle(a, own("me.confirm_totp", http.MethodPost, "/me/totp/confirm", "Turn the second factor on."),
		func(ctx context.Context, in *codeIn) (*RecoveryCodes, error) {
			codes, err := s.ConfirmTOTP(ctx, in.Body.Code)
			return &RecoveryCodes{RecoveryCodes: codes}, err
		})
	web.Handle(a, own("me.drop_totp", http.MethodDelete, "/me/totp", "Turn the second factor off."),
		func(ctx context.Context, in *proofIn) (*web.Empty, error) {
			return nil, s.DropTOTP(ctx, in.Body.Password)
		})
}

func (s *Service) httpEditMe(ctx context.Context, in *editMeIn) (*Me, error) {
	b := in.Body
	err := s.EditMe(ctx, MeChange{Version: b.Version, Name: b.Name, Email: b.Email, Phone: b.Phone, Locale: b.Locale,
		Theme: b.Theme, Preferences: b.Preferences})
	if err != nil {
		return nil, err
	}
	if b.Locale != nil {
		web.InfoFrom(ctx).Locale = *b.Locale
	}
	return s.Me(ctx)
}

func (s *Service) httpSessions(ctx context.Context, _ *web.List) (*web.Page[SessionView], error) {
	rows, err := s.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	current := auth.From(ctx).SessionID
	views := make([]SessionView, len(rows))
	for i, r := range rows {
		views[i] = SessionView{ID: r.ID, CreatedAt: r.CreatedAt, LastSeenAt: r.LastSeenAt, IP: r.IP, UserAgent: r.UserAgent, Current: r.ID == current}
	}
	return web.PageOf(views, ""), nil
}

func (s *Service) httpTokens(ctx context.Context, _ *web.List) (*web.Page[TokenView], error) {
	rows, err := s.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]TokenView, len(rows))
	for i, r := range rows {
		views[i] = viewToken(r)
	}
	return web.PageOf(views, ""), nil
}

func (s *Service) httpMakeToken(ctx context.Context, in *tokenIn) (*MadeToken, error) {
	ask := NewAPIToken{ClientKey: in.Body.ClientKey, Name: in.Body.Name, Scopes: in.Body.Scopes}
	if in.Body.ExpiresAt != nil {
		ask.ExpiresAt = in.Body.ExpiresAt.UTC().Truncate(time.Microsecond)
	}
	t, text, err := s.MakeToken(ctx, ask)
	if err != nil {
		return nil, err
	}
	return &MadeToken{TokenView: viewToken(t), Token: text}, nil
}
