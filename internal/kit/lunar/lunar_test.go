package lunar

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(t testing.TB, text string) Solar {
	t.Helper()
	s, ok := ParseSolar(text)
	if !ok {
		t.Fatalf("no day %q", text)
	}
	return s
}

// decided lists the first days of months in which the second calendar differs
// from the table, with the reason for the table.
var decided = map[string]string{
	"1917-03-23": byTerms, "1922-06-25": byTerms, "1987-07-26": byTerms,
	"1954-02-03": byMoon, "1955-02-22": byMoon, "1999-01-17": byMoon, "2012-08-17": byMoon,
	"2018-11-07": byMoon, "2027-02-06": byMoon, "2030-02-02": byMoon, "2070-03-12": byMoon,
}

const (
	byMoon  = "new moon within a quarter of an hour of midnight: TestDifferencesAreDecidedByTheMoon"
	byTerms = "only the table's leap month holds no principal term: TestLeapMonthsHoldNoPrincipalTerm"
)

// Every day from 1901 to 2099 is compared with the second calendar, which was
// written down as the first days of its months.
func TestEveryDayAgainstSecondCalendar(t *testing.T) {
	data, err := os.ReadFile("testdata/intl-months.txt")
	if err != nil {
		t.Fatal(err)
	}
	months := map[Solar]Date{}
	var at Solar
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) != 3 || f[0] == "#" {
			continue
		}
		s := day(t, f[0])
		year, _ := strconv.Atoi(f[1])
		month, leap := strings.CutSuffix(f[2], "b")
		m, _ := strconv.Atoi(month)
		months[s] = Date{Year: year, Month: m, Leap: leap}
		if at == (Solar{}) {
			at = s
		}
	}
	compared, differ := 0, 0
	var lastDiffering Solar
	begin, runs := "", map[string]int{}
	var current Date
	for last := (Solar{2099, 12, 31}); !last.Before(at); at = at.AddDays(1) {
		if m, begins := months[at]; begins {
			current = m
		}
		current.Day++
		got, ok := FromSolar(at)
		compared++
		if !ok || got != current {
			differ++
			if at != lastDiffering.AddDays(1) {
				begin = at.String()
				if reason := decided[begin]; reason == "" {
					t.Errorf("from %s: %+v, second calendar %+v", at, got, current)
				} else {
					t.Logf("from %s: %+v, second calendar %+v: %s", at, got, current, reason)
				}
			}
			lastDiffering = at
			runs[begin]++
		}
	}
	t.Logf("%d days compared, %d differ, in runs of %v", compared, differ, runs)
	if len(runs) != len(decided) {
		t.Errorf("%d differences are explained, %d found", len(decided), len(runs))
	}
	if compared < 72_600 {
		t.Errorf("only %d days compared", compared)
	}
}

// The worked values of the trade.
func TestLeapMonths(t *testing.T) {
	leaps := map[int]int{1984: 10, 1987: 6, 1990: 5, 1993: 3, 1995: 8, 1998: 5, 2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2039: 5, 2042: 2, 2044: 7, 2047: 5, 2050: 3}
	for year := 1984; year <= 2050; year++ {
		if got := LeapMonth(year); got != leaps[year] {
			t.Errorf("%d: %d, want %d", year, got, leaps[year])
		}
	}
}

func TestWorkedDates(t *testing.T) {
	for text, want := range map[string]Date{
		"1960-08-10": {1960, 6, 18, true}, "1990-06-24": {1990, 5, 2, true}, "2020-06-10": {2020, 4, 19, true}, "2025-08-08": {2025, 6, 15, true}, "2025-07-09": {2025, 6, 15, false},
		"2025-07-25": {2025, 6, 1, true}, "2028-06-23": {2028, 5, 1, true}, "2033-12-22": {2033, 11, 1, true}, "1996-07-15": {1996, 5, 30, false}, "1996-07-16": {1996, 6, 1, false}, "1996-09-27": {1996, 8, 15, false},
		"2026-02-17": {2026, 1, 1, false}, "2027-02-06": {2027, 1, 1, false}, "2028-01-26": {2028, 1, 1, false}, "2029-02-13": {2029, 1, 1, false}, "2030-02-03": {2030, 1, 1, false}, "2026-02-16": {2025, 12, 29, false}, "2030-02-02": {2029, 12, 30, false},
		"1933-07-22": {1933, 5, 30, true}, "1901-01-01": {1900, 11, 11, false},
	} {
		got, ok := FromSolar(day(t, text))
		if !ok || got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		if back, ok := want.Solar(); !ok || back.String() != text {
			t.Errorf("%+v: %s, want %s", want, back, text)
		}
	}
}

