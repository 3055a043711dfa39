package conversation

import (
	"context"
	"errors"
	"slices"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
)

// Send is what a member of staff writes.
type Send struct {
	ClientKey string
	Kind      MessageKind // Reply or Note
	Text      string
	Files     []string
	Mentions  []string // staff ids, for notes
	Interject bool     // 插话: a reply beside the colleague who serves, on purpose

	// Also takes part in the transaction that stores it, and in no repetition.
	Also func(tx *db.Tx) error
}

// Write adds a reply or a note. A reply to a waiting conversation claims it.
func (s *Service) Write(ctx context.Context, conversationID string, in Send) (Message, error) {
	if err := checkText(in.Text, in.Files); err != nil {
		return Message{}, err
	}
	if len(in.Mentions) > 0 && in.Kind != Note {
		return Message{}, fault.Invalid("message.mention_in_reply", "mentions")
	}
	var stored Message
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.written(ctx, tx, conversationID, in.Kind)
		if err != nil {
			return err
		}
		by := self(ctx)
		stored, err = oneMessage(ctx, tx, stmtMessageByKey, before.PeerID, by.ID, in.ClientKey)
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if err := mayAnswer(auth.From(ctx), before, in); err != nil {
			return err
		}
		mentions, err := s.mentions(ctx, before, in.Mentions)
		if err != nil {
			return err
		}
		stored, err = s.write(ctx, tx, before, by, in, mentions)
		return err
	})
	return stored, s.nameOwner(ctx, err)
}

// written reads a conversation, locked, that the person may write into. Who
// could have answered and was a moment too slow reads who was faster; who was
// asked for advice knows.
func (s *Service) written(ctx context.Context, tx *db.Tx, conversationID string, kind MessageKind) (Conversation, error) {
	if kind == Note {
		return s.load(ctx, tx, stmtLock, conversationID, PermNote)
	}
	p := auth.From(ctx)
	if _, ok := p.Can(PermReply); !ok {
		return Conversation{}, fault.Forbidden(PermReply)
	}
	c, err := s.load(ctx, tx, stmtLock, conversationID, PermRead)
	switch {
	case err != nil || sightOf(p, PermReply).sees(c):
		return c, err
	case c.State == Open && c.OwnerID != "" && !slices.Contains(c.Helpers, p.ID) && MayServe(p, c.UnitID):
		return c, fault.Conflict("conversation.taken").With("owner_id", c.OwnerID)
	}
	return c, fault.Forbidden(PermReply)
}

func (s *Service) write(ctx context.Context, tx *db.Tx, before Conversation, by Author, in Send, mentions []Mention) (Message, error) {
	now, c := s.Clock.Now(), before
	if c.State == Closed && in.Kind == Reply {
		return Message{}, fault.Conflict("conversation.closed")
	}
	var lines []Message
	if c.OwnerID == "" && in.Kind == Reply {
		var line Message
		var err error
		if c, line, err = c.Claim(by, now); err != nil {
			return Message{}, err
		}
		lines = append(lines, line)
		if err := s.changed(ctx, tx, EventClaimed, before, c); err != nil {
			return Message{}, err
		}
	}
	if err := s.Files.Claim(ctx, tx, in.Files, "staff:"+by.ID, "conversation", c.ID); err != nil {
		return Message{}, err
	}
	m, err := s.named(ctx, Message{Kind: in.Kind, Author: by, ClientKey: in.ClientKey, Text: check.Said(in.Text), Files: in.Files, Mentions: mentions})
	if err != nil {
		return Message{}, err
	}
	c, m = c.Append(m, now)
	lines = append(lines, m)
	if err := s.keep(ctx, tx, before, c, lines...); err != nil {
		return Message{}, err
	}
	for _, who := range mentions {
		if _, err := tx.Exec(ctx, stmtMention, who.StaffID, c.ID, m.Seq); err != nil {
			return Message{}, err
		}
	}
	if in.Also != nil {
		if err := in.Also(tx); err != nil {
			return Message{}, err
		}
	}
	_, err = tx.Exec(ctx, stmtDropDraft, c.ID, by.ID)
	return lines[len(lines)-1], err
}

// mentions finds whom a note calls. Who may not see the conversation cannot be
// called into it: they would be told of something they may not know.
func (s *Service) mentions(ctx context.Context, c Conversation, staffIDs []string) ([]Mention, error) {
	var out []Mention
	for _, staffID := range staffIDs {
		p, ok := s.Directory.PersonOf(ctx, staffID)
		if !ok {
			return nil, fault.Invalid("staff.unknown", "mentions")
		}
		if !MaySee(p, c) {
			return nil, fault.Invalid("message.mention_unseen", "mentions").With("staff_id", p.ID).With("name", p.Name)
		}
		out = append(out, Mention{StaffID: p.ID, Name: p.Name})
	}
	return out, nil
}

