package conversation

import (
	"context"
	"encoding/json"

	"tiexin/internal/platform/db"
)

const columns = `id, customer_id, customer_name, peer_id, peer_external, channel_id, channel_kind, channel_name, unit_id, state, owner_id,
	labels, last_seq, public_seq, staff_read_seq, staff_read_public, visitor_read_seq, unread, last_kind, last_text,
	last_author, last_at, queue_at, waiting_since, created_at, updated_at, closed_at, version, attention, customer_grade, customer_vip, helpers`

var (
	stmtOfUnit = db.SQL("conversation.of_unit", `SELECT COUNT(*) FROM conversation WHERE unit_id = $1`)
	stmtByID   = db.SQL("conversation.by_id", `SELECT `+columns+` FROM conversation WHERE id = $1`)
	stmtLock   = db.SQL("conversation.lock", `SELECT `+columns+` FROM conversation WHERE id = $1 {for_update}`)
	stmtNewest = db.SQL("conversation.newest_of_peer", `SELECT `+columns+` FROM conversation WHERE peer_id = $1
		ORDER BY created_at DESC, id DESC LIMIT 1 {for_update}`)
	stmtNewestRead = db.SQL("conversation.newest_of_peer_read", `SELECT `+columns+` FROM conversation WHERE peer_id = $1
		ORDER BY created_at DESC, id DESC LIMIT 1`)
	stmtOpenAfter = db.SQL("conversation.open_after", `SELECT `+columns+` FROM conversation WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2`)
	stmtOwnedOpen = db.SQL("conversation.owned_open", `SELECT `+columns+` FROM conversation WHERE owner_id = $1 AND state = 'open'
		ORDER BY updated_at, id LIMIT 500`)
	stmtSilent = db.SQL("conversation.silent", `SELECT `+columns+` FROM conversation WHERE state = 'open' AND updated_at > $1 AND updated_at <= $2
		AND owner_id <> '' AND waiting_since IS NULL ORDER BY updated_at, id LIMIT $3`)
	stmtOfCustomer = db.SQL("conversation.of_customer", `SELECT `+columns+` FROM conversation WHERE customer_id = $1
		ORDER BY updated_at DESC, id DESC LIMIT $2`)
	stmtInsert = db.SQL("conversation.insert", `INSERT INTO conversation (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
		$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)`)
	stmtUpdate = db.SQL("conversation.update", `UPDATE conversation SET state = $2, owner_id = $3, last_seq = $4, public_seq = $5,
		staff_read_seq = $6, staff_read_public = $7, visitor_read_seq = $8, unread = $9, last_kind = $10, last_text = $11,
		last_author = $12, last_at = $13, queue_at = $14, waiting_since = $15, updated_at = $16, closed_at = $17,
		version = $18, labels = $19, attention = $20, helpers = $21 WHERE id = $1`)
	stmtRename = db.SQL("conversation.rename_customer", `UPDATE conversation SET customer_name = $2, customer_grade = $3, customer_vip = $4
		WHERE customer_id = $1 AND (customer_name <> $2 OR customer_grade <> $3 OR customer_vip <> $4)`)
	stmtCountMine = db.SQL("conversation.count_mine", `SELECT COUNT(*), COALESCE(SUM(CASE WHEN unread > 0 THEN 1 ELSE 0 END), 0)
		FROM (SELECT unread FROM conversation WHERE owner_id = $1 AND state = 'open' LIMIT 1000) mine`)
	stmtPutDraft = db.SQL("conversation.put_draft", `INSERT INTO conversation_draft (conversation_id, staff_id, kind, text, updated_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (conversation_id, staff_id)
		DO UPDATE SET kind = excluded.kind, text = excluded.text, updated_at = excluded.updated_at`)
	stmtDropDraft = db.SQL("conversation.drop_draft", `DELETE FROM conversation_draft WHERE conversation_id = $1 AND staff_id = $2`)
	stmtDraft     = db.SQL("conversation.draft", `SELECT kind, text, updated_at FROM conversation_draft WHERE conversation_id = $1 AND staff_id = $2`)
	stmtMention   = db.SQL("conversation.mention", `INSERT INTO conversation_mention (staff_id, conversation_id, seq, seen)
		VALUES ($1, $2, $3, FALSE) ON CONFLICT (staff_id, conversation_id) DO UPDATE SET seq = excluded.seq, seen = FALSE`)
	stmtMentionSeen = db.SQL("conversation.mention_seen", `UPDATE conversation_mention SET seen = TRUE
		WHERE staff_id = $1 AND conversation_id = $2 AND seen = FALSE AND seq <= $3`)
	stmtMentionDrop = db.SQL("conversation.mention_drop", `DELETE FROM conversation_mention WHERE conversation_id = $1 AND seq = $2`)
	stmtMentioned   = db.SQL("conversation.mentioned", `SELECT conversation_id FROM conversation_mention
		WHERE staff_id = $1 AND seen = FALSE LIMIT 200`)
	stmtMentionedIn = db.SQL("conversation.mentioned_in", `SELECT staff_id FROM conversation_mention
		WHERE conversation_id = $1 AND seen = FALSE LIMIT 200`)
)

