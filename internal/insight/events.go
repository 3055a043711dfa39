package insight

import (
	"time"

	"tiexin/internal/platform/event"
)

// Events that this module tells.
const EventIncident event.Kind = "insight.incident" // Reported

// Reported tells that a desk could not answer for a while.
type Reported struct {
	StaffID string    `json:"staff_id"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
}