// act runs one of the rules on a conversation that the person may handle.
func (s *Service) act(ctx context.Context, conversationID, permission string, kind event.Kind, rule func(*db.Tx, Conversation) (Conversation, Message, error)) (Conversation, error) {
	var after Conversation
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.load(ctx, tx, stmtLock, conversationID, permission)
		if err != nil {
			return err
		}
		if err := mayHandle(auth.From(ctx), before, kind); err != nil {
			return err
		}
		c, line, err := rule(tx, before)
		if err != nil {
			after = before
			return err
		}
		lines := []Message{line}
		if c, lines, err = s.goesOn(ctx, tx, before, c, lines); err != nil {
			return err
		}
		after = c
		return s.done(ctx, tx, kind, before, c, lines...)
	})
	return after, s.nameOwner(ctx, err)
}

// done stores what an act has made of a conversation.
func (s *Service) done(ctx context.Context, tx *db.Tx, kind event.Kind, before, c Conversation, lines ...Message) error {
	if err := s.changed(ctx, tx, kind, before, c); err != nil {
		return err
	}
	return s.keep(ctx, tx, before, c, lines...)
}

// nameOwner adds who has it to the answer that it is somebody else's.
func (s *Service) nameOwner(ctx context.Context, err error) error {
	f := fault.From(err)
	if err == nil {
		return nil
	}
	ownerID, held := f.Details["owner_id"].(string)
	if !held || !slices.Contains([]string{"conversation.taken", "conversation.interject", "conversation.take_over"}, f.Code) {
		return err
	}
	owner, _ := s.Directory.Colleague(ctx, ownerID)
	return f.With("owner_name", owner.Name)
}

// Claim makes the acting person the owner of a waiting conversation. Claiming
// what is one's own already is no error.
func (s *Service) Claim(ctx context.Context, conversationID string) (Conversation, error) {
	by, p := self(ctx), auth.From(ctx)
	if _, ok := p.Can(PermReply); !ok {
		return Conversation{}, fault.Forbidden(PermReply)
	}
	c, err := s.act(ctx, conversationID, PermRead, EventClaimed, func(_ *db.Tx, c Conversation) (Conversation, Message, error) {
		if c.OwnerID == "" && c.State == Open && !sightOf(p, PermReply).sees(c) {
			return c, Message{}, fault.Forbidden(PermReply)
		}
		return c.Claim(by, s.Clock.Now())
	})
	if fault.HasCode(err, "conversation.taken") && c.OwnerID == by.ID {
		return c, nil
	}
	return c, err
}

// Release puts a conversation back among the waiting ones.
func (s *Service) Release(ctx context.Context, conversationID string) (Conversation, error) {
	return s.act(ctx, conversationID, PermReply, EventReleased, func(_ *db.Tx, c Conversation) (Conversation, Message, error) {
		return c.Release(self(ctx), s.Clock.Now())
	})
}

// Assign gives a conversation to a colleague.
func (s *Service) Assign(ctx context.Context, conversationID, staffID string) (Conversation, error) {
	to, ok := s.Directory.PersonOf(ctx, staffID)
	if !ok {
		return Conversation{}, fault.Invalid("staff.unknown", "staff_id")
	}
	if !Serves(to) {
		return Conversation{}, fault.Invalid("conversation.cannot_serve", "staff_id").With("name", to.Name)
	}
	return s.act(ctx, conversationID, PermReply, EventAssigned, func(_ *db.Tx, c Conversation) (Conversation, Message, error) {
		return c.Assign(self(ctx), Author{Kind: ByStaff, ID: to.ID, Name: to.Name}, s.Clock.Now())
	})
}

// Close ends a conversation. What the customer has said after seen, the newest
// line that the acting person knows, bars it; 0: they look at no line.
func (s *Service) Close(ctx context.Context, conversationID, reason string, seen int64) (Conversation, error) {
	return s.act(ctx, conversationID, PermReply, EventClosed, func(tx *db.Tx, c Conversation) (Conversation, Message, error) {
		if seen > 0 && seen < c.LastSeq {
			lines, err := s.Spoken(ctx, tx, c.ID, seen)
			if err != nil {
				return c, Message{}, err
			}
			if slices.ContainsFunc(lines, func(m Message) bool { return m.Kind == FromVisitor }) {
				return c, Message{}, fault.Conflict("conversation.unseen")
			}
		}
		return c.Close(self(ctx), check.Said(reason), s.Clock.Now())
	})
}

