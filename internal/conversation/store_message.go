package conversation

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"tiexin/internal/platform/search"
	"time"

	"tiexin/internal/platform/db"
)

const messageColumns = `id, conversation_id, peer_id, seq, public_seq, kind, author_kind, author_id, author_name, client_key,
	text, files, mentions, event, created_at, recalled_at`

var (
	stmtInsertMessage = db.SQL("conversation.insert_message", `INSERT INTO conversation_message (`+messageColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULL)`)
	stmtMessageByKey = db.SQL("conversation.message_by_key", `SELECT `+messageColumns+` FROM conversation_message
		WHERE peer_id = $1 AND author_id = $2 AND client_key = $3`)
	stmtMessage = db.SQL("conversation.message", `SELECT `+messageColumns+` FROM conversation_message WHERE id = $1`)
	stmtRecall  = db.SQL("conversation.recall_message", `UPDATE conversation_message SET recalled_at = $2 WHERE id = $1`)
	// The newest messages of all, for filling an index: ids rise with time.
	stmtNewestMessages = db.SQL("conversation.newest_messages", `SELECT `+messageColumns+` FROM conversation_message
		WHERE id < $1 AND kind <> 'event' ORDER BY id DESC LIMIT $2`)
	stmtBefore = db.SQL("conversation.messages_before", `SELECT `+messageColumns+` FROM conversation_message
		WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`)
	stmtAfter = db.SQL("conversation.messages_after", `SELECT `+messageColumns+` FROM conversation_message
		WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`)
	stmtPublicAfter = db.SQL("conversation.public_after", `SELECT id, conversation_id, public_seq, author_kind, author_id, author_name,
		client_key, text, files, created_at, recalled_at FROM conversation_message
		WHERE peer_id = $1 AND public_seq > $2 ORDER BY public_seq LIMIT $3`)
	stmtPublicOf = db.SQL("conversation.public_seq_of", `SELECT COALESCE(MAX(public_seq), 0) FROM conversation_message
		WHERE conversation_id = $1 AND seq <= $2`)
	stmtSpoken = db.SQL("conversation.spoken", `SELECT `+messageColumns+` FROM conversation_message WHERE conversation_id = $1 AND seq > $2
		AND recalled_at IS NULL AND (kind = 'visitor' OR kind = 'reply' AND author_kind = 'staff') ORDER BY seq LIMIT $3`)
	stmtLastWith = db.SQL("conversation.last_with", `SELECT `+messageColumns+` FROM conversation_message
		WHERE conversation_id = $1 AND recalled_at IS NULL AND files LIKE $2 ORDER BY seq DESC LIMIT 1`)
	stmtPublicWith = db.SQL("conversation.public_with", `SELECT `+messageColumns+` FROM conversation_message
		WHERE conversation_id = $1 AND recalled_at IS NULL AND public_seq IS NOT NULL AND files LIKE $2 ORDER BY seq DESC LIMIT 1`)
	stmtSeqOf = db.SQL("conversation.seq_of_public", `SELECT COALESCE(MAX(seq), 0) FROM conversation_message
		WHERE peer_id = $1 AND public_seq <= $2 AND conversation_id = $3`)
)

// PublicMessage is what the customer may see of a message. It can only be
// read from rows with a public_seq, which notes and event lines never have.
type PublicMessage struct {
	ID             string
	ConversationID string
	Seq            int64 // the peer's numbering
	Author         Author
	ClientKey      string
	Text           string
	Files          []string
	CreatedAt      time.Time
	Recalled       bool
}

// Public gives the customer's view, or false for what is not for them.
func (m Message) Public() (PublicMessage, bool) {
	if m.PublicSeq == 0 {
		return PublicMessage{}, false
	}
	p := PublicMessage{ID: m.ID, ConversationID: m.ConversationID, Seq: m.PublicSeq, Author: m.Author, ClientKey: m.ClientKey,
		Text: m.Text, Files: m.Files, CreatedAt: m.CreatedAt, Recalled: !m.RecalledAt.IsZero()}
	return p.withoutRecalled(), true
}

func (p PublicMessage) withoutRecalled() PublicMessage {
	if p.Recalled {
		p.Text, p.Files = "", nil
	}
	return p
}

func insertMessage(ctx context.Context, tx *db.Tx, m Message) error {
	var public *int64
	if m.PublicSeq > 0 {
		public = &m.PublicSeq
	}
	mentions, event := "[]", ""
	if len(m.Mentions) > 0 {
		raw, err := json.Marshal(m.Mentions)
		if err != nil {
			return err
		}
		mentions = string(raw)
	}
	if m.Event != nil {
		raw, err := json.Marshal(m.Event)
		if err != nil {
			return err
		}
		event = string(raw)
	}
	_, err := tx.Exec(ctx, stmtInsertMessage, m.ID, m.ConversationID, m.PeerID, m.Seq, public, string(m.Kind), string(m.Author.Kind),
		m.Author.ID, m.Author.Name, m.ClientKey, m.Text, packStrings(m.Files), mentions, event, db.Micros(m.CreatedAt))
	return err
}

func scanMessage(r db.Row) (Message, error) {
	var m Message
	var public, recalled *int64
	var files, mentions, event string
	var created int64
	err := r.Scan(&m.ID, &m.ConversationID, &m.PeerID, &m.Seq, &public, &m.Kind, &m.Author.Kind, &m.Author.ID, &m.Author.Name, &m.ClientKey,
		&m.Text, &files, &mentions, &event, &created, &recalled)
	if err != nil {
		return m, err
	}
	if public != nil {
		m.PublicSeq = *public
	}
	m.CreatedAt, m.RecalledAt = db.Time(created), db.TimeOrZero(recalled)
	return m, unpack(&m, files, mentions, event)
}

func unpack(m *Message, files, mentions, event string) error {
	if files != "[]" {
		if err := json.Unmarshal([]byte(files), &m.Files); err != nil {
			return err
		}
	}
	if mentions != "[]" {
		if err := json.Unmarshal([]byte(mentions), &m.Mentions); err != nil {
			return err
		}
	}
	if event != "" {
		return json.Unmarshal([]byte(event), &m.Event)
	}
	return nil
}

// carrying finds by stmt the newest line with a file that was not taken back, or
// gives db.ErrNone.
func carrying(ctx context.Context, q db.Querier, stmt *db.Stmt, conversationID, fileID string) (Message, error) {
	return oneMessage(ctx, q, stmt, conversationID, `%"`+fileID+`"%`)
}

func messages(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Message, error) {
	return db.Collect(ctx, q, s, scanMessage, args...)
}

func oneMessage(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) (Message, error) {
	found, err := messages(ctx, q, s, args...)
	if err != nil {
		return Message{}, err
	}
	if len(found) == 0 {
		return Message{}, db.ErrNone
	}
	return found[0], nil
}

// messagesByID reads messages, the oldest first.
func messagesByID(ctx context.Context, q db.Querier, ids []string) ([]Message, error) {
	b := db.Build("conversation.messages_by_id", `SELECT `+messageColumns+` FROM conversation_message WHERE`).InList("id", ids)
	return db.CollectOf(ctx, q, b.Add("ORDER BY created_at, id"), scanMessage)
}

// seqKey names a message by where it stands.
func seqKey(conversationID string, seq int64) string {
	return conversationID + "/" + strconv.FormatInt(seq, 10)
}

// messagesAt reads the messages where refs point.
func messagesAt(ctx context.Context, q db.Querier, refs []search.Ref) ([]Message, error) {
	b, lead := db.Build("conversation.messages_at", `SELECT `+messageColumns+` FROM conversation_message WHERE`), ""
	for _, r := range refs {
		b.Add(lead+"(conversation_id = ? AND seq = ?)", r.Group, r.Place)
		lead = "OR "
	}
	return db.CollectOf(ctx, q, b, scanMessage)
}

// messagesBefore reads the newest messages older than seq, in rising order.
func messagesBefore(ctx context.Context, q db.Querier, conversationID string, seq int64, limit int) ([]Message, error) {
	out, err := messages(ctx, q, stmtBefore, conversationID, seq, limit)
	slices.Reverse(out)
	return out, err
}

func messagesAfter(ctx context.Context, q db.Querier, conversationID string, seq int64, limit int) ([]Message, error) {
	return messages(ctx, q, stmtAfter, conversationID, seq, limit)
}

// publicAfter reads what the customer may see after a number of theirs.
func publicAfter(ctx context.Context, q db.Querier, peerID string, seq int64, limit int) ([]PublicMessage, error) {
	var out []PublicMessage
	err := db.Each(ctx, q, stmtPublicAfter, func(r db.Row) error {
		var m PublicMessage
		var files string
		var created int64
		var recalled *int64
		err := r.Scan(&m.ID, &m.ConversationID, &m.Seq, &m.Author.Kind, &m.Author.ID, &m.Author.Name, &m.ClientKey, &m.Text, &files, &created, &recalled)
		if err != nil {
			return err
		}
		m.CreatedAt, m.Recalled = db.Time(created), recalled != nil
		if files != "[]" {
			if err := json.Unmarshal([]byte(files), &m.Files); err != nil {
				return err
			}
		}
		out = append(out, m.withoutRecalled())
		return nil
	}, peerID, seq, limit)
	return out, err
}
