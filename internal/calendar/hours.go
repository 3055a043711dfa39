package calendar

import (
	"time"

	"tiexin/internal/kit/worktime"
)

// Hours are named working hours (工作时间), to which queues and promises refer.
type Hours struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	HoursText
	FollowsHolidays bool      `json:"follows_holidays" doc:"Closed on official holidays, open on make-up days like on a Monday."`
	Version         int64     `json:"version"`
	UpdatedAt       time.Time `json:"updated_at"`

	createdAt time.Time
	removedAt time.Time
}

// MaxHours of one installation.
const MaxHours = 200

// Reason why a day differs from its weekday.
type Reason string

const (
	ReasonHoliday Reason = "holiday" // the official arrangement closes it
	ReasonClosed  Reason = "closed"  // the hours name it as closed
	ReasonMakeUp  Reason = "makeup"  // the official arrangement opens it
	ReasonExtra   Reason = "extra"   // the hours give it ranges of its own
)

// Special is a day that differs from its weekday, and why.
type Special struct {
	Date   string `json:"date"`
	Reason Reason `json:"reason"`
	Name   string `json:"name,omitempty"`
}

// Pause is time that does not count; a zero To is still going on.
type Pause struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Reason string    `json:"reason,omitempty"`
}

// Explanation is why something is due when it is.
type Explanation struct {
	Zone    string          `json:"zone"`
	Working bool            `json:"working"` // counted in working hours, not round the clock
	Start   time.Time       `json:"start"`
	Need    time.Duration   `json:"need"`
	Due     time.Time       `json:"due"` // zero while it is paused
	Spans   []worktime.Span `json:"spans"`
	Pauses  []Pause         `json:"pauses"`
	Special []Special       `json:"special"`
}
