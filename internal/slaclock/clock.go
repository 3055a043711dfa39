package slaclock

import (
	"time"

	"tiexin/internal/calendar"
)

// Kind of target.
type Kind string

const (
	FirstResponse Kind = "first_response"
	NextResponse  Kind = "next_response"
	Hold          Kind = "hold"
	Resolve       Kind = "resolve"
	OnSite        Kind = "on_site"
)

// Valid tells whether k is a kind.
func (k Kind) Valid() bool {
	switch k {
	case FirstResponse, NextResponse, Hold, Resolve, OnSite:
		return true
	}
	return false
}

// State of a clock.
type State string

const (
	Running   State = "running"
	Paused    State = "paused"
	Stopped   State = "stopped"
	Cancelled State = "cancelled"
)

// Ended tells whether nothing happens to the clock any more.
func (s State) Ended() bool { return s == Stopped || s == Cancelled }

// Limits of a clock.
const (
	MaxSeconds = 366 * 24 * 3600 // of a target, and of a step of the chain
	MaxStages  = 20              // warnings, and steps of the chain
	MaxPauses  = 1000
	FloorAfter = 5 * time.Minute // a new target is due no earlier than this from now
)

// Step of the chain: who is told so long after the breach, counted like the
// target.
type Step struct {
	AfterSeconds int64  `json:"after_seconds"`
	Tell         string `json:"tell"` // understood by the module that started the clock
}

// Ref names a clock. An empty Kind means every open clock of the subject.
type Ref struct {
	Subject   string
	SubjectID string
	Kind      Kind
	Key       string
}

// Spec is what a clock is started with.
type Spec struct {
	Subject   string
	SubjectID string
	Kind      Kind
	Key       string
	Seconds   int64  // the target
	HoursID   string // empty: round the clock
	StartedAt time.Time
	OwnerID   string
	UnitID    string
	Warn      []int // percentages, 1 to 100
	Chain     []Step
}

// Ref of the clock that the spec starts.
func (s Spec) Ref() Ref {
	return Ref{Subject: s.Subject, SubjectID: s.SubjectID, Kind: s.Kind, Key: s.Key}
}

// Clock is a target and how it stands.
type Clock struct {
	ID string
	Spec
	State    State
	Pauses   []calendar.Pause
	Floor    time.Time // when the target was changed to one that would have been over; zero: never
	Fired    int       // stages told
	Breached bool
	Due      time.Time // zero while a pause lies before it
	Next     time.Time // of the next stage; zero: none comes by itself
	EndedAt  time.Time
	Met      *bool // of a stopped clock
	Spent    time.Duration
	Frozen   *calendar.Explanation // of an ended clock
	Version  int64
}

// View is a clock as screens show it.
type View struct {
	ID            string     `json:"id"`
	Subject       string     `json:"subject"`
	SubjectID     string     `json:"subject_id"`
	Kind          Kind       `json:"kind" enum:"first_response,next_response,hold,resolve,on_site"`
	Key           string     `json:"key"`
	State         State      `json:"state" enum:"running,paused,stopped,cancelled"`
	TargetSeconds int64      `json:"target_seconds"`
	HoursID       string     `json:"hours_id" doc:"Empty: round the clock."`
	StartedAt     time.Time  `json:"started_at"`
	DueAt         *time.Time `json:"due_at" doc:"Null while it is paused."`
	SpentSeconds  int64      `json:"spent_seconds" doc:"Of the target, up to now or to the end."`
	Percent       int        `json:"percent" doc:"Of the target that is spent; over 100 after the breach."`
	Breached      bool       `json:"breached"`
	Met           *bool      `json:"met" doc:"Of a stopped clock."`
	EndedAt       *time.Time `json:"ended_at"`
	PausedFor     []string   `json:"paused_for" doc:"Reasons of the pauses that go on."`
	OwnerID       string     `json:"owner_id"`
	UnitID        string     `json:"unit_id"`
}
