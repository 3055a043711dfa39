package slaclock

import (
	"context"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/job"
)

// Deps is what the service stands on.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	Log      *event.Log
	Calendar *calendar.Service
	// Insert asks for a job at a time of the machine's own clock.
	Insert func(ctx context.Context, tx *db.Tx, args job.Args, at time.Time) error
	Text   func(locale, key string, args map[string]any) string
	Hooks  *Hooks
}

// Service holds the use cases.
type Service struct {
	Deps
	armed buckets
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Start starts a clock in the running transaction. One of the same subject,
// kind and key is given as it is. It costs one statement, and one more for the
// first clock of a bucket.
func (s *Service) Start(ctx context.Context, tx *db.Tx, spec Spec) (Clock, error) {
	return s.begin(ctx, tx, spec, false)
}

// Adopt starts a clock for what began before anybody kept one. Of the warnings
// that have gone by only the last is told, and of the breach and its chain.
func (s *Service) Adopt(ctx context.Context, tx *db.Tx, spec Spec) (Clock, error) {
	return s.begin(ctx, tx, spec, true)
}

func (s *Service) begin(ctx context.Context, tx *db.Tx, spec Spec, late bool) (Clock, error) {
	if err := spec.check(); err != nil {
		return Clock{}, err
	}
	h, err := s.Calendar.HoursByID(ctx, spec.HoursID)
	if err != nil {
		return Clock{}, err
	}
	spec.StartedAt = spec.StartedAt.UTC().Truncate(time.Microsecond)
	c := Clock{ID: id.New(s.Clock.Now()), Spec: spec.tidy(), State: Running, Version: 1}
	if c, err = c.reckon(h); err != nil {
		return Clock{}, err
	}
	var out []told
	if late {
		if c, out, err = c.fire(h, s.Clock.Now()); err != nil {
			return Clock{}, err
		}
	}
	first, err := insert(ctx, tx, c)
	if err != nil {
		return Clock{}, err
	}
	if !first {
		old, err := byRef(ctx, tx, spec.Ref())
		if err != nil || len(old) == 0 {
			return Clock{}, err
		}
		return old[0], nil
	}
	for _, t := range latest(out) {
		if err := s.tell(ctx, tx, c, t); err != nil {
			return Clock{}, err
		}
	}
	return c, s.arm(ctx, tx, c.Next)
}

// act changes the open clocks that ref names. None, or ended ones, are passed
// over: what has ended stays so.
func (s *Service) act(ctx context.Context, tx *db.Tx, ref Ref, rule func(Clock, worktime.Hours) (Clock, []told, error)) error {
	clocks, err := byRef(ctx, tx, ref)
	if err != nil {
		return err
	}
	for _, before := range clocks {
		if before.State.Ended() {
			continue
		}
		h, err := s.Calendar.HoursByID(ctx, before.HoursID)
		if err != nil {
			return err
		}
		after, out, err := rule(before, h)
		if err != nil {
			return err
		}
		if err := s.save(ctx, tx, after, out); err != nil {
			return err
		}
	}
	return nil
}

// save stores a clock, tells what has come, and arms its next timer.
func (s *Service) save(ctx context.Context, tx *db.Tx, c Clock, out []told) error {
	if c.State.Ended() && c.Frozen == nil {
		if e, err := s.explanation(ctx, c); err == nil {
			c.Frozen = &e
		}
	}
	if ok, err := update(ctx, tx, c); err != nil || !ok {
		if err == nil {
			err = fault.Conflict("slaclock.changed")
		}
		return err
	}
	for _, t := range out {
		if err := s.tell(ctx, tx, c, t); err != nil {
			return err
		}
	}
	if c.State == Stopped {
		return s.Log.Emit(ctx, tx, EventStopped, c.ID, Ended{About: c.about(), Met: *c.Met, SpentSeconds: int64(c.Spent / time.Second), TargetSeconds: c.Seconds, StoppedAt: c.EndedAt})
	}
	return s.arm(ctx, tx, c.Next)
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, c Clock, t told) error {
	if t.percent > 0 {
		return s.Log.Emit(ctx, tx, EventWarned, c.ID, Warned{About: c.about(), Percent: t.percent})
	}
	return s.Log.Emit(ctx, tx, EventBreached, c.ID, Breached{About: c.about(), Step: t.step, Tell: t.tell})
}

// Again starts a clock, or lets the one of its name go on as if it had never
// ended: what had stopped it was taken back. Of what has gone by meanwhile the
// last is told, as when a clock is adopted.
func (s *Service) Again(ctx context.Context, tx *db.Tx, spec Spec) (Clock, error) {
	c, err := s.begin(ctx, tx, spec, true)
	if err != nil || !c.State.Ended() {
		return c, err
	}
	h, err := s.Calendar.HoursByID(ctx, c.HoursID)
	if err != nil {
		return c, err
	}
	if c, err = c.again(h); err != nil {
		return c, err
	}
	c, out, err := c.fire(h, s.Clock.Now())
	if err != nil {
		return c, err
	}
	return c, s.save(ctx, tx, c, latest(out))
}

// Stop ends a clock: it is met when at is not after the due time. Stages that
// had come by then are told first.
func (s *Service) Stop(ctx context.Context, tx *db.Tx, ref Ref, at time.Time) error {
	return s.act(ctx, tx, ref, func(c Clock, h worktime.Hours) (Clock, []told, error) {
		c, out := c.stop(h, at)
		return c, out, nil
	})
}

// Cancel ends a clock that no longer matters; nothing is told.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, ref Ref) error {
	now := s.Clock.Now()
	return s.act(ctx, tx, ref, func(c Clock, h worktime.Hours) (Clock, []told, error) { return c.cancel(h, now), nil, nil })
}

