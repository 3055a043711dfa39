package worktime

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// MinutesPerDay is the largest end of a Range.
const MinutesPerDay = 24 * 60

// Errors of Hours.Check and of the reckoning.
var (
	ErrZone    = errors.New("worktime: no zone")
	ErrRange   = errors.New("worktime: impossible range")
	ErrOverlap = errors.New("worktime: overlapping ranges")
	ErrDay     = errors.New("worktime: no such day")
	// ErrNever: the hours hold too little working time within Horizon.
	ErrNever = errors.New("worktime: never due")
	// ErrNegative: a negative length of working time.
	ErrNegative = errors.New("worktime: negative time")
)

// Range is a stretch of the day in minutes from midnight: From 0 to 1439, To 0
// to 1440. To at or before From means past midnight.
type Range struct {
	From int
	To   int
}

// end is To on a clock that goes on past midnight.
func (r Range) end() int {
	if r.To <= r.From {
		return r.To + MinutesPerDay
	}
	return r.To
}

// Day is a day of the civil calendar.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf returns the day of a time in its own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

func (d Day) wall() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func (d Day) add(n int) Day { return DayOf(d.wall().AddDate(0, 0, n)) }

// Hours are the working hours of a place.
type Hours struct {
	Zone   *time.Location
	Week   [7][]Range // by time.Weekday, Sunday first
	Closed map[Day]bool
	Extra  map[Day][]Range
}

// Check finds what cannot be meant: no zone, ranges outside of the day, ranges
// of one day that overlap, days that do not exist.
func (h Hours) Check() error {
	if h.Zone == nil {
		return ErrZone
	}
	for weekday, ranges := range h.Week {
		if err := checkRanges(ranges); err != nil {
			return fmt.Errorf("%w on %s", err, time.Weekday(weekday))
		}
	}
	for day, ranges := range h.Extra {
		if err := checkRanges(ranges); err != nil {
			return fmt.Errorf("%w on %v", err, day)
		}
		if DayOf(day.wall()) != day {
			return fmt.Errorf("%w: %v", ErrDay, day)
		}
	}
	for day := range h.Closed {
		if DayOf(day.wall()) != day {
			return fmt.Errorf("%w: %v", ErrDay, day)
		}
	}
	return nil
}

func checkRanges(ranges []Range) error {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b Range) int { return a.From - b.From })
	for i, r := range sorted {
		if r.From < 0 || r.From >= MinutesPerDay || r.To < 0 || r.To > MinutesPerDay {
			return ErrRange
		}
		if i > 0 && sorted[i-1].end() > r.From {
			return ErrOverlap
		}
	}
	return nil
}

// On returns the ranges that begin on a day.
func (h Hours) On(day Day) []Range {
	if ranges, extra := h.Extra[day]; extra {
		return ranges
	}
	if h.Closed[day] {
		return nil
	}
	return h.Week[day.wall().Weekday()]
}

// Open says whether the place is open at a moment.
func (h Hours) Open(at time.Time) bool {
	local := at.In(h.Zone)
	minute := local.Hour()*60 + local.Minute()
	for _, r := range h.On(DayOf(local)) {
		if r.From <= minute && minute < r.end() {
			return true
		}
	}
	for _, r := range h.On(DayOf(local).add(-1)) {
		if minute < r.end()-MinutesPerDay {
			return true
		}
	}
	return false
}
