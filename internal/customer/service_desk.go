package customer

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/cnphone"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

// Change is what may be changed of a customer; nil leaves it.
type Change struct {
	Version int64
	Name    *string
	Kind    *Kind
	Note    *string
	Regard  *Regard
	Phones  *[]Phone
	Emails  *[]Email
}

func (c Customer) subject() audit.Subject {
	return audit.Subject{Kind: "customer", ID: c.ID, Name: c.Name}
}

// card is a customer with what reaches them.
type card struct {
	Customer
	reach Reach
}

var customers = record.Of(record.Kind[card]{Name: "customer", Made: "customer.made", Changed: "customer.changed",
	ByKey: stmtByKey, Lock: stmtLock, Scan: scanCard, Fill: fillCard, Insert: insertCard, Update: updateCard,
	Mark:  func(c *card) (string, string, *int64) { return c.ID, c.Name, &c.Version },
	Facts: func(c card) any { return facts(c.Customer, c.reach) }})

func (s *Service) acts() record.Do[card] {
	return record.Do[card]{DB: s.DB, Clock: s.Clock, Audit: s.Audit,
		Sees:  func(ctx context.Context, c card) error { return may(auth.From(ctx), c.UnitID, PermManage) },
		Shown: func(ctx context.Context, c card) (any, error) { return s.view(ctx, s.DB, c.Customer) }}
}

// may refuses whoever does not see a unit's customers, and who has not also the
// permission for them.
func may(p auth.Person, unitID, permission string) error {
	if !sightOf(p, PermRead).sees(unitID) {
		return fault.NotFound()
	}
	if permission != PermRead && !sightOf(p, permission).sees(unitID) {
		return fault.Forbidden(permission)
	}
	return nil
}

// load reads a customer with whom the person may do something.
func (s *Service) load(ctx context.Context, q db.Querier, stmt *db.Stmt, customerID, permission string) (Customer, error) {
	if !id.Valid(customerID) {
		return Customer{}, fault.NotFound()
	}
	c, err := one(ctx, q, stmt, customerID)
	if errors.Is(err, db.ErrNone) {
		err = fault.NotFound()
	}
	if err == nil {
		err = may(auth.From(ctx), c.UnitID, permission)
	}
	return c, err
}

// withIDs names what is new.
func (s *Service) withIDs(r Reach) Reach {
	for i := range r.Phones {
		if r.Phones[i].ID == "" {
			r.Phones[i].ID = id.New(s.Clock.Now())
		}
	}
	for i := range r.Emails {
		if r.Emails[i].ID == "" {
			r.Emails[i].ID = id.New(s.Clock.Now())
		}
	}
	return r
}

// Make adds a customer by hand. Without a unit it is the acting person's own.
func (s *Service) Make(ctx context.Context, clientKey string, c Customer, sent Reach) (Customer, error) {
	p := auth.From(ctx)
	if c.UnitID == "" {
		c.UnitID = p.UnitID
	}
	c, err := c.checked()
	if err != nil {
		return c, err
	}
	if _, known := p.Units.Unit(c.UnitID); !known || !sightOf(p, PermManage).sees(c.UnitID) {
		return c, fault.Invalid("unit.unknown", "unit_id")
	}
	var r Reach
	if r.Phones, err = checkPhones(sent.Phones, nil); err != nil {
		return c, err
	}
	if r.Emails, err = checkEmails(sent.Emails, nil); err != nil {
		return c, err
	}
	now := s.Clock.Now()
	c.ID, c.FirstSeenAt, c.LastSeenAt, c.Version, r = id.New(now), now, now, 1, s.withIDs(r)
	made, err := record.Make(ctx, s.acts(), customers, clientKey, func(tx *db.Tx) (card, error) {
		if stands, err := s.Directory.HoldUnit(ctx, tx, c.UnitID); err != nil || !stands {
			return card{}, cmp.Or(err, error(fault.Invalid("unit.unknown", "unit_id")))
		}
		return card{c, r}, s.tell(ctx, tx, EventMade, c)
	})
	return made.Customer, err
}

// namesakes are the customers whom the acting person may see and who have one
// of the customer's numbers, too. It is a search for a number: who has searched
// too much is not told, and the customer is made all the same. The numbers are
// those that were stored, not those that were sent: a request that is sent
// again with others would ask for them without a trace.
func (s *Service) namesakes(ctx context.Context, customerID, counted string) []Namesake {
	out := []Namesake{}
	has, err := reachOf(ctx, s.DB, customerID)
	for _, p := range has.Phones {
		var same []Namesake
		if err = s.numbers.Take(counted); err == nil { // its trace is the customer made
			same, err = sameNumber(ctx, s.DB, p.Number, customerID, sightOf(auth.From(ctx), PermRead))
		}
		if err != nil {
			break
		}
		for _, n := range same {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	if err != nil && !fault.Is(err, fault.KindTooMany) {
		slog.WarnContext(ctx, "customers of one number not looked for", "err", err)
	}
	return out
}

// tell emits that a customer is new or other than before.
func (s *Service) tell(ctx context.Context, tx *db.Tx, kind event.Kind, c Customer) error {
	return s.Log.Emit(ctx, tx, kind, c.ID, Made{CustomerID: c.ID, Name: c.Name, Grade: c.Regard.Grade, VIP: c.Regard.VIP, UnitID: c.UnitID})
}

// Edit changes a customer.
func (s *Service) Edit(ctx context.Context, customerID string, ch Change) (Customer, error) {
	after, err := record.Edit(ctx, s.acts(), customers, customerID, ch.Version, func(tx *db.Tx, c card) (_ card, err error) {
		if c.Customer, c.reach, err = c.with(ch, c.reach); err != nil {
			return c, err
		}
		c.reach = s.withIDs(c.reach)
		return c, s.tell(ctx, tx, EventChanged, c.Customer)
	})
	return after.Customer, err
}

// Reveal gives a number in full to somebody who says why. The reason is kept,
// the number is not.
func (s *Service) Reveal(ctx context.Context, customerID, phoneID, reason string) (string, error) {
	if code, ok := check.Text(reason, 2, 200); !ok {
		return "", fault.Invalid(code, "reason")
	}
	number := ""
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.load(ctx, tx, stmtByID, customerID, PermReveal)
		if err != nil {
			return err
		}
		r, err := reachOf(ctx, tx, customerID)
		if err != nil {
			return err
		}
		for _, p := range r.Phones {
			if p.ID != phoneID {
				continue
			}
			n, _, ok := cnphone.Parse(p.Number)
			if number = p.Number; ok {
				number = n.National()
			}
			return s.Audit.Record(ctx, tx, "customer.phone_revealed", c.subject(), nil, map[string]any{"phone": masked(p.Number), "reason": reason})
		}
		return fault.NotFound()
	})
	return number, err
}

// NumberInNeed gives a customer's first number in full to those who have to help
// at once, and leaves a line in the trail; empty: none is known.
func (s *Service) NumberInNeed(ctx context.Context, tx *db.Tx, customerID string) (string, error) {
	c, err := s.Find(ctx, tx, customerID)
	if err != nil {
		return "", err
	}
	r, err := reachOf(ctx, tx, customerID)
	if err != nil || len(r.Phones) == 0 {
		return "", err
	}
	number := r.Phones[0].Number
	if n, _, ok := cnphone.Parse(number); ok {
		number = n.National()
	}
	return number, s.Audit.Record(ctx, tx, "customer.phone_revealed", c.subject(), nil, map[string]any{"phone": masked(r.Phones[0].Number), "reason": "alarm"})
}
