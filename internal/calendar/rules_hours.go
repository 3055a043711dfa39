package calendar

import (
	"errors"
	"maps"
	"slices"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/lunar"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/fault"
)

// compiled are hours ready to reckon with: the official arrangement is merged.
type compiled struct {
	worktime.Hours
	special map[string]Special // by date
}

var weekOrder = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// DefaultHours are those that an installation begins with.
func DefaultHours(zone string) HoursText {
	t := HoursText{Zone: zone, Week: map[string][][2]string{}}
	for _, day := range weekOrder[:5] {
		t.Week[day] = [][2]string{{"09:00", "18:00"}}
	}
	return t
}

// compile reads the text and merges the arrangement if the hours follow it. A
// refusal names the field below prefix. The word of the hours themselves goes
// before that of the arrangement.
func (t HoursText) compile(prefix string, follow bool, arranged map[string]Arranged) (compiled, error) {
	h, err := t.read(prefix)
	if err != nil {
		return compiled{}, err
	}
	if err := t.checkDays(h, prefix); err != nil {
		return compiled{}, err
	}
	c := compiled{Hours: h, special: map[string]Special{}}
	for _, date := range t.Closed {
		c.special[date] = Special{Date: date, Reason: ReasonClosed}
	}
	for date := range t.Extra {
		c.special[date] = Special{Date: date, Reason: ReasonExtra}
	}
	if !follow {
		return c, nil
	}
	for date, a := range arranged {
		if _, own := c.special[date]; own {
			continue
		}
		solar, ok := lunar.ParseSolar(date)
		if !ok {
			continue
		}
		if a.Kind == MakeUp && !weekend(solar) && len(c.Week[solar.Weekday()]) > 0 {
			continue // worked as every such weekday
		}
		day := dayOf(solar)
		if a.Kind == Holiday {
			c.Closed[day] = true
			c.special[date] = Special{Date: date, Reason: ReasonHoliday, Name: a.Name}
		} else {
			c.Extra[day] = c.Week[time.Monday]
			c.special[date] = Special{Date: date, Reason: ReasonMakeUp, Name: a.Name}
		}
	}
	return c, nil
}

// checkDays looks at each day's ranges by itself, so that a refusal names it.
func (t HoursText) checkDays(h worktime.Hours, prefix string) error {
	for _, name := range slices.Sorted(maps.Keys(t.Week)) {
		field := prefix + "week." + name
		if err := checkDay(h.Zone, h.Week[weekdays[name]], field); err != nil {
			return err
		}
	}
	for _, date := range slices.Sorted(maps.Keys(t.Extra)) {
		solar, _ := lunar.ParseSolar(date)
		if err := checkDay(h.Zone, h.Extra[dayOf(solar)], prefix+"extra."+date); err != nil {
			return err
		}
	}
	for i, date := range t.Closed {
		if slices.Contains(t.Closed[:i], date) {
			return fault.Invalid("calendar.closed_doubled", prefix+"closed").With("date", date)
		}
		if ranges, also := t.Extra[date]; also && len(ranges) > 0 {
			return fault.Invalid("calendar.closed_and_extra", prefix+"closed").With("date", date)
		}
	}
	return nil
}

func checkDay(zone *time.Location, ranges []worktime.Range, field string) error {
	for _, r := range ranges {
		if r.From == r.To && r.From != 0 {
			return fault.Invalid("calendar.range_empty", field)
		}
	}
	one := worktime.Hours{Zone: zone}
	one.Week[0] = ranges
	return overlap(one.Check(), field)
}

// neverOpen tells whether hours hold no working time from now on.
func (c compiled) neverOpen(now time.Time) bool {
	_, err := c.NextOpen(now)
	return errors.Is(err, worktime.ErrNever)
}

// Change is the moment at which open becomes closed or closed open; zero when
// that does not come about.
func change(h worktime.Hours, at time.Time) (open bool, next time.Time) {
	var err error
	if open = h.Open(at); open {
		next, err = h.Closes(at)
	} else {
		next, err = h.NextOpen(at)
	}
	if err != nil {
		return open, time.Time{}
	}
	return open, next
}

// specialBetween lists the days from start to end that differ from their
// weekday.
func (c compiled) specialBetween(start, end time.Time) []Special {
	if end.Before(start) {
		return nil
	}
	var out []Special
	from, to := lunar.SolarOf(start.In(c.Zone)).String(), lunar.SolarOf(end.In(c.Zone)).String()
	for _, date := range slices.Sorted(maps.Keys(c.special)) {
		s := c.special[date]
		solar, ok := lunar.ParseSolar(date)
		if !ok || date < from || date > to {
			continue
		}
		off := s.Reason == ReasonHoliday || s.Reason == ReasonClosed
		if off && len(c.Week[solar.Weekday()]) == 0 {
			continue // nobody works on that weekday anyway
		}
		out = append(out, s)
	}
	return out
}

func checkHoursName(name string) error {
	if code, ok := check.Name(name, 60); !ok {
		return fault.Invalid(code, "name")
	}
	return nil
}
