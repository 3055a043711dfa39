package conversation

import (
	"context"
	"errors"
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
)

// searchSubscriber keeps the search index in step with the messages.
func (s *Service) searchSubscriber() event.Subscriber {
	return event.Subscriber{Name: "conversation.search", Kinds: []event.Kind{EventMessageAdded, EventRecalled, EventImported, EventErased}, Handle: s.index,
		Home: s.Search.Home, Gather: event.Unhurried}
}

// importedLines of one conversation, at most.
const importedLines = 1000

func (s *Service) index(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	var ids []string
	var imported []Message
	for _, e := range events {
		switch e.Kind {
		case EventImported:
			lines, err := messagesAfter(ctx, s.DB, e.Subject, 0, importedLines)
			if err != nil {
				return err
			}
			imported = append(imported, lines...)
		case EventErased: // below
		default:
			ids = append(ids, e.Subject) // one message may come twice, for being written and recalled
		}
	}
	lines := imported
	if len(ids) > 0 {
		said, err := messagesByID(ctx, s.DB, ids)
		if err != nil {
			return err
		}
		lines = append(lines, said...)
	}
	docs, err := s.docs(ctx, lines)
	if err != nil {
		return err
	}
	for _, m := range lines {
		if m.RecalledAt.IsZero() {
			continue
		}
		again, err := s.unsaid(ctx, tx, m)
		if err != nil {
			return err
		}
		docs = append(docs, again...)
	}
	if err := s.Search.Put(ctx, tx, docs...); err != nil {
		return err
	}
	return s.unfound(ctx, tx, events)
}

// unfound takes what was erased out of the index.
func (s *Service) unfound(ctx context.Context, tx *db.Tx, events []event.Event) error {
	for _, e := range events {
		if e.Kind != EventErased {
			continue
		}
		told, err := event.Decode[Erased](e)
		if err != nil {
			return err
		}
		if err := s.Search.Remove(ctx, tx, search.Message, told.MessageIDs...); err != nil {
			return err
		}
		if err := s.Search.Remove(ctx, tx, search.File, told.FileIDs...); err != nil {
			return err
		}
	}
	return nil
}

// docs are what is to be found of messages: their texts and their files' names,
// and nothing of what was recalled.
func (s *Service) docs(ctx context.Context, lines []Message) ([]search.Doc, error) {
	var fileIDs []string
	for _, m := range lines {
		fileIDs = append(fileIDs, m.Files...)
	}
	facts, err := s.Files.Facts(ctx, fileIDs)
	if err != nil {
		return nil, err
	}
	var out []search.Doc
	for _, m := range lines {
		if !m.RecalledAt.IsZero() {
			continue
		}
		d := search.Doc{Ref: search.Ref{Kind: search.Message, RefID: m.ID, Group: m.ConversationID, Place: m.Seq, At: m.CreatedAt}, Text: m.Text}
		if m.Text != "" {
			out = append(out, d)
		}
		for _, fileID := range m.Files {
			f, known := facts[fileID]
			if !known {
				continue
			}
			d.Kind, d.RefID, d.Text = search.File, f.ID, f.Name
			out = append(out, d)
		}
	}
	return out, nil
}

// unsaid takes a recalled message out of the index. A file that another line
// carries too is to be found there.
func (s *Service) unsaid(ctx context.Context, tx *db.Tx, m Message) ([]search.Doc, error) {
	var out []search.Doc
	for _, fileID := range m.Files {
		if err := s.Search.Remove(ctx, tx, search.File, fileID); err != nil {
			return nil, err
		}
		other, err := carrying(ctx, s.DB, stmtLastWith, m.ConversationID, fileID)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		other.Text, other.Files = "", []string{fileID}
		docs, err := s.docs(ctx, []Message{other})
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, s.Search.Remove(ctx, tx, search.Message, m.ID)
}

// Docs reads what is to be found, the newest first, for an index that is filled.
func (s *Service) Docs(ctx context.Context, before string, limit int) ([]search.Doc, string, error) {
	if before == "" {
		before = "~" // after every id
	}
	lines, err := messages(ctx, s.DB, stmtNewestMessages, before, limit)
	if err != nil || len(lines) == 0 {
		return nil, "", err
	}
	docs, err := s.docs(ctx, lines)
	if len(lines) < limit {
		return docs, "", err
	}
	return docs, lines[len(lines)-1].ID, err
}

// Found reads what a search has found, for who may see it.
func (s *Service) Found(ctx context.Context, p auth.Person, k search.Kind, refs []search.Ref, f search.Filter) (map[string]search.Shown, error) {
	talks, err := s.seen(ctx, p, refs)
	if err != nil {
		return nil, err
	}
	lines, err := s.linesOf(ctx, k, refs)
	if err != nil {
		return nil, err
	}
	docs, err := s.docs(ctx, lines)
	if err != nil {
		return nil, err
	}
	said := map[string]Message{}
	for _, m := range lines {
		said[seqKey(m.ConversationID, m.Seq)] = m
	}
	out := map[string]search.Shown{}
	for _, d := range docs {
		c, visible := talks[d.Group]
		m := said[seqKey(d.Group, d.Place)]
		if d.Kind != k || !visible || !wantedBy(f, c, m) {
			continue
		}
		out[d.RefID] = search.Shown{Doc: d, Title: m.Author.Name, CustomerID: c.CustomerID, CustomerName: c.CustomerName}
	}
	return out, nil
}

// linesOf reads the messages that refs point at.
func (s *Service) linesOf(ctx context.Context, k search.Kind, refs []search.Ref) ([]Message, error) {
	if k == search.Message {
		ids := make([]string, len(refs))
		for i, r := range refs {
			ids[i] = r.RefID
		}
		return messagesByID(ctx, s.DB, ids)
	}
	return messagesAt(ctx, s.DB, refs)
}

// wantedBy tells whether a message is among what is looked for.
func wantedBy(f search.Filter, c Conversation, m Message) bool {
	return (f.StaffID == "" || m.Author.Kind == ByStaff && m.Author.ID == f.StaffID) &&
		(f.Channel == "" || c.ChannelID == f.Channel) && (f.Label == "" || slices.Contains(c.Labels, f.Label))
}

// seen reads the conversations of refs that a person may see.
func (s *Service) seen(ctx context.Context, p auth.Person, refs []search.Ref) (map[string]Conversation, error) {
	var ids []string
	for _, r := range refs {
		if !slices.Contains(ids, r.Group) {
			ids = append(ids, r.Group)
		}
	}
	return s.visible(ctx, p, ids)
}

// visible reads, of these conversations, those that a person may see.
func (s *Service) visible(ctx context.Context, p auth.Person, ids []string) (map[string]Conversation, error) {
	out := map[string]Conversation{}
	if len(ids) == 0 {
		return out, nil
	}
	b := db.Build("conversation.visible", `SELECT `+columns+` FROM conversation WHERE 1 = 1`).InList("AND id", ids)
	err := db.EachOf(ctx, s.DB, sightOf(p, PermRead).where(b), func(r db.Row) error {
		c, err := scanConversation(r)
		out[c.ID] = c
		return err
	})
	return out, err
}

// Readable gives, of these conversations, those that the acting person may
// read, with whose they are; for modules above that point to them.
func (s *Service) Readable(ctx context.Context, ids []string) (map[string]web.Ref, error) {
	rows, err := s.visible(ctx, auth.From(ctx), ids)
	out := map[string]web.Ref{}
	for _, c := range rows {
		out[c.ID] = web.Ref{ID: c.CustomerID, Name: c.CustomerName}
	}
	return out, err
}
