package conversation

import (
	"context"

	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
)

const (
	talksRead    = 50 // of a customer, to find those that the reader may see
	talksRenamed = 20 // shown anew on screens when a customer changes
)

// customerSubscriber keeps the customer's name and grade in the list of
// conversations.
func (s *Service) customerSubscriber() event.Subscriber {
	return event.Subscriber{Name: "conversation.customer", Kinds: []event.Kind{customer.EventChanged}, Handle: s.rename}
}

func (s *Service) rename(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	for _, e := range events {
		made, err := event.Decode[customer.Made](e)
		if err != nil {
			return err
		}
		if n, err := tx.Exec(ctx, stmtRename, made.CustomerID, made.Name, string(made.Grade), made.VIP); err != nil || n == 0 {
			if err != nil {
				return err
			}
			continue
		}
		rows, err := ofCustomer(ctx, tx, made.CustomerID, talksRenamed)
		if err != nil {
			return err
		}
		tx.AfterCommit(func() {
			for _, c := range rows {
				s.tell(c, c, nil)
			}
		})
	}
	return nil
}

// talksOf gives the newest conversations with a customer that the acting
// person may see.
func (s *Service) talksOf(ctx context.Context, customerID string, limit int) ([]any, error) {
	rows, err := ofCustomer(ctx, s.DB, customerID, talksRead)
	if err != nil {
		return nil, err
	}
	sight := sightOf(auth.From(ctx), PermRead)
	var out []any
	for _, c := range rows {
		if len(out) < limit && sight.sees(c) {
			out = append(out, s.view(ctx, c, marks{}))
		}
	}
	return out, nil
}
