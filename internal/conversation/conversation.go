package conversation

import (
	"time"

	"tiexin/internal/customer"
)

// State of a conversation.
type State string

const (
	Open   State = "open"
	Closed State = "closed"
)

// Attention is why somebody who leads should look at a conversation (待介入).
type Attention string

const (
	AttentionLate    Attention = "late"    // the promised answer is about to lapse, or has
	AttentionHelp    Attention = "help"    // the owner asks for help
	AttentionRefused Attention = "refused" // several were asked and nobody took it
)

// Conversation is one matter with one customer, as stored.
type Conversation struct {
	ID           string
	CustomerID   string
	CustomerName string
	Grade        customer.Grade // the customer's, as their name
	VIP          bool
	PeerID       string // the customer's identity in the channel
	PeerExternal string // the channel's own name for them
	ChannelID    string
	ChannelKind  string
	ChannelName  string
	UnitID       string
	State        State
	OwnerID      string // empty while it waits
	Labels       []string

	LastSeq         int64 // newest seq
	PublicSeq       int64 // newest public_seq of the peer
	StaffReadSeq    int64 // read by staff up to here (seq)
	StaffReadPublic int64 // the same, in the peer's numbering
	VisitorReadSeq  int64 // read by the customer up to here (seq)
	Unread          int64 // customer's messages since staff last read

	Attention Attention // why somebody who leads should look; empty: no reason

	Helpers []string // members of staff who were asked for advice and joined

	LastKind   MessageKind
	LastText   string // shortened
	LastAuthor string
	LastAt     time.Time

	QueueAt      time.Time // when it last began to wait for an owner
	WaitingSince time.Time // first unanswered customer message; zero: answered
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ClosedAt     time.Time
	Version      int64
}

// MessageKind tells what a line in a conversation is.
type MessageKind string

const (
	FromVisitor MessageKind = "visitor"
	Reply       MessageKind = "reply"
	Note        MessageKind = "note"
	EventLine   MessageKind = "event"
)

// Public tells whether the customer may see it.
func (k MessageKind) Public() bool { return k == FromVisitor || k == Reply }

// AuthorKind tells who wrote a message.
type AuthorKind string

const (
	ByVisitor AuthorKind = "visitor"
	ByStaff   AuthorKind = "staff"
	BySystem  AuthorKind = "system"
)

// Author is who wrote a message.
type Author struct {
	Kind AuthorKind `json:"kind" enum:"visitor,staff,system"`
	ID   string     `json:"id"`
	Name string     `json:"name"`
}

// Message is one line, as stored.
type Message struct {
	ID             string
	ConversationID string
	PeerID         string
	Seq            int64
	PublicSeq      int64 // 0: not for the customer
	Kind           MessageKind
	Author         Author
	ClientKey      string
	Text           string
	Files          []string // file ids
	FileName       string   // of the first file, for lists; not stored, and empty for a picture
	Mentions       []Mention
	Event          *Happening
	CreatedAt      time.Time
	RecalledAt     time.Time
}

// Mention is a colleague called into a note.
type Mention struct {
	StaffID string `json:"staff_id"`
	Name    string `json:"name"`
}

// Happening is what an event line tells.
type Happening struct {
	Type string         `json:"type" doc:"claimed, released, assigned, closed, reopened, labelled, blocked, unblocked, block_over and others."`
	Data map[string]any `json:"data,omitempty"`
}

// Inbound is what a customer says, from whatever channel.
type Inbound struct {
	ClientKey string
	Text      string
	Files     []string
	At        time.Time
}

// Label marks conversations by topic.
type Label struct {
	ID      string `db:"id" json:"id"`
	Name    string `db:"name" json:"name"`
	Colour  string `db:"colour" json:"colour"`
	Version int64  `db:"version" json:"version,omitempty"`
}

// Draft is what somebody has typed and not sent.
type Draft struct {
	Kind      MessageKind `json:"kind"`
	Text      string      `json:"text"`
	UpdatedAt time.Time   `json:"updated_at"`
}
