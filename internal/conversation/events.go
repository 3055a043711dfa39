package conversation

import "tiexin/internal/platform/event"

// Events that this module tells.
const (
	EventMessageAdded event.Kind = "conversation.message_added" // MessageAdded
	EventRecalled     event.Kind = "conversation.recalled"      // MessageAdded
	EventOpened       event.Kind = "conversation.opened"        // Changed
	EventClaimed      event.Kind = "conversation.claimed"       // Changed
	EventReleased     event.Kind = "conversation.released"      // Changed
	EventAssigned     event.Kind = "conversation.assigned"      // Changed
	EventClosed       event.Kind = "conversation.closed"        // Changed
	EventReopened     event.Kind = "conversation.reopened"      // Changed
	EventLabelled     event.Kind = "conversation.labelled"      // Changed
)

// MessageAdded tells of a new message; the text is fetched by who needs it.
type MessageAdded struct {
	MessageID      string      `json:"message_id"`
	ConversationID string      `json:"conversation_id"`
	CustomerID     string      `json:"customer_id"`
	Seq            int64       `json:"seq"`
	Kind           MessageKind `json:"kind"`
	AuthorID       string      `json:"author_id"`
}

// Changed tells of a change of owner, state or labels.
type Changed struct {
	ConversationID string `json:"conversation_id"`
	CustomerID     string `json:"customer_id"`
	OwnerID        string `json:"owner_id"`
	ByID           string `json:"by_id"`
}
