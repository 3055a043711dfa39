package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tiexin/internal/kit/lunar"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/fault"
)

// statutory festivals that an arrangement must name, by the keys of kit/lunar,
// and the first year in which each was one.
var statutory = map[string]int{"festival.new_year": 1949, "festival.spring": 1949, "festival.qingming": 2008, "festival.labour": 1949,
	"festival.dragon_boat": 2008, "festival.mid_autumn": 2008, "festival.national": 1949}

// ReadArrangement reads lines "YYYY-MM-DD,holiday|makeup,name" of one year.
// Empty lines and lines that begin with # are passed over. A refusal names the
// line, or the festival that is missing.
func ReadArrangement(year int, text string) ([]Arranged, error) {
	var out []Arranged
	seen := map[string]int{}
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		a, err := readLine(year, line)
		if err != nil {
			return nil, fault.From(err).With("line", i+1)
		}
		if first, again := seen[a.Date]; again {
			return nil, fault.Invalid("calendar.day_doubled", "text").With("line", i+1).With("first", first).With("date", a.Date)
		}
		seen[a.Date] = i + 1
		out = append(out, a)
	}
	return out, missing(year, out)
}

func readLine(year int, line string) (Arranged, error) {
	fields := strings.SplitN(line, ",", 3)
	if len(fields) < 2 {
		return Arranged{}, fault.Invalid("calendar.line", "text")
	}
	a := Arranged{Date: strings.TrimSpace(fields[0]), Kind: DayKind(strings.TrimSpace(fields[1]))}
	if len(fields) == 3 {
		a.Name = strings.TrimSpace(fields[2])
	}
	day, ok := lunar.ParseSolar(a.Date)
	if !ok {
		return a, fault.Invalid("calendar.date", "text")
	}
	if day.Year != year {
		return a, fault.Invalid("calendar.other_year", "text").With("year", year)
	}
	if !a.Kind.Valid() {
		return a, fault.Invalid("calendar.kind", "text")
	}
	return a, nil
}

func weekend(d lunar.Solar) bool { w := d.Weekday(); return w == time.Saturday || w == time.Sunday }

// alreadyWorked lists the make-up days that are ordinary weekdays. An official
// arrangement may name one, as that of 2020 says from when on work goes on
// after a holiday was prolonged; it may be a slip as well.
func alreadyWorked(days []Arranged) []string {
	out := []string{}
	for _, a := range days {
		if day, ok := lunar.ParseSolar(a.Date); ok && a.Kind == MakeUp && !weekend(day) {
			out = append(out, a.Date)
		}
	}
	return out
}

