package routing

import (
	"context"
	"errors"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
)

// Joined keeps what stands in line in step when a visitor turns out to be a
// known person: whose it is, where they listen, and their rank.
func (s *Service) Joined(ctx context.Context, tx *db.Tx, c conversation.Conversation, former string) error {
	for _, stmt := range []*db.Stmt{stmtItemsJoin, stmtMessagesJoin} {
		if former == c.CustomerID {
			break // they only got their name
		}
		if _, err := tx.Exec(ctx, stmt, former, c.CustomerID); err != nil {
			return err
		}
	}
	it, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := s.Customers.Find(ctx, tx, c.CustomerID)
	if err != nil {
		return err
	}
	it.CustomerID, it.Customer, it.Topic = c.CustomerID, c.CustomerName, conversation.TopicPeer(c.ChannelID, c.PeerExternal)
	it.Language, it.StewardID = who.Regard.Language, who.Regard.StewardID
	if it.waits() {
		h, err := s.house(ctx)
		if err != nil {
			return err
		}
		if it.EnteredAt.After(c.QueueAt) {
			it.EnteredAt = c.QueueAt
		}
		it.RankAt = h.settings.Rank(it.EnteredAt, string(who.Regard.Grade), who.Regard.VIP)
	}
	if _, err := tx.Exec(ctx, stmtItemJoin, it.ID, it.Customer, it.Topic, it.Language, it.StewardID); err != nil {
		return err
	}
	_, err = s.keep(ctx, tx, it)
	return err
}
