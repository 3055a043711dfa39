package worktime

import (
	"slices"
	"time"
)

// Horizon is how far ahead Due looks.
const Horizon = 10 * 366 * 24 * time.Hour

// Span is the time from From up to To.
type Span struct {
	From time.Time
	To   time.Time
}

// Length returns how long the span is.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

// Working returns the working time between two moments without the pauses.
func (h Hours) Working(from, to time.Time, pauses []Span) time.Duration {
	var sum time.Duration
	for _, s := range h.stretches(from, to, pauses) {
		sum += s.Length()
	}
	return sum
}

// Due returns when the given working time after start is used up, and the
// stretches of working time it was made of: the explanation. It fails with
// ErrNegative, or with ErrNever if that lies beyond Horizon.
func (h Hours) Due(start time.Time, need time.Duration, pauses []Span) (time.Time, []Span, error) {
	if need < 0 {
		return time.Time{}, nil, ErrNegative
	}
	if need == 0 {
		return start, nil, nil
	}
	for window := 24 * time.Hour; ; window *= 4 { // most ends within the day
		window = min(window, Horizon)
		left := need
		stretches := h.stretches(start, start.Add(window), pauses)
		for i, s := range stretches {
			if left > s.Length() {
				left -= s.Length()
				continue
			}
			stretches[i].To = s.From.Add(left)
			return stretches[i].To, stretches[:i+1], nil
		}
		if window == Horizon {
			return time.Time{}, nil, ErrNever
		}
	}
}

// NextOpen returns the first moment at or after at when the place is open.
func (h Hours) NextOpen(at time.Time) (time.Time, error) {
	if h.Open(at) {
		return at, nil
	}
	_, stretches, err := h.Due(at, time.Nanosecond, nil)
	if err != nil {
		return time.Time{}, err
	}
	return stretches[0].From, nil
}

// Closes returns the first moment after at when the place, open at that moment,
// is closed again; ErrNever when it stays open beyond Horizon.
func (h Hours) Closes(at time.Time) (time.Time, error) {
	for window := 14 * 24 * time.Hour; ; window *= 4 {
		window = min(window, Horizon)
		end := at.Add(window)
		stretches := h.stretches(at, end, nil)
		if len(stretches) == 0 || stretches[0].From.After(at) {
			return at, nil
		}
		if stretches[0].To.Before(end) {
			return stretches[0].To, nil
		}
		if window == Horizon {
			return time.Time{}, ErrNever
		}
	}
}

// Always is open every minute.
func Always() Hours {
	h := Hours{Zone: time.UTC}
	for i := range h.Week {
		h.Week[i] = []Range{{From: 0, To: MinutesPerDay}}
	}
	return h
}

// stretches returns the open time between two moments without the pauses, in
// order and joined, in UTC.
func (h Hours) stretches(from, to time.Time, pauses []Span) []Span {
	if !from.Before(to) {
		return nil
	}
	var open []Span
	last := DayOf(to.In(h.Zone)).add(2)
	for day := DayOf(from.In(h.Zone)).add(-3); day != last; day = day.add(1) {
		for _, r := range h.On(day) {
			wall := day.wall()
			begin, end := wall.Add(time.Duration(r.From)*time.Minute), wall.Add(time.Duration(r.end())*time.Minute)
			open = h.appendReal(open, begin, end)
		}
	}
	return subtract(clip(join(open), from, to), join(slices.Clone(pauses)))
}

// appendReal turns a stretch of the wall clock, written as if it were UTC, into
// the real times at which the clock shows it: one, or several where the zone
// changes its offset.
func (h Hours) appendReal(open []Span, begin, end time.Time) []Span {
	const farthest = 26 * time.Hour // no zone is farther from UTC
	at := begin.Add(-farthest)
	for at.Before(end.Add(farthest)) {
		local := at.In(h.Zone)
		_, offset := local.Zone()
		_, next := local.ZoneBounds()
		s := Span{begin.Add(-time.Duration(offset) * time.Second), end.Add(-time.Duration(offset) * time.Second)}
		if s.From.Before(at) {
			s.From = at
		}
		if !next.IsZero() && next.Before(s.To) {
			s.To = next.UTC()
		}
		if s.From.Before(s.To) {
			open = append(open, s)
		}
		if next.IsZero() {
			break
		}
		at = next.UTC()
	}
	return open
}

// join sorts spans, drops empty ones and joins those that overlap or touch.
func join(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range spans {
		if !s.From.Before(s.To) {
			continue
		}
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func clip(spans []Span, from, to time.Time) []Span {
	var out []Span
	for _, s := range spans {
		if s.From.Before(from) {
			s.From = from.UTC()
		}
		if s.To.After(to) {
			s.To = to.UTC()
		}
		if s.From.Before(s.To) {
			out = append(out, s)
		}
	}
	return out
}

// subtract takes joined spans out of joined spans.
func subtract(spans, out []Span) []Span {
	var left []Span
	for _, s := range spans {
		for _, p := range out {
			if !p.From.Before(s.To) {
				break
			}
			if !s.From.Before(p.To) {
				continue
			}
			if s.From.Before(p.From) {
				left = append(left, Span{s.From, p.From.UTC()})
			}
			s.From = p.To.UTC()
		}
		if s.From.Before(s.To) {
			left = append(left, s)
		}
	}
	return left
}