// Forget takes away all clocks of a subject that is erased, ended ones too;
// nothing is told.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, subject, subjectID string) error {
	_, err := tx.Exec(ctx, stmtForget, subject, subjectID)
	return err
}

// Pause takes the time from at on out of the count, for a reason. One reason
// pauses once; other reasons may overlap.
func (s *Service) Pause(ctx context.Context, tx *db.Tx, ref Ref, reason string, at time.Time) error {
	return s.act(ctx, tx, ref, func(c Clock, h worktime.Hours) (Clock, []told, error) {
		c, err := c.pause(reason, at)
		if err != nil {
			return c, nil, err
		}
		c, err = c.reckon(h)
		return c, nil, err
	})
}

// Resume ends the pause for a reason, or every pause for "".
func (s *Service) Resume(ctx context.Context, tx *db.Tx, ref Ref, reason string, at time.Time) error {
	return s.act(ctx, tx, ref, func(c Clock, h worktime.Hours) (Clock, []told, error) {
		c, err := c.resume(reason, at)
		if err != nil {
			return c, nil, err
		}
		c, err = c.reckon(h)
		return c, nil, err
	})
}

// Retarget sets a new target, counted from the original start, but due no
// earlier than five minutes from now. Warnings that were told are not told
// again; a breached clock stays as it is.
func (s *Service) Retarget(ctx context.Context, tx *db.Tx, ref Ref, target int64, hoursID string, now time.Time) error {
	h, err := s.Calendar.HoursByID(ctx, hoursID)
	if err != nil {
		return err
	}
	return s.act(ctx, tx, ref, func(c Clock, _ worktime.Hours) (Clock, []told, error) {
		c, err := c.retarget(h, target, hoursID, now)
		return c, nil, err
	})
}

// SetOwner says who is told from now on.
func (s *Service) SetOwner(ctx context.Context, tx *db.Tx, ref Ref, ownerID string) error {
	var err error
	if ref.Kind == "" {
		_, err = tx.Exec(ctx, stmtOwner, ref.Subject, ref.SubjectID, ownerID)
	} else {
		_, err = tx.Exec(ctx, stmtOwnerOne, ref.Subject, ref.SubjectID, ownerID, string(ref.Kind), ref.Key)
	}
	return err
}
