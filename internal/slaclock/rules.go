package slaclock

import (
	"slices"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/kit/opt"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/fault"
)

// check refuses what could not be a target.
func (s Spec) check() error {
	switch {
	case s.Subject == "" || s.SubjectID == "":
		return fault.Invalid("slaclock.subject", "subject")
	case !s.Kind.Valid():
		return fault.Invalid("slaclock.kind", "kind")
	case s.StartedAt.IsZero():
		return fault.Invalid("slaclock.start", "started_at")
	case len(s.Warn) > MaxStages:
		return fault.Invalid("slaclock.too_many_stages", "warn").With("limit", MaxStages)
	case len(s.Chain) > MaxStages:
		return fault.Invalid("slaclock.too_many_stages", "chain").With("limit", MaxStages)
	}
	for _, percent := range s.Warn {
		if percent < 1 || percent > 100 {
			return fault.Invalid("slaclock.percent", "warn")
		}
	}
	for _, step := range s.Chain {
		if step.AfterSeconds < 0 || step.AfterSeconds > MaxSeconds {
			return fault.Invalid("slaclock.seconds", "chain").With("limit", MaxSeconds)
		}
	}
	return checkSeconds(s.Seconds)
}

func checkSeconds(n int64) error {
	if n < 1 || n > MaxSeconds {
		return fault.Invalid("slaclock.seconds", "seconds").With("limit", MaxSeconds)
	}
	return nil
}

// tidy sorts the stages, each once.
func (s Spec) tidy() Spec {
	s.Warn = slices.Clone(s.Warn)
	slices.Sort(s.Warn)
	s.Warn = slices.Compact(s.Warn)
	s.Chain = slices.Clone(s.Chain)
	slices.SortStableFunc(s.Chain, func(a, b Step) int { return int(a.AfterSeconds - b.AfterSeconds) })
	return s
}

// stages counts warnings, breach and chain.
func (c Clock) stages() int { return len(c.Warn) + 1 + len(c.Chain) }

