package customer

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"tiexin/internal/kit/pinyin"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
)

// catchUpStep is how many customers get their find key in one transaction.
const catchUpStep = 200

// searchSubscriber keeps the search index in step with the customers.
func (s *Service) searchSubscriber() event.Subscriber {
	return event.Subscriber{Name: "customer.search", Kinds: []event.Kind{EventMade, EventChanged}, Handle: s.index}
}

func (s *Service) index(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	for _, e := range events {
		c, err := byID(ctx, tx, e.Subject)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return err
		}
		r, err := reachOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := s.Search.Put(ctx, tx, doc(c, r)); err != nil {
			return err
		}
	}
	return nil
}

// doc is a customer as the search finds them. Numbers are found by all their
// digits and shown masked.
func doc(c Customer, r Reach) search.Doc {
	shown, hidden := []string{c.Name}, pinyin.Keys(c.Name)
	for _, p := range r.Phones {
		shown = append(shown, masked(p.Number))
		hidden = append(hidden, numberKeys(p.Number)...)
	}
	for _, e := range r.Emails {
		shown = append(shown, e.Address)
	}
	if c.Note != "" {
		shown = append(shown, c.Note)
	}
	return search.Doc{Kind: search.Customer, RefID: c.ID, Group: c.ID, Title: c.Name, Text: strings.Join(shown, "\n"),
		Hidden: strings.Join(hidden, "\n"), At: c.LastSeenAt}
}

// visible tells which customers a person may see.
func (s *Service) visible(ctx context.Context, p auth.Person, ids []string) (map[string]bool, error) {
	return visibleOf(ctx, s.DB, ids, sightOf(p, PermRead))
}

// catchUp makes those findable who came in before there was a find key.
func (s *Service) catchUp() {
	ctx := context.Background()
	for more := true; more; {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			rows, err := collect(ctx, tx, stmtUnfindable, catchUpStep)
			if err != nil {
				return err
			}
			more = len(rows) == catchUpStep
			for _, c := range rows {
				r, err := reachOf(ctx, tx, c.ID)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, stmtFindKey, c.ID, findKey(c.Name, r)); err != nil {
					return err
				}
				if err := s.tell(ctx, tx, EventChanged, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			slog.Warn("customers not yet findable; the next start tries again", "err", err)
			return
		}
	}
}
