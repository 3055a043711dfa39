package routing

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

const messageColumns = `id, for_id, queue_id, unit_id, customer_id, conversation_id, caller, company, contact, matter, urgency, reply_by, state,
	taken_by, taken_at, told_by, told_at, replied_by, replied_at, answer, reminded_at, escalated_at, version`

var (
	stmtMessage       = db.SQL("routing.one_message", `SELECT `+messageColumns+` FROM routing_message WHERE id = $1 {for_update}`)
	stmtMessageByKey  = db.SQL("routing.message_by_key", `SELECT `+messageColumns+` FROM routing_message WHERE client_key = $1`)
	stmtMessageInsert = db.SQL("routing.message_insert", `INSERT INTO routing_message (client_key, `+messageColumns+`) VALUES ($1, $2, $3, $4, $5, $6,
		$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`)
	stmtMessageUpdate = db.SQL("routing.message_update", `UPDATE routing_message SET for_id = $2, state = $3, told_by = $4, told_at = $5,
		replied_by = $6, replied_at = $7, answer = $8, reminded_at = $9, escalated_at = $10, version = version + 1 WHERE id = $1 AND version = $11`)
)

func microsPtr(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	m := db.Micros(*t)
	return &m
}

func timePtr(m *int64) *time.Time {
	if m == nil {
		return nil
	}
	t := db.Time(*m)
	return &t
}

func scanMessage(r db.Row) (Message, error) {
	var m Message
	var taken int64
	var replyBy, told, replied, reminded, escalated *int64
	err := r.Scan(&m.ID, &m.ForID, &m.QueueID, &m.UnitID, &m.CustomerID, &m.ConversationID, &m.Caller, &m.Company, &m.Contact, &m.Matter, &m.Urgency,
		&replyBy, &m.State, &m.TakenBy, &taken, &m.ToldBy, &told, &m.RepliedBy, &replied, &m.Answer, &reminded, &escalated, &m.Version)
	m.TakenAt, m.TellBy = db.Time(taken), db.Time(taken).Add(TellWithin)
	m.ReplyBy, m.ToldAt, m.RepliedAt, m.RemindedAt, m.EscalatedAt = timePtr(replyBy), timePtr(told), timePtr(replied), timePtr(reminded), timePtr(escalated)
	return m, err
}

func insertMessage(ctx context.Context, tx *db.Tx, key string, m Message) error {
	_, err := tx.Exec(ctx, stmtMessageInsert, key, m.ID, m.ForID, m.QueueID, m.UnitID, m.CustomerID, m.ConversationID, m.Caller, m.Company,
		m.Contact, m.Matter, string(m.Urgency), microsPtr(m.ReplyBy), string(m.State), m.TakenBy, db.Micros(m.TakenAt), m.ToldBy, microsPtr(m.ToldAt),
		m.RepliedBy, microsPtr(m.RepliedAt), m.Answer, microsPtr(m.RemindedAt), microsPtr(m.EscalatedAt), m.Version)
	return err
}

func updateMessage(ctx context.Context, tx *db.Tx, m Message) (bool, error) {
	n, err := tx.Exec(ctx, stmtMessageUpdate, m.ID, m.ForID, string(m.State), m.ToldBy, microsPtr(m.ToldAt), m.RepliedBy, microsPtr(m.RepliedAt),
		m.Answer, microsPtr(m.RemindedAt), microsPtr(m.EscalatedAt), m.Version)
	return n == 1, err
}

type messageListing struct {
	state  MessageState
	mine   string // for or taken by
	filter auth.Filter
	units  []string // queues' units that the reader serves
	after  *id.Place
	limit  int
}

// listMessages reads one page, the newest first, and one row more.
func listMessages(ctx context.Context, q db.Querier, l messageListing) ([]Message, error) {
	b := db.Build("routing.messages", `SELECT `+messageColumns+` FROM routing_message WHERE 1 = 1`)
	if l.state != "" {
		b.Add("AND state = ?", string(l.state))
	}
	if l.mine != "" {
		b.Add("AND for_id = ?", l.mine)
	}
	if !l.filter.All {
		b.Add("AND (for_id = ? OR taken_by = ?", l.filter.OwnerID, l.filter.OwnerID)
		if units := append(append([]string{}, l.filter.UnitIDs...), l.units...); len(units) > 0 {
			b.InList("OR unit_id", units)
		}
		b.Add(")")
	}
	b.Latest("taken_at", "id", l.after, l.limit)
	return db.CollectOf(ctx, q, b, scanMessage)
}
