package channel

import "time"

// BlockKind says whom a block keeps out.
type BlockKind string

// The kinds.
const (
	BlockVisitor  BlockKind = "visitor"  // one identity in one channel
	BlockAddress  BlockKind = "address"  // everybody from one address; of IPv6, from its /64
	BlockCustomer BlockKind = "customer" // somebody in every channel
)

const (
	// MaxBlock is how long a block may last: nobody is kept out for ever by a
	// click that nobody remembers.
	MaxBlock = 366 * 24 * time.Hour
	// MaxBlocks that count at the same time.
	MaxBlocks = 5000

	maxBlockReason = 200
)

// Block keeps somebody who abuses us from writing (拦截), for a while.
type Block struct {
	ID       string
	Kind     BlockKind
	Subject  string // id of the identity or the customer, or the address
	UnitID   string // where they write; an address concerns the house and has none
	Name     string // what people call them
	Reason   string
	EndsAt   time.Time
	MadeBy   string
	MadeAt   time.Time
	LiftedBy string
	LiftedAt *time.Time

	ConversationID string // where it was made, and is told of; empty: nowhere
}

// BlockEvent is what happened to a block.
type BlockEvent string

// The happenings, as the line in the conversation names them.
const (
	BlockMade   BlockEvent = "blocked"
	BlockLifted BlockEvent = "unblocked"
	BlockOver   BlockEvent = "block_over" // it came to its end by itself
)

// Counts tells whether the block keeps somebody out at that moment.
func (b Block) Counts(now time.Time) bool { return b.LiftedAt == nil && now.Before(b.EndsAt) }

// Knock is who wants in; what is not known is empty.
type Knock struct {
	PeerID     string
	CustomerID string
	Address    string
}
