package conversation

import (
	"context"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/realtime"
)

// Hold reads all conversations of customers and holds them until the end of the
// transaction. Who holds the customers' identities too knows that no other begins.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, customerIDs []string) ([]Conversation, error) {
	var out []Conversation
	for _, customerID := range customerIDs {
		rows, err := held(ctx, tx, customerID)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// Findable lets the search find a conversation that was stored as it is.
func (s *Service) Findable(ctx context.Context, tx *db.Tx, conversationID string) error {
	return s.Log.Emit(ctx, tx, EventImported, conversationID, Imported{ConversationID: conversationID})
}

// erase takes conversations away with all that hangs on them. Screens that show
// one are told, and all look again: badges count what is there.
func (s *Service) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	if err := s.Files.Release(ctx, tx, "conversation", e.Conversations); err != nil {
		return err
	}
	var gone []Conversation
	for _, conversationID := range e.Conversations {
		c, err := one(ctx, tx, stmtLock, conversationID)
		if err != nil {
			return err
		}
		if err := s.tellErased(ctx, tx, c); err != nil {
			return err
		}
		gone = append(gone, c)
	}
	tx.AfterCommit(func() {
		for _, c := range gone {
			s.Hub.Publish(append(topics(c, c), TopicWaiting), gate(c), realtime.Frame{"t": "gone", "conversation_id": c.ID})
			s.Hub.Publish([]string{TopicPeer(c.ChannelID, c.PeerExternal)}, realtime.Gate{}, realtime.Frame{"t": "resync"})
		}
		s.LookAgain()
	})
	return tx.ExecEach(ctx, e.Conversations, stmtErase...)
}

// LookAgain makes the desks of everybody fetch what they show.
func (s *Service) LookAgain() {
	s.Hub.Publish([]string{TopicWaiting}, realtime.Gate{Browser: true}, realtime.Frame{"t": "resync"})
}

// tellErased tells the readers of events, who may have what came before still
// to read, which lines there were.
func (s *Service) tellErased(ctx context.Context, tx *db.Tx, c Conversation) error {
	const atOnce = 500
	for after := int64(0); ; {
		lines, err := messagesAfter(ctx, tx, c.ID, after, atOnce)
		if err != nil {
			return err
		}
		told := Erased{ConversationID: c.ID, CustomerID: c.CustomerID}
		for _, m := range lines {
			told.MessageIDs, told.FileIDs, after = append(told.MessageIDs, m.ID), append(told.FileIDs, m.Files...), m.Seq
		}
		if err := s.Log.Emit(ctx, tx, EventErased, c.ID, told); err != nil || len(lines) < atOnce {
			return err
		}
	}
}
