package app

import "testing"

// TestMemoryIsGivenBackOnceARest: when it has become quiet, and again only
// after it has been busy.
func TestMemoryIsGivenBackOnceARest(t *testing.T) {
	freed := 0
	r := &rest{free: func() { freed++ }}
	made := uint64(0)
	for i, step := range []struct {
		made uint64
		want int
	}{{restingMade, 0}, {10, 1}, {10, 1}, {restingMade - 1, 1}, {restingMade, 1}, {restingMade * 5, 1}, {0, 2}, {0, 2}} {
		made += step.made
		r.after(made)
		if freed != step.want {
			t.Errorf("after step %d: given back %d times, want %d", i, freed, step.want)
		}
	}
}
