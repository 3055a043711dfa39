package conversation

import (
	"context"
	"errors"
	"maps"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
)

// The use cases here are for module routing, which decides who serves whom
// and joins the transaction. They ask for no permission.

// ByID reads a conversation, or gives db.ErrNone.
func (s *Service) ByID(ctx context.Context, q db.Querier, conversationID string) (Conversation, error) {
	return one(ctx, q, stmtByID, conversationID)
}

// Lock reads a conversation for a transaction that will change it, or gives
// db.ErrNone. Who takes more locks takes this one first.
func (s *Service) Lock(ctx context.Context, tx *db.Tx, conversationID string) (Conversation, error) {
	return one(ctx, tx, stmtLock, conversationID)
}

// Shown is a conversation as staff see it, without asking who looks.
func (s *Service) Shown(ctx context.Context, conversationID string) (View, error) {
	c, err := one(ctx, s.DB, stmtByID, conversationID)
	if errors.Is(err, db.ErrNone) {
		return View{}, fault.NotFound()
	}
	return s.view(ctx, c, marks{}), err
}

// MayServe tells whether somebody may take what waits in a unit.
func MayServe(p auth.Person, unitID string) bool {
	waiting := Conversation{State: Open, UnitID: unitID}
	return sightOf(p, PermReply).sees(waiting) && sightOf(p, PermRead).sees(waiting)
}

// Serves tells whether a person serves customers at all.
func Serves(p auth.Person) bool {
	_, reads := p.Can(PermRead)
	_, replies := p.Can(PermReply)
	return reads && replies
}

// MaySee tells whether somebody may read a conversation.
func MaySee(p auth.Person, c Conversation) bool { return sightOf(p, PermRead).sees(c) }

// Handing is a change of owner that was decided elsewhere.
type Handing struct {
	To   string         // member of staff, or empty: back among the waiting
	Why  string         // offered, transferred, covered, taken_over, lost, returned, …; event lines show it
	Data map[string]any // more for the event line
}

// Hand gives an open conversation to a member of staff, or back to the queue.
// The acting person, if any, is named in the event line and the trail.
func (s *Service) Hand(ctx context.Context, tx *db.Tx, conversationID string, h Handing) (Conversation, error) {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if errors.Is(err, db.ErrNone) {
		return before, fault.NotFound()
	}
	if err != nil {
		return before, err
	}
	if before.State == Closed {
		return before, fault.Conflict("conversation.closed")
	}
	if before.OwnerID == h.To {
		return before, nil
	}
	by := Author{Kind: BySystem}
	if p := auth.From(ctx); p.Kind == auth.Staff {
		by = self(ctx)
	}
	now, c, kind := s.Clock.Now(), before, EventAssigned
	data := map[string]any{"why": h.Why}
	for k, v := range h.Data {
		data[k] = v
	}
	if c = c.handTo(h.To); h.To == "" {
		c.QueueAt, kind = now, EventReleased
	} else {
		owner, _ := s.Directory.Colleague(ctx, h.To)
		data["to_id"], data["to_name"] = h.To, owner.Name
	}
	c, line := c.line(by, Happening{Type: happening(kind, h.Why), Data: data}, now)
	lines := []Message{line}
	if c, lines, err = s.goesOn(ctx, tx, before, c, lines); err != nil {
		return c, err
	}
	if err := s.changed(ctx, tx, kind, before, c); err != nil {
		return c, err
	}
	return c, s.keep(ctx, tx, before, c, lines...)
}

// goesOn adds a line by which the customer knows that another serves them now.
func (s *Service) goesOn(ctx context.Context, tx *db.Tx, before, c Conversation, lines []Message) (Conversation, []Message, error) {
	if before.OwnerID == "" || c.OwnerID == "" || before.OwnerID == c.OwnerID || s.Hooks == nil || s.Hooks.Continues == nil {
		return c, lines, nil
	}
	owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
	text, err := s.Hooks.Continues(ctx, tx, c, s.Hooks.publicName(ctx, c.ChannelID, owner.Name))
	if err != nil {
		return c, lines, err
	}
	c, m := c.Append(Message{Kind: Reply, Author: Author{Kind: BySystem}, Text: text}, s.Clock.Now())
	return c, append(lines, m), nil
}

// happening names the event line: an accepted offer is a claim like any other.
func happening(kind event.Kind, why string) string {
	switch {
	case why == "offered":
		return "claimed"
	case kind == EventReleased:
		return "released"
	}
	return "assigned"
}

