package event

import (
	"encoding/json"
	"time"

	"tiexin/internal/platform/db"
)

// Kind names an event, like "conversation.message_added".
type Kind string

// Event is one fact, as subscribers see it.
type Event struct {
	Seq     int64
	TxID    int64
	Kind    Kind
	Subject string // id of the thing it is about
	At      time.Time
	Payload json.RawMessage
}

// Decode reads the payload into a T.
func Decode[T any](e Event) (T, error) {
	var v T
	err := json.Unmarshal(e.Payload, &v)
	return v, err
}

// Subscriber reacts to events of some kinds, at least once each. Handle
// stores what it derives inside tx; it must give the same result when it sees
// an event again.
type Subscriber struct {
	Name  string
	Kinds []Kind
	// Wants passes over events of these kinds that change nothing; nil: none.
	Wants  func(e Event) bool
	Handle func(tx *db.Tx, events []Event) error
	// Home is where the subscriber stores what it derives, and its place in the
	// log with it; nil: the ledger. What stands elsewhere can be made anew, and
	// Handle reads the ledger outside of tx.
	Home func() *db.DB
	// Gather is the shortest pause between two batches: the first word after
	// quiet is taken at once, what follows it shares the next; 0: a moment.
	Gather time.Duration
}

// Unhurried is the pause for what nobody waits for, like figures and the
// search: one commit for all that happened in a moment.
const Unhurried = 300 * time.Millisecond

// DeadLetter is an event that a subscriber could not take.
type DeadLetter struct {
	ID         string
	Subscriber string
	Event      Event
	Error      string
	Attempts   int
	At         time.Time
}
