package slaclock

import (
	"time"

	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/event"
)

// Events that this module tells.
const (
	EventWarned   event.Kind = "slaclock.warned"   // Warned
	EventBreached event.Kind = "slaclock.breached" // Breached
	EventStopped  event.Kind = "slaclock.stopped"  // Ended
)

// About is what every event says.
type About struct {
	ClockID   string     `json:"clock_id"`
	Subject   string     `json:"subject"`
	SubjectID string     `json:"subject_id"`
	Kind      Kind       `json:"kind"`
	Key       string     `json:"key,omitempty"`
	DueAt     *time.Time `json:"due_at"` // null when it was stopped in a pause
	OwnerID   string     `json:"owner_id"`
	UnitID    string     `json:"unit_id"`
}

// Warned tells that a part of the target is spent.
type Warned struct {
	About
	Percent int `json:"percent"`
}

// Breached tells that the target is over (step 0), or that it has been for as
// long as a step of the chain says (step 1, …).
type Breached struct {
	About
	Step int    `json:"step"`
	Tell string `json:"tell,omitempty"`
}

// Ended tells that a clock was stopped.
type Ended struct {
	About
	Met           bool      `json:"met"`
	SpentSeconds  int64     `json:"spent_seconds"`
	TargetSeconds int64     `json:"target_seconds"`
	StoppedAt     time.Time `json:"stopped_at"`
}

func (c Clock) about() About {
	return About{ClockID: c.ID, Subject: c.Subject, SubjectID: c.SubjectID, Kind: c.Kind, Key: c.Key, DueAt: opt.Time(c.Due), OwnerID: c.OwnerID, UnitID: c.UnitID}
}
