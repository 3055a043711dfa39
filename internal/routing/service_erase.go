package routing

import (
	"context"
	"slices"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

// forNobody in OnlyID: the item stands in the line and nobody is asked for it;
// people take it by themselves.
const forNobody = "nobody"

// Import is for samples put into a running installation: an open conversation
// stands in the line, or with its owner, and nothing rings. Nobody is asked for
// it, no promise runs, and the rules for silent customers leave it alone.
func (s *Service) Import(ctx context.Context, tx *db.Tx, c conversation.Conversation) error {
	if c.State == conversation.Closed {
		return nil
	}
	it, err := s.itemFor(ctx, tx, c)
	if err != nil {
		return err
	}
	if it.OnlyID = forNobody; c.OwnerID != "" {
		it.State, it.HolderID, it.OnlyID = Serving, c.OwnerID, ""
	}
	return s.add(ctx, tx, it)
}

// erase takes customers out of the line, with what was offered, handed over and
// noted of them.
func (s *Service) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	items, err := idsOf(ctx, tx, stmtItemsOf, e.Customers)
	if err != nil {
		return err
	}
	messages, err := idsOf(ctx, tx, stmtMessagesFor, slices.Concat(e.Customers, e.Conversations))
	if err != nil {
		return err
	}
	for _, messageID := range messages {
		if err := s.Clocks.Forget(ctx, tx, clockMessage, messageID); err != nil {
			return err
		}
	}
	for _, conversationID := range e.Conversations {
		if err := s.Clocks.Forget(ctx, tx, clockChat, conversationID); err != nil {
			return err
		}
	}
	if err := tx.ExecEach(ctx, e.Customers, stmtErase...); err != nil {
		return err
	}
	if err := tx.ExecEach(ctx, slices.Concat(e.Customers, e.Conversations), stmtEraseMessages); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.forget(items) })
	return tx.ExecEach(ctx, e.Conversations, stmtEraseTransfers)
}

// forget makes every board look: the items are gone, and so are their waits for
// the estimate.
func (s *Service) forget(items []string) {
	for _, itemID := range items {
		s.Board.Drop(itemID)
		s.announce(news{ItemID: itemID})
	}
	s.stale.Store(true)
	s.moved.Store(true)
	s.Nudge()
}

// idsOf reads what a statement finds for each of these, once.
func idsOf(ctx context.Context, tx *db.Tx, stmt *db.Stmt, of []string) ([]string, error) {
	var out []string
	for _, one := range of {
		err := db.Each(ctx, tx, stmt, func(r db.Row) error {
			var found string
			err := r.Scan(&found)
			if !slices.Contains(out, found) {
				out = append(out, found)
			}
			return err
		}, one)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