func scanConversation(r db.Row) (Conversation, error) {
	var c Conversation
	var labels, helpers string
	var lastAt, queueAt, created, updated int64
	var waiting, closed *int64
	err := r.Scan(&c.ID, &c.CustomerID, &c.CustomerName, &c.PeerID, &c.PeerExternal, &c.ChannelID, &c.ChannelKind, &c.ChannelName, &c.UnitID, &c.State,
		&c.OwnerID, &labels, &c.LastSeq, &c.PublicSeq, &c.StaffReadSeq, &c.StaffReadPublic, &c.VisitorReadSeq, &c.Unread, &c.LastKind,
		&c.LastText, &c.LastAuthor, &lastAt, &queueAt, &waiting, &created, &updated, &closed, &c.Version, &c.Attention, &c.Grade, &c.VIP, &helpers)
	if err != nil {
		return c, err
	}
	c.LastAt, c.QueueAt, c.CreatedAt, c.UpdatedAt = db.Time(lastAt), db.Time(queueAt), db.Time(created), db.Time(updated)
	c.WaitingSince, c.ClosedAt = db.TimeOrZero(waiting), db.TimeOrZero(closed)
	if labels != "[]" {
		err = json.Unmarshal([]byte(labels), &c.Labels)
	}
	if helpers != "[]" && err == nil {
		err = json.Unmarshal([]byte(helpers), &c.Helpers)
	}
	return c, err
}

func packStrings(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	raw, _ := json.Marshal(list) // strings always encode
	return string(raw)
}

func one(ctx context.Context, q db.Querier, s *db.Stmt, key string) (Conversation, error) {
	return db.First(ctx, q, s, scanConversation, key)
}

func insert(ctx context.Context, tx *db.Tx, c Conversation) error {
	_, err := tx.Exec(ctx, stmtInsert, c.ID, c.CustomerID, c.CustomerName, c.PeerID, c.PeerExternal, c.ChannelID, c.ChannelKind, c.ChannelName, c.UnitID,
		string(c.State), c.OwnerID, packStrings(c.Labels), c.LastSeq, c.PublicSeq, c.StaffReadSeq, c.StaffReadPublic, c.VisitorReadSeq,
		c.Unread, string(c.LastKind), c.LastText, c.LastAuthor, db.Micros(c.LastAt), db.Micros(c.QueueAt), db.MicrosOrNil(c.WaitingSince),
		db.Micros(c.CreatedAt), db.Micros(c.UpdatedAt), db.MicrosOrNil(c.ClosedAt), c.Version, string(c.Attention),
		string(c.Grade), c.VIP, packStrings(c.Helpers))
	return err
}

