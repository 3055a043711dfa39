package customer

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/cnphone"
	"tiexin/internal/platform/fault"
)

const (
	// MaxReach is how many phones, and how many addresses, one customer has.
	MaxReach = 20
	// MaxNote in characters.
	MaxNote = 2000
	// seenEvery bounds how often a customer's last-seen time is stored.
	seenEvery = time.Minute
)

// checked is a customer with a clean name and note.
func (c Customer) checked() (Customer, error) {
	c.Name = strings.TrimSpace(c.Name)
	if code, ok := check.Name(c.Name, 60); !ok {
		return c, fault.Invalid(code, "name")
	}
	if code, ok := check.Text(c.Note, 0, MaxNote); !ok {
		return c, fault.Invalid(code, "note")
	}
	if !c.Regard.Grade.Valid() {
		return c, fault.Invalid("customer.grade", "regard.grade")
	}
	if code, ok := check.Language(c.Regard.Language); !ok && c.Regard.Language != "" {
		return c, fault.Invalid(code, "regard.language")
	}
	return c, nil
}

// with is a customer, and what reaches them, after a change.
func (c Customer) with(ch Change, r Reach) (Customer, Reach, error) {
	if ch.Name != nil {
		c.Name = *ch.Name
	}
	if ch.Kind != nil {
		c.Kind = *ch.Kind
	}
	if ch.Note != nil {
		c.Note = *ch.Note
	}
	if ch.Regard != nil {
		c.Regard = *ch.Regard
	}
	c, err := c.checked()
	if err != nil {
		return c, r, err
	}
	if ch.Phones != nil {
		if r.Phones, err = checkPhones(*ch.Phones, r.Phones); err != nil {
			return c, r, err
		}
	}
	if ch.Emails != nil {
		r.Emails, err = checkEmails(*ch.Emails, r.Emails)
	}
	return c, r, err
}

// checkPhones reads the numbers that somebody sends. A masked one with its id
// stands for the number as stored.
func checkPhones(sent, stored []Phone) ([]Phone, error) {
	if len(sent) > MaxReach {
		return nil, fault.Invalid("customer.too_many", "phones").With("limit", MaxReach)
	}
	var out []Phone
	for _, p := range sent {
		had := slices.IndexFunc(stored, func(s Phone) bool { return s.ID == p.ID })
		if p.ID != "" && had < 0 {
			return nil, fault.Invalid("customer.unknown_phone", "phones")
		}
		if had >= 0 && (strings.Contains(p.Number, "*") || p.Number == masked(stored[had].Number)) {
			p.Number = stored[had].Number
		}
		n, code, ok := cnphone.Parse(p.Number)
		if !ok {
			return nil, fault.Invalid(code, "phones")
		}
		p.Number = n.E164()
		if n.Ext() != "" {
			p.Number = n.National()
		}
		if p.Label, ok = cleanLabel(p.Label); !ok {
			return nil, fault.Invalid(check.TooLong, "phones.label")
		}
		if slices.ContainsFunc(out, func(o Phone) bool { return o.Number == p.Number || o.ID != "" && o.ID == p.ID }) {
			return nil, fault.Invalid("customer.twice", "phones")
		}
		out = append(out, p)
	}
	return out, nil
}

// checkEmails reads the addresses that somebody sends.
func checkEmails(sent, stored []Email) ([]Email, error) {
	if len(sent) > MaxReach {
		return nil, fault.Invalid("customer.too_many", "emails").With("limit", MaxReach)
	}
	var out []Email
	for _, e := range sent {
		if e.ID != "" && !slices.ContainsFunc(stored, func(s Email) bool { return s.ID == e.ID }) {
			return nil, fault.Invalid("customer.unknown_email", "emails")
		}
		e.Address = strings.TrimSpace(e.Address)
		code, ok := check.Email(e.Address)
		if !ok {
			return nil, fault.Invalid(code, "emails")
		}
		if e.Label, ok = cleanLabel(e.Label); !ok {
			return nil, fault.Invalid(check.TooLong, "emails.label")
		}
		if slices.ContainsFunc(out, func(o Email) bool { return strings.EqualFold(o.Address, e.Address) || o.ID != "" && o.ID == e.ID }) {
			return nil, fault.Invalid("customer.twice", "emails")
		}
		out = append(out, e)
	}
	return out, nil
}

// cleanLabel is what a number or address is for: "work", "mother".
func cleanLabel(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	_, ok := check.Name(s, 20)
	return s, ok
}

// masked is how a stored number leaves this package.
func masked(number string) string {
	n, _, ok := cnphone.Parse(number)
	if !ok {
		return "****"
	}
	return n.Masked()
}

var longNumber = regexp.MustCompile(`[0-9]{7,}`)

// facts of a customer that the trail compares: no full numbers, not even in
// the note.
func facts(c Customer, r Reach) map[string]any {
	phones, emails := []string{}, []string{}
	for _, p := range r.Phones {
		phones = append(phones, masked(p.Number))
	}
	for _, e := range r.Emails {
		emails = append(emails, e.Address)
	}
	note := longNumber.ReplaceAllStringFunc(c.Note, func(s string) string { return s[:3] + "****" })
	return map[string]any{"name": c.Name, "kind": c.Kind, "unit_id": c.UnitID, "note": note, "regard": c.Regard, "phones": phones, "emails": emails}
}
