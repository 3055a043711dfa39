package routing

import (
	"strings"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/kit/check"
	"tiexin/internal/kit/cnphone"
	"tiexin/internal/kit/grapheme"
	"tiexin/internal/platform/fault"
)

const (
	// TellWithin is the promise of a message, EscalateAfter when those who lead
	// hear that it was broken (M07).
	TellWithin    = 30 * time.Minute
	EscalateAfter = 2 * time.Hour
	// MaxMatter in characters.
	MaxMatter = 2000
)

// clean trims a message and refuses what nobody could act on.
func (m Message) clean() (Message, error) {
	for _, f := range []struct {
		field    string
		text     *string
		min, max int
	}{{"caller", &m.Caller, 1, 60}, {"company", &m.Company, 0, 80}, {"contact", &m.Contact, 1, 120}, {"matter", &m.Matter, 1, MaxMatter}} {
		*f.text = strings.TrimSpace(*f.text)
		if code, ok := check.Text(*f.text, f.min, f.max); !ok {
			return m, fault.Invalid(code, f.field).With("limit", f.max)
		}
	}
	if !m.Urgency.Valid() {
		return m, fault.Invalid("routing.urgency", "urgency")
	}
	if m.ForID == "" && m.QueueID == "" {
		return m, fault.Invalid("routing.message_for", "for_id")
	}
	return m, nil
}

// Tell notes that whom it is for knows of it.
func (m Message) Tell(by string, now time.Time) Message {
	if m.State == MessageTakenState {
		m.State, m.ToldBy, m.ToldAt = MessageTold, by, &now
	}
	return m
}

// Reply notes what the caller was answered; who answers knows of it.
func (m Message) Reply(by, answer string, now time.Time) (Message, error) {
	if m.State == MessageReplied {
		return m, fault.Conflict("routing.message_replied").With("by", m.RepliedByName)
	}
	m = m.Tell(by, now)
	m.State, m.RepliedBy, m.RepliedAt, m.Answer = MessageReplied, by, &now, answer
	return m, nil
}

// presses tells how urgent its call-back is.
func (m Message) presses() int {
	switch {
	case m.cries:
		return alarming
	case m.Urgency == Urgent:
		return pressing
	}
	return 0
}

// profile is what a message says of who left it.
func (m Message) profile() customer.Profile {
	p := customer.Profile{Name: m.Caller}
	if n, _, ok := cnphone.Parse(m.Contact); ok && n.Kind() != cnphone.Short {
		p.Phone = m.Contact
	} else if _, ok := check.Email(m.Contact); ok {
		p.Email = m.Contact
	}
	return p
}

// shownMatter is how much of it is shown, in characters.
const shownMatter = 40

// left is the message as whoever left it is shown it.
func (m Message) left() conversation.Left {
	matter, cut := grapheme.Cut(check.Line(m.Matter), shownMatter)
	if cut {
		matter += "…"
	}
	return conversation.Left{At: m.TakenAt, Contact: veiledContact(m.Contact), Matter: matter, Calls: !strings.Contains(m.Contact, "@")}
}

// veiledContact hides so much of a contact that whoever knows it knows it again.
func veiledContact(contact string) string {
	if n, _, ok := cnphone.Parse(contact); ok {
		return strings.ReplaceAll(n.Masked(), " ", "")
	}
	user, host, mail := strings.Cut(contact, "@")
	if !mail {
		host, user = "", contact
	} else {
		host = "@" + host
	}
	runes := []rune(user)
	return string(runes[:min(len(runes), 2)]) + "****" + host
}

// reachable tells whether somebody could be called or written to by what stands
// there as the contact.
func (m Message) reachable() bool { return check.Reachable(m.Contact) }
