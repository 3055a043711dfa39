package conversation

import (
	"slices"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/grapheme"
	"tiexin/internal/platform/fault"
)

const (
	// ReopenWithin after closing, the next message or a click reopens the
	// conversation; later a new one begins. M05: 24 hours for the same matter.
	ReopenWithin = 24 * time.Hour
	// RecallWithin after sending, the author may take a message back.
	RecallWithin = 2 * time.Minute
	// MaxText in characters.
	MaxText = 10_000
	// MaxFiles of one message.
	MaxFiles = 10
	// lastTextLength of the line shown in lists, in characters.
	lastTextLength = 80
)

// Append gives the message its numbers and brings the conversation's columns
// up to date. It is the only place that counts.
func (c Conversation) Append(m Message, now time.Time) (Conversation, Message) {
	c.LastSeq++
	m.ConversationID, m.PeerID, m.Seq, m.CreatedAt = c.ID, c.PeerID, c.LastSeq, now
	if m.Kind.Public() {
		c.PublicSeq++
		m.PublicSeq = c.PublicSeq
	}
	switch m.Kind {
	case FromVisitor:
		c.Unread++
		c.VisitorReadSeq = m.Seq
		if c.WaitingSince.IsZero() {
			c.WaitingSince = now
		}
	case Reply:
		if m.Author.Kind == ByStaff { // what the house says by itself answers nobody
			c.WaitingSince = time.Time{}
			if c.Attention == AttentionLate || c.helpedBy(m) {
				c.Attention = ""
			}
			c = c.readByStaff(m.Seq, m.PublicSeq)
		}
	}
	if m.Kind == Note && c.helpedBy(m) {
		c.Attention = ""
	}
	if m.says() {
		c.LastKind, c.LastText, c.LastAuthor, c.LastAt = m.Kind, shorten(m), m.Author.Name, now
	}
	c.UpdatedAt = now
	c.Version++
	return c, m
}

// helpedBy tells whether a message is the help that the owner asked for: another
// answers the customer, or tells the owner something by name.
func (c Conversation) helpedBy(m Message) bool {
	if c.Attention != AttentionHelp || m.Author.Kind != ByStaff || m.Author.ID == c.OwnerID {
		return false
	}
	return m.Kind == Reply || slices.ContainsFunc(m.Mentions, func(called Mention) bool { return called.StaffID == c.OwnerID })
}

// handTo changes the owner; who asked for help has it no more.
func (c Conversation) handTo(staffID string) Conversation {
	c.OwnerID = staffID
	if c.Attention == AttentionHelp {
		c.Attention = ""
	}
	return c
}

func (c Conversation) readByStaff(seq, public int64) Conversation {
	c.StaffReadSeq = max(c.StaffReadSeq, seq)
	c.StaffReadPublic = max(c.StaffReadPublic, public)
	c.Unread = 0
	return c
}

// Receive takes a customer's message into an open or freshly closed
// conversation. The first of the messages is the customer's.
func (c Conversation) Receive(m Message, now time.Time) (Conversation, []Message) {
	var lines []Message
	if c.State == Closed {
		var line Message
		c, line = c.reopen(Author{Kind: BySystem}, "customer_wrote", now)
		lines = append(lines, line)
	}
	c, m = c.Append(m, now)
	return c, append([]Message{m}, lines...)
}

// MayContinue tells whether a message now still belongs to this conversation.
func (c Conversation) MayContinue(now time.Time) bool {
	return c.State == Open || now.Sub(c.ClosedAt) <= ReopenWithin
}

func (c Conversation) reopen(by Author, why string, now time.Time) (Conversation, Message) {
	c.State, c.ClosedAt = Open, time.Time{}
	if c.OwnerID == "" {
		c.QueueAt = now
	}
	return c.line(by, Happening{Type: "reopened", Data: map[string]any{"why": why}}, now)
}

func (c Conversation) line(by Author, h Happening, now time.Time) (Conversation, Message) {
	return c.Append(Message{Kind: EventLine, Author: by, Event: &h}, now)
}

// Flag marks why somebody who leads should look; empty takes the mark away.
func (c Conversation) Flag(why Attention, by Author, now time.Time) (Conversation, Message) {
	c.Attention = why
	return c.line(by, Happening{Type: "attention", Data: map[string]any{"why": string(why)}}, now)
}

// Claim makes by the owner of a waiting conversation.
func (c Conversation) Claim(by Author, now time.Time) (Conversation, Message, error) {
	if c.State == Closed {
		return c, Message{}, fault.Conflict("conversation.closed")
	}
	if c.OwnerID != "" {
		return c, Message{}, fault.Conflict("conversation.taken").With("owner_id", c.OwnerID)
	}
	c.OwnerID = by.ID
	c, m := c.line(by, Happening{Type: "claimed"}, now)
	return c, m, nil
}

