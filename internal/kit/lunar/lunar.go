package lunar

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// First and last civil year covered.
const (
	FirstYear = 1901
	LastYear  = 2100
)

// Solar is a day of the civil (Gregorian) calendar.
type Solar struct {
	Year  int
	Month time.Month
	Day   int
}

// SolarOf returns the civil day of a time in its own zone.
func SolarOf(t time.Time) Solar {
	y, m, d := t.Date()
	return Solar{y, m, d}
}

// ParseSolar reads YYYY-MM-DD.
func ParseSolar(text string) (Solar, bool) {
	t, err := time.Parse(time.DateOnly, text)
	return SolarOf(t), err == nil
}

// String returns YYYY-MM-DD.
func (s Solar) String() string { return fmt.Sprintf("%04d-%02d-%02d", s.Year, s.Month, s.Day) }

// Valid says whether the day exists.
func (s Solar) Valid() bool { return SolarOf(s.midnight()) == s }

// Weekday returns the day of the week.
func (s Solar) Weekday() time.Weekday { return s.midnight().Weekday() }

// AddDays returns the day n days later, earlier if n is negative.
func (s Solar) AddDays(n int) Solar { return SolarOf(s.midnight().AddDate(0, 0, n)) }

// Before says whether s lies before o.
func (s Solar) Before(o Solar) bool { return s.number() < o.number() }

func (s Solar) midnight() time.Time { return time.Date(s.Year, s.Month, s.Day, 0, 0, 0, 0, time.UTC) }

// number counts days, so that differences are days.
func (s Solar) number() int { return int(s.midnight().Unix() / 86_400) }

// Date is a day of the lunar calendar.
type Date struct {
	Year  int
	Month int // 1 to 12
	Day   int // 1 to 30
	Leap  bool
}

//go:embed months.txt
var monthsText string

// yearRow is one lunar year of the table.
type yearRow struct {
	first  int // number of its first day
	leap   int // leap month, 0 none
	length []int
}

const firstLunar = 1900

// years begins with 1900, whose end lies in 1901.
var years = readYears(monthsText)

func readYears(text string) []yearRow {
	var rows []yearRow
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[0] == "#" {
			continue
		}
		day, _ := ParseSolar(fields[1])
		leap, _ := strconv.Atoi(fields[2])
		row := yearRow{first: day.number(), leap: leap}
		for _, long := range fields[3] {
			row.length = append(row.length, 29+int(long-'0'))
		}
		rows = append(rows, row)
	}
	return rows
}

func rowOf(year int) (yearRow, bool) {
	if year < firstLunar || year-firstLunar >= len(years) {
		return yearRow{}, false
	}
	return years[year-firstLunar], true
}

// index is the place of a month in its year, false if there is none.
func (r yearRow) index(month int, leap bool) (int, bool) {
	if month < 1 || month > 12 || leap && month != r.leap {
		return 0, false
	}
	i := month - 1
	if leap || r.leap != 0 && month > r.leap {
		i++
	}
	return i, true
}

// LeapMonth returns the month that is repeated in a lunar year, 0 if none or if
// the year is not covered.
func LeapMonth(year int) int {
	row, _ := rowOf(year)
	return row.leap
}

// MonthLength returns 29 or 30, or 0 if there is no such month.
func MonthLength(year, month int, leap bool) int {
	row, found := rowOf(year)
	if !found {
		return 0
	}
	i, exists := row.index(month, leap)
	if !exists {
		return 0
	}
	return row.length[i]
}

// FromSolar returns the lunar date of a civil day between 1901-01-01 and
// 2100-12-31.
func FromSolar(s Solar) (Date, bool) {
	if s.Year < FirstYear || s.Year > LastYear || !s.Valid() {
		return Date{}, false
	}
	n := s.number()
	year := s.Year
	row, _ := rowOf(year)
	if n < row.first {
		year--
		row, _ = rowOf(year)
	}
	left := n - row.first
	for i, length := range row.length {
		if left >= length {
			left -= length
			continue
		}
		month, leap := i+1, false
		if row.leap != 0 && i >= row.leap {
			month, leap = i, i == row.leap
		}
		return Date{Year: year, Month: month, Day: left + 1, Leap: leap}, true
	}
	return Date{}, false
}

// Solar returns the civil day of a lunar date, false if the date does not exist
// or its civil day lies outside of the years covered.
func (d Date) Solar() (Solar, bool) {
	row, found := rowOf(d.Year)
	if !found {
		return Solar{}, false
	}
	place, exists := row.index(d.Month, d.Leap)
	if !exists || d.Day < 1 || d.Day > row.length[place] {
		return Solar{}, false
	}
	n := row.first + d.Day - 1
	for _, length := range row.length[:place] {
		n += length
	}
	s := SolarOf(time.Unix(int64(n)*86_400, 0).UTC())
	return s, s.Year >= FirstYear && s.Year <= LastYear
}

// LastDay returns the last day of a lunar year (除夕), the 29th or 30th of its
// last month; in a year with a leap twelfth month that of the leap month.
func LastDay(year int) (Solar, bool) {
	row, found := rowOf(year)
	if !found {
		return Solar{}, false
	}
	leap := row.leap == 12
	return Date{Year: year, Month: 12, Day: MonthLength(year, 12, leap), Leap: leap}.Solar()
}
