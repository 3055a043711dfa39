package conversation

import (
	"context"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

type listing struct {
	tab       Tab
	staffID   string
	sight     sight
	labelID   string
	channelID string
	ownerID   string
	ids       []string // of the tab that follows
	after     *id.Place
	limit     int
	stretch   int // of who waits, sorted by duty at once
}

// of begins a query of the tab's rows; false: there are none.
func (l listing) of(name, columns string) (*db.Query, bool) {
	b := db.Build(name, `SELECT `+columns+` FROM conversation WHERE`)
	switch l.tab {
	case TabMine:
		b.Add("owner_id = ? AND state = 'open'", l.staffID)
	case TabQueue:
		l.sight.where(b.Add("state = 'open' AND owner_id = ''"))
	case TabAttention:
		l.sight.where(b.Add("state = 'open' AND attention <> ''"))
	case TabOpen:
		l.sight.helping = true
		l.sight.where(b.Add("state = 'open'"))
	case TabFollowing:
		if len(l.ids) == 0 {
			return b, false
		}
		l.sight.helping = true
		l.sight.where(b.InList("id", l.ids))
	case TabClosed:
		l.sight.where(b.Add("state = 'closed'"))
	}
	if l.channelID != "" {
		b.Add("AND channel_id = ?", l.channelID)
	}
	if l.ownerID != "" {
		b.Add("AND owner_id = ?", l.ownerID)
	}
	if l.labelID != "" {
		b.Add("AND EXISTS (SELECT 1 FROM conversation_labelled x WHERE x.conversation_id = conversation.id AND x.label_id = ?)", l.labelID)
	}
	return b, true
}

// list reads one page and one row more, the queue by who waits longest, all
// others by what was moved last.
func list(ctx context.Context, q db.Querier, l listing) ([]Conversation, error) {
	b, any := l.of("conversation.list", columns)
	if !any {
		return nil, nil
	}
	if l.tab == TabQueue {
		b.Oldest("queue_at", "id", l.after, l.limit)
	} else {
		b.Latest("updated_at", "id", l.after, l.limit)
	}
	return db.CollectOf(ctx, q, b, scanConversation)
}

// listWaiting reads who waits for an answer, the longest first: of each row only
// what its place by duty needs, for a thousand of them are looked at to show
// thirty.
func listWaiting(ctx context.Context, q db.Querier, l listing) ([]Conversation, error) {
	b, any := l.of("conversation.list_waiting", "id, state, waiting_since")
	if !any {
		return nil, nil
	}
	b.Add("AND waiting_since IS NOT NULL").Oldest("waiting_since", "id", l.after, l.limit)
	return db.CollectOf(ctx, q, b, func(r db.Row) (Conversation, error) {
		var c Conversation
		var since int64
		err := r.Scan(&c.ID, &c.State, &since)
		c.WaitingSince = db.Time(since)
		return c, err
	})
}

// listThese reads rows of a tab by their ids, those that are still in it.
func listThese(ctx context.Context, q db.Querier, l listing, ids []string) (map[string]Conversation, error) {
	out := map[string]Conversation{}
	b, any := l.of("conversation.list_these", columns)
	if !any || len(ids) == 0 {
		return out, nil
	}
	err := db.EachOf(ctx, q, b.InList("AND id", ids), func(r db.Row) error {
		c, err := scanConversation(r)
		out[c.ID] = c
		return err
	})
	return out, err
}

// listQuiet reads rows in which nobody waits for us, the latest moved first.
func listQuiet(ctx context.Context, q db.Querier, l listing) ([]Conversation, error) {
	b, any := l.of("conversation.list_quiet", columns)
	if !any {
		return nil, nil
	}
	return db.CollectOf(ctx, q, b.Add("AND waiting_since IS NULL").Latest("updated_at", "id", l.after, l.limit), scanConversation)
}
