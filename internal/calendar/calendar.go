package calendar

import "time"

// DayKind is what the official arrangement says of a day.
type DayKind string

const (
	Holiday DayKind = "holiday" // 放假
	MakeUp  DayKind = "makeup"  // 调休上班
)

// Valid tells whether k is a kind.
func (k DayKind) Valid() bool { return k == Holiday || k == MakeUp }

// Arranged is a day of the official arrangement.
type Arranged struct {
	Date string  `db:"date" json:"date"` // YYYY-MM-DD
	Kind DayKind `db:"kind" json:"kind" enum:"holiday,makeup"`
	Name string  `db:"name" json:"name"`
}

// Year is the arrangement of one year.
type Year struct {
	Year       int        `json:"year"`
	Source     string     `json:"source" enum:"shipped,imported,missing"`
	ImportedAt *time.Time `json:"imported_at"`
	Days       []Arranged `json:"days"`
	// AlreadyWorked is what whoever imported it is told.
	AlreadyWorked []string `json:"already_worked" doc:"Make-up days that are ordinary weekdays: taken as they stand, and worth a look."`
	Warning       bool     `json:"warning" doc:"It is November or later and this year is still missing."`
}
