package conversation

import (
	"context"
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// Follow puts a conversation among those that the acting person follows, or
// takes it away.
func (s *Service) Follow(ctx context.Context, conversationID string, on bool) (Conversation, error) {
	var c Conversation
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if c, err = s.load(ctx, tx, stmtByID, conversationID, PermRead); err != nil {
			return err
		}
		me := auth.From(ctx).ID
		if !on {
			if _, err = tx.Exec(ctx, stmtUnfollow, me, c.ID); err != nil || !slices.Contains(c.Helpers, me) {
				return err
			}
			c, err = s.leave(ctx, tx, c.ID, me)
			return err
		}
		had, err := ids(ctx, tx, stmtFollowed, me)
		if err == nil && len(had) >= followMost {
			err = fault.Conflict("conversation.follow_many").With("limit", followMost)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, stmtFollow, me, c.ID, db.Micros(s.Clock.Now()))
		return err
	})
	return c, err
}

// MaxHelpers of a conversation.
const MaxHelpers = 10

// Join makes a member of staff a helper: they see the conversation and write
// notes, and follow it. Owner and customer's side stay as they are.
func (s *Service) Join(ctx context.Context, tx *db.Tx, conversationID, staffID string, h Happening) error {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil || slices.Contains(before.Helpers, staffID) {
		return err
	}
	if len(before.Helpers) >= MaxHelpers {
		return fault.Conflict("conversation.helpers_many").With("limit", MaxHelpers)
	}
	c := before
	c.Helpers = append(slices.Clone(before.Helpers), staffID)
	c, line := c.line(self(ctx), h, s.Clock.Now())
	if err := s.keep(ctx, tx, before, c, line); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, stmtFollow, staffID, c.ID, db.Micros(s.Clock.Now()))
	return err
}

// leave ends somebody's help.
func (s *Service) leave(ctx context.Context, tx *db.Tx, conversationID, staffID string) (Conversation, error) {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil {
		return before, err
	}
	c := before
	c.Helpers = slices.DeleteFunc(slices.Clone(before.Helpers), func(helper string) bool { return helper == staffID })
	c, line := c.line(self(ctx), Happening{Type: "helper_left"}, s.Clock.Now())
	return c, s.keep(ctx, tx, before, c, line)
}

// Flag marks why somebody who leads should look at a conversation; for the
// owner who asks for help, and for modules above.
func (s *Service) Flag(ctx context.Context, tx *db.Tx, conversationID string, why Attention) error {
	before, err := one(ctx, tx, stmtLock, conversationID)
	if err != nil || before.State == Closed || before.Attention == why {
		return err
	}
	by := Author{Kind: BySystem}
	if p := auth.From(ctx); p.Kind == auth.Staff {
		by = self(ctx)
	}
	c, line := before.Flag(why, by, s.Clock.Now())
	return s.keep(ctx, tx, before, c, line)
}

// AskHelp marks a conversation for those who lead, or takes the mark away.
func (s *Service) AskHelp(ctx context.Context, conversationID string, on bool) (Conversation, error) {
	why := Attention("")
	if on {
		why = AttentionHelp
	}
	var after Conversation
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.load(ctx, tx, stmtLock, conversationID, PermReply)
		if err != nil {
			return err
		}
		if c.State == Closed {
			return fault.Conflict("conversation.closed")
		}
		if err := s.Flag(ctx, tx, conversationID, why); err != nil {
			return err
		}
		after, err = one(ctx, tx, stmtByID, conversationID)
		return err
	})
	return after, err
}
