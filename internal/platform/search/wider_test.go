package search

import "testing"

// TestWider walks on only where that is less than what the index would give.
func TestWider(t *testing.T) {
	for _, c := range []struct{ had, limit, before, want int64 }{
		{0, 30, 500_000, 0},      // nothing near: rare, and few in all
		{29, 30, 500_000, 68},    // dense
		{10, 30, 500_000, 4_000}, // 5,000 expected in all
		{1, 30, 500_000, 0},      // 58,000 to walk for 500 hits
		{29, 100, 2_000, 0},      // hardly more than the house has
	} {
		if got := wider(c.had, c.limit, c.before); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}