func TestRoundTripAndTable(t *testing.T) {
	last := Solar{LastYear, 12, 31}
	before := Date{}
	n := 0
	for s := (Solar{FirstYear, 1, 1}); !last.Before(s); s = s.AddDays(1) {
		d, ok := FromSolar(s)
		if !ok {
			t.Fatalf("%s is not covered", s)
		}
		if back, ok := d.Solar(); !ok || back != s {
			t.Fatalf("%s: %+v: %s", s, d, back)
		}
		if n > 0 && d.Day != before.Day+1 && (d.Day != 1 || before.Day < 29) {
			t.Fatalf("%s: %+v after %+v", s, d, before)
		}
		before = d
		n++
	}
	if len(years) != LastYear-firstLunar+1 || n != 73_049 {
		t.Errorf("%d years, %d days", len(years), n)
	}
	for i := 1; i < len(years); i++ {
		sum := 0
		for _, length := range years[i-1].length {
			sum += length
		}
		if years[i].first-years[i-1].first != sum || len(years[i].length) != 12+min(years[i].leap, 1) {
			t.Errorf("year %d does not follow", firstLunar+i)
		}
	}
}

func TestOutside(t *testing.T) {
	for _, s := range []Solar{{1900, 12, 31}, {2101, 1, 1}, {2026, 2, 29}, {2026, 13, 1}, {}, {-5, 1, 1}} {
		if d, ok := FromSolar(s); ok {
			t.Errorf("%v: %+v", s, d)
		}
	}
	for _, d := range []Date{{}, {2026, 6, 1, true}, {2025, 6, 30, true}, {2026, 13, 1, false}, {2026, 0, 1, false}, {2026, 1, 0, false}, {2026, 1, 31, false}, {1899, 1, 1, false}, {2101, 1, 1, false}, {1900, 1, 1, false}, {2100, 12, 29, false}} {
		if s, ok := d.Solar(); ok {
			t.Errorf("%+v: %s", d, s)
		}
	}
	if MonthLength(1800, 1, false) != 0 || LeapMonth(3000) != 0 {
		t.Error("years not covered")
	}
	if _, ok := ParseSolar("2026-2-3"); ok {
		t.Error("2026-2-3 is read")
	}
}

// sun returns the apparent longitude of the sun in degrees at a time, good to
// about 0.01° (Meeus, Astronomical Algorithms, chapter 25).
func sun(at time.Time) float64 {
	c := (float64(at.Unix()+65)/86_400 + 2440587.5 - 2451545) / 36_525
	rad := math.Pi / 180
	m := (357.52911 + 35999.05029*c - 0.0001537*c*c) * rad
	center := (1.914602-0.004817*c)*math.Sin(m) + (0.019993-0.000101*c)*math.Sin(2*m) + 0.000289*math.Sin(3*m)
	return 280.46646 + 36000.76983*c + 0.0003032*c*c + center - 0.00569 - 0.00478*math.Sin((125.04-1934.136*c)*rad)
}

// from tells how far the sun is past an angle, between -180 and 180.
func from(longitude, angle float64) float64 {
	return math.Mod(math.Mod(longitude-angle+180, 360)+360, 360) - 180
}

// Every solar term of the table is computed again from the sun: it begins on
// that day of Beijing, up to a quarter of an hour around midnight.
func TestTermsAgainstTheSun(t *testing.T) {
	const tolerance = 0.012 // degrees, 18 minutes
	beijing := time.FixedZone("", 8*3600)
	near := 0
	for year := FirstYear; year <= LastYear; year++ {
		for term := Term(0); term < termCount; term++ {
			s, ok := TermDay(year, term)
			if !ok {
				t.Fatal(year, term)
			}
			angle := math.Mod(285+15*float64(term), 360)
			start := time.Date(s.Year, s.Month, s.Day, 0, 0, 0, 0, beijing)
			before, after := from(sun(start), angle), from(sun(start.AddDate(0, 0, 1)), angle)
			if before > tolerance || after < -tolerance {
				t.Errorf("term %d of %d on %s: the sun is %.3f before and %.3f after", term, year, s, before, after)
			}
			if before > 0 || after < 0 {
				near++
			}
			if got, ok := TermOf(s); !ok || got != term {
				t.Errorf("%s: term %d, want %d", s, got, term)
			}
		}
	}
	t.Logf("%d of 4800 terms lie too near to midnight to be decided by this computation", near)
}

