package calendar

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tiexin/internal/platform/fault"
)

// sayer speaks a language from the module's own text file.
func sayer(t *testing.T, locale string) Say {
	t.Helper()
	raw, err := os.ReadFile("texts/" + locale + ".json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	hole := regexp.MustCompile(`\{[a-z_]+\}`)
	return func(key string, args map[string]any) string {
		text, ok := texts[key]
		if !ok {
			t.Errorf("%s: no text %s", locale, key)
		}
		return hole.ReplaceAllStringFunc(text, func(m string) string {
			v, ok := args[m[1:len(m)-1]]
			if !ok {
				t.Errorf("%s: %s has no value for %s", locale, key, m)
			}
			return fmt.Sprint(v)
		})
	}
}

func arrangement2026(t *testing.T) map[string]Arranged {
	t.Helper()
	_, days := shipped(t)
	out := map[string]Arranged{}
	for _, d := range days {
		out[d.Date] = d
	}
	return out
}

func ready(t *testing.T, h HoursText, follow bool) compiled {
	t.Helper()
	c, err := h.compile("", follow, arrangement2026(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHoursFollowTheArrangement is the calendar check of the standards: the
// make-up Sunday counts by itself, without being named as an extra day.
func TestHoursFollowTheArrangement(t *testing.T) {
	c := ready(t, office(), true)
	for _, v := range []struct{ start, due string }{
		{"2026-09-18 17:30", "2026-09-20 16:30"}, // over Saturday into the make-up Sunday
		{"2026-09-24 17:30", "2026-09-28 16:30"}, // over Mid-Autumn, Friday to Sunday
		{"2026-02-13 17:00", "2026-02-14 16:00"}, // the make-up Saturday before Spring Festival
		{"2026-02-14 17:30", "2026-02-24 16:30"}, // over all of Spring Festival
	} {
		e, err := c.explain(at(t, v.start), 8*time.Hour, nil)
		if err != nil || !e.Due.Equal(at(t, v.due)) {
			t.Errorf("from %s: due %v %v, want %s", v.start, e.Due.In(c.Zone), err, v.due)
		}
	}
	own := office()
	own.Extra = map[string][][2]string{"2026-09-25": {{"10:00", "11:00"}}, "2026-09-20": {}}
	c = ready(t, own, true)
	if !c.Open(at(t, "2026-09-25 10:30")) || c.Open(at(t, "2026-09-25 12:00")) || c.Open(at(t, "2026-09-20 10:00")) {
		t.Error("the hours' own word does not go before the arrangement")
	}
	if c = ready(t, office(), false); c.Open(at(t, "2026-09-20 10:00")) || !c.Open(at(t, "2026-09-25 10:00")) {
		t.Error("hours that do not follow the arrangement follow it")
	}
}

func TestAWeekdayNamedAsWorkedKeepsItsOwnRanges(t *testing.T) {
	text := HoursText{Zone: "Asia/Shanghai", Week: map[string][][2]string{"mon": {{"09:00", "12:00"}}, "wed": {{"14:00", "18:00"}}}}
	arranged := map[string]Arranged{}
	for _, date := range []string{"2026-03-03", "2026-03-04", "2026-03-07"} { // Tuesday, Wednesday, Saturday
		arranged[date] = Arranged{Date: date, Kind: MakeUp}
	}
	c, err := text.compile("", true, arranged)
	if err != nil {
		t.Fatal(err)
	}
	for at, open := range map[string]bool{"03T10:00": true, "04T10:00": false, "04T15:00": true, "07T10:00": true, "07T15:00": false} {
		when, _ := time.ParseInLocation("2006-01-02T15:04", "2026-03-"+at, c.Zone)
		if c.Open(when) != open {
			t.Errorf("%s open: %v", at, !open)
		}
	}
	if got := len(c.specialBetween(nine(t, c, "2026-03-02"), nine(t, c, "2026-03-08"))); got != 2 {
		t.Errorf("%d days differ from their weekday, want 2", got)
	}
}

func nine(t *testing.T, c compiled, date string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, date, c.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(9 * time.Hour)
}

func TestExplanationIsReadable(t *testing.T) {
	c := ready(t, office(), true)
	pauses := []Pause{{From: at(t, "2026-09-24 15:00"), To: at(t, "2026-09-24 16:00"), Reason: "等客户"}, {From: at(t, "2026-09-24 15:30"), To: at(t, "2026-09-24 16:00"), Reason: "等配件"}}
	e, err := c.explain(at(t, "2026-09-24 14:00"), 5*time.Hour, pauses)
	if err != nil {
		t.Fatal(err)
	}
	want := `从 9月24日 周四 14:00 起算，共 5 小时，只算工作时间。
计入 9月24日 周四 14:00–15:00，1 小时
计入 9月24日 周四 16:00–18:00，2 小时
计入 9月28日 周一 09:00–11:00，2 小时
不计 9月24日 周四 15:00–16:00：暂停（等客户）
不计 9月24日 周四 15:30–16:00：暂停（等配件）
跳过 9月25日 周五：中秋节放假
到期：9月28日 周一 11:00`
	if got := e.Text(sayer(t, "zh-CN")); got != want {
		t.Errorf("explained as\n%s", got)
	}
	en := e.Text(sayer(t, "en"))
	for _, piece := range []string{"Counted Thu 24 Sep 14:00–15:00, 1 h", "Skipped Fri 25 Sep: public holiday", "Due: Mon 28 Sep 11:00"} {
		if !strings.Contains(en, piece) {
			t.Errorf("not in English: %s\n%s", piece, en)
		}
	}
	long, err := c.explain(at(t, "2026-03-02 09:00"), 200*time.Hour, nil)
	if err != nil || strings.Count(long.Text(sayer(t, "zh-TW")), "\n") > 12 {
		t.Errorf("a long explanation is long: %v\n%s", err, long.Text(sayer(t, "zh-TW")))
	}
	e, err = c.explain(at(t, "2026-09-24 14:00"), 5*time.Hour, []Pause{{From: at(t, "2026-09-24 15:00")}})
	if err != nil || !e.Due.IsZero() || !strings.HasSuffix(e.Text(sayer(t, "zh-CN")), "还剩 4 小时；继续后才知道几点到期。") {
		t.Errorf("paused: %v %v\n%s", e.Due, err, e.Text(sayer(t, "zh-CN")))
	}
}

// TestTheEarliestOpenPauseCounts: what is reckoned stands still from there.
func TestTheEarliestOpenPauseCounts(t *testing.T) {
	ten, noon, two := at(t, "2026-09-24 10:00"), at(t, "2026-09-24 12:00"), at(t, "2026-09-24 14:00")
	for _, v := range []struct {
		pauses []Pause
		open   time.Time
		over   int
	}{
		{nil, time.Time{}, 0},
		{[]Pause{{From: ten, To: noon}}, time.Time{}, 1},
		{[]Pause{{From: noon}, {From: two}}, noon, 0},
		{[]Pause{{From: two}, {From: noon}, {From: ten, To: noon}}, noon, 1},
	} {
		if over, open := openPause(v.pauses); !open.Equal(v.open) || len(over) != v.over {
			t.Errorf("%v: open since %v, %d over", v.pauses, open, len(over))
		}
	}
}

func TestOpenNowAndNextChange(t *testing.T) {
	night := HoursText{Zone: "Asia/Shanghai", Week: map[string][][2]string{"fri": {{"09:00", "12:00"}, {"22:00", "06:00"}}}}
	for _, v := range []struct {
		hours HoursText
		at    string
		open  bool
		next  string
	}{
		{office(), "2026-11-27 17:59", true, "2026-11-27 18:00"},
		{office(), "2026-11-27 18:00", false, "2026-11-30 09:00"},
		{night, "2026-11-27 23:00", true, "2026-11-28 06:00"},
		{night, "2026-11-28 05:59", true, "2026-11-28 06:00"},
		{night, "2026-11-27 12:00", false, "2026-11-27 22:00"},
	} {
		open, next := change(ready(t, v.hours, false).Hours, at(t, v.at))
		if open != v.open || !next.Equal(at(t, v.next)) {
			t.Errorf("at %s: %v until %v, want %v until %s", v.at, open, next, v.open, v.next)
		}
	}
	always := HoursText{Zone: "UTC", Week: map[string][][2]string{}}
	for _, d := range weekOrder {
		always.Week[d] = [][2]string{{"00:00", "24:00"}}
	}
	midnight := HoursText{Zone: "UTC", Week: map[string][][2]string{}} // says the same in another way
	for _, d := range weekOrder {
		midnight.Week[d] = [][2]string{{"00:00", "00:00"}}
	}
	for _, h := range []HoursText{always, midnight} {
		if open, next := change(ready(t, h, false).Hours, at(t, "2026-11-27 03:00")); !open || !next.IsZero() {
			t.Errorf("always open closes at %v", next)
		}
	}
}

func TestHoursThatCannotBeMeant(t *testing.T) {
	with := func(edit func(*HoursText)) HoursText { h := office(); edit(&h); return h }
	for _, c := range []struct {
		code, field string
		hours       HoursText
	}{
		{"calendar.overlap", "week.mon", with(func(h *HoursText) { h.Week["mon"] = [][2]string{{"09:00", "12:00"}, {"11:00", "18:00"}} })},
		{"calendar.overlap", "week.tue", with(func(h *HoursText) { h.Week["tue"] = [][2]string{{"22:00", "06:00"}, {"23:00", "24:00"}} })},
		{"calendar.overlap", "extra.2026-05-01", with(func(h *HoursText) {
			h.Extra = map[string][][2]string{"2026-05-01": {{"09:00", "12:00"}, {"09:00", "10:00"}}}
		})},
		{"calendar.range_empty", "week.wed", with(func(h *HoursText) { h.Week["wed"] = [][2]string{{"09:00", "09:00"}} })},
		{"calendar.range", "week.thu[0]", with(func(h *HoursText) { h.Week["thu"] = [][2]string{{"24:00", "08:00"}} })},
		{"calendar.range", "week.thu[0]", with(func(h *HoursText) { h.Week["thu"] = [][2]string{{"-1:00", "08:00"}} })},
		{"calendar.zone", "zone", with(func(h *HoursText) { h.Zone = "Local" })},
		{"calendar.zone", "zone", with(func(h *HoursText) { h.Zone = "../../etc/passwd" })},
		{"calendar.closed_doubled", "closed", with(func(h *HoursText) { h.Closed = []string{"2026-05-01", "2026-05-01"} })},
		{"calendar.closed_and_extra", "closed", with(func(h *HoursText) {
			h.Closed = []string{"2026-05-01"}
			h.Extra = map[string][][2]string{"2026-05-01": {{"09:00", "12:00"}}}
		})},
	} {
		_, err := c.hours.compile("", true, nil)
		if f := fault.From(err); f.Code != c.code || f.Field != c.field {
			t.Errorf("%s at %q, want %s at %q", f.Code, f.Field, c.code, c.field)
		}
	}
}

// TestFeedIsRight unfolds and reads back what was written.
func TestFeedIsRight(t *testing.T) {
	long := strings.Repeat("调休；上班,", 20) + "\\ ; \n尾"
	text := Feed("节假日", []Entry{{UID: "20260101-holiday@desk", Date: "2026-12-31", Summary: long, Changed: at(t, "2026-01-01 08:00")}})
	for i, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line %d has %d octets or breaks a character: %q", i+1, len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "UID:20260101-holiday@desk\r\n", "DTSTAMP:20260101T000000Z\r\n",
		"DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n", strings.Repeat(`调休；上班\,`, 20) + `\\ \; \n尾`, "END:VEVENT\r\nEND:VCALENDAR\r\n"} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("not in the feed: %q\n%s", want, unfolded)
		}
	}
}
