package routing

import (
	"context"
	"errors"

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
	if err == nil && !p.Visible(PermSupervise).Allows("", c.UnitID) {
		err = fault.Forbidden(PermSupervise)
	}
	return c, err
}

// Watch notes that a supervisor looks on.
func (s *Service) Watch(ctx context.Context, conversationID string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.supervised(ctx, tx, conversationID)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "routing.watched", subject(c), nil, map[string]any{"owner_id": c.OwnerID})
	})
}

// Whisper tells the owner something that the customer never sees.
func (s *Service) Whisper(ctx context.Context, conversationID, clientKey, text string) (conversation.MessageView, error) {
	c, err := s.supervised(ctx, s.DB, conversationID)
	if err != nil {
		return conversation.MessageView{}, err
	}
	if c.OwnerID == "" {
		return conversation.MessageView{}, fault.Conflict("conversation.unowned")
	}
	v, err := s.Conversations.WriteNote(ctx, conversationID, clientKey, text, c.OwnerID)
	if err != nil {
		return v, err
	}
	s.Hub.Publish([]string{conversation.TopicStaff(c.OwnerID)}, realtime.Gate{}, realtime.Frame{"t": "whisper", "conversation_id": c.ID,
		"customer": c.CustomerName, "from": auth.From(ctx).Name, "text": text})
	return v, s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(ctx, tx, "routing.whispered", subject(c), nil, map[string]any{"owner_id": c.OwnerID})
	})
}

// TakeOver makes the supervisor the owner.
func (s *Service) TakeOver(ctx context.Context, conversationID, reason string) (conversation.View, error) {
	if code, ok := check.Text(reason, 0, 200); !ok {
		return conversation.View{}, fault.Invalid(code, "reason")
	}
	me := auth.From(ctx)
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.supervised(ctx, tx, conversationID)
		if err != nil || c.OwnerID == me.ID {
			return err
		}
		from, _ := s.Directory.Colleague(ctx, c.OwnerID)
		_, err = s.Conversations.Hand(ctx, tx, c.ID, conversation.Handing{To: me.ID, Why: "taken_over",
			Data: map[string]any{"from_id": c.OwnerID, "from_name": from.Name, "reason": reason}})
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "routing.taken_over", subject(c), map[string]any{"owner_id": c.OwnerID}, map[string]any{"owner_id": me.ID, "reason": reason})
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
