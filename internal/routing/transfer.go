package routing

import "time"

// TransferKind is how a conversation is passed on.
type TransferKind string

const (
	Cold TransferKind = "cold" // 直转: the customer is told at once
	Warm TransferKind = "warm" // 说好再转: the sender goes on serving until it is accepted
	// Consult asks for advice (请教): who accepts joins as a helper, the owner
	// stays the owner and the customer sees nothing.
	Consult TransferKind = "consult"
)

// TransferState is what has become of a transfer.
type TransferState string

const (
	TransferPending   TransferState = "pending"
	TransferAccepted  TransferState = "accepted"
	TransferRefused   TransferState = "refused"
	TransferReturned  TransferState = "returned"  // nobody accepted in time
	TransferWithdrawn TransferState = "withdrawn" // by the sender, or the conversation went on otherwise
)

// Transfer passes a conversation on to a person or a queue. Until somebody
// accepts, whoever asked stays responsible (首问负责).
type Transfer struct {
	ID             string        `json:"id"`
	ConversationID string        `json:"conversation_id"`
	Kind           TransferKind  `json:"kind" enum:"cold,warm,consult"`
	FromID         string        `json:"from_id"`
	FromName       string        `json:"from_name"`
	ToID           string        `json:"to_id"`
	ToName         string        `json:"to_name"`
	ToQueueID      string        `json:"to_queue_id"`
	ToQueueName    string        `json:"to_queue_name"`
	Note           string        `json:"note"`
	State          TransferState `json:"state" enum:"pending,accepted,refused,returned,withdrawn"`
	AskedAt        time.Time     `json:"asked_at"`
	Until          time.Time     `json:"until"`
	TakenBy        string        `json:"taken_by"`
	EndedAt        *time.Time    `json:"ended_at"`
	Reason         string        `json:"reason" doc:"Of a refusal, in words; timeout or gone where it returned."`
}