// reach is the moment at which need is used up after start; zero when a pause
// that still goes on lies before it.
func (c Clock) reach(h worktime.Hours, start time.Time, need time.Duration) (time.Time, error) {
	var over []worktime.Span
	var open time.Time
	for _, p := range c.Pauses {
		if !p.To.IsZero() {
			over = append(over, worktime.Span{From: p.From, To: p.To})
		} else if open.IsZero() || p.From.Before(open) {
			open = p.From
		}
	}
	if !open.IsZero() && h.Working(start, open, over) < need {
		return time.Time{}, nil
	}
	at, _, err := h.Due(start, need, over)
	if err != nil {
		return at, fault.Invalid("slaclock.never_due", "hours_id")
	}
	return at, nil
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// due is when the target is used up, no earlier than the floor allows.
func (c Clock) due(h worktime.Hours) (time.Time, error) {
	due, err := c.reach(h, c.StartedAt, seconds(c.Seconds))
	if err != nil || c.Floor.IsZero() || due.IsZero() {
		return due, err
	}
	floor, err := c.reach(h, c.Floor, FloorAfter)
	if err != nil || floor.IsZero() || floor.After(due) {
		return floor, err
	}
	return due, nil
}

// stageAt is the moment of a stage, in the order in which they come.
func (c Clock) stageAt(h worktime.Hours, i int) (time.Time, error) {
	switch {
	case i < len(c.Warn) && c.Warn[i] < 100:
		at, err := c.reach(h, c.StartedAt, seconds(c.Seconds)*time.Duration(c.Warn[i])/100)
		if err == nil && !c.Due.IsZero() && at.After(c.Due) {
			at = c.Due // the hours have changed since the breach
		}
		return at, err
	case i <= len(c.Warn):
		return c.Due, nil
	case c.Due.IsZero():
		return time.Time{}, nil
	}
	return c.reach(h, c.Due, seconds(c.Chain[i-len(c.Warn)-1].AfterSeconds))
}

// reckon brings due, next and state up to date. The due time of a breached
// clock stands.
func (c Clock) reckon(h worktime.Hours) (Clock, error) {
	if c.State.Ended() {
		return c, nil
	}
	c.State = Running
	if len(c.pausedFor()) > 0 {
		c.State = Paused
	}
	var err error
	if !c.Breached {
		if c.Due, err = c.due(h); err != nil {
			return c, err
		}
	}
	c.Next = time.Time{}
	if c.Fired < c.stages() {
		c.Next, err = c.stageAt(h, c.Fired)
	}
	return c, err
}

// pausedFor lists the reasons of the pauses that go on.
func (c Clock) pausedFor() []string {
	out := []string{}
	for _, p := range c.Pauses {
		if p.To.IsZero() {
			out = append(out, p.Reason)
		}
	}
	return out
}

// told is a stage that has come.
type told struct {
	percent int // of a warning; else 0
	step    int
	tell    string
}

// fire tells every stage that has come by now, which it is no more after.
func (c Clock) fire(h worktime.Hours, now time.Time) (Clock, []told, error) {
	c, err := c.reckon(h)
	var out []told
	for err == nil && !c.State.Ended() && !c.Next.IsZero() && !c.Next.After(now) {
		i := c.Fired
		switch {
		case i < len(c.Warn):
			out = append(out, told{percent: c.Warn[i]})
		case i == len(c.Warn):
			c.Breached = true
			out = append(out, told{})
		default:
			step := i - len(c.Warn)
			out = append(out, told{step: step, tell: c.Chain[step-1].Tell})
		}
		c.Fired++
		c, err = c.reckon(h)
	}
	return c, out, err
}

// latest keeps the last warning, and the last of the breach and its chain.
func latest(list []told) []told {
	var out []told
	for i, t := range list {
		if i == len(list)-1 || (list[i+1].percent > 0) != (t.percent > 0) {
			out = append(out, t)
		}
	}
	return out
}

// pause stops the count for a reason; one reason pauses once.
func (c Clock) pause(reason string, at time.Time) (Clock, error) {
	if c.State.Ended() || slices.Contains(c.pausedFor(), reason) {
		return c, nil
	}
	if len(c.Pauses) >= MaxPauses {
		return c, fault.Conflict("slaclock.too_many_pauses").With("limit", MaxPauses)
	}
	c.Pauses = append(slices.Clone(c.Pauses), calendar.Pause{From: at, Reason: reason})
	return c, nil
}

// resume ends the pause for a reason, or every pause for "".
func (c Clock) resume(reason string, at time.Time) (Clock, error) {
	if c.State.Ended() {
		return c, nil
	}
	c.Pauses = slices.Clone(c.Pauses)
	for i, p := range c.Pauses {
		if !p.To.IsZero() || reason != "" && p.Reason != reason {
			continue
		}
		if at.Before(p.From) {
			return c, fault.Invalid("slaclock.pause_order", "at")
		}
		c.Pauses[i].To = at
	}
	return c, nil
}

// retarget sets a new target from the original start. A breached clock stays
// as it is: what was missed was missed.
func (c Clock) retarget(h worktime.Hours, target int64, hoursID string, now time.Time) (Clock, error) {
	if c.State.Ended() || c.Breached {
		return c, nil
	}
	if err := checkSeconds(target); err != nil {
		return c, err
	}
	c.Seconds, c.HoursID, c.Floor = target, hoursID, time.Time{}
	going := c // as if its pauses ended now
	going.Pauses = slices.Clone(c.Pauses)
	for i, p := range going.Pauses {
		if p.To.IsZero() {
			going.Pauses[i].To = later(now, p.From)
		}
	}
	due, err := going.due(h)
	if err != nil {
		return c, err
	}
	if due.Before(now.Add(FloorAfter)) {
		c.Floor = now
	}
	return c.reckon(h)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// stop ends the clock. Pauses that go on end with it. Hours in which nothing
// would ever be due do not keep it from ending.
func (c Clock) stop(h worktime.Hours, at time.Time) (Clock, []told) {
	before := at.Add(-time.Microsecond) // what is due at this very moment is met
	fired, out, err := c.fire(h, before)
	if err == nil {
		c = fired
	}
	c = c.end(h, at)
	if !c.Breached {
		if due, err := c.due(h); err == nil {
			c.Due = due
		}
	}
	met := c.Due.IsZero() || !at.After(c.Due)
	c.State, c.Met = Stopped, &met
	return c, out
}

// again lets an ended clock go on as if it had not ended; pauses that ended
// with it stay so.
func (c Clock) again(h worktime.Hours) (Clock, error) {
	if !c.State.Ended() {
		return c, nil
	}
	c.State, c.EndedAt, c.Met, c.Frozen, c.Spent = Running, time.Time{}, nil, nil, 0
	return c.reckon(h)
}

// cancel ends the clock as if it had not been.
func (c Clock) cancel(h worktime.Hours, at time.Time) Clock {
	c = c.end(h, at)
	c.State = Cancelled
	return c
}

func (c Clock) end(h worktime.Hours, at time.Time) Clock {
	c.Spent = c.spent(h, at)
	c.Pauses = slices.Clone(c.Pauses)
	for i, p := range c.Pauses {
		if p.To.IsZero() {
			c.Pauses[i].To = later(at, p.From)
		}
	}
	c.EndedAt, c.Next = at, time.Time{}
	return c
}

// spent is how much of the target's time has gone by.
func (c Clock) spent(h worktime.Hours, now time.Time) time.Duration {
	if c.State.Ended() {
		return c.Spent
	}
	var pauses []worktime.Span
	for _, p := range c.Pauses {
		to := p.To
		if to.IsZero() {
			to = later(now, p.From)
		}
		pauses = append(pauses, worktime.Span{From: p.From, To: to})
	}
	return h.Working(c.StartedAt, now, pauses)
}

// view shows a clock as it stands now.
func (c Clock) view(h worktime.Hours, now time.Time) View {
	spent := c.spent(h, now)
	return View{ID: c.ID, Subject: c.Subject, SubjectID: c.SubjectID, Kind: c.Kind, Key: c.Key, State: c.State, TargetSeconds: c.Seconds,
		HoursID: c.HoursID, StartedAt: c.StartedAt, DueAt: opt.Time(c.Due), SpentSeconds: int64(spent / time.Second),
		Percent:  int(min(int64(spent/time.Second)*100/max(c.Seconds, 1), 9999)),
		Breached: c.Breached || c.Met != nil && !*c.Met, Met: c.Met, EndedAt: opt.Time(c.EndedAt), PausedFor: c.pausedFor(), OwnerID: c.OwnerID, UnitID: c.UnitID}
}
