package routing

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/realtime"
)

func subject(c conversation.Conversation) audit.Subject {
	return audit.Subject{Kind: "conversation", ID: c.ID, Name: c.CustomerName}
}

// supervised reads a conversation that the acting person watches over.
func (s *Service) supervised(ctx context.Context, q db.Querier, conversationID string) (conversation.Conversation, error) {
	p := auth.From(ctx)
	if _, ok := p.Can(PermSupervise); !ok {
		return conversation.Conversation{}, fault.Forbidden(PermSupervise)
	}
	c, err := s.Conversations.ByID(ctx, q, conversationID)
	if errors.Is(err, db.ErrNone) || err == nil && !conversation.MaySee(p, c) {
		return c, fault.NotFound()
	}
	if err == nil && !conversation.Supervises(p, c) {
		err = fault.Forbidden(PermSupervise)
	}
	return c, err
}

// watchGoesOn is how long a look goes on without a further word of it; then it
// is another.
const watchGoesOn = time.Hour

// look is what somebody who leads looks at.
type look struct {
	conversationID, ownerID string
	at                      time.Time
}

// looks are those that are noted already, by person; in this process alone: one
// line more after a restart does no harm.
type looks struct {
	mu sync.Mutex
	by map[string]look
}

// begin tells whether a look is another than the last one, and how to take it back.
func (l *looks) begin(staffID string, next look) (isNew bool, back func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]look{}
	}
	last := l.by[staffID]
	l.by[staffID] = next
	isNew = last.conversationID != next.conversationID || last.ownerID != next.ownerID || next.at.Sub(last.at).Abs() >= watchGoesOn
	return isNew, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.by[staffID] == next {
			l.by[staffID] = last
		}
	}
}

// Watch notes that a supervisor looks on, once for as long as they look at the
// same: pages say it again and again.
func (s *Service) Watch(ctx context.Context, conversationID string) error {
	c, err := s.supervised(ctx, s.DB, conversationID)
	if err != nil {
		return err
	}
	isNew, back := s.looks.begin(auth.From(ctx).ID, look{conversationID: c.ID, ownerID: c.OwnerID, at: s.Clock.Now()})
	if !isNew {
		return nil
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(ctx, tx, "routing.watched", subject(c), nil, map[string]any{"owner_id": c.OwnerID})
	})
	if err != nil {
		back()
	}
	return err
}

// Whispering is what is said behind the customer's back, and to whom: a
// colleague, everybody of a queue who is here, or without either the owner.
type Whispering struct {
	Text      string
	ToID      string
	ToQueueID string
}

// whisperMost people hear a whisper to a queue; a crowd is a notice, not a
// whisper.
const whisperMost = 50

// Whisper tells colleagues something that the customer never sees: the owner
// calls for advice, whoever leads speaks to the owner or to others.
func (s *Service) Whisper(ctx context.Context, conversationID, clientKey string, w Whispering) (conversation.MessageView, error) {
	me := auth.From(ctx).ID
	if w.ToID != "" && w.ToQueueID != "" {
		return conversation.MessageView{}, fault.Invalid("routing.transfer_target", "to_id")
	}
	c, err := s.Conversations.Seen(ctx, conversationID)
	if err == nil && c.OwnerID != me && !slices.Contains(c.Helpers, me) {
		c, err = s.supervised(ctx, s.DB, conversationID)
	}
	if err != nil {
		return conversation.MessageView{}, err
	}
	to, err := s.hearers(ctx, c, w)
	if err != nil {
		return conversation.MessageView{}, err
	}
	var topics []string
	for _, staffID := range to {
		topics = append(topics, conversation.TopicStaff(staffID))
	}
	return s.Conversations.WriteNote(ctx, conversationID, clientKey, w.Text, to, func(tx *db.Tx) error {
		tx.AfterCommit(func() {
			s.Hub.Publish(topics, toOne(to...), realtime.Frame{"t": "whisper", "conversation_id": c.ID,
				"owner_id": c.OwnerID, "customer": c.CustomerName, "from": auth.From(ctx).Name, "text": w.Text})
		})
		return s.Audit.Record(ctx, tx, "routing.whispered", subject(c), nil, map[string]any{"owner_id": c.OwnerID, "to": to, "to_queue_id": w.ToQueueID})
	})
}

// hearers are who a whisper is for: those who may see the conversation.
func (s *Service) hearers(ctx context.Context, c conversation.Conversation, w Whispering) ([]string, error) {
	me := auth.From(ctx).ID
	sees := func(staffID string) bool {
		p, ok := s.Directory.PersonOf(ctx, staffID)
		return ok && conversation.MaySee(p, c)
	}
	switch {
	case w.ToQueueID != "":
		h, err := s.house(ctx)
		if err != nil {
			return nil, err
		}
		q, ok := h.queue(w.ToQueueID)
		if !ok || !q.Enabled {
			return nil, fault.Invalid("routing.queue_unknown", "to_queue_id")
		}
		var out []string
		for _, a := range s.Board.Agents(SlotChat) {
			if a.ID != me && a.Here && a.Queues[q.ID] && sees(a.ID) {
				out = append(out, a.ID)
			}
		}
		if len(out) == 0 {
			return nil, fault.Conflict("routing.whisper_unheard").With("name", q.Name)
		}
		slices.Sort(out)
		return out[:min(len(out), whisperMost)], nil
	case w.ToID == me || w.ToID == "" && c.OwnerID == me:
		return nil, fault.Invalid("routing.whisper_self", "to_id")
	case w.ToID != "":
		if !sees(w.ToID) {
			return nil, fault.Invalid("staff.unknown", "to_id")
		}
		return []string{w.ToID}, nil
	case c.OwnerID == "":
		return nil, fault.Conflict("conversation.unowned")
	}
	return []string{c.OwnerID}, nil
}

// TakeOver makes the supervisor the owner.
func (s *Service) TakeOver(ctx context.Context, conversationID, reason string) (conversation.View, error) {
	if code, ok := check.Text(reason, 0, 200); !ok {
		return conversation.View{}, fault.Invalid(code, "reason")
	}
	me := auth.From(ctx)
	if !Serves(me) {
		return conversation.View{}, fault.Forbidden(conversation.PermReply)
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.supervised(ctx, tx, conversationID)
		if err != nil || c.OwnerID == me.ID {
			return err
		}
		from, _ := s.Directory.Colleague(ctx, c.OwnerID)
		_, err = s.Conversations.Hand(ctx, tx, c.ID, conversation.Handing{To: me.ID, Why: "taken_over",
			Data: map[string]any{"from_id": c.OwnerID, "from_name": from.Name, "reason": check.Said(reason)}})
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "routing.taken_over", subject(c), map[string]any{"owner_id": c.OwnerID}, map[string]any{"owner_id": me.ID, "reason": check.Said(reason)})
	})
	if err != nil {
		return conversation.View{}, err
	}
	return s.Conversations.Shown(ctx, conversationID)
}

// LeaveQueue ends the wait of a customer who asks for it.
func (s *Service) LeaveQueue(ctx context.Context, peerID string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.Conversations.Newest(ctx, tx, peerID)
		if errors.Is(err, db.ErrNone) {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		if c.State == conversation.Closed {
			return nil // a retry, or closed meanwhile
		}
		if c.OwnerID != "" {
			return fault.Conflict("routing.already_served")
		}
		_, err = s.Conversations.End(ctx, tx, c.ID, "left_queue")
		return err
	})
}