// Release puts the conversation back among the waiting ones.
func (c Conversation) Release(by Author, now time.Time) (Conversation, Message, error) {
	if c.State == Closed {
		return c, Message{}, fault.Conflict("conversation.closed")
	}
	if c.OwnerID == "" {
		return c, Message{}, fault.Conflict("conversation.unowned")
	}
	c.QueueAt = now
	c, m := c.handTo("").line(by, Happening{Type: "released"}, now)
	return c, m, nil
}

// Assign gives the conversation to a colleague, whoever had it.
func (c Conversation) Assign(by, to Author, now time.Time) (Conversation, Message, error) {
	if c.State == Closed {
		return c, Message{}, fault.Conflict("conversation.closed")
	}
	if c.OwnerID == to.ID {
		return c, Message{}, fault.Conflict("conversation.already_owner").With("owner_id", to.ID)
	}
	c, m := c.handTo(to.ID).line(by, Happening{Type: "assigned", Data: map[string]any{"to_id": to.ID, "to_name": to.Name}}, now)
	return c, m, nil
}

// Close ends the conversation.
func (c Conversation) Close(by Author, reason string, now time.Time) (Conversation, Message, error) {
	if c.State == Closed {
		return c, Message{}, fault.Conflict("conversation.closed")
	}
	c.State, c.ClosedAt, c.WaitingSince, c.Unread, c.Attention = Closed, now, time.Time{}, 0, ""
	data := map[string]any{}
	if reason != "" {
		data["reason"] = reason
	}
	c, m := c.line(by, Happening{Type: "closed", Data: data}, now)
	return c, m, nil
}

// Reopen takes a closed conversation up again, within ReopenWithin. Who was
// ended unanswered, as s tells, waits again since their own line, and with it at
// their place in the line.
func (c Conversation) Reopen(by Author, s standing, now time.Time) (Conversation, Message, error) {
	if c.State == Open {
		return c, Message{}, fault.Conflict("conversation.open")
	}
	if !c.MayContinue(now) {
		return c, Message{}, fault.Conflict("conversation.too_late")
	}
	c, m := c.reopen(by, "staff", now)
	c.Unread, c.WaitingSince = s.unread, s.waits.CreatedAt
	if c.OwnerID == "" && s.waits.Seq > 0 {
		c.QueueAt = c.WaitingSince
	}
	return c, m, nil
}

// Recall takes a message back; what the customer sees of it is that it was.
func (m Message) Recall(by Author, now time.Time) (Message, error) {
	if m.Author.Kind != by.Kind || m.Author.ID != by.ID || m.Kind == EventLine {
		return m, fault.NotFound()
	}
	if !m.RecalledAt.IsZero() {
		return m, nil
	}
	if now.Sub(m.CreatedAt) > RecallWithin {
		return m, fault.Conflict("message.recall_too_late")
	}
	m.RecalledAt = now
	return m, nil
}

// objectMark begins the line of a message that is only a file: alone it is a
// picture, else the file's name follows. What it is called is for the reader's
// language to say.
const objectMark = "\ufffc"

// shorten makes the line for lists.
func shorten(m Message) string {
	text := check.Line(m.Text)
	if text == "" && len(m.Files) > 0 {
		text = objectMark + m.FileName
	}
	if short, more := grapheme.Cut(text, lastTextLength); more {
		return short + "…"
	}
	return text
}

// loss finds the line by which the owner has lost an open conversation to
// another's act: a colleague took or gave it away, or the house found that they
// may not serve any more.
func loss(before, c Conversation, lines []Message) (Message, bool) {
	if before.OwnerID == "" || before.OwnerID == c.OwnerID || c.State == Closed {
		return Message{}, false
	}
	for _, m := range lines {
		if m.Event == nil || !m.Event.hands() {
			continue
		}
		why, _ := m.Event.Data["why"].(string)
		by := m.Author.Kind == ByStaff && m.Author.ID != before.OwnerID && why != "transferred"
		return m, by || why == "unfit"
	}
	return Message{}, false
}

// hands tells whether the conversation has another owner since then, or none.
func (h Happening) hands() bool {
	return h.Type == "claimed" || h.Type == "released" || h.Type == "assigned"
}

// silence reads from the newest lines, in rising order, whether the customer
// is silent since the owner's last word, and whether they were asked.
func silence(c Conversation, lines []Message) (Silence, bool) {
	out := Silence{Conversation: c}
	for i := len(lines) - 1; i >= 0; i-- {
		m := lines[i]
		switch {
		case !m.RecalledAt.IsZero():
			continue // taken back: it was nobody's word
		case m.Kind == FromVisitor:
			return out, false
		case m.Event != nil && m.Event.hands():
			return out, false // whoever has it now has said nothing: the next word is the house's
		case m.Kind == Reply && m.Author.Kind == BySystem:
			out.Prompted = true
		case m.Kind == Reply:
			out.Since = m.CreatedAt
			return out, true
		}
	}
	return out, false
}
