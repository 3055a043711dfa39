package org

import (
	"context"
	"errors"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/manifest"
)

// Deps is what the service stands on.
type Deps struct {
	DB          *db.DB
	Clock       clock.Clock
	Audit       *audit.Trail
	Directory   *Directory
	Hasher      *auth.Hasher
	PublicURL   string
	SetupCode   string                       // asked of a first run from another machine
	Permissions func() []manifest.Permission // of all modules
	// Say gives a text in the language of whoever asks.
	Say func(ctx context.Context, key string) string
	// UnitUses asks the modules above what hangs on a unit.
	UnitUses func() []UnitUse
	// AfterSetup lets the modules above make their first things (a channel) in
	// the same transaction.
	AfterSetup []func(ctx context.Context, tx *db.Tx, s Setup, rootUnit string) error
	// EndSecrets ends what else opens to whoever knows a secret of somebody (the
	// address of a feed), in the same transaction: their password is another
	// now, or they are disabled.
	EndSecrets []func(ctx context.Context, tx *db.Tx, staffID string) error
	// AfterSignIn and AfterSignOut tell the modules above that somebody has come
	// by browser, or has gone; it is done by then.
	AfterSignIn  []func(ctx context.Context, staffID string)
	AfterSignOut []func(ctx context.Context, staffID string)
}

// Service holds the use cases.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// write runs fn and makes everybody look the organisation up again.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(s.Directory.Changed)
		return fn(tx)
	})
}

func (s *Service) endSecrets(ctx context.Context, tx *db.Tx, staffID string) error {
	for _, end := range s.EndSecrets {
		if err := end(ctx, tx, staffID); err != nil {
			return err
		}
	}
	return nil
}

// came tells who wants to know that somebody has signed in by browser.
func (s *Service) came(ctx context.Context, staffID string) {
	for _, do := range s.AfterSignIn {
		do(ctx, staffID)
	}
}

// self loads the acting member of staff.
func (s *Service) self(ctx context.Context, q db.Querier) (Staff, error) {
	m, err := oneStaff(ctx, q, stmtStaffByID, auth.From(ctx).ID)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Unsigned()
	}
	return m, err
}
