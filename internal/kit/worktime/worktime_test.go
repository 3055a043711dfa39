package worktime

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// office is Monday to Friday, nine to six, in Shanghai.
func office(t testing.TB) Hours {
	h := Hours{Zone: zone(t, "Asia/Shanghai")}
	for d := time.Monday; d <= time.Friday; d++ {
		h.Week[d] = []Range{{9 * 60, 18 * 60}}
	}
	return h
}

func at(t testing.TB, h Hours, text string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("2006-01-02 15:04", text, h.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWorkedValues(t *testing.T) {
	h := office(t)
	autumn := office(t) // 2026-09-20 is a working Sunday, 09-25 to 27 are holidays
	autumn.Extra = map[Day][]Range{{2026, 9, 20}: {{9 * 60, 18 * 60}}}
	autumn.Closed = map[Day]bool{{2026, 9, 25}: true, {2026, 9, 26}: true, {2026, 9, 27}: true}
	paused := []Span{{at(t, h, "2026-11-23 15:00"), at(t, h, "2026-11-24 11:00")}}
	twice := append(paused, Span{at(t, h, "2026-11-23 16:00"), at(t, h, "2026-11-24 10:00")})
	for _, c := range []struct {
		name   string
		hours  Hours
		start  string
		need   time.Duration
		pauses []Span
		want   string
	}{
		{"pause overnight", h, "2026-11-23 10:00", 8 * time.Hour, paused, "2026-11-24 14:00"},
		{"overlapping pauses count once", h, "2026-11-23 10:00", 8 * time.Hour, twice, "2026-11-24 14:00"},
		{"friday evening", h, "2026-11-27 20:00", 8 * time.Hour, nil, "2026-11-30 17:00"},
		{"working sunday", autumn, "2026-09-18 17:30", 8 * time.Hour, nil, "2026-09-20 16:30"},
		{"over a holiday", autumn, "2026-09-24 17:00", 2 * time.Hour, nil, "2026-09-28 10:00"},
		{"a whole day ends in the evening", h, "2026-11-23 09:00", 9 * time.Hour, nil, "2026-11-23 18:00"},
		{"nothing", h, "2026-11-22 03:00", 0, nil, "2026-11-22 03:00"},
	} {
		got, steps, err := c.hours.Due(at(t, c.hours, c.start), c.need, c.pauses)
		if err != nil || !got.Equal(at(t, c.hours, c.want)) {
			t.Errorf("%s: %v, %v, want %s", c.name, got.In(h.Zone), err, c.want)
		}
		var sum time.Duration
		for _, s := range steps {
			sum += s.Length()
		}
		if sum != c.need {
			t.Errorf("%s: the explanation sums to %v", c.name, sum)
		}
	}
}

func TestRoundTheClock(t *testing.T) {
	for _, whole := range []Range{{0, MinutesPerDay}, {0, 0}} {
		h := Hours{Zone: zone(t, "Asia/Shanghai")}
		for d := range h.Week {
			h.Week[d] = []Range{whole}
		}
		start := at(t, h, "2026-11-20 23:59")
		for _, need := range []time.Duration{time.Minute, time.Hour, 72 * time.Hour, 400 * 24 * time.Hour} {
			if got, steps, err := h.Due(start, need, nil); err != nil || !got.Equal(start.Add(need)) || len(steps) != 1 {
				t.Errorf("%v: %v, %d steps, %v", need, got, len(steps), err)
			}
		}
	}
}

func TestClockChanges(t *testing.T) {
	h := Hours{Zone: zone(t, "America/New_York")}
	h.Week[time.Saturday] = []Range{{22 * 60, 6 * 60}} // a night shift
	for text, want := range map[string]time.Duration{"2026-03-07 12:00": 7 * time.Hour, "2026-10-31 12:00": 9 * time.Hour, "2026-06-06 12:00": 8 * time.Hour} {
		start := at(t, h, text)
		if got := h.Working(start, start.Add(36*time.Hour), nil); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	h := office(t)
	start := at(t, h, "2026-11-23 10:00")
	if _, _, err := h.Due(start, -1, nil); !errors.Is(err, ErrNegative) {
		t.Error(err)
	}
	if _, _, err := (Hours{Zone: time.UTC}).Due(start, 1, nil); !errors.Is(err, ErrNever) {
		t.Error(err)
	}
	if _, err := (Hours{Zone: time.UTC}).NextOpen(start); !errors.Is(err, ErrNever) {
		t.Error(err)
	}
	if got := h.Working(start, start.Add(-time.Hour), nil); got != 0 {
		t.Error(got)
	}
	for name, c := range map[string]struct {
		ranges []Range
		want   error
	}{
		"good": {[]Range{{540, 720}, {780, 1080}}, nil}, "touching": {[]Range{{540, 720}, {720, 1080}}, nil}, "unsorted": {[]Range{{780, 1080}, {540, 720}}, nil}, "night": {[]Range{{540, 720}, {1320, 360}}, nil},
		"overlap": {[]Range{{540, 720}, {700, 800}}, ErrOverlap}, "night first": {[]Range{{540, 100}, {600, 700}}, ErrOverlap}, "negative": {[]Range{{-1, 60}}, ErrRange}, "late": {[]Range{{1440, 60}}, ErrRange}, "long": {[]Range{{0, 1441}}, ErrRange},
	} {
		h := Hours{Zone: time.UTC, Extra: map[Day][]Range{{2026, 1, 1}: c.ranges}}
		if err := h.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Hours{}).Check(); !errors.Is(err, ErrZone) {
		t.Error(err)
	}
	if err := (Hours{Zone: time.UTC, Closed: map[Day]bool{{2026, 2, 30}: true}}).Check(); !errors.Is(err, ErrDay) {
		t.Error(err)
	}
}

func TestNextOpen(t *testing.T) {
	h := office(t)
	for text, want := range map[string]string{"2026-11-23 10:00": "2026-11-23 10:00", "2026-11-23 18:00": "2026-11-24 09:00", "2026-11-27 20:00": "2026-11-30 09:00", "2026-11-23 08:59": "2026-11-23 09:00"} {
		if got, err := h.NextOpen(at(t, h, text)); err != nil || !got.Equal(at(t, h, want)) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestCloses(t *testing.T) {
	h := office(t)
	night := Hours{Zone: h.Zone}
	for d := range night.Week {
		night.Week[d] = []Range{{22 * 60, 6 * 60}}
	}
	long := Hours{Zone: h.Zone, Closed: map[Day]bool{{2026, 12, 25}: true}}
	for d := range long.Week {
		long.Week[d] = []Range{{0, MinutesPerDay}}
	}
	for _, v := range []struct {
		hours    Hours
		at, want string
	}{
		{h, "2026-11-23 10:00", "2026-11-23 18:00"}, {h, "2026-11-23 09:00", "2026-11-23 18:00"},
		{h, "2026-11-23 08:59", "2026-11-23 08:59"}, {h, "2026-11-23 18:00", "2026-11-23 18:00"}, {h, "2026-11-28 10:00", "2026-11-28 10:00"},
		{night, "2026-11-23 23:00", "2026-11-24 06:00"}, {night, "2026-11-24 05:59", "2026-11-24 06:00"}, {night, "2026-11-24 06:00", "2026-11-24 06:00"},
		{long, "2026-11-23 10:00", "2026-12-25 00:00"}, // more than a first look ahead
	} {
		if got, err := v.hours.Closes(at(t, v.hours, v.at)); err != nil || !got.Equal(at(t, v.hours, v.want)) {
			t.Errorf("%s: %v, %v, want %s", v.at, got, err, v.want)
		}
	}
	start := at(t, h, "2026-11-23 10:00")
	if _, err := Always().Closes(start); !errors.Is(err, ErrNever) {
		t.Error(err)
	}
	if got, err := (Hours{Zone: time.UTC}).Closes(start); err != nil || !got.Equal(start) {
		t.Errorf("never open: %v, %v", got, err)
	}
}

var zones = []string{"Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "America/New_York", "Australia/Lord_Howe"}

func drawHours(t *rapid.T, locations []*time.Location, around time.Time) Hours {
	h := Hours{Zone: rapid.SampledFrom(locations).Draw(t, "zone"), Closed: map[Day]bool{}, Extra: map[Day][]Range{}}
	ranges := rapid.Custom(func(t *rapid.T) []Range {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Range {
			return Range{rapid.IntRange(0, MinutesPerDay-1).Draw(t, "from"), rapid.IntRange(0, MinutesPerDay).Draw(t, "to")}
		}), 0, 3).Draw(t, "ranges")
	})
	for d := range h.Week {
		h.Week[d] = ranges.Draw(t, "weekday")
	}
	for range rapid.IntRange(0, 3).Draw(t, "special days") {
		day := DayOf(around).add(rapid.IntRange(-2, 6).Draw(t, "day"))
		if rapid.Bool().Draw(t, "closed") {
			h.Closed[day] = true
		} else {
			h.Extra[day] = ranges.Draw(t, "extra")
		}
	}
	return h
}

// changes are days near which one of the zones changes its clock.
var changes = []string{"2026-03-07", "2026-10-31", "2026-04-04", "2026-10-03", "2026-11-20", "2026-12-31", "2028-02-28"}

// Due and Working equal a count of single minutes by the wall clock.
func TestAgainstMinutes(t *testing.T) {
	var locations []*time.Location
	for _, name := range zones {
		locations = append(locations, zone(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		around, _ := time.Parse(time.DateOnly, rapid.SampledFrom(changes).Draw(t, "around"))
		h := drawHours(t, locations, around)
		start := around.Add(time.Duration(rapid.IntRange(-1440, 2880).Draw(t, "start")) * time.Minute)
		need := rapid.IntRange(1, 1500).Draw(t, "minutes")
		var pauses []Span
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from := start.Add(time.Duration(rapid.IntRange(-600, 3000).Draw(t, "pause")) * time.Minute)
			pauses = append(pauses, Span{from, from.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "length")) * time.Minute)})
		}
		count, minute := 0, start
		for ; count < need && minute.Sub(start) < 6*24*time.Hour; minute = minute.Add(time.Minute) {
			if counts(h, minute, pauses) {
				count++
			}
		}
		if got := h.Working(start, minute, pauses); got != time.Duration(count)*time.Minute {
			t.Fatalf("working time %v, counted %d minutes", got, count)
		}
		if count < need {
			return
		}
		if got, _, err := h.Due(start, time.Duration(need)*time.Minute, pauses); err != nil || !got.Equal(minute) {
			t.Fatalf("due %v, %v, counted %v", got, err, minute)
		}
	})
}

func counts(h Hours, minute time.Time, pauses []Span) bool {
	for _, p := range pauses {
		if !minute.Before(p.From) && minute.Before(p.To) {
			return false
		}
	}
	return h.Open(minute)
}
