package customer

import (
	"context"
	"errors"

	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
)

// Searches for numbers: a busy desk's with every key as it is typed, not a
// program's that tries numbers out.
const numbersPerSecond, numbersAtOnce = 0.25, 60

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Audit     *audit.Trail
	Log       *event.Log
	Search    *search.Index
	Directory *org.Directory
}

// Service holds the use cases.
type Service struct {
	Deps
	talks   Talks
	numbers *web.Limiter // searches for numbers, by who searches
	traced  *web.Limiter // those for a part of one that leave a line
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{Deps: d, numbers: web.NewLimiter(d.Clock, numbersPerSecond, numbersAtOnce), traced: web.NewLimiter(d.Clock, 1.0/60, 1)}
}

// Contact is what a channel knows of somebody who writes.
type Contact struct {
	ChannelID   string
	ChannelKind string
	ChannelName string
	UnitID      string
	ExternalID  string
	Name        string // shown until somebody finds out more
	Verified    bool
	Profile     Profile // what the site says of who has signed in
}

// Known finds who an identity belongs to, or gives db.ErrNone.
func (s *Service) Known(ctx context.Context, q db.Querier, channelID, externalID string) (Identity, error) {
	return identity(ctx, q, channelID, externalID)
}

// Find reads a customer, or gives db.ErrNone. It asks for no permission.
func (s *Service) Find(ctx context.Context, q db.Querier, customerID string) (Customer, error) {
	return byID(ctx, q, customerID)
}

// Met is who a contact has turned out to be.
type Met struct {
	Identity Identity
	Customer Customer
	New      bool // never heard of before
}

// Meet finds the customer behind a contact, or makes one at the first word.
// It joins the running transaction.
func (s *Service) Meet(ctx context.Context, tx *db.Tx, c Contact) (Met, error) {
	i, err := s.KnownLocked(ctx, tx, c.ChannelID, c.ExternalID)
	if errors.Is(err, db.ErrNone) {
		return s.make(ctx, tx, c)
	}
	if err != nil {
		return Met{}, err
	}
	found, err := byID(ctx, tx, i.CustomerID)
	if err == nil && s.Clock.Now().Sub(found.LastSeenAt) > seenEvery {
		found.LastSeenAt = s.Clock.Now()
		_, err = tx.Exec(ctx, stmtSeen, found.ID, db.Micros(found.LastSeenAt))
	}
	return Met{Identity: i, Customer: found}, err
}

func (s *Service) make(ctx context.Context, tx *db.Tx, c Contact) (Met, error) {
	now := s.Clock.Now()
	if named := c.Profile.clean(); named.Name != "" {
		c.Name = named.Name
	}
	reach, _ := c.Profile.reach(Reach{})
	made := Customer{ID: id.New(now), Kind: Person, Name: c.Name, UnitID: c.UnitID, FirstSeenAt: now, LastSeenAt: now, Version: 1}
	if err := insert(ctx, tx, metKey(c.ChannelID, c.ExternalID), made, s.withIDs(reach)); err != nil {
		return Met{}, err
	}
	i := Identity{ID: id.New(now), CustomerID: made.ID, ChannelID: c.ChannelID, ChannelKind: c.ChannelKind, ChannelName: c.ChannelName,
		ExternalID: c.ExternalID, Name: c.Name, Verified: c.Verified}
	_, err := tx.Exec(ctx, stmtInsertIdentity, i.ID, made.ID, i.ChannelID, i.ChannelKind, i.ChannelName, i.ExternalID, i.Name, i.Verified, db.Micros(now))
	if err != nil {
		return Met{}, err
	}
	return Met{Identity: i, Customer: made, New: true}, s.tell(ctx, tx, EventMade, made)
}

// UnitUse tells how many customers hang on a unit.
func (s *Service) UnitUse() org.UnitUse { return org.UnitUse{What: "customers", Count: countOfUnit} }
