package routing

import (
	"context"

	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

const messageColumns = `id, for_id, queue_id, unit_id, customer_id, conversation_id, caller, company, contact, matter, urgency, reply_by, state,
	taken_by, taken_at, told_by, told_at, replied_by, replied_at, answer, reminded_at, escalated_at, version, hours_id, visitor_id`

var (
	stmtMessage       = db.SQL("routing.one_message", `SELECT `+messageColumns+` FROM routing_message WHERE id = $1 {for_update}`)
	stmtMessageByKey  = db.SQL("routing.message_by_key", `SELECT `+messageColumns+` FROM routing_message WHERE client_key = $1`)
	stmtMessageInsert = db.SQL("routing.message_insert", `INSERT INTO routing_message (client_key, `+messageColumns+`) VALUES ($1, $2, $3, $4, $5, $6,
		$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`)
	stmtMessageLeft = db.SQL("routing.message_left", `SELECT `+messageColumns+` FROM routing_message WHERE visitor_id = $1 AND visitor_id <> '' AND state <> 'replied'
		ORDER BY taken_at DESC, id DESC LIMIT 1`)
	stmtMessageMoves  = db.SQL("routing.message_moves", `UPDATE routing_message SET visitor_id = $2 WHERE visitor_id = $1`)
	stmtMessageMatter = db.SQL("routing.message_matter", `UPDATE routing_message SET matter = $2 WHERE id = $1`)
	stmtMessageUpdate = db.SQL("routing.message_update", `UPDATE routing_message SET for_id = $2, state = $3, told_by = $4, told_at = $5,
		replied_by = $6, replied_at = $7, answer = $8, reminded_at = $9, escalated_at = $10, version = version + 1 WHERE id = $1 AND version = $11`)
)

func scanMessage(r db.Row) (Message, error) {
	var m Message
	var taken int64
	var replyBy, told, replied, reminded, escalated *int64
	err := r.Scan(&m.ID, &m.ForID, &m.QueueID, &m.UnitID, &m.CustomerID, &m.ConversationID, &m.Caller, &m.Company, &m.Contact, &m.Matter, &m.Urgency,
		&replyBy, &m.State, &m.TakenBy, &taken, &m.ToldBy, &told, &m.RepliedBy, &replied, &m.Answer, &reminded, &escalated, &m.Version, &m.HoursID, &m.VisitorID)
	m.TakenAt = db.Time(taken)
	m.ReplyBy, m.ToldAt, m.RepliedAt = opt.Time(db.TimeOrZero(replyBy)), opt.Time(db.TimeOrZero(told)), opt.Time(db.TimeOrZero(replied))
	m.RemindedAt, m.EscalatedAt = opt.Time(db.TimeOrZero(reminded)), opt.Time(db.TimeOrZero(escalated))
	return m, err
}

func insertMessage(ctx context.Context, tx *db.Tx, key string, m Message) error {
	_, err := tx.Exec(ctx, stmtMessageInsert, key, m.ID, m.ForID, m.QueueID, m.UnitID, m.CustomerID, m.ConversationID, m.Caller, m.Company,
		m.Contact, m.Matter, string(m.Urgency), db.MicrosOrNil(opt.Get(m.ReplyBy)), string(m.State), m.TakenBy, db.Micros(m.TakenAt), m.ToldBy, db.MicrosOrNil(opt.Get(m.ToldAt)),
		m.RepliedBy, db.MicrosOrNil(opt.Get(m.RepliedAt)), m.Answer, db.MicrosOrNil(opt.Get(m.RemindedAt)), db.MicrosOrNil(opt.Get(m.EscalatedAt)), m.Version, m.HoursID, m.VisitorID)
	return err
}

func updateMessage(ctx context.Context, tx *db.Tx, m Message) (bool, error) {
	n, err := tx.Exec(ctx, stmtMessageUpdate, m.ID, m.ForID, string(m.State), m.ToldBy, db.MicrosOrNil(opt.Get(m.ToldAt)), m.RepliedBy, db.MicrosOrNil(opt.Get(m.RepliedAt)),
		m.Answer, db.MicrosOrNil(opt.Get(m.RemindedAt)), db.MicrosOrNil(opt.Get(m.EscalatedAt)), m.Version)
	return n == 1, err
}

type messageListing struct {
	state  MessageState
	id     string
	mine   string // for or taken by
	filter auth.Filter
	units  []string // queues' units that the reader serves
	after  *messagePlace
	limit  int
}

// messagePlace is where a page of messages ends.
type messagePlace struct {
	id.Place
	Urgent int `json:"u"`
}

func placeOf(m Message) messagePlace {
	at := messagePlace{Place: id.PlaceOf(m.TakenAt, m.ID)}
	if m.Urgency == Urgent {
		at.Urgent = 1
	}
	return at
}

// urgentFirst is what orders messages that nobody knows of yet.
const urgentFirst = `CASE WHEN urgency = 'urgent' THEN 1 ELSE 0 END`

// listMessages reads one page, the newest first, and one row more; of those that
// nobody knows of yet the urgent ones before all.
func listMessages(ctx context.Context, q db.Querier, l messageListing) ([]Message, error) {
	b := db.Build("routing.messages", `SELECT `+messageColumns+` FROM routing_message WHERE 1 = 1`)
	if l.state != "" {
		b.Add("AND state = ?", string(l.state))
	}
	if l.id != "" {
		b.Add("AND id = ?", l.id)
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
	var after *id.Place
	if l.after != nil {
		after = &l.after.Place
	}
	if l.state != MessageTakenState {
		b.Latest("taken_at", "id", after, l.limit)
		return db.CollectOf(ctx, q, b, scanMessage)
	}
	if after != nil {
		b.Add("AND ("+urgentFirst+", taken_at, id) < (?, ?, ?)", l.after.Urgent, after.At, after.ID)
	}
	b.Add("ORDER BY "+urgentFirst+" DESC, taken_at DESC, id DESC LIMIT ?", l.limit)
	return db.CollectOf(ctx, q, b, scanMessage)
}