// missing finds a statutory festival that the arrangement leaves out.
func missing(year int, days []Arranged) error {
	off := map[string]bool{}
	for _, a := range days {
		if a.Kind == Holiday {
			off[a.Date] = true
		}
	}
	for _, f := range lunar.Festivals() {
		if since, ok := statutory[f.Key]; !ok || year < since {
			continue
		}
		for d := (lunar.Solar{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			if f.Rule.Falls(d) && !off[d.String()] {
				return fault.Invalid("calendar.day_missing", "text").With("date", d.String())
			}
		}
	}
	return nil
}

// Working tells whether a day is worked: the arrangement decides, and without
// a word of it Monday to Friday.
func Working(d lunar.Solar, arranged map[string]DayKind) bool {
	switch arranged[d.String()] {
	case Holiday:
		return false
	case MakeUp:
		return true
	}
	return !weekend(d)
}

// MustWarn tells whether a missing arrangement of a year is a warning now.
func MustWarn(year int, now time.Time) bool {
	return year <= now.Year() || year == now.Year()+1 && now.Month() >= time.November
}

// HoursText is working time as written by people.
type HoursText struct {
	Zone   string                 `json:"zone" doc:"IANA zone."`
	Week   map[string][][2]string `json:"week" doc:"mon to sun, each a list of [\"09:00\", \"18:00\"]."`
	Closed []string               `json:"closed,omitempty" maxItems:"2000" doc:"Days without work."`
	Extra  map[string][][2]string `json:"extra,omitempty" doc:"Days with their own ranges, also where closed."`
}

var weekdays = map[string]time.Weekday{"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday,
	"fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday}

// Read turns the text into hours; a refusal names the field below "hours".
func (t HoursText) Read() (worktime.Hours, error) {
	h, err := t.read("hours.")
	if err != nil {
		return h, err
	}
	return h, overlap(h.Check(), "hours")
}

// read turns the text into hours without looking for overlaps.
func (t HoursText) read(prefix string) (worktime.Hours, error) {
	h := worktime.Hours{Closed: map[worktime.Day]bool{}, Extra: map[worktime.Day][]worktime.Range{}}
	zone, err := time.LoadLocation(t.Zone)
	if err != nil || t.Zone == "" || t.Zone == "Local" {
		return h, fault.Invalid("calendar.zone", prefix+"zone")
	}
	h.Zone = zone
	for name, ranges := range t.Week {
		weekday, ok := weekdays[name]
		if !ok {
			return h, fault.Invalid("calendar.weekday", prefix+"week."+name)
		}
		if h.Week[weekday], err = readRanges(ranges, prefix+"week."+name); err != nil {
			return h, err
		}
	}
	for i, date := range t.Closed {
		day, ok := lunar.ParseSolar(date)
		if !ok {
			return h, fault.Invalid("calendar.date", prefix+fmt.Sprintf("closed[%d]", i))
		}
		h.Closed[dayOf(day)] = true
	}
	for date, ranges := range t.Extra {
		day, ok := lunar.ParseSolar(date)
		if !ok {
			return h, fault.Invalid("calendar.date", prefix+"extra."+date)
		}
		if h.Extra[dayOf(day)], err = readRanges(ranges, prefix+"extra."+date); err != nil {
			return h, err
		}
	}
	return h, nil
}

func overlap(err error, field string) error {
	if err == nil {
		return nil
	}
	code := "calendar.range"
	if errors.Is(err, worktime.ErrOverlap) {
		code = "calendar.overlap"
	}
	return fault.Invalid(code, field).With("reason", err.Error())
}

func dayOf(s lunar.Solar) worktime.Day { return worktime.Day{Year: s.Year, Month: s.Month, Day: s.Day} }

func readRanges(texts [][2]string, field string) ([]worktime.Range, error) {
	out := make([]worktime.Range, 0, len(texts))
	for i, t := range texts {
		from, ok1 := readClock(t[0])
		to, ok2 := readClock(t[1])
		if !ok1 || !ok2 || from == worktime.MinutesPerDay {
			return nil, fault.Invalid("calendar.range", fmt.Sprintf("%s[%d]", field, i))
		}
		out = append(out, worktime.Range{From: from, To: to})
	}
	return out, nil
}

// readClock reads "09:30" as minutes; "24:00" is the end of the day.
func readClock(text string) (int, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	h, err1 := strconv.Atoi(text[:2])
	m, err2 := strconv.Atoi(text[3:])
	if err1 != nil || err2 != nil || h < 0 || m < 0 || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return h*60 + m, true
}

// Explain writes the stretches that make up a due time, in the zone's clock.
func Explain(spans []worktime.Span, zone *time.Location) string {
	var b strings.Builder
	var sum time.Duration
	for i, s := range spans {
		if i > 0 {
			b.WriteString(" + ")
		}
		from, to := s.From.In(zone), s.To.In(zone)
		fmt.Fprintf(&b, "%s %s–%s (%s)", from.Format("2006-01-02"), from.Format("15:04"), to.Format("15:04"), minutes(s.Length()))
		sum += s.Length()
	}
	fmt.Fprintf(&b, " = %s", minutes(sum))
	return b.String()
}

func minutes(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min", int(d/time.Minute))
	}
	return fmt.Sprintf("%d s", int(d/time.Second))
}
