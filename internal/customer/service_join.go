package customer

import (
	"context"
	"errors"
	"strings"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// Profile is what a site says of its signed-in visitor. Only their id is
// signed: the rest names and reaches them, and proves nothing.
type Profile struct {
	Name, Email, Phone string
	Label              string `json:"-"` // what the number is noted with: where it was said
}

// clean drops what may not be stored; nobody is refused for it.
func (p Profile) clean() Profile {
	if p.Name = strings.TrimSpace(p.Name); p.Name != "" {
		if _, ok := check.Name(p.Name, 60); !ok {
			p.Name = ""
		}
	}
	return p
}

// reach adds the profile's number and address to those that are known.
func (p Profile) reach(r Reach) (Reach, bool) {
	more := false
	if found, err := checkPhones([]Phone{{Number: p.Phone, Label: p.Label}}, nil); err == nil && len(r.Phones) < MaxReach && !hasPhone(r, found[0].Number) {
		r.Phones, more = append(r.Phones, found[0]), true
	}
	if found, err := checkEmails([]Email{{Address: p.Email}}, nil); err == nil && len(r.Emails) < MaxReach && !hasEmail(r, found[0].Address) {
		r.Emails, more = append(r.Emails, found[0]), true
	}
	return r, more
}

func hasPhone(r Reach, number string) bool {
	for _, p := range r.Phones {
		if p.Number == number {
			return true
		}
	}
	return false
}

func hasEmail(r Reach, address string) bool {
	for _, e := range r.Emails {
		if strings.EqualFold(e.Address, address) {
			return true
		}
	}
	return false
}

// KnownLocked is Known for who will change the identity: whoever hands in a
// message of theirs waits meanwhile.
func (s *Service) KnownLocked(ctx context.Context, tx *db.Tx, channelID, externalID string) (Identity, error) {
	return db.First(ctx, tx, stmtIdentityLock, scanIdentity, channelID, externalID)
}

// LockedByID is KnownLocked for who knows the identity; db.ErrNone where it has
// gone into another.
func (s *Service) LockedByID(ctx context.Context, tx *db.Tx, identityID string) (Identity, error) {
	return db.First(ctx, tx, stmtIdentityByIDLock, scanIdentity, identityID)
}

// Unheard tells whether a site says something of a known visitor that is not
// stored yet, without waiting for anybody.
func (s *Service) Unheard(ctx context.Context, i Identity, p Profile) (bool, error) {
	if p = p.clean(); p == (Profile{}) {
		return false, nil
	}
	c, err := byID(ctx, s.DB, i.CustomerID)
	if err != nil {
		return false, err
	}
	r, err := reachOf(ctx, s.DB, c.ID)
	_, more := p.reach(r)
	return more || p.renames(i, c), err
}

// renames tells whether the name that a site gives is news: what staff have
// written stays.
func (p Profile) renames(i Identity, c Customer) bool {
	return p.Name != "" && p.Name != c.Name && c.Name == i.Name
}

// Introduce stores what a site says of a visitor.
func (s *Service) Introduce(ctx context.Context, tx *db.Tx, i Identity, p Profile) (Customer, error) {
	p = p.clean()
	before, err := one(ctx, tx, stmtLock, i.CustomerID)
	if err != nil {
		return before, err
	}
	old, err := reachOf(ctx, tx, before.ID)
	if err != nil {
		return before, err
	}
	c, renamed := before, p.renames(i, before)
	if renamed {
		c.Name = p.Name
		if _, err := tx.Exec(ctx, stmtIdentityName, i.ID, p.Name); err != nil {
			return c, err
		}
	}
	r, more := p.reach(old)
	if !renamed && !more {
		return c, nil
	}
	if _, err := update(ctx, tx, c, s.withIDs(r)); err != nil {
		return c, err
	}
	c.Version++
	if err := s.tell(ctx, tx, EventChanged, c); err != nil {
		return c, err
	}
	return c, s.Audit.Record(ctx, tx, "customer.changed", c.subject(), facts(before, old), facts(c, r))
}

// Joined is who an anonymous visitor has turned out to be.
type Joined struct {
	Identity Identity // theirs from now on
	Customer Customer
	Former   Identity // the anonymous one; the same id where it only got its name
}

// Join makes an anonymous identity that of a person whose site has proved who
// they are: it becomes theirs, or goes into the one they have already. The
// caller holds both (KnownLocked) and moves what hangs on them.
func (s *Service) Join(ctx context.Context, tx *db.Tx, guest Identity, to Contact) (Joined, error) {
	mine, err := s.KnownLocked(ctx, tx, to.ChannelID, to.ExternalID)
	if errors.Is(err, db.ErrNone) {
		return s.rename(ctx, tx, guest, to)
	}
	if err != nil {
		return Joined{}, err
	}
	if _, err := tx.Exec(ctx, stmtDropIdentity, guest.ID); err != nil {
		return Joined{}, err
	}
	if err := s.dissolve(ctx, tx, guest, mine.CustomerID); err != nil {
		return Joined{}, err
	}
	c, err := s.Introduce(ctx, tx, mine, to.Profile)
	return Joined{Identity: mine, Customer: c, Former: guest}, err
}

// rename gives the anonymous identity the name by which it is proved.
func (s *Service) rename(ctx context.Context, tx *db.Tx, guest Identity, to Contact) (Joined, error) {
	i := guest
	i.ExternalID, i.Verified = to.ExternalID, to.Verified
	if _, err := tx.Exec(ctx, stmtProveIdentity, i.ID, i.ExternalID, i.Verified); err != nil {
		return Joined{}, err
	}
	// The same browser may come back as a stranger, who is somebody new then.
	if _, err := tx.Exec(ctx, stmtMetKey, i.CustomerID, metKey(i.ChannelID, guest.ExternalID), metKey(i.ChannelID, i.ExternalID)); err != nil {
		return Joined{}, err
	}
	c, err := s.Introduce(ctx, tx, i, to.Profile)
	return Joined{Identity: i, Customer: c, Former: guest}, err
}

// dissolve takes away the customer that an anonymous visitor was, unless
// colleagues have written something of them or they are known elsewhere too.
func (s *Service) dissolve(ctx context.Context, tx *db.Tx, guest Identity, intoID string) error {
	c, err := one(ctx, tx, stmtLock, guest.CustomerID)
	if err != nil || c.ID == intoID {
		return err
	}
	r, err := reachOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	others, err := db.Collect(ctx, tx, stmtIdentities, scanIdentity, c.ID)
	if err != nil {
		return err
	}
	if len(others)+len(r.Phones)+len(r.Emails) > 0 || c.Note != "" || c.Regard != (Regard{}) || c.Name != guest.Name {
		_, err = tx.Exec(ctx, stmtMetKey, c.ID, metKey(guest.ChannelID, guest.ExternalID), "joined:"+id.New(s.Clock.Now()))
		return err
	}
	if _, err := tx.Exec(ctx, stmtDissolve, c.ID); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, EventChanged, c); err != nil { // the search finds that they are no more
		return err
	}
	return s.Audit.Record(ctx, tx, "customer.joined", c.subject(), nil, map[string]any{"into_id": intoID})
}

// metKey is the key under which a customer is made at their first word.
func metKey(channelID, externalID string) string { return "met:" + channelID + ":" + externalID }
