package routing

import (
	"time"

	"tiexin/internal/platform/event"
)

// Events that this module tells.
const (
	EventOfferEnded    event.Kind = "routing.offer_ended"    // OfferEnded
	EventMissed        event.Kind = "routing.missed"         // Missed
	EventTransferEnded event.Kind = "routing.transfer_ended" // TransferEnded
	EventMessageTaken  event.Kind = "routing.message_taken"  // MessageTaken
)

// OfferEnded tells what became of an offer.
type OfferEnded struct {
	OfferID   string    `json:"offer_id"`
	ItemID    string    `json:"item_id"`
	Kind      string    `json:"kind"`
	SubjectID string    `json:"subject_id"`
	StaffID   string    `json:"staff_id"`
	Outcome   Outcome   `json:"outcome"`
	At        time.Time `json:"at"`
}

// Missed tells that somebody let several offers in a row lapse.
type Missed struct {
	StaffID string `json:"staff_id"`
	Count   int    `json:"count"`
}

// TransferEnded tells what became of a transfer.
type TransferEnded struct {
	TransferID     string        `json:"transfer_id"`
	ConversationID string        `json:"conversation_id"`
	FromID         string        `json:"from_id"`
	TakenBy        string        `json:"taken_by"`
	Kind           TransferKind  `json:"kind"`
	State          TransferState `json:"state"`
	At             time.Time     `json:"at"`
}

// MessageTaken tells that a message was taken for somebody.
type MessageTaken struct {
	MessageID string `json:"message_id"`
	ForID     string `json:"for_id"`
	QueueID   string `json:"queue_id"`
}
