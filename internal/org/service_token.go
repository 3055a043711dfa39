package org

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// MaxTokens that one person may hold.
const MaxTokens = 50

// NewAPIToken is what somebody asks for.
type NewAPIToken struct {
	ClientKey string
	Name      string
	Scopes    []string
	ExpiresAt time.Time // zero: never
}

func selfSubject(p auth.Person) audit.Subject {
	return audit.Subject{Kind: "staff", ID: p.ID, Name: p.Name}
}

// Tokens lists the acting person's API tokens.
func (s *Service) Tokens(ctx context.Context) ([]Session, error) {
	return sessionsOf(ctx, s.DB, auth.From(ctx).ID, API)
}

// MakeToken makes an API token that may do some of what its owner may, and
// gives its text, once. A retry replaces the text, since the first is not kept.
func (s *Service) MakeToken(ctx context.Context, in NewAPIToken) (Session, string, error) {
	if err := s.inBrowser(ctx); err != nil {
		return Session{}, "", err
	}
	p, now := auth.From(ctx), s.Clock.Now()
	in.Name = strings.TrimSpace(in.Name)
	if err := in.check(p, now); err != nil {
		return Session{}, "", err
	}
	token := auth.NewToken(tokenPrefix)
	key := p.ID + ":" + in.ClientKey
	session := Session{ID: id.New(now), StaffID: p.ID, Kind: API, Name: in.Name, Scopes: in.Scopes, CreatedAt: now, LastSeenAt: now, ExpiresAt: in.ExpiresAt}
	err := s.write(ctx, func(tx *db.Tx) error {
		old, err := oneSession(ctx, tx, stmtSessionByUse, key)
		if err == nil {
			session = old
			_, err = tx.Exec(ctx, stmtSessionToken, old.ID, token.Hash)
			return err
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		had, err := sessionsOf(ctx, tx, p.ID, API)
		if err != nil {
			return err
		}
		if len(had) >= MaxTokens {
			return fault.Conflict("token.too_many")
		}
		if err := insertSession(ctx, tx, session, token.Hash, key); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "token.made", selfSubject(p), nil, map[string]any{"name": in.Name, "scopes": in.Scopes})
	})
	return session, token.Text, err
}

// check refuses a token that could do more than its owner, or nothing.
func (in NewAPIToken) check(p auth.Person, now time.Time) error {
	if code, ok := check.Name(in.Name, 60); !ok {
		return fault.Invalid(code, "name")
	}
	if !in.ExpiresAt.IsZero() && !in.ExpiresAt.After(now) {
		return fault.Invalid("token.expiry", "expires_at")
	}
	if len(in.Scopes) == 0 {
		return fault.Invalid("token.scopes", "scopes")
	}
	for i, permission := range in.Scopes {
		if _, ok := p.Can(permission); !ok || slices.Contains(in.Scopes[:i], permission) {
			return fault.Invalid("token.scopes", "scopes").With("permission", permission)
		}
	}
	return nil
}
