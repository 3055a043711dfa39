package calendar

import "tiexin/internal/platform/event"

// EventChanged tells that hours or the official arrangement have changed
// (Changed); what was reckoned with them is no longer right.
const EventChanged event.Kind = "calendar.changed"

// Changed names what has changed; exactly one of the two is set.
type Changed struct {
	HoursID string `json:"hours_id,omitempty"`
	Year    int    `json:"year,omitempty"` // the arrangement of a year: all hours that follow it
}
