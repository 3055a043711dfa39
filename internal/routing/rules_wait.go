package routing

import (
	"slices"
	"time"
)

const (
	// waitsWithin is how far back answered waits count for the estimate, and
	// fewestWaits how many of them it takes (rules: hold and queue words).
	waitsWithin = 20 * time.Minute
	fewestWaits = 5
)

// Wait is how long somebody waited who was answered, and at which place in
// line they had entered.
type Wait struct {
	At    time.Time // answered
	Took  time.Duration
	Place int
}

// Expected is the expected wait of whoever stands at a place: the median of
// the waits answered in the last 20 minutes, times how much further back the
// place is than the median place of those waits. ok is false under five waits.
func Expected(waits []Wait, place int, now time.Time) (d time.Duration, ok bool) {
	var took []time.Duration
	var places []int
	for _, w := range waits {
		if age := now.Sub(w.At); age >= 0 && age <= waitsWithin {
			took, places = append(took, w.Took), append(places, max(w.Place, 1))
		}
	}
	if len(took) < fewestWaits || place < 1 {
		return 0, false
	}
	slices.Sort(took)
	slices.Sort(places)
	n := len(took)
	median := (took[(n-1)/2] + took[n/2]) / 2
	usual := places[(n-1)/2] + places[n/2]
	return (median * time.Duration(2*place) / time.Duration(usual)).Round(time.Second), true
}

// Stalled is how long at least whoever waits will go on waiting, since nothing
// moves: as long as the oldest of them has, if nobody was served meanwhile. What
// was usual before says nothing then.
func Stalled(waits []Wait, oldest, now time.Time) time.Duration {
	if oldest.IsZero() || slices.ContainsFunc(waits, func(w Wait) bool { return w.At.After(oldest) }) {
		return 0
	}
	return now.Sub(oldest)
}
