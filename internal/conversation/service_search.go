package conversation

import (
	"context"
	"errors"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
)

// searchSubscriber keeps the search index in step with the messages.
func (s *Service) searchSubscriber() event.Subscriber {
	return event.Subscriber{Name: "conversation.search", Kinds: []event.Kind{EventMessageAdded, EventRecalled}, Handle: s.index}
}

func (s *Service) index(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	for _, e := range events {
		m, err := oneMessage(ctx, tx, stmtMessage, e.Subject)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.indexMessage(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) indexMessage(ctx context.Context, tx *db.Tx, m Message) error {
	if !m.RecalledAt.IsZero() {
		for _, fileID := range m.Files {
			if err := s.Search.Remove(ctx, tx, search.File, fileID); err != nil {
				return err
			}
		}
		return s.Search.Remove(ctx, tx, search.Message, m.ID)
	}
	if m.Text != "" {
		d := search.Doc{Kind: search.Message, RefID: m.ID, Group: m.ConversationID, Place: m.Seq, Title: m.Author.Name, Text: m.Text, At: m.CreatedAt}
		if err := s.Search.Put(ctx, tx, d); err != nil {
			return err
		}
	}
	facts, err := s.Files.Facts(ctx, m.Files)
	if err != nil {
		return err
	}
	for _, f := range facts {
		d := search.Doc{Kind: search.File, RefID: f.ID, Group: m.ConversationID, Place: m.Seq, Title: m.Author.Name, Text: f.Name, At: m.CreatedAt}
		if err := s.Search.Put(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// visibleGroups tells which conversations a person may see.
func (s *Service) visibleGroups(ctx context.Context, p auth.Person, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	sight := sightOf(p, PermRead)
	if sight.filter.All {
		for _, conversationID := range ids {
			out[conversationID] = true
		}
		return out, nil
	}
	b := db.Build("conversation.by_ids", `SELECT `+columns+` FROM conversation WHERE 1 = 1`).InList("AND id", ids)
	err := db.EachOf(ctx, s.DB, sight.where(b), func(r db.Row) error {
		c, err := scanConversation(r)
		out[c.ID] = true
		return err
	})
	return out, err
}

// Readable gives, of these conversations, those that the acting person may
// read, with the customers' names; for modules above that point to them.
func (s *Service) Readable(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	b := db.Build("conversation.readable", `SELECT `+columns+` FROM conversation WHERE 1 = 1`).InList("AND id", ids)
	err := db.EachOf(ctx, s.DB, sightOf(auth.From(ctx), PermRead).where(b), func(r db.Row) error {
		c, err := scanConversation(r)
		out[c.ID] = c.CustomerName
		return err
	})
	return out, err
}
