package conversation

import "time"

// answers tells whether a line answers the customer: a colleague's, as long as
// it is not taken back. What the house says by itself answers nobody.
func (m Message) answers() bool {
	return m.Kind == Reply && m.Author.Kind == ByStaff && m.RecalledAt.IsZero()
}

// says tells whether a line is somebody's words, and stands in lists: what the
// house says by itself would hide there what the customer waits for.
func (m Message) says() bool {
	return m.Kind != EventLine && !(m.Kind == Reply && m.Author.Kind == BySystem)
}

// closes tells whether a line tells of an end.
func (m Message) closes() bool { return m.Event != nil && m.Event.Type == "closed" }

// sinceAnswered cuts lines, in rising order, to those from the last answer or
// end on; false: neither is among them.
func sinceAnswered(lines []Message) ([]Message, bool) {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].answers() || lines[i].closes() {
			return lines[i:], true
		}
	}
	return lines, false
}

// standing is what the lines since the last answer or end say.
type standing struct {
	waits  Message // first of the customer's that nobody has answered; Seq 0: none
	last   Message // newest that says something; Seq 0: none
	unread int64
	first  bool // nobody has answered or ended anything before
}

// stands reads lines from the last answer or end on, without what was taken
// back.
func (c Conversation) stands(lines []Message) standing {
	s := standing{first: true}
	for _, m := range lines {
		s.first = s.first && !m.answers() && !m.closes()
		if !m.RecalledAt.IsZero() || !m.says() {
			continue
		}
		s.last = m
		if m.Kind != FromVisitor {
			continue
		}
		if s.waits.Seq == 0 {
			s.waits = m
		}
		if m.Seq > c.StaffReadSeq {
			s.unread++
		}
	}
	return s
}

// Without brings the columns to what the lines say after m was taken back. It
// answers nobody any more: who waited before it waits again, since then.
func (c Conversation) Without(m Message, s standing, now time.Time) Conversation {
	c.LastKind, c.LastText, c.LastAuthor = m.Kind, "", m.Author.Name
	if s.last.Seq > 0 {
		c.LastKind, c.LastText, c.LastAuthor, c.LastAt = s.last.Kind, shorten(s.last), s.last.Author.Name, s.last.CreatedAt
	}
	c.UpdatedAt = now
	c.Version++
	if c.State == Closed {
		return c
	}
	c.Unread, c.WaitingSince = s.unread, s.waits.CreatedAt
	if c.WaitingSince.IsZero() && c.Attention == AttentionLate {
		c.Attention = ""
	}
	return c
}

// leavesLine tells whether the customer has taken back all that they were
// waiting for in the line: there is nothing to serve.
func (c Conversation) leavesLine(before Conversation, m Message, lines []Message) bool {
	answered := len(lines) > 0 && lines[0].answers()
	return m.Kind == FromVisitor && c.State == Open && c.OwnerID == "" && !answered && c.WaitingSince.IsZero() && !before.WaitingSince.IsZero()
}
