package slaclock

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
)

const (
	bucketSize = 5 * time.Second
	armAhead   = 24 * time.Hour // farther timers are left to the sweep
	atOnce     = 200            // clocks in one transaction
	hangAfter  = time.Hour      // a clock that cannot be reckoned is tried again
	maxBuckets = 40_000
)

// buckets remembers which are armed by this process.
type buckets struct {
	mu   sync.Mutex
	seen map[int64]bool
}

func bucketOf(t time.Time) time.Time {
	return t.Add(bucketSize - time.Nanosecond).Truncate(bucketSize).UTC()
}

func (b *buckets) has(t time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen[t.Unix()]
}

func (b *buckets) add(t time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen == nil || len(b.seen) >= maxBuckets {
		b.seen = map[int64]bool{}
	}
	b.seen[t.Unix()] = true
}

func (b *buckets) drop(t time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.seen, t.Unix())
}

// arm makes sure that somebody looks soon after next. Once the transaction is
// on disk the bucket needs no second job from this process.
func (s *Service) arm(ctx context.Context, tx *db.Tx, next time.Time) error {
	now := s.Clock.Now()
	if next.IsZero() || next.Sub(now) > armAhead {
		return nil
	}
	bucket := bucketOf(later(next, now))
	if s.armed.has(bucket) {
		return nil
	}
	if err := s.Insert(ctx, tx, bucketArgs{At: bucket}, clock.Deadline(bucket.Sub(now))); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.armed.add(bucket) })
	return nil
}

// Fire tells every stage that has come by now and gives how many clocks that
// were. Any number of processes may do it at once.
func (s *Service) Fire(ctx context.Context) (fired int, err error) {
	for {
		n, err := s.fireSome(ctx)
		fired += n
		if err != nil || n < atOnce {
			return fired, err
		}
	}
}

func (s *Service) fireSome(ctx context.Context) (n int, err error) {
	now := s.Clock.Now()
	var waiting int
	if err := db.Get(ctx, s.DB, stmtAnyDue, []any{db.Micros(now)}, &waiting); err != nil || waiting == 0 {
		return 0, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		clocks, err := find(ctx, tx, stmtDue, db.Micros(now), atOnce)
		if err != nil {
			return err
		}
		n = len(clocks)
		for _, c := range clocks {
			if err := s.fireOne(ctx, tx, c, now); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (s *Service) fireOne(ctx context.Context, tx *db.Tx, c Clock, now time.Time) error {
	h, err := s.Calendar.HoursByID(ctx, c.HoursID)
	var out []told
	if err == nil {
		c, out, err = c.fire(h, now)
	}
	if err != nil {
		slog.ErrorContext(ctx, "clock cannot be reckoned", "clock", c.ID, "err", err)
		_, err = tx.Exec(ctx, stmtPostpone, c.ID, db.Micros(now.Add(hangAfter)))
		return err
	}
	return s.save(ctx, tx, c, out)
}

// recompute reckons the open clocks of hours (empty: of all hours) anew, some
// at a time.
func (s *Service) recompute(ctx context.Context, hoursID string) error {
	if err := s.Calendar.Refresh(ctx); err != nil {
		return err
	}
	for after := ""; ; {
		var n int
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			clocks, err := s.ofHours(ctx, tx, hoursID, after)
			if err != nil {
				return err
			}
			n = len(clocks)
			for _, c := range clocks {
				after = c.ID
				if err := s.recomputeOne(ctx, tx, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < atOnce {
			return err
		}
	}
}

func (s *Service) ofHours(ctx context.Context, tx *db.Tx, hoursID, after string) ([]Clock, error) {
	if hoursID == "" {
		return find(ctx, tx, stmtInHours, after, atOnce)
	}
	return find(ctx, tx, stmtOfHours, hoursID, after, atOnce)
}

func (s *Service) recomputeOne(ctx context.Context, tx *db.Tx, before Clock) error {
	h, err := s.Calendar.HoursByID(ctx, before.HoursID)
	if err != nil {
		return err
	}
	after, err := before.reckon(h)
	if err != nil {
		slog.ErrorContext(ctx, "clock cannot be reckoned", "clock", before.ID, "err", err)
		return nil
	}
	if after.Due.Equal(before.Due) && after.Next.Equal(before.Next) {
		return nil
	}
	return s.save(ctx, tx, after, nil)
}
