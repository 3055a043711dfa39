package routing

import (
	"context"
	"errors"

	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/platform/db"
)

// callerLocked is the identity of who leaves a message, in the order in which
// their words lock it too; empty: they never wrote, or a colleague takes it down.
func (s *Service) callerLocked(ctx context.Context, tx *db.Tx, from Caller) (customer.Identity, error) {
	if from.PeerID == "" {
		return customer.Identity{}, nil
	}
	peer, err := s.Customers.LockedByID(ctx, tx, from.PeerID)
	if errors.Is(err, db.ErrNone) { // they have signed in meanwhile
		return customer.Identity{}, nil
	}
	return peer, err
}

// agree does what a message means to the talk of who left it: their name and
// number are theirs, the thread says what was agreed, and the wait is over.
func (s *Service) agree(ctx context.Context, tx *db.Tx, peer customer.Identity, m Message, chat Item) error {
	if m.cries {
		return s.endLeft(ctx, tx, m, chat)
	}
	told := m.profile()
	if told.Phone != "" {
		locale, err := s.localeOf(ctx, tx, peer.CustomerID)
		if err != nil {
			return err
		}
		told.Label = s.Say(locale, "say.routing.left_label")
	}
	if _, err := s.Customers.Introduce(ctx, tx, peer, told); err != nil {
		return err
	}
	if m.ConversationID == "" {
		return nil
	}
	c, err := s.Conversations.ByID(ctx, tx, m.ConversationID)
	if err != nil {
		return err
	}
	sentence := "say.routing.message_left"
	if m.left().Calls {
		sentence = "say.routing.call_left"
	}
	if err := s.announceTo(ctx, tx, c, "left:"+m.ID, sentence); err != nil {
		return err
	}
	return s.endLeft(ctx, tx, m, chat)
}

func (s *Service) endLeft(ctx context.Context, tx *db.Tx, m Message, chat Item) error {
	if chat.ID == "" {
		return nil
	}
	_, err := s.Conversations.EndWith(asSystem(ctx), tx, chat.SubjectID, "left_message", map[string]any{"message_id": m.ID})
	return err
}

// leftBy is the newest message that a visitor left and nobody has answered.
func (s *Service) leftBy(ctx context.Context, visitorID string) (*conversation.Left, error) {
	m, err := db.First(ctx, s.DB, stmtMessageLeft, scanMessage, visitorID)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	left := m.left()
	return &left, nil
}

// Recognised lets who has signed in read what they left as a stranger.
func (s *Service) Recognised(ctx context.Context, tx *db.Tx, j customer.Joined) error {
	visitor := func(i customer.Identity) string { return i.ChannelID + "/" + i.ExternalID }
	_, err := tx.Exec(ctx, stmtMessageMoves, visitor(j.Former), visitor(j.Identity))
	return err
}
