package workforce

import "time"

// How the server judges connections. The hub asks every line of staff for a
// sign of life each ten seconds, so a closed laptop shows within 40 seconds.
const (
	TickEvery  = 2 * time.Second  // how often connections are judged
	silentMax  = 30 * time.Second // an open line without a sign of life
	closedMax  = 12 * time.Second // a closed line that is not opened again
	startGrace = 40 * time.Second // after a start nobody's line is known yet
	peerSilent = 40 * time.Second // another process that says nothing
	jumpMin    = 10 * time.Second // between two ticks: the machine slept, or the clock was moved
	jumpBack   = time.Second      // the same, backwards; less is the clock being set right
)

// jumped tells whether the clock has been moved, or has stood still, since the
// last tick.
func jumped(last, now time.Time) bool {
	gap := now.Sub(last)
	return gap > jumpMin || gap < -jumpBack
}

// openUntil is how long an open line counts without another sign of life.
func openUntil(seen time.Time) time.Time { return seen.Add(silentMax) }

// closedUntil is how long a line counts that was closed: a reload takes a
// moment, but a line that was silent before does not live longer by it.
func closedUntil(seen, closedAt time.Time) time.Time {
	return earlier(openUntil(seen), closedAt.Add(closedMax))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// judge gives what holds of a stored state now, and whether that is new.
// until is how long the person's lines count; seen the last sign of life.
func (r stored) judge(until, seen, now time.Time) (stored, bool) {
	switch {
	case r.State.needsLine() && r.Watched && now.After(until):
		if seen.IsZero() || seen.After(now) {
			seen = now
		}
		r.State, r.Since, r.Reason, r.LostAt = Away, now, ReasonLost, later(seen, r.Since)
		return r, true
	case r.State == Break && r.Reason == "" && !r.Until.IsZero() && now.After(r.Until):
		r.Reason = ReasonOverdue
		return r, true
	}
	return r, false
}

// expected tells whether somebody was connected when the house ended and has not
// been heard since its start: their desk finds the way back within the grace,
// and until then nobody is told that they are gone.
func (r stored) expected(last sign, startedAt, now time.Time) bool {
	return r.Watched && r.State.needsLine() && last.seen.IsZero() && r.Since.Before(startedAt) && now.Before(startedAt.Add(startGrace))
}

// choose gives the row after a choice. What the house makes of somebody is not
// what they chose: who was lost meanwhile comes back to their own choice.
func (r stored) choose(c Choice, limit time.Duration, now time.Time) stored {
	r.State, r.Since = c.State, now
	if c.Reason != ReasonMissed {
		r.Chosen = c.State
	}
	r.BreakKind, r.Until, r.CoverID, r.LostAt, r.Reason = "", time.Time{}, c.CoverID, time.Time{}, c.Reason
	if c.State == Break {
		r.BreakKind, r.Until = c.BreakKind, now.Add(limit)
	}
	return r
}
