package shop

import (
	"slices"
	"sort"
	"time"

	"tiexin/internal/kit/lunar"
)

// hours is how many talks begin in each hour of the day, in Shanghai.
func hours() [24]int {
	return [24]int{9, 4, 2, 1, 1, 2, 5, 12, 30, 52, 66, 58, 44, 50, 62, 66, 60, 48, 42, 55, 74, 80, 58, 28}
}

// busy is how busy a day is, 100 being usual.
func busy(day time.Time) int {
	n := 100
	switch day.Weekday() {
	case time.Saturday, time.Sunday:
		n = 125
	case time.Tuesday, time.Wednesday:
		n = 92
	}
	switch month, d := day.Month(), day.Day(); {
	case month == time.November && d == 11:
		n *= 6
	case month == time.November && d < 15, month == time.June && d >= 15 && d <= 20, month == time.December && d >= 10 && d <= 12:
		n = n * 5 / 2
	}
	if l, ok := lunar.FromSolar(lunar.SolarOf(day)); ok && (l.Month == 12 && l.Day >= 27 || l.Month == 1 && l.Day <= 7) {
		n = n * 3 / 10 // parcels rest around the Spring Festival
	}
	return n
}

// waiting of the talks are not over yet: they begin in the last hours.
func (w *World) waiting() int { return min(40+w.size.Talks/500, w.size.Talks/3) }

// year spreads the beginnings of talks over twelve months, in order. The last
// ones lie within the last six hours, so that there is work on the desk.
func (w *World) year(n int) []time.Time {
	shanghai := time.FixedZone("CST", 8*3600)
	var slots []time.Time
	var sums []int
	sum, shape := 0, hours()
	for at := w.now.AddDate(-1, 0, 0).In(shanghai).Truncate(time.Hour); at.Before(w.now.Add(-8 * time.Hour)); at = at.Add(time.Hour) {
		sum += busy(at) * shape[at.Hour()]
		slots, sums = append(slots, at), append(sums, sum)
	}
	recent := w.waiting()
	out := make([]time.Time, 0, n)
	for range n - recent {
		slot := sort.SearchInts(sums, 1+w.r.IntN(sum))
		out = append(out, slots[slot].Add(time.Duration(w.r.Int64N(int64(time.Hour)))))
	}
	for range recent {
		out = append(out, w.now.Add(-time.Duration(w.r.Int64N(int64(6*time.Hour)))-20*time.Minute))
	}
	for i := range out {
		out[i] = out[i].UTC().Truncate(time.Microsecond)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// evenly spreads n moments over the time before now.
func evenly(n int, now time.Time, over time.Duration) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = now.Add(-over + time.Duration(i)*(over/time.Duration(n))).UTC().Truncate(time.Microsecond)
	}
	return out
}

// shift tells which team answers at an hour: 早班, 中班, 晚班.
func shift(at time.Time) int {
	switch h := at.UTC().Add(8 * time.Hour).Hour(); {
	case h >= 6 && h < 14:
		return 0
	case h >= 14 && h < 19:
		return 1
	}
	return 2
}
