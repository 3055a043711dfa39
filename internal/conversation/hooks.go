package conversation

import (
	"context"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/platform/db"
)

// Hooks are questions to modules above, filled when the program is wired.
type Hooks struct {
	// PublicName gives what the customer may know of a colleague's name in a
	// channel; empty hides it.
	PublicName func(ctx context.Context, channelID, name string) string

	// Changed takes part in the transaction that changes owner or state; before
	// is empty for a new conversation. An error undoes the change.
	Changed func(ctx context.Context, tx *db.Tx, before, after Conversation) error

	// Joined takes part in the transaction in which a visitor turns out to be a
	// known person; former is the customer they were taken for.
	Joined func(ctx context.Context, tx *db.Tx, c Conversation, former string) error

	// Recognised takes part in the same transaction, behind Joined and with all
	// talks of the visitor locked: what hangs on who they were becomes theirs.
	Recognised func(ctx context.Context, tx *db.Tx, j customer.Joined) error

	// Keeps tells, in the running transaction, whether the owner of a closed
	// conversation may have it again. It asks nobody and refuses nothing: false
	// puts the conversation into the line.
	Keeps func(ctx context.Context, tx *db.Tx, c Conversation) (bool, error)

	// Continues is what the customer reads when another serves them from now on;
	// name is what they may know of them, perhaps nothing.
	Continues func(ctx context.Context, q db.Querier, c Conversation, name string) (string, error)

	// DueAt tells when the promise to a waiting customer lapses; zero: none.
	DueAt func(ctx context.Context, c Conversation) time.Time

	// Standing tells where an open conversation without owner stands; nil when
	// nobody can tell.
	Standing func(ctx context.Context, c Conversation) *Standing
}

// Standing is what a waiting customer is told of the queue.
type Standing struct {
	Place       int        `json:"place" doc:"1 is next; 0 while there is no place to tell."`
	WaitSeconds *int       `json:"wait_seconds" doc:"Expected wait; null while too few waits are known."`
	Open        bool       `json:"open" doc:"Whether it is working time."`
	NextOpening *time.Time `json:"next_opening" doc:"When it is not."`
	Staffed     bool       `json:"staffed" doc:"Whether anybody who can help is here."`
	MayLeave    bool       `json:"may_leave_message" doc:"Whether to offer leaving a message."`
	Asked       bool       `json:"asked" doc:"A colleague is being asked to take them now."`
	Left        *Left      `json:"left" doc:"What they have left that nobody has answered yet."`
	Callback    bool       `json:"callback" doc:"Who leaves one keeps their place: somebody is asked in turn to call them."`
}

// Left is a customer's own message that waits for an answer, as they are shown
// it: anybody may sit at their browser.
type Left struct {
	At      time.Time `json:"at"`
	Contact string    `json:"contact" doc:"Masked."`
	Matter  string    `json:"matter" doc:"Shortened."`
	Calls   bool      `json:"calls" doc:"They left a number and are called."`
}

func (h *Hooks) publicName(ctx context.Context, channelID, name string) string {
	if h == nil || h.PublicName == nil {
		return name
	}
	return h.PublicName(ctx, channelID, name)
}

func (h *Hooks) changed(ctx context.Context, tx *db.Tx, before, after Conversation) error {
	if h == nil || h.Changed == nil {
		return nil
	}
	return h.Changed(ctx, tx, before, after)
}

func (h *Hooks) joined(ctx context.Context, tx *db.Tx, c Conversation, former string) error {
	if h == nil || h.Joined == nil {
		return nil
	}
	return h.Joined(ctx, tx, c, former)
}

func (h *Hooks) recognised(ctx context.Context, tx *db.Tx, j customer.Joined) error {
	if h == nil || h.Recognised == nil {
		return nil
	}
	return h.Recognised(ctx, tx, j)
}

func (h *Hooks) keeps(ctx context.Context, tx *db.Tx, c Conversation) (bool, error) {
	if h == nil || h.Keeps == nil || c.OwnerID == "" {
		return true, nil
	}
	return h.Keeps(ctx, tx, c)
}

func (h *Hooks) dueAt(ctx context.Context, c Conversation) time.Time {
	if h == nil || h.DueAt == nil {
		return time.Time{}
	}
	return h.DueAt(ctx, c)
}

func (h *Hooks) standing(ctx context.Context, c Conversation) *Standing {
	if h == nil || h.Standing == nil || c.OwnerID != "" || c.State != Open {
		return nil
	}
	return h.Standing(ctx, c)
}
