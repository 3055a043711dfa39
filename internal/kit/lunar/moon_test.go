package lunar

import (
	"math"
	"testing"
	"time"
)

// deltaT is the difference of terrestrial and civil time in seconds, by year.
var deltaT = [][2]float64{{1900, -3}, {1920, 21}, {1940, 24}, {1960, 33}, {1980, 51}, {2000, 64}, {2026, 69}, {2050, 93}, {2100, 203}}

func terrestrial(year float64) float64 {
	for i := 1; i < len(deltaT); i++ {
		a, b := deltaT[i-1], deltaT[i]
		if year <= b[0] {
			return a[1] + (b[1]-a[1])*(year-a[0])/(b[0]-a[0])
		}
	}
	return deltaT[len(deltaT)-1][1]
}

// newMoon returns the k-th new moon after that of 2000-01-06, good to about a
// minute (Meeus, Astronomical Algorithms, chapter 49).
func newMoon(k float64) time.Time {
	c := k / 1236.85
	rad := math.Pi / 180
	e := 1 - 0.002516*c - 0.0000074*c*c
	m := (2.5534 + 29.10535670*k - 0.0000014*c*c) * rad
	n := (201.5643 + 385.81693528*k + 0.0107582*c*c) * rad
	f := (160.7108 + 390.67050284*k - 0.0016118*c*c) * rad
	o := (124.7746 - 1.56375588*k + 0.0020672*c*c) * rad
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*c*c - 0.00000015*c*c*c
	for _, term := range [][2]float64{
		{-0.40720, n}, {0.17241 * e, m}, {0.01608, 2 * n}, {0.01039, 2 * f}, {0.00739 * e, n - m}, {-0.00514 * e, n + m}, {0.00208 * e * e, 2 * m},
		{-0.00111, n - 2*f}, {-0.00057, n + 2*f}, {0.00056 * e, 2*n + m}, {-0.00042, 3 * n}, {0.00042 * e, m + 2*f}, {0.00038 * e, m - 2*f}, {-0.00024 * e, 2*n - m},
		{-0.00017, o}, {-0.00007, n + 2*m}, {0.00004, 2*n - 2*f}, {0.00004, 3 * m}, {0.00003, n + m - 2*f}, {0.00003, 2*n + 2*f}, {-0.00003, n + m + 2*f}, {0.00003, n - m + 2*f},
		{-0.00002, n - m - 2*f}, {-0.00002, 3*n + m}, {0.00002, 4 * n},
		{0.000325, (299.77 + 0.107408*k - 0.009173*c*c) * rad}, {0.000165, (251.88 + 0.016321*k) * rad}, {0.000164, (251.83 + 26.651886*k) * rad},
		{0.000126, (349.42 + 36.412478*k) * rad}, {0.000110, (84.66 + 18.206239*k) * rad}, {0.000062, (141.74 + 53.303771*k) * rad}, {0.000060, (207.14 + 2.453732*k) * rad},
		{0.000056, (154.84 + 7.306860*k) * rad}, {0.000047, (34.52 + 27.261239*k) * rad}, {0.000042, (207.19 + 0.121824*k) * rad}, {0.000040, (291.34 + 1.844379*k) * rad},
		{0.000037, (161.72 + 24.198154*k) * rad}, {0.000035, (239.56 + 25.513099*k) * rad}, {0.000023, (331.55 + 3.592518*k) * rad},
	} {
		jde += term[0] * math.Sin(term[1])
	}
	seconds := (jde-2440587.5)*86_400 - terrestrial(2000+k/12.3685)
	return time.Unix(int64(math.Round(seconds)), 0)
}

// printed lists months that begin a day beside the computed new moon. Both
// calendars agree on them; eight minutes were within the error of the almanac
// makers of that time. No almanac of the year was at hand to look it up.
var printed = map[Solar]bool{{1906, 4, 24}: true}

// Every month of the table begins on the day of a computed new moon in China,
// except where the new moon is within three minutes of midnight. Until 1928 the
// calendar was reckoned in Beijing's own time, 14 minutes behind.
func TestMonthsAgainstTheMoon(t *testing.T) {
	const tolerance = 3 * time.Minute
	k, near, count := -1236.0, 0, 0
	for i, row := range years {
		first := row.first
		for place, length := range row.length {
			zone := 8 * time.Hour
			if firstLunar+i < 1929 {
				zone = 7*time.Hour + 45*time.Minute + 40*time.Second
			}
			start := time.Unix(int64(first)*86_400, 0).Add(-zone)
			for newMoon(k).Before(start.Add(-24 * time.Hour)) {
				k++
			}
			moon := newMoon(k)
			if printed[SolarOf(start.Add(zone).UTC())] {
				k++
				count++
				first += length
				continue
			}
			if moon.Before(start.Add(-tolerance)) || !moon.Before(start.Add(24*time.Hour+tolerance)) {
				t.Errorf("month %d of %d begins on %s, the new moon is at %s in China", place+1, firstLunar+i, SolarOf(start.Add(zone).UTC()), moon.Add(zone).UTC())
			}
			if past := moon.Sub(start); past < tolerance || past > 24*time.Hour-tolerance {
				near++
				t.Logf("%s: new moon %s after midnight", SolarOf(start.Add(zone).UTC()), past)
			}
			k++
			count++
			first += length
		}
	}
	t.Logf("%d months, %d too near to midnight to be decided here", count, near)
}

// The eleven differences of the second calendar are decided by the computed new
// moon: it lies on the first day of the table.
func TestDifferencesAreDecidedByTheMoon(t *testing.T) {
	for text, want := range map[string]string{
		"1954-02-03": "1954-02-03", "1955-02-22": "1955-02-22", "1999-01-17": "1999-01-17", "2012-08-17": "2012-08-17",
		"2018-11-07": "2018-11-08", "2027-02-06": "2027-02-06", "2030-02-02": "2030-02-03", "2070-03-12": "2070-03-12",
	} {
		s := day(t, text)
		k := math.Round((float64(s.number()) - 10962) / 29.530588861)
		moon := newMoon(k).UTC().Add(8 * time.Hour)
		t.Logf("%s: new moon at %s in China", text, moon.Format("2006-01-02 15:04"))
		if got := moon.Format(time.DateOnly); got != want {
			t.Errorf("%s: new moon on %s, want %s", text, got, want)
		}
	}
}

// A leap month is the one that holds no principal term (中气). Checked for every
// leap month of the table against the table of terms, which the sun confirms.
func TestLeapMonthsHoldNoPrincipalTerm(t *testing.T) {
	count := 0
	for year := FirstYear; year < LastYear; year++ {
		month := LeapMonth(year)
		if month == 0 {
			continue
		}
		count++
		s, ok := Date{Year: year, Month: month, Day: 1, Leap: true}.Solar()
		if !ok {
			t.Fatal(year)
		}
		for range MonthLength(year, month, true) {
			if term, begins := TermOf(s); begins && term%2 == 1 {
				t.Errorf("%d: term %d begins on %s in the leap month", year, term, s)
			}
			s = s.AddDays(1)
		}
	}
	if count < 70 {
		t.Errorf("only %d leap months", count)
	}
}
