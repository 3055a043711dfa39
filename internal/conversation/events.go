package conversation

import (
	"time"

	"tiexin/internal/platform/event"
)

// Events that this module tells.
const (
	EventMessageAdded event.Kind = "conversation.message_added" // MessageAdded
	EventRecalled     event.Kind = "conversation.recalled"      // Recalled
	EventOpened       event.Kind = "conversation.opened"        // Changed
	EventClaimed      event.Kind = "conversation.claimed"       // Changed
	EventReleased     event.Kind = "conversation.released"      // Changed
	EventAssigned     event.Kind = "conversation.assigned"      // Changed
	EventClosed       event.Kind = "conversation.closed"        // Changed
	EventReopened     event.Kind = "conversation.reopened"      // Changed
	EventLabelled     event.Kind = "conversation.labelled"      // Changed
	EventImported     event.Kind = "conversation.imported"      // Imported
	EventErased       event.Kind = "conversation.erased"        // Erased
)

// MessageAdded tells of a new message; the text is fetched by who needs it.
type MessageAdded struct {
	MessageID      string      `json:"message_id"`
	ConversationID string      `json:"conversation_id"`
	CustomerID     string      `json:"customer_id"`
	ChannelID      string      `json:"channel_id,omitempty"`
	UnitID         string      `json:"unit_id,omitempty"`
	Seq            int64       `json:"seq"`
	Kind           MessageKind `json:"kind"`
	AuthorKind     AuthorKind  `json:"author_kind,omitempty"`
	AuthorID       string      `json:"author_id"`
	OwnerID        string      `json:"owner_id,omitempty"` // after the message
	FileIDs        []string    `json:"file_ids,omitempty"`
	At             time.Time   `json:"at"`
	// WaitingSince is the first unanswered message: of a customer's message,
	// with it; of an answer, before it; zero where nobody waited.
	WaitingSince time.Time `json:"waiting_since,omitzero"`
}

// Recalled tells of a message that was taken back.
type Recalled struct {
	MessageAdded
	Waited time.Time `json:"waited,omitzero"` // since when the customer had been waiting
	Waits  time.Time `json:"waits,omitzero"`  // since when they wait now; zero: for nothing
	First  bool      `json:"first,omitempty"` // nobody has answered anything before
}

// Changed tells of a change of owner, state or labels.
type Changed struct {
	ConversationID string    `json:"conversation_id"`
	CustomerID     string    `json:"customer_id"`
	ChannelID      string    `json:"channel_id,omitempty"`
	UnitID         string    `json:"unit_id,omitempty"`
	OwnerID        string    `json:"owner_id"`
	FormerID       string    `json:"former_id,omitempty"` // owner before
	ByID           string    `json:"by_id"`
	Seq            int64     `json:"seq,omitempty"` // newest line of the conversation after the change
	At             time.Time `json:"at"`

	// Of a conversation that a colleague takes up again though its customer was
	// ended unanswered, by the line EndSeq: since when they wait, and whether
	// nobody had answered anything before.
	Waits  time.Time `json:"waits,omitzero"`
	First  bool      `json:"first,omitempty"`
	EndSeq int64     `json:"end_seq,omitempty"`
}

// Imported tells the search of a conversation that was stored as it is; nothing
// of it happened now.
type Imported struct {
	ConversationID string `json:"conversation_id"`
}

// Erased tells that nothing is left of a conversation. It comes behind all other
// events of it; a long one is told in several.
type Erased struct {
	ConversationID string   `json:"conversation_id"`
	CustomerID     string   `json:"customer_id"`
	MessageIDs     []string `json:"message_ids,omitempty"`
	FileIDs        []string `json:"file_ids,omitempty"`
}

func added(before, c Conversation, m Message) MessageAdded {
	since := before.WaitingSince
	if m.Kind == FromVisitor {
		since = c.WaitingSince
	}
	return MessageAdded{WaitingSince: since, MessageID: m.ID, ConversationID: c.ID, CustomerID: c.CustomerID, ChannelID: c.ChannelID, UnitID: c.UnitID, Seq: m.Seq,
		Kind: m.Kind, AuthorKind: m.Author.Kind, AuthorID: m.Author.ID, OwnerID: c.OwnerID, FileIDs: m.Files, At: m.CreatedAt}
}

func changed(before, c Conversation, byID string) Changed {
	return Changed{ConversationID: c.ID, CustomerID: c.CustomerID, ChannelID: c.ChannelID, UnitID: c.UnitID, OwnerID: c.OwnerID,
		FormerID: before.OwnerID, ByID: byID, Seq: c.LastSeq, At: c.UpdatedAt}
}
