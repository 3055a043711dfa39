package workforce

import (
	"time"

	"tiexin/internal/platform/event"
)

// Events that this module tells; the subject is the staff id.
const (
	EventPresenceChanged event.Kind = "workforce.presence_changed" // PresenceChanged
	EventBreakOverdue    event.Kind = "workforce.break_overdue"    // PresenceChanged, once per break
)

// PresenceChanged tells of a transition.
type PresenceChanged struct {
	StaffID   string    `json:"staff_id"`
	UnitID    string    `json:"unit_id,omitempty"`
	From      State     `json:"from"`
	To        State     `json:"to"`
	BreakKind BreakKind `json:"break_kind,omitempty"`
	CoverID   string    `json:"cover_id,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	ByID      string    `json:"by_id,omitempty"` // who chose; empty: the server
	At        time.Time `json:"at"`
}
