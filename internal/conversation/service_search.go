package conversation

import (
	"context"
	"errors"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
)

// searchSubscriber keeps the search index in step with the messages.
func (s *Service) searchSubscriber() event.Subscriber {
	return event.Subscriber{Name: "conversation.search", Kinds: []event.Kind{EventMessageAdded, EventRecalled}, Handle: s.index}
}

func (s *Service) index(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	var ids []string
	for _, e := range events {
		ids = append(ids, e.Subject) // one message may come twice, for being written and recalled
	}
	lines, err := messagesByID(ctx, tx, ids)
	if err != nil {
		return err
	}
	var docs []search.Doc
	for _, m := range lines {
		more, err := s.docs(ctx, tx, m)
		if err != nil {
			return err
		}
		docs = append(docs, more...)
	}
	return s.Search.Put(ctx, tx, docs...)
}

// docs are what is to be found of a message: its text and its files' names.
// What was recalled is taken out of the index.
func (s *Service) docs(ctx context.Context, tx *db.Tx, m Message) ([]search.Doc, error) {
	if !m.RecalledAt.IsZero() {
		return s.unsaid(ctx, tx, m)
	}
	d := search.Doc{Kind: search.Message, RefID: m.ID, Group: m.ConversationID, Place: m.Seq, Title: m.Author.Name, Text: m.Text, At: m.CreatedAt}
	var out []search.Doc
	if m.Text != "" {
		out = append(out, d)
	}
	facts, err := s.Files.Facts(ctx, m.Files)
	for _, f := range facts {
		d.Kind, d.RefID, d.Text = search.File, f.ID, f.Name
		out = append(out, d)
	}
	return out, err
}

// unsaid takes a recalled message out of the index. A file that another line
// carries too is to be found there.
func (s *Service) unsaid(ctx context.Context, tx *db.Tx, m Message) ([]search.Doc, error) {
	var out []search.Doc
	for _, fileID := range m.Files {
		if err := s.Search.Remove(ctx, tx, search.File, fileID); err != nil {
			return nil, err
		}
		other, err := carrying(ctx, tx, stmtLastWith, m.ConversationID, fileID)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		other.Text, other.Files = "", []string{fileID}
		docs, err := s.docs(ctx, tx, other)
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, s.Search.Remove(ctx, tx, search.Message, m.ID)
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
// read, with whose they are; for modules above that point to them.
func (s *Service) Readable(ctx context.Context, ids []string) (map[string]web.Ref, error) {
	out := map[string]web.Ref{}
	if len(ids) == 0 {
		return out, nil
	}
	b := db.Build("conversation.readable", `SELECT `+columns+` FROM conversation WHERE 1 = 1`).InList("AND id", ids)
	err := db.EachOf(ctx, s.DB, sightOf(auth.From(ctx), PermRead).where(b), func(r db.Row) error {
		c, err := scanConversation(r)
		out[c.ID] = web.Ref{ID: c.CustomerID, Name: c.CustomerName}
		return err
	})
	return out, err
}
