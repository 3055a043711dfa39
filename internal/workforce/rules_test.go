package workforce

import (
	"fmt"
	"testing"
	"time"

	"tiexin/internal/platform/fault"
)

var monday = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func TestCoversAreNotOneselfNotOfflineAndNoCircle(t *testing.T) {
	for _, c := range []struct {
		name, staff, cover string
		state              State
		covers             map[string]string
		code               string
	}{
		{"free colleague", "a", "b", Online, nil, ""},
		{"who covers somebody else already", "a", "b", Online, map[string]string{"c": "b"}, ""},
		{"oneself", "a", "a", Online, nil, "workforce.cover_self"},
		{"busy colleague", "a", "b", Busy, nil, "workforce.cover_not_online"},
		{"who has gone", "a", "b", Away, nil, "workforce.cover_not_online"},
		{"A covers B, B would cover A", "a", "b", Break, map[string]string{"b": "a"}, "workforce.cover_circle"},
		{"three in a circle", "a", "b", Break, map[string]string{"b": "c", "c": "a"}, "workforce.cover_circle"},
		{"a circle of others does not hang", "a", "b", Online, map[string]string{"b": "c", "c": "b"}, ""},
	} {
		err := checkCover(c.staff, c.cover, c.state, c.covers)
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestWhichBreaksNeedACover(t *testing.T) {
	b := defaultBreaks()
	for _, c := range []struct {
		kind    BreakKind
		waiting int
		want    bool
	}{
		{Meal, 0, false}, {Meal, 1, true}, {Restroom, 5, false}, {Cooldown, 1, true}, {Paperwork, 1, true}, {Training, 0, false},
	} {
		if got := b.of(c.kind).wantsCover(c.waiting); got != c.want {
			t.Errorf("%s with %d waiting: %v", c.kind, c.waiting, got)
		}
	}
	if err := b.check(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
	long := defaultBreaks()
	long.Rules[5].MaxMinutes = 16
	if err := long.check(); !fault.HasCode(err, "workforce.break_minutes") {
		t.Errorf("16 minutes of cooling down: %v", err)
	}
	twice := defaultBreaks()
	twice.Rules[0].Kind = Training
	if err := twice.check(); !fault.HasCode(err, "workforce.break_kind") {
		t.Errorf("one kind twice: %v", err)
	}
}

// TestWhoWasMadeBusyAndThenLostComesBackOnline holds: only one's own word keeps
// customers away after one has come back.
func TestWhoWasMadeBusyAndThenLostComesBackOnline(t *testing.T) {
	for _, c := range []struct {
		reason string
		want   State
	}{{ReasonMissed, Online}, {"", Busy}} {
		r := stored{Watched: true}.choose(Choice{State: Online}, 0, monday)
		r = r.choose(Choice{State: Busy, Reason: c.reason}, 0, monday.Add(time.Minute))
		if r.State != Busy || r.Reason != c.reason {
			t.Errorf("for %q: %s because of %q", c.reason, r.State, r.Reason)
		}
		r, _ = r.judge(monday.Add(2*time.Minute), monday.Add(time.Minute), monday.Add(time.Hour))
		if r.State != Away || r.Chosen != c.want {
			t.Errorf("lost after %q: %s, comes back to %s, want %s", c.reason, r.State, r.Chosen, c.want)
		}
	}
}

func TestSubstitutesMakeNoCircleAndDoNotOverlap(t *testing.T) {
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	sub := func(a, b string, from, to int) Substitute {
		return Substitute{StaffID: a, SubstituteID: b, From: day(from), To: day(to)}
	}
	for _, c := range []struct {
		name   string
		v      Substitute
		others []Substitute
		code   string
	}{
		{"fine", sub("a", "b", 0, 2), nil, ""},
		{"oneself", sub("a", "a", 0, 2), nil, "workforce.substitute_self"},
		{"backwards", sub("a", "b", 2, 1), nil, "workforce.substitute_span"},
		{"over already", sub("a", "b", -3, 0), nil, "workforce.substitute_span"},
		{"overlapping", sub("a", "b", 0, 2), []Substitute{sub("a", "c", 1, 3)}, "workforce.substitute_overlap"},
		{"one after the other", sub("a", "b", 0, 2), []Substitute{sub("a", "c", 2, 3)}, ""},
		{"each for the other", sub("a", "b", 0, 2), []Substitute{sub("b", "a", 1, 3)}, "workforce.substitute_circle"},
		{"each for the other, at different times", sub("a", "b", 0, 2), []Substitute{sub("b", "a", 2, 3)}, ""},
		{"three in a circle", sub("a", "b", 0, 3), []Substitute{sub("b", "c", 0, 3), sub("c", "a", 1, 2)}, "workforce.substitute_circle"},
		{"three, but never at once", sub("a", "b", 0, 3), []Substitute{sub("b", "c", 0, 1), sub("c", "a", 1, 2)}, ""},
		{"closing a circle in the middle", sub("b", "c", 0, 3), []Substitute{sub("a", "b", 0, 3), sub("c", "a", 1, 2)}, "workforce.substitute_circle"},
	} {
		err := c.v.check(c.others, day(0))
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	list := []Substitute{sub("a", "b", 0, 2), sub("b", "c", 1, 3)}
	for n, want := range map[int]string{0: "b", 1: "c", 2: ""} {
		got, found := actingFor("a", day(n), list)
		if found != (want != "") || found && got != want {
			t.Errorf("day %d: %q %v, want %q", n, got, found, want)
		}
	}
}

func TestTheRotaKnowsTheRulesOfWorkingTime(t *testing.T) {
	types := map[string]ShiftType{}
	for _, s := range defaultShifts() {
		types[s.Key] = s
		types[s.ID] = s
	}
	cells := func(list ...string) (out []Cell) {
		for i := 0; i+1 < len(list); i += 2 {
			out = append(out, Cell{StaffID: "a", Date: list[i], ShiftID: list[i+1]})
		}
		return out
	}
	if _, _, found := overlapping(place(cells("2026-03-02", "early", "2026-03-02", "middle"), types)); !found {
		t.Error("early and middle on one day overlap")
	}
	if _, _, found := overlapping(place(cells("2026-03-02", "night", "2026-03-03", "early"), types)); found {
		t.Error("night ends when early begins")
	}
	long := types["night"]
	long.LengthMin = 11 * 60
	types["night"] = long
	if _, _, found := overlapping(place(cells("2026-03-02", "night", "2026-03-03", "early"), types)); !found {
		t.Error("a night until nine and an early shift from eight overlap")
	}
	types["night"] = types["shift-night"]

	say := func(list []Cell) string { return fmt.Sprint(warnings(place(list, types))) }
	if got, want := say(cells("2026-03-02", "late", "2026-03-03", "early")), "map[2026-03-03:[{rest 600 660}]]"; got != want {
		t.Errorf("late, then early: %s, want %s", got, want)
	}
	if got := say(cells("2026-03-02", "early", "2026-03-03", "early")); got != "map[]" {
		t.Errorf("early twice: %s", got)
	}
	var week []string
	for d := 2; d <= 8; d++ {
		week = append(week, fmt.Sprintf("2026-03-%02d", d), "early")
	}
	if got, want := say(cells(week...)), "map[2026-03-08:[{days 7 6}]]"; got != want {
		t.Errorf("seven days: %s, want %s", got, want)
	}
	if got := say(cells("2026-03-02", "early", "2026-03-02", "late")); got != "map[]" {
		t.Errorf("a split shift is one day's work: %s", got)
	}
	if got, want := say(cells("2026-02-28", "late", "2026-03-01", "early")), "map[2026-03-01:[{rest 600 660}]]"; got != want {
		t.Errorf("over the end of a month: %s, want %s", got, want)
	}

	shanghai := time.FixedZone("CST", 8*3600)
	at := func(h, m int) time.Time { return time.Date(2026, 3, 3, h, m, 0, 0, shanghai) }
	night := cells("2026-03-02", "night")
	for _, c := range []struct {
		at   time.Time
		want int
	}{{at(7, 59), 1}, {at(8, 0), 0}, {at(0, 0), 1}} {
		if got := len(dueNow(night, types, c.at)); got != c.want {
			t.Errorf("night shift at %s: %d, want %d", c.at, got, c.want)
		}
	}
}

func TestAClosedLaptopShowsWithinFortySeconds(t *testing.T) {
	row := stored{StaffID: "a", State: Online, Chosen: Online, Since: monday.Add(-time.Hour), Watched: true, Version: 1}
	lastPong := monday
	for second := 0; second <= 60; second += 2 { // as the ticks come
		now := monday.Add(time.Duration(second) * time.Second)
		after, changed := row.judge(openUntil(lastPong), lastPong, now)
		if want := second > 30; changed != want {
			t.Fatalf("after %d s: %v", second, changed)
		}
		if changed && (after.State != Away || after.Reason != ReasonLost || !after.LostAt.Equal(lastPong) || after.Chosen != Online) {
			t.Fatalf("after %d s: %+v", second, after)
		}
	}
	if got := closedUntil(monday, monday.Add(29*time.Second)); !got.Equal(monday.Add(30 * time.Second)) {
		t.Errorf("closing a silent line prolongs it to %s", got)
	}
	row.Watched = false
	if _, changed := row.judge(time.Time{}, time.Time{}, monday); changed {
		t.Error("who never had a socket is judged by it")
	}
}
