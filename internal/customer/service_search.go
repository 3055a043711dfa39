package customer

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"tiexin/internal/kit/pinyin"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
)

// catchUpStep is how many customers get their find key in one transaction.
const catchUpStep = 200

// searchSubscriber keeps the search index in step with the customers.
func (s *Service) searchSubscriber() event.Subscriber {
	return event.Subscriber{Name: "customer.search", Kinds: []event.Kind{EventMade, EventChanged, EventErased}, Handle: s.index,
		Home: s.Search.Home, Gather: event.Unhurried}
}

func (s *Service) index(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.Subject
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rows, err := manyByID(ctx, s.DB, ids)
	if err != nil {
		return err
	}
	last := map[string]int{}
	for i, e := range events {
		last[e.Subject] = i
	}
	slices.SortFunc(rows, func(a, b Customer) int { return last[a.ID] - last[b.ID] }) // as they have changed
	for _, c := range rows {
		ids = slices.DeleteFunc(ids, func(one string) bool { return one == c.ID })
	}
	if err := s.Search.Remove(ctx, tx, search.Customer, ids...); err != nil { // dissolved or erased
		return err
	}
	docs, err := s.docs(ctx, rows)
	if err != nil {
		return err
	}
	return s.Search.Put(ctx, tx, docs...)
}

// docs are customers as the search finds them. Names are found in pinyin, too,
// and numbers by all their digits; they are shown masked.
func (s *Service) docs(ctx context.Context, rows []Customer) ([]search.Doc, error) {
	reach, err := reachOfAll(ctx, s.DB, idsOf(rows))
	if err != nil {
		return nil, err
	}
	out := make([]search.Doc, len(rows))
	for i, c := range rows {
		shown, whole := []string{c.Name}, []string(nil)
		for _, p := range reach[c.ID].Phones {
			shown = append(shown, masked(p.Number))
			whole = append(whole, numberKeys(p.Number)...)
		}
		for _, e := range reach[c.ID].Emails {
			shown = append(shown, e.Address)
		}
		if c.Note != "" {
			shown = append(shown, c.Note)
		}
		out[i] = search.Doc{Ref: search.Ref{Kind: search.Customer, RefID: c.ID, Group: c.ID, At: c.LastSeenAt},
			Text: strings.Join(shown, "\n"), Hidden: strings.Join(pinyin.Keys(c.Name), "\n"), Whole: whole}
	}
	return out, nil
}

// Docs reads all customers, the latest seen first, for an index that is filled.
func (s *Service) Docs(ctx context.Context, before string, limit int) ([]search.Doc, string, error) {
	after, err := web.After(before)
	if err != nil {
		return nil, "", err
	}
	rows, err := list(ctx, s.DB, listing{sight: sight{filter: auth.Filter{All: true}}, after: after, limit: limit})
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	docs, err := s.docs(ctx, rows)
	if len(rows) < limit {
		return docs, "", err
	}
	return docs, web.EncodeCursor(rows[len(rows)-1].place()), err
}

// Found reads customers that a search has found, for who may see them.
func (s *Service) Found(ctx context.Context, p auth.Person, _ search.Kind, refs []search.Ref, _ search.Filter) (map[string]search.Shown, error) {
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.RefID
	}
	b := db.Build("customer.found", `SELECT `+customerColumns+` FROM customer WHERE 1 = 1`).InList("AND id", ids)
	rows, err := db.CollectOf(ctx, s.DB, sightOf(p, PermRead).where(b), scanCustomer)
	if err != nil {
		return nil, err
	}
	docs, err := s.docs(ctx, rows)
	out := map[string]search.Shown{}
	for i, d := range docs {
		out[d.RefID] = search.Shown{Doc: d, Title: rows[i].Name, CustomerID: d.RefID, CustomerName: rows[i].Name}
	}
	return out, err
}

// asked counts a search for a number, leaves its trace and refuses too many:
// each tells whether somebody has that number.
func (s *Service) asked(ctx context.Context, typed string) error {
	p := auth.From(ctx)
	_, reveals := p.Can(PermReveal)
	whole, asked := numberAsked(typed, reveals)
	if !asked || p.Kind != auth.Staff {
		return nil
	}
	if err := s.numbers.Take(p.ID); err != nil {
		return err
	}
	facts := map[string]any{"phone": masked(typed)}
	if !whole { // one line for all that is typed within a minute
		if s.traced.Take(p.ID) != nil {
			return nil
		}
		facts = map[string]any{"digits": len(digits(typed))}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(ctx, tx, "customer.number_searched", audit.Subject{Kind: "staff", ID: p.ID, Name: p.Name}, nil, facts)
	})
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
