package calendar

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiexin/internal/kit/lunar"
	"tiexin/internal/platform/fault"
)

func shipped(t *testing.T) (string, []Arranged) {
	t.Helper()
	text, err := os.ReadFile("years/2026.csv")
	if err != nil {
		t.Fatal(err)
	}
	days, err := ReadArrangement(2026, string(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(text), days
}

// TestShippedYear counts the days of 2026 another way: 52 weeks and a day have
// 104 weekend days; the arrangement takes and gives.
func TestShippedYear(t *testing.T) {
	_, days := shipped(t)
	kinds := map[string]DayKind{}
	var makeups []string
	onWeekdays := 0
	for _, d := range days {
		kinds[d.Date] = d.Kind
		s, _ := lunar.ParseSolar(d.Date)
		if d.Kind == MakeUp {
			makeups = append(makeups, d.Date)
		} else if w := s.Weekday(); w != time.Saturday && w != time.Sunday {
			onWeekdays++
		}
	}
	if got := strings.Join(makeups, " "); got != "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10" {
		t.Errorf("make-up days %s", got)
	}
	worked := 0
	for d := (lunar.Solar{Year: 2026, Month: 1, Day: 1}); d.Year == 2026; d = d.AddDays(1) {
		if Working(d, kinds) {
			worked++
		}
	}
	if want := 365 - 104 - onWeekdays + len(makeups); worked != want {
		t.Errorf("%d days worked, want %d", worked, want)
	}
}

// year2020 is the arrangement of 2020 with the prolonged spring festival, as it
// was told: work goes on from Monday the third of February.
const year2020 = `2020-01-01,holiday,元旦
2020-01-19,makeup,春节
2020-01-24,holiday,春节
2020-01-25,holiday,春节
2020-01-26,holiday,春节
2020-01-27,holiday,春节
2020-01-28,holiday,春节
2020-01-29,holiday,春节
2020-01-30,holiday,春节
2020-01-31,holiday,春节
2020-02-01,holiday,春节
2020-02-02,holiday,春节
2020-02-03,makeup,春节
2020-04-04,holiday,清明节
2020-04-05,holiday,清明节
2020-04-06,holiday,清明节
2020-04-26,makeup,劳动节
2020-05-01,holiday,劳动节
2020-05-02,holiday,劳动节
2020-05-03,holiday,劳动节
2020-05-04,holiday,劳动节
2020-05-05,holiday,劳动节
2020-05-09,makeup,劳动节
2020-06-25,holiday,端午节
2020-06-26,holiday,端午节
2020-06-27,holiday,端午节
2020-06-28,makeup,端午节
2020-09-27,makeup,国庆节、中秋节
2020-10-01,holiday,国庆节、中秋节
2020-10-02,holiday,国庆节、中秋节
2020-10-03,holiday,国庆节、中秋节
2020-10-04,holiday,国庆节、中秋节
2020-10-05,holiday,国庆节、中秋节
2020-10-06,holiday,国庆节、中秋节
2020-10-07,holiday,国庆节、中秋节
2020-10-08,holiday,国庆节、中秋节
2020-10-10,makeup,国庆节、中秋节
`

func TestAWeekdayNamedAsWorkedIsTakenAndNamed(t *testing.T) {
	days, err := ReadArrangement(2020, year2020)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(alreadyWorked(days), " "); got != "2020-02-03" {
		t.Errorf("named %q", got)
	}
	kinds := map[string]DayKind{}
	for _, d := range days {
		kinds[d.Date] = d.Kind
	}
	for day, want := range map[string]bool{"2020-01-19": true, "2020-02-02": false, "2020-02-03": true, "2020-02-04": true} {
		if s, _ := lunar.ParseSolar(day); Working(s, kinds) != want {
			t.Errorf("%s worked: %v", day, !want)
		}
	}
}

// TestOfficialYearsAreTaken reads what was published, year by year.
func TestOfficialYearsAreTaken(t *testing.T) {
	names, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpora", "holiday-cn", "????.json"))
	if len(names) == 0 {
		t.Skip("the published arrangements are not on this machine")
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var published struct {
			Year int
			Days []struct {
				Name, Date string
				IsOffDay   bool
			}
		}
		if err := json.Unmarshal(raw, &published); err != nil {
			t.Fatal(err)
		}
		var lines strings.Builder
		for _, d := range published.Days {
			kind := MakeUp
			if d.IsOffDay {
				kind = Holiday
			}
			if strings.HasPrefix(d.Date, fmt.Sprint(published.Year)) { // some begin in December
				fmt.Fprintf(&lines, "%s,%s,%s\n", d.Date, kind, d.Name)
			}
		}
		if _, err := ReadArrangement(published.Year, lines.String()); err != nil {
			t.Errorf("%d: %v %v", published.Year, err, fault.From(err).Details)
		}
	}
}

func TestBrokenArrangementsNameTheLine(t *testing.T) {
	good, _ := shipped(t)
	for _, c := range []struct {
		name, text, code string
		line             any
	}{
		{"doubled", good + "2026-01-01,holiday,元旦\n", "calendar.day_doubled", 41},
		{"no such day", strings.Replace(good, "2026-02-28", "2026-02-29", 1), "calendar.date", 16},
		{"other year", strings.Replace(good, "2026-01-02", "2025-01-02", 1), "calendar.other_year", 3},
		{"kind", strings.Replace(good, "2026-01-04,makeup", "2026-01-04,work", 1), "calendar.kind", 5},
		{"no comma", "hello\n" + good, "calendar.line", 1},
		{"festival left out", strings.Replace(good, "2026-09-25,holiday", "# 2026-09-25,holiday", 1), "calendar.day_missing", nil},
		{"empty", "", "calendar.day_missing", nil},
	} {
		_, err := ReadArrangement(2026, c.text)
		f := fault.From(err)
		if f.Code != c.code || f.Details["line"] != c.line {
			t.Errorf("%s: %s line %v, want %s line %v", c.name, f.Code, f.Details["line"], c.code, c.line)
		}
	}
}

func TestWarningFromNovember(t *testing.T) {
	for _, c := range []struct {
		year int
		now  string
		warn bool
	}{{2027, "2026-10-31", false}, {2027, "2026-11-01", true}, {2026, "2026-01-01", true}, {2028, "2026-12-31", false}} {
		now, _ := time.Parse(time.DateOnly, c.now)
		if MustWarn(c.year, now) != c.warn {
			t.Errorf("%d on %s", c.year, c.now)
		}
	}
}

// office is nine to six, Monday to Friday, in Shanghai.
func office() HoursText {
	h := HoursText{Zone: "Asia/Shanghai", Week: map[string][][2]string{}}
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri"} {
		h.Week[d] = [][2]string{{"09:00", "18:00"}}
	}
	return h
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestWorkedValues are those of the domain's rules and standards.
func TestWorkedValues(t *testing.T) {
	s := New(Deps{})
	makeup := office()
	makeup.Extra = map[string][][2]string{"2026-09-20": {{"09:00", "18:00"}}}
	for _, c := range []struct {
		hours      HoursText
		start, due string
		pauses     [][2]string
	}{
		{office(), "2026-11-23 10:00", "2026-11-24 14:00", [][2]string{{"2026-11-23 15:00", "2026-11-24 11:00"}}},
		{office(), "2026-11-27 20:00", "2026-11-30 17:00", nil},
		{office(), "2026-11-23 10:00", "2026-11-24 14:00", [][2]string{{"2026-11-23 15:00", "2026-11-24 10:00"}, {"2026-11-23 16:00", "2026-11-24 11:00"}}},
		{makeup, "2026-09-18 17:30", "2026-09-20 16:30", nil},
	} {
		q := Question{Hours: PreviewHours{HoursText: c.hours}, Start: at(t, c.start), Minutes: 480}
		for _, p := range c.pauses {
			q.Pauses = append(q.Pauses, [2]time.Time{at(t, p[0]), at(t, p[1])})
		}
		a, err := s.Due(t.Context(), q)
		if err != nil || !a.Due.Equal(at(t, c.due)) {
			t.Errorf("from %s: due %v (%s) %v, want %s", c.start, a.Due, a.Explain, err, c.due)
		}
		if !strings.HasSuffix(a.Explain, "= 480 min") {
			t.Errorf("explained as %s", a.Explain)
		}
	}
}

func TestBadHoursNameTheField(t *testing.T) {
	s := New(Deps{})
	with := func(change func(*HoursText)) HoursText { h := office(); change(&h); return h }
	for _, c := range []struct {
		code, field string
		hours       HoursText
	}{
		{"calendar.zone", "hours.zone", with(func(h *HoursText) { h.Zone = "Mars/Base" })},
		{"calendar.weekday", "hours.week.funday", with(func(h *HoursText) { h.Week["funday"] = nil })},
		{"calendar.range", "hours.week.mon[0]", with(func(h *HoursText) { h.Week["mon"] = [][2]string{{"9", "18:00"}} })},
		{"calendar.range", "hours.week.mon[0]", with(func(h *HoursText) { h.Week["mon"] = [][2]string{{"25:00", "26:00"}} })},
		{"calendar.overlap", "hours", with(func(h *HoursText) { h.Week["mon"] = [][2]string{{"09:00", "12:00"}, {"11:00", "18:00"}} })},
		{"calendar.date", "hours.closed[0]", with(func(h *HoursText) { h.Closed = []string{"2026-02-30"} })},
		{"calendar.date", "hours.extra.tomorrow", with(func(h *HoursText) { h.Extra = map[string][][2]string{"tomorrow": nil} })},
		{"calendar.never_due", "hours", HoursText{Zone: "Asia/Shanghai", Week: map[string][][2]string{}}},
	} {
		_, err := s.Due(t.Context(), Question{Hours: PreviewHours{HoursText: c.hours}, Start: at(t, "2026-11-23 10:00"), Minutes: 60})
		if f := fault.From(err); f.Code != c.code || f.Field != c.field {
			t.Errorf("%s at %q, want %s at %q", f.Code, f.Field, c.code, c.field)
		}
	}
}