// Reopen takes a closed conversation up again, unless the customer has begun
// a newer one. It goes back to its owner where they can have it, else into the
// line.
func (s *Service) Reopen(ctx context.Context, conversationID string) (Conversation, error) {
	c, err := s.load(ctx, s.DB, stmtByID, conversationID, PermReply)
	if err != nil {
		return c, err
	}
	newest, err := one(ctx, s.DB, stmtNewestRead, c.PeerID)
	if err != nil {
		return c, err
	}
	if newest.ID != c.ID {
		return c, fault.Conflict("conversation.newer").With("conversation_id", newest.ID)
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.load(ctx, tx, stmtLock, conversationID, PermReply)
		if err != nil {
			return err
		}
		if c, err = s.unlessKept(ctx, tx, before); err != nil {
			return err
		}
		end, stands, err := atTheEnd(ctx, tx, before)
		if err != nil {
			return err
		}
		var line Message
		if c, line, err = c.Reopen(self(ctx), stands, s.Clock.Now()); err != nil {
			return err
		}
		told := changed(before, c, auth.From(ctx).ID)
		if told.Waits = c.WaitingSince; !told.Waits.IsZero() {
			told.First, told.EndSeq = stands.first, end
		}
		if err := s.record(ctx, tx, EventReopened, told, before, c); err != nil {
			return err
		}
		return s.keep(ctx, tx, before, c, line)
	})
	return c, err
}

// atTheEnd reads how a conversation stood when it was ended, and by which line.
func atTheEnd(ctx context.Context, q db.Querier, c Conversation) (end int64, s standing, err error) {
	lines, err := linesSinceAnswered(ctx, q, c.ID, c.LastSeq+1)
	if err != nil || len(lines) == 0 || !lines[0].closes() {
		return 0, s, err
	}
	end = lines[0].Seq
	lines, err = linesSinceAnswered(ctx, q, c.ID, end)
	return end, c.stands(lines), err
}

// Recall takes one of the acting person's messages back.
func (s *Service) Recall(ctx context.Context, conversationID, messageID string) (Message, error) {
	var m Message
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.load(ctx, tx, stmtLock, conversationID, PermRead)
		if err != nil {
			return err
		}
		m, err = oneMessage(ctx, tx, stmtMessage, messageID)
		if errors.Is(err, db.ErrNone) || err == nil && m.ConversationID != c.ID {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		m, err = s.recall(ctx, tx, c, m, self(ctx))
		return err
	})
	return m, err
}

// Read notes that staff have seen everything up to seq.
func (s *Service) Read(ctx context.Context, conversationID string, seq int64) error {
	me := auth.From(ctx).ID
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.load(ctx, tx, stmtLock, conversationID, PermRead)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtMentionSeen, me, conversationID, seq); err != nil {
			return err
		}
		owner := before.OwnerID == me
		if !owner || seq <= before.StaffReadSeq && before.Unread == 0 {
			return nil // a look by others does not count as read for the customer
		}
		c := before
		var public int64
		seq = min(seq, c.LastSeq)
		if err := db.Get(ctx, tx, stmtPublicOf, []any{conversationID, seq}, &public); err != nil {
			return err
		}
		if seq < c.LastSeq {
			c.StaffReadSeq, c.StaffReadPublic = max(c.StaffReadSeq, seq), max(c.StaffReadPublic, public)
		} else {
			c = c.readByStaff(seq, public)
		}
		tx.AfterCommit(func() { s.tellRead(c, me, c.StaffReadSeq) })
		return update(ctx, tx, c)
	})
}

// SaveDraft keeps what the acting person has typed; empty text forgets it.
func (s *Service) SaveDraft(ctx context.Context, conversationID string, kind MessageKind, text string) error {
	if code, ok := check.Text(text, 0, MaxText); !ok {
		return fault.Invalid(code, "text").With("limit", MaxText)
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.load(ctx, tx, stmtByID, conversationID, PermRead)
		if err != nil {
			return err
		}
		me := auth.From(ctx).ID
		if check.Blank(text) {
			_, err = tx.Exec(ctx, stmtDropDraft, c.ID, me)
			return err
		}
		_, err = tx.Exec(ctx, stmtPutDraft, c.ID, me, string(kind), text, db.Micros(s.Clock.Now()))
		return err
	})
}

// draft reads the acting person's draft, nil if there is none.
func (s *Service) draft(ctx context.Context, conversationID string) (*Draft, error) {
	var d Draft
	var at int64
	err := db.Get(ctx, s.DB, stmtDraft, []any{conversationID, auth.From(ctx).ID}, &d.Kind, &d.Text, &at)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	d.UpdatedAt = db.Time(at)
	return &d, err
}
