package sample

import "time"

// placeIn is held by the one sample that is in.
const placeIn = "in"

// fill is what was put in, as remembered.
type fill struct {
	ID            string
	Place         string // "in", or its own id when it was taken out again
	StaffID       string
	Customers     []string
	Conversations []string
	At            time.Time
}

// State tells whether sample data is in.
type State struct {
	In            bool       `json:"in"`
	Customers     int        `json:"customers" doc:"Put in, or just taken out."`
	Conversations int        `json:"conversations" doc:"The same."`
	FilledBy      string     `json:"filled_by" doc:"Name of who put it in; empty: it is not in."`
	FilledAt      *time.Time `json:"filled_at"`
}
