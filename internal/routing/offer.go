package routing

import "time"

// Outcome of an offer.
type Outcome string

const (
	Pending   Outcome = "pending"
	Accepted  Outcome = "accepted"
	Declined  Outcome = "declined"
	Lapsed    Outcome = "lapsed"
	Withdrawn Outcome = "withdrawn" // taken by somebody else, left, or no longer here
)

// Offer asks one person to take one item.
type Offer struct {
	ID        string
	ItemID    string
	StaffID   string
	Why       []string
	OfferedAt time.Time
	Until     time.Time
	Outcome   Outcome
	EndedAt   time.Time
	Reason    string
}
