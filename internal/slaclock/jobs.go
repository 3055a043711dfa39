package slaclock

import (
	"context"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/run"
)

// sweepEvery is how often a process looks by itself.
const sweepEvery = 2 * time.Second

// secondLook comes after every process has forgotten the old hours.
const secondLook = 6 * time.Second

type bucketArgs struct {
	At time.Time `json:"at"`
}

// Kind names the job.
func (bucketArgs) Kind() string { return "slaclock.bucket" }

type recomputeArgs struct {
	HoursID string `json:"hours_id"` // empty: all hours
}

// Kind names the job.
func (recomputeArgs) Kind() string { return "slaclock.recompute" }

// jobs says what does the module's jobs.
func (s *Service) jobs(reg *job.Registry) {
	job.Handle(reg, s.fireBucket)
	job.Handle(reg, func(ctx context.Context, args recomputeArgs) error { return s.recompute(ctx, args.HoursID) })
}

// fireBucket looks at what is due. The clock may have been put back since the
// bucket was armed; then it waits on.
func (s *Service) fireBucket(ctx context.Context, args bucketArgs) error {
	if _, err := s.Fire(ctx); err != nil {
		return err
	}
	if wait := args.At.Sub(s.Clock.Now()); wait > 0 {
		return job.Later(wait)
	}
	s.armed.drop(args.At)
	return nil
}

// start keeps the sweep going.
func (s *Service) start(g *run.Group) {
	g.Every("slaclock sweep", sweepEvery, func(ctx context.Context) error {
		_, err := s.Fire(ctx)
		return err
	})
}

// calendarSubscriber has open clocks reckoned anew when hours have changed.
func (s *Service) calendarSubscriber() event.Subscriber {
	return event.Subscriber{Name: "slaclock.calendar", Kinds: []event.Kind{calendar.EventChanged}, Handle: func(tx *db.Tx, events []event.Event) error {
		for _, e := range events {
			changed, err := event.Decode[calendar.Changed](e)
			if err != nil {
				return err
			}
			for _, at := range []time.Time{{}, clock.Deadline(secondLook)} {
				if err := s.Insert(context.Background(), tx, recomputeArgs{HoursID: changed.HoursID}, at); err != nil {
					return err
				}
			}
		}
		return nil
	}}
}
