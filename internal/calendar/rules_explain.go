package calendar

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/fault"
)

// Say gives a text by its key, in the language of the reader.
type Say func(key string, args map[string]any) string

// shownSpans is how many stretches an explanation lists one by one.
const shownSpans = 8

// openPause splits pauses into those that are over and the beginning of the
// earliest that still goes on; zero when none does.
func openPause(pauses []Pause) (over []worktime.Span, open time.Time) {
	for _, p := range pauses {
		if p.To.IsZero() {
			if open.IsZero() || p.From.Before(open) {
				open = p.From
			}
			continue
		}
		over = append(over, worktime.Span{From: p.From, To: p.To})
	}
	return over, open
}

// explain reckons when need is used up after start. Due is zero when a pause
// that still goes on lies before it.
func (c compiled) explain(start time.Time, need time.Duration, pauses []Pause) (Explanation, error) {
	e := Explanation{Zone: c.Zone.String(), Working: true, Start: start, Need: need, Pauses: pauses}
	over, open := openPause(pauses)
	if !open.IsZero() && c.Working(start, open, over) < need {
		e.Special = c.specialBetween(start, open)
		if used := c.Working(start, open, over); used > 0 {
			_, spans, err := c.Due(start, used, over)
			if err != nil {
				return e, never(err)
			}
			e.Spans = spans
		}
		return e, nil
	}
	due, spans, err := c.Due(start, need, over)
	if err != nil {
		return e, never(err)
	}
	e.Due, e.Spans, e.Special = due, spans, c.specialBetween(start, due)
	return e, nil
}

func never(err error) error {
	if errors.Is(err, worktime.ErrNever) {
		return fault.Invalid("calendar.never_due", "hours")
	}
	return fault.Invalid("calendar.range", "minutes")
}

// Text writes the explanation, a line for each stretch of time that counted,
// for the pauses that did not, and for the days that differed.
func (e Explanation) Text(say Say) string {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		zone = time.UTC
	}
	w := writer{say: say, zone: zone}
	kind := "clock"
	if e.Working {
		kind = "working"
	}
	w.line("calendar.explain.start_"+kind, map[string]any{"start": w.moment(e.Start), "need": w.length(e.Need)})
	if zone.String() != "Asia/Shanghai" && e.Working {
		w.line("calendar.explain.zone", map[string]any{"zone": zone.String()})
	}
	w.spans(e.Spans)
	w.pauses(e)
	w.specials(e.Special)
	if e.Due.IsZero() {
		var used time.Duration
		for _, s := range e.Spans {
			used += s.Length()
		}
		w.line("calendar.explain.paused_now", map[string]any{"left": w.length(e.Need - used)})
	} else {
		w.line("calendar.explain.due", map[string]any{"due": w.moment(e.Due)})
	}
	return strings.Join(w.out, "\n")
}

type writer struct {
	say  Say
	zone *time.Location
	out  []string
}

func (w *writer) line(key string, args map[string]any) { w.out = append(w.out, w.say(key, args)) }

func (w *writer) spans(spans []worktime.Span) {
	cut := len(spans)
	if cut > shownSpans {
		cut = shownSpans - 2
	}
	for _, s := range spans[:cut] {
		w.span(s)
	}
	if cut == len(spans) {
		return
	}
	var sum time.Duration
	middle := spans[cut : len(spans)-1]
	for _, s := range middle {
		sum += s.Length()
	}
	w.line("calendar.explain.more", map[string]any{"count": len(middle), "length": w.length(sum)})
	w.span(spans[len(spans)-1])
}

func (w *writer) span(s worktime.Span) {
	w.line("calendar.explain.span", map[string]any{"from": w.moment(s.From), "to": w.end(s.From, s.To), "length": w.length(s.Length())})
}

func (w *writer) pauses(e Explanation) {
	for _, p := range e.Pauses {
		if !e.Due.IsZero() && !p.From.Before(e.Due) || !p.To.IsZero() && !p.To.After(e.Start) {
			continue
		}
		args := map[string]any{"from": w.moment(p.From), "reason": w.reason(p.Reason)}
		if p.To.IsZero() {
			w.line("calendar.explain.pause_open", args)
			continue
		}
		args["to"] = w.end(p.From, p.To)
		w.line("calendar.explain.pause", args)
	}
}

func (w *writer) reason(text string) string {
	if text == "" {
		return ""
	}
	return w.say("calendar.explain.reason", map[string]any{"reason": text})
}

// specials joins days that follow each other for the same reason.
func (w *writer) specials(days []Special) {
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && days[j].Reason == days[i].Reason && days[j].Name == days[i].Name && follows(days[j-1].Date, days[j].Date) {
			j++
		}
		span := w.day(days[i].Date)
		if j-i > 1 {
			span = w.say("calendar.explain.days", map[string]any{"from": span, "to": w.day(days[j-1].Date)})
		}
		args := map[string]any{"day": span, "name": days[i].Name}
		key := "calendar.explain.skipped_" + string(days[i].Reason)
		if !slices.Contains([]Reason{ReasonHoliday, ReasonClosed}, days[i].Reason) {
			key = "calendar.explain.worked_" + string(days[i].Reason)
		}
		w.line(key, args)
		i = j
	}
}

func follows(a, b string) bool {
	x, err1 := time.Parse(time.DateOnly, a)
	y, err2 := time.Parse(time.DateOnly, b)
	return err1 == nil && err2 == nil && x.AddDate(0, 0, 1).Equal(y)
}

func (w *writer) day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return w.date(t)
}

func (w *writer) date(t time.Time) string {
	return w.say("calendar.explain.date", map[string]any{"month": w.say("calendar.month."+strconv.Itoa(int(t.Month())), nil), "day": t.Day(),
		"weekday": w.say("calendar.weekday."+weekOrder[(int(t.Weekday())+6)%7], nil)})
}

func (w *writer) moment(t time.Time) string {
	local := t.In(w.zone)
	layout := "15:04"
	if local.Second() != 0 {
		layout = "15:04:05"
	}
	return w.date(local) + " " + local.Format(layout)
}

// end leaves out the date where it is that of the beginning.
func (w *writer) end(from, to time.Time) string {
	a, b := from.In(w.zone), to.In(w.zone)
	if a.Format(time.DateOnly) != b.Format(time.DateOnly) {
		return w.moment(to)
	}
	if b.Second() != 0 {
		return b.Format("15:04:05")
	}
	return b.Format("15:04")
}

// length writes hours, minutes and seconds; parts of zero are left out.
func (w *writer) length(d time.Duration) string {
	seconds := int64(d / time.Second)
	var parts []string
	for _, p := range []struct {
		key string
		n   int64
	}{{"hours", seconds / 3600}, {"minutes", seconds / 60 % 60}, {"seconds", seconds % 60}} {
		if p.n > 0 {
			parts = append(parts, w.say("calendar.explain."+p.key, map[string]any{"n": p.n}))
		}
	}
	if len(parts) == 0 {
		return w.say("calendar.explain.minutes", map[string]any{"n": 0})
	}
	return strings.Join(parts, " ")
}
