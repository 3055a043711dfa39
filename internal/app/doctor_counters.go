package app

import (
	"context"
	"fmt"
	"strings"

	"tiexin/internal/platform/db"
)

var (
	stmtCountedPage = db.SQL("app.counted_conversations", `SELECT id, peer_id, state, last_seq, public_seq, staff_read_seq, unread
		FROM conversation WHERE id > $1 ORDER BY id LIMIT 500`)
	stmtCountedLines = db.SQL("app.counted_lines", `SELECT conversation_id, seq, kind, event
		FROM conversation_message WHERE conversation_id >= $1 AND conversation_id <= $2 ORDER BY conversation_id, seq`)
	stmtPeerGaps = db.SQL("app.peer_gaps", `SELECT COUNT(*) FROM (SELECT peer_id FROM conversation_message WHERE public_seq IS NOT NULL
		AND peer_id >= $1 AND peer_id < $2 GROUP BY peer_id HAVING COUNT(*) <> MAX(public_seq) OR MIN(public_seq) <> 1) gaps`)
	stmtPeerStored = db.SQL("app.peer_stored", `SELECT COUNT(*) FROM (SELECT c.peer_id FROM conversation c
		WHERE c.peer_id >= $1 AND c.peer_id < $2 GROUP BY c.peer_id HAVING MAX(c.public_seq) <> (SELECT COALESCE(MAX(m.public_seq), 0)
		FROM conversation_message m WHERE m.peer_id = c.peer_id)) wrong`)
)

// counted is a conversation's counters as stored, and what a recount needs.
type counted struct {
	id, peer, state        string
	last, public, read     int64
	unread                 int64
	seq, afterRead, unsaid int64 // recounted: newest seq; customer's lines unread at least, and at most
	gap                    bool
}

// line takes one message into the recount.
func (c *counted) line(seq int64, kind, event string) {
	c.gap = c.gap || seq != c.seq+1
	c.seq = seq
	switch {
	case kind == "visitor":
		c.unsaid++
		if seq > c.read {
			c.afterRead++
		}
	case kind == "reply", kind == "event" && strings.HasPrefix(event, `{"type":"closed"`):
		c.unsaid, c.afterRead = 0, 0
	}
}

// wrong names the first counter that does not hold. How much is unread lies
// between what came after the last read mark and what came after the last
// reply: a mark in the middle leaves the count as it was.
func (c *counted) wrong() string {
	switch {
	case c.gap:
		return "seq has a gap"
	case c.last != c.seq:
		return fmt.Sprintf("last_seq %d, recounted %d", c.last, c.seq)
	case c.state == "closed" && c.unread != 0:
		return fmt.Sprintf("unread %d though closed", c.unread)
	case c.state == "open" && c.unread > c.unsaid, c.state == "open" && c.unread < c.afterRead:
		return fmt.Sprintf("unread %d, recounted %d to %d", c.unread, c.afterRead, c.unsaid)
	}
	return ""
}

// checkCounters compares stored counters with a recount, a page at a time. A
// page is read in two statements, so that on a busy desk a conversation may
// seem wrong that is not: it is looked at again before it is named.
func (a *App) checkCounters(ctx context.Context) Diagnosis {
	total, after := 0, ""
	for {
		page, err := a.countPage(ctx, after)
		if err != nil {
			return broken(err)
		}
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			if c.wrong() == "" {
				continue
			}
			if what := a.still(ctx, c); what != "" {
				return Diagnosis{State: Failing, Message: fmt.Sprintf("conversation %s: %s", c.id, what)}
			}
		}
		total, after = total+len(page), page[len(page)-1].id
	}
	for _, s := range []struct {
		stmt *db.Stmt
		what string
	}{{stmtPeerGaps, "customers with gaps in public_seq"}, {stmtPeerStored, "customers whose public_seq differs from a recount"}} {
		if n, err := a.peers(ctx, s.stmt); err != nil || n > 0 {
			if err != nil {
				return broken(err)
			}
			return Diagnosis{State: Failing, Message: fmt.Sprintf("%d %s", n, s.what)}
		}
	}
	return Diagnosis{State: Fine, Message: fmt.Sprintf("%d conversations recounted", total)}
}

// peers adds a count up over slices of the ids, each short enough for the
// statement timeout. Ids begin with the time: the slices are by days.
func (a *App) peers(ctx context.Context, s *db.Stmt) (total int64, err error) {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz~"
	// The first characters of an id change once in centuries, the sixth every
	// nine hours: one slice for each character of the fifth place that occurs.
	var first, last string
	if err := db.Get(ctx, a.DB, stmtPeerRange, nil, &first, &last); err != nil || first == "" {
		return 0, err
	}
	bounds := []string{first}
	prefix := commonPrefix(first, last)
	for _, x := range digits[:len(digits)-1] {
		for _, y := range digits[:len(digits)-1] {
			if at := prefix + string(x) + string(y); at > first && at <= last {
				bounds = append(bounds, at)
			}
		}
	}
	bounds = append(bounds, last+"~")
	for i := range len(bounds) - 1 {
		var n int64
		if err := db.Get(ctx, a.DB, s, []any{bounds[i], bounds[i+1]}, &n); err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

var stmtPeerRange = db.SQL("app.peer_range", `SELECT COALESCE(MIN(peer_id), ''), COALESCE(MAX(peer_id), '') FROM conversation`)

func commonPrefix(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[:i]
}

// still recounts one conversation a few times and tells what stays wrong.
func (a *App) still(ctx context.Context, c *counted) string {
	what := ""
	for range 3 {
		again, err := a.count(ctx, c.id)
		if err != nil {
			return err.Error()
		}
		if what = again.wrong(); what == "" {
			return ""
		}
	}
	return what
}

var stmtCountedOne = db.SQL("app.counted_conversation", `SELECT id, peer_id, state, last_seq, public_seq, staff_read_seq, unread
	FROM conversation WHERE id = $1`)

func (a *App) countPage(ctx context.Context, after string) ([]*counted, error) {
	return a.recount(ctx, stmtCountedPage, after)
}

func (a *App) count(ctx context.Context, id string) (*counted, error) {
	page, err := a.recount(ctx, stmtCountedOne, id)
	if err != nil || len(page) == 0 {
		return &counted{}, err
	}
	return page[0], nil
}

// recount reads conversations, ordered by id, and their lines.
func (a *App) recount(ctx context.Context, s *db.Stmt, arg string) ([]*counted, error) {
	var page []*counted
	byID := map[string]*counted{}
	err := db.Each(ctx, a.DB, s, func(r db.Row) error {
		c := &counted{}
		page = append(page, c)
		err := r.Scan(&c.id, &c.peer, &c.state, &c.last, &c.public, &c.read, &c.unread)
		byID[c.id] = c
		return err
	}, arg)
	if err != nil || len(page) == 0 {
		return page, err
	}
	err = db.Each(ctx, a.DB, stmtCountedLines, func(r db.Row) error {
		var id, kind, event string
		var seq int64
		err := r.Scan(&id, &seq, &kind, &event)
		if c := byID[id]; c != nil {
			c.line(seq, kind, event)
		}
		return err
	}, page[0].id, page[len(page)-1].id)
	return page, err
}