func TestTermsAndWeekdays(t *testing.T) {
	for _, c := range []struct {
		year int
		term Term
		want string
	}{{2026, Qingming, "2026-04-05"}, {2025, Qingming, "2025-04-04"}, {2026, Dongzhi, "2026-12-22"}, {2026, Lichun, "2026-02-04"}, {2025, Lichun, "2025-02-03"}, {2021, Dongzhi, "2021-12-21"}} {
		if got, ok := TermDay(c.year, c.term); !ok || got.String() != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if _, ok := TermDay(1900, Qingming); ok {
		t.Error("1900 is covered")
	}
	for _, c := range []struct {
		year, n int
		month   time.Month
		weekday time.Weekday
		want    string
	}{{2026, 2, 5, time.Sunday, "2026-05-10"}, {2026, 3, 6, time.Sunday, "2026-06-21"}, {2026, 1, 2, time.Sunday, "2026-02-01"}, {2026, -1, 2, time.Saturday, "2026-02-28"}, {2026, -1, 5, time.Monday, "2026-05-25"}} {
		if got, ok := NthWeekday(c.year, c.month, c.weekday, c.n); !ok || got.String() != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	for _, n := range []int{0, 5, 6} {
		if got, ok := NthWeekday(2026, 2, time.Sunday, n); ok {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestFestivals(t *testing.T) {
	table := Festivals()
	for text, want := range map[string]string{
		"2026-02-17": "spring", "2026-02-16": "eve", "2030-02-02": "eve", "2026-03-03": "lantern", "2026-04-05": "qingming", "2026-06-19": "dragon_boat", "2026-08-19": "qixi", "2026-08-27": "zhongyuan",
		"2026-09-25": "mid_autumn", "2026-10-18": "double_ninth", "2027-01-15": "laba", "2026-05-10": "mothers", "2026-06-21": "fathers", "2026-12-13": "memorial", "2025-10-06": "mid_autumn",
		"2026-07-01": "", "2025-07-30": "", "2026-12-22": "winter_solstice", "2020-10-01": "mid_autumn national",
	} {
		var got []string
		for _, f := range FestivalsOn(table, day(t, text)) {
			got = append(got, strings.TrimPrefix(f.Key, "festival."))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for year := FirstYear; year < LastYear; year++ {
		count := map[string]int{}
		for s := (Solar{year, 1, 1}); s.Year == year; s = s.AddDays(1) {
			for _, f := range FestivalsOn(table, s) {
				count[f.Key]++
			}
		}
		for _, f := range table {
			if n := count[f.Key]; n > 2 || n == 0 && f.Key != "festival.laba" {
				t.Errorf("%d: %s falls %d times", year, f.Key, n)
			}
		}
	}
	keys := map[string]bool{}
	for _, f := range table {
		if keys[f.Key] {
			t.Errorf("%s twice", f.Key)
		}
		keys[f.Key] = true
	}
}

func TestBirthdays(t *testing.T) {
	leap618, d1230 := Date{1960, 6, 18, true}, Date{1962, 12, 30, false}
	for _, c := range []struct {
		born Date
		year int
		rule LeapRule
		want string
	}{
		{leap618, 2025, LeapFirst, "2025-08-11"}, {leap618, 2025, "", "2025-08-11"}, {leap618, 2025, LeapOrdinary, "2025-07-12"}, {leap618, 2025, LeapBoth, "2025-07-12 2025-08-11"}, {leap618, 2026, LeapFirst, "2026-07-31"}, {leap618, 2026, LeapBoth, "2026-07-31"},
		{d1230, 2025, LeapFirst, "2026-02-16"}, {d1230, 2029, LeapFirst, "2030-02-02"}, {Date{2025, 6, 15, false}, 2025, LeapFirst, "2025-07-09"}, {d1230, 2200, LeapFirst, ""}, {Date{0, 13, 1, false}, 2025, LeapFirst, ""},
	} {
		var got []string
		for _, s := range Birthdays(c.born, c.year, c.rule) {
			got = append(got, s.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	for _, c := range []struct {
		year  int
		march bool
		want  string
	}{{2026, false, "2026-02-28"}, {2026, true, "2026-03-01"}, {2028, true, "2028-02-29"}, {2100, false, "2100-02-28"}} {
		if got := SolarBirthday(2, 29, c.year, c.march); got.String() != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	for _, c := range []struct {
		born, on string
		full     int
		nominal  int
	}{{"1960-08-10", "2026-08-09", 65, 67}, {"1960-08-10", "2026-08-10", 66, 67}, {"2000-02-29", "2026-02-28", 26, 27}, {"2026-02-16", "2026-02-17", 0, 2}, {"2026-02-17", "2026-02-17", 0, 1}} {
		if got := FullYears(day(t, c.born), day(t, c.on)); got != c.full {
			t.Errorf("%+v: %d full", c, got)
		}
		if got, ok := NominalAge(day(t, c.born), day(t, c.on)); !ok || got != c.nominal {
			t.Errorf("%+v: %d nominal", c, got)
		}
	}
}

// Every birthday comes in every year, once or by LeapBoth at most twice.
func TestEveryBirthdayComesEveryYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (Solar{FirstYear, 1, 1}).AddDays(rapid.IntRange(0, 73_000).Draw(t, "born"))
		born, _ := FromSolar(s)
		year := rapid.IntRange(1902, 2099).Draw(t, "year")
		for _, rule := range []LeapRule{LeapFirst, LeapOrdinary, LeapBoth} {
			days := Birthdays(born, year, rule)
			if len(days) == 0 || len(days) > 2 || len(days) == 2 && rule != LeapBoth {
				t.Fatalf("%+v in %d by %s: %v", born, year, rule, days)
			}
			for _, d := range days {
				got, ok := FromSolar(d)
				if !ok || got.Year != year || got.Month != born.Month || got.Day != born.Day && (born.Day != 30 || got.Day != 29) {
					t.Fatalf("%+v in %d: %+v", born, year, got)
				}
			}
		}
	})
}

func FuzzParseSolar(f *testing.F) {
	f.Add("2026-02-17")
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := ParseSolar(text)
		if ok && (!s.Valid() || s.String() != text) {
			t.Fatalf("%q: %v", text, s)
		}
	})
}
