package routing

import "time"

// MessageState is how far a message has come.
type MessageState string

const (
	MessageTakenState MessageState = "taken"   // 已记
	MessageTold       MessageState = "told"    // 已转告
	MessageReplied    MessageState = "replied" // 已回复
)

// Urgency of a message.
type Urgency string

const (
	Normal Urgency = "normal"
	Urgent Urgency = "urgent"
)

// Valid tells whether u is an urgency.
func (u Urgency) Valid() bool { return u == Normal || u == Urgent }

// Message is what somebody left for a person or a queue (留言).
type Message struct {
	ID             string       `json:"id"`
	ForID          string       `json:"for_id" doc:"Member of staff; empty: whoever serves the queue."`
	ForName        string       `json:"for_name"`
	QueueID        string       `json:"queue_id"`
	QueueName      string       `json:"queue_name"`
	UnitID         string       `json:"unit_id"`
	CustomerID     string       `json:"customer_id"`
	ConversationID string       `json:"conversation_id"`
	Caller         string       `json:"caller"`
	Company        string       `json:"company"`
	Contact        string       `json:"contact"`
	Matter         string       `json:"matter"`
	Urgency        Urgency      `json:"urgency" enum:"normal,urgent"`
	ReplyBy        *time.Time   `json:"reply_by" doc:"When an answer is expected."`
	State          MessageState `json:"state" enum:"taken,told,replied"`
	TakenBy        string       `json:"taken_by" doc:"Empty: the customer left it."`
	TakenByName    string       `json:"taken_by_name"`
	TakenAt        time.Time    `json:"taken_at"`
	ToldBy         string       `json:"told_by"`
	ToldByName     string       `json:"told_by_name"`
	ToldAt         *time.Time   `json:"told_at"`
	RepliedBy      string       `json:"replied_by"`
	RepliedByName  string       `json:"replied_by_name"`
	RepliedAt      *time.Time   `json:"replied_at"`
	Answer         string       `json:"answer"`
	RemindedAt     *time.Time   `json:"reminded_at" doc:"Not told within 30 minutes."`
	EscalatedAt    *time.Time   `json:"escalated_at" doc:"Not told within two hours."`
	TellBy         time.Time    `json:"tell_by" doc:"Promise: told within 30 minutes, of the queue's working time where it keeps hours."`
	cries          bool         // for help, who is kept out of writing
	HoursID        string       `json:"-"` // in which the promise runs; empty: round the clock
	VisitorID      string       `json:"-"` // channel and visitor who left it; empty: a colleague took it down
	Version        int64        `json:"version"`
}