// Note leaves an event line that changes nothing but tells staff something.
func (s *Service) Note(ctx context.Context, tx *db.Tx, conversationID string, h Happening) error {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil {
		return err
	}
	by := Author{Kind: BySystem}
	if p := auth.From(ctx); p.Kind == auth.Staff {
		by = self(ctx)
	}
	c, line := before.line(by, h, s.Clock.Now())
	return s.keep(ctx, tx, before, c, line)
}

// Announce writes something to the customer in the house's own name. It is no
// answer: whoever waits goes on waiting. The key makes it happen once.
func (s *Service) Announce(ctx context.Context, tx *db.Tx, conversationID, key, text string) error {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil {
		return err
	}
	if _, err := oneMessage(ctx, tx, stmtMessageByKey, before.PeerID, "", key); !errors.Is(err, db.ErrNone) {
		return err
	}
	c, m := before.Append(Message{Kind: Reply, Author: Author{Kind: BySystem}, ClientKey: key, Text: text}, s.Clock.Now())
	return s.keep(ctx, tx, before, c, m)
}

// End closes a conversation for a reason that nobody in particular decided, or
// the customer did.
func (s *Service) End(ctx context.Context, tx *db.Tx, conversationID, reason string) (Conversation, error) {
	return s.EndWith(ctx, tx, conversationID, reason, nil)
}

// EndWith is End with more for the event line.
func (s *Service) EndWith(ctx context.Context, tx *db.Tx, conversationID, reason string, more map[string]any) (Conversation, error) {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil {
		return before, err
	}
	c, line, err := before.Close(Author{Kind: BySystem}, reason, s.Clock.Now())
	if err != nil {
		return before, err
	}
	maps.Copy(line.Event.Data, more)
	if err := s.changed(ctx, tx, EventClosed, before, c); err != nil {
		return c, err
	}
	return c, s.keep(ctx, tx, before, c, line)
}

// OpenAfter reads open conversations in the order of their ids; for module
// routing, when it begins to keep items for conversations that have none.
func (s *Service) OpenAfter(ctx context.Context, afterID string, limit int) ([]Conversation, error) {
	return db.Collect(ctx, s.DB, stmtOpenAfter, scanConversation, afterID, limit)
}

// OwnedOpen reads the open conversations of a member of staff.
func (s *Service) OwnedOpen(ctx context.Context, q db.Querier, staffID string) ([]Conversation, error) {
	return db.Collect(ctx, q, stmtOwnedOpen, scanConversation, staffID)
}

// Newest finds the newest conversation of a customer's identity in a channel,
// or gives db.ErrNone.
func (s *Service) Newest(ctx context.Context, tx *db.Tx, peerID string) (Conversation, error) {
	return one(ctx, tx, stmtNewest, peerID)
}

// Silence is an owned conversation whose customer has not answered.
type Silence struct {
	Conversation Conversation
	Prompted     bool      // the house has asked already
	Since        time.Time // last word of the owner
}

// Silent finds open, owned conversations in which nothing was said between
// two moments and the last word was ours.
func (s *Service) Silent(ctx context.Context, from, to time.Time, limit int) ([]Silence, error) {
	rows, err := db.Collect(ctx, s.DB, stmtSilent, scanConversation, db.Micros(from), db.Micros(to), limit)
	if err != nil {
		return nil, err
	}
	var out []Silence
	for _, c := range rows {
		lines, err := messagesBefore(ctx, s.DB, c.ID, c.LastSeq+1, 20)
		if err != nil {
			return nil, err
		}
		if one, ok := silence(c, lines); ok {
			out = append(out, one)
		}
	}
	return out, nil
}

// Handled reads a conversation, locked, that the acting person may handle.
func (s *Service) Handled(ctx context.Context, tx *db.Tx, conversationID string) (Conversation, error) {
	return s.load(ctx, tx, stmtLock, conversationID, PermReply)
}

// Seen reads a conversation that the acting person may see.
func (s *Service) Seen(ctx context.Context, conversationID string) (Conversation, error) {
	return s.load(ctx, s.DB, stmtByID, conversationID, PermRead)
}

// WriteNote leaves a note that calls colleagues; also takes part in the
// transaction that stores it, and in no repetition.
func (s *Service) WriteNote(ctx context.Context, conversationID, clientKey, text string, colleagues []string, also func(*db.Tx) error) (MessageView, error) {
	m, err := s.Write(ctx, conversationID, Send{ClientKey: clientKey, Kind: Note, Text: text, Mentions: colleagues, Also: also})
	if err != nil {
		return MessageView{}, err
	}
	return s.viewMessage(ctx, m, viewer(ctx)), nil
}