func update(ctx context.Context, tx *db.Tx, c Conversation) error {
	_, err := tx.Exec(ctx, stmtUpdate, c.ID, string(c.State), c.OwnerID, c.LastSeq, c.PublicSeq, c.StaffReadSeq, c.StaffReadPublic,
		c.VisitorReadSeq, c.Unread, string(c.LastKind), c.LastText, c.LastAuthor, db.Micros(c.LastAt), db.Micros(c.QueueAt),
		db.MicrosOrNil(c.WaitingSince), db.Micros(c.UpdatedAt), db.MicrosOrNil(c.ClosedAt), c.Version, packStrings(c.Labels), string(c.Attention), packStrings(c.Helpers))
	return err
}

// countAttention counts what should be looked at, up to a thousand.
func countAttention(ctx context.Context, q db.Querier, s sight) (n int64, err error) {
	b := db.Build("conversation.count_attention", `SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE state = 'open' AND attention <> ''`)
	s.where(b).Add("LIMIT 1000) marked")
	err = db.EachOf(ctx, q, b, func(r db.Row) error { return r.Scan(&n) })
	return n, err
}

// countQueue counts what waits, up to a thousand.
func countQueue(ctx context.Context, q db.Querier, s sight) (n int64, err error) {
	b := db.Build("conversation.count_queue", `SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE state = 'open' AND owner_id = ''`)
	s.where(b).Add("LIMIT 1000) waiting")
	err = db.EachOf(ctx, q, b, func(r db.Row) error { return r.Scan(&n) })
	return n, err
}

// countWaiting counts whose customer waits, for anybody or for an answer, up to
// a thousand.
func countWaiting(ctx context.Context, q db.Querier, s sight) (n int, err error) {
	b := db.Build("conversation.count_waiting", `SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation WHERE state = 'open' AND (waiting_since IS NOT NULL OR owner_id = '')`)
	s.where(b).Add("LIMIT 1000) waiting")
	err = db.EachOf(ctx, q, b, func(r db.Row) error { return r.Scan(&n) })
	return n, err
}

// where narrows a list to what the person sees.
func (s sight) where(q *db.Query) *db.Query {
	switch {
	case s.filter.All:
		return q
	case s.filter.None:
		return q.Add("AND 1 = 0")
	}
	q.Add("AND (owner_id = ?", s.filter.OwnerID)
	if len(s.filter.UnitIDs) > 0 {
		q.InList("OR unit_id", s.filter.UnitIDs)
	}
	if len(s.queues) > 0 {
		q.InList("OR owner_id = '' AND state = 'open' AND unit_id", s.queues)
	}
	if s.helping {
		q.Add("OR helpers LIKE ?", `%"`+s.helper+`"%`)
	}
	return q.Add(")")
}

// mentions finds the conversations that call a member of staff.
func mentions(ctx context.Context, q db.Querier, staffID string) (map[string]bool, error) {
	out := map[string]bool{}
	err := db.Each(ctx, q, stmtMentioned, func(r db.Row) error {
		var conversationID string
		err := r.Scan(&conversationID)
		out[conversationID] = true
		return err
	}, staffID)
	return out, err
}

// mentionedIn finds the members of staff whom a conversation calls.
func mentionedIn(ctx context.Context, q db.Querier, conversationID string) ([]string, error) {
	var out []string
	err := db.Each(ctx, q, stmtMentionedIn, func(r db.Row) error {
		var staffID string
		err := r.Scan(&staffID)
		out = append(out, staffID)
		return err
	}, conversationID)
	return out, err
}

func countOfUnit(ctx context.Context, q db.Querier, unitID string) (n int64, err error) {
	err = db.Get(ctx, q, stmtOfUnit, []any{unitID}, &n)
	return n, err
}

// ofCustomer reads a customer's conversations, the latest changed first.
func ofCustomer(ctx context.Context, q db.Querier, customerID string, limit int) ([]Conversation, error) {
	var out []Conversation
	err := db.Each(ctx, q, stmtOfCustomer, func(r db.Row) error {
		c, err := scanConversation(r)
		out = append(out, c)
		return err
	}, customerID, limit)
	return out, err
}
