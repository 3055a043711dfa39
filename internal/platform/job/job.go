package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"tiexin/internal/platform/db"
)

// Args is what a job is given; Kind names the job and never changes.
type Args = river.JobArgs

// Registry collects the handlers before the runner is made.
type Registry struct {
	workers  *river.Workers
	periodic []*river.PeriodicJob
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry { return &Registry{workers: river.NewWorkers()} }

type worker[T Args] struct {
	river.WorkerDefaults[T]
	do func(ctx context.Context, args T) error
}

func (w worker[T]) Work(ctx context.Context, j *river.Job[T]) error { return w.do(ctx, j.Args) }

// Handle says what does jobs of this kind.
func Handle[T Args](r *Registry, do func(ctx context.Context, args T) error) {
	river.AddWorker(r.workers, worker[T]{do: do})
}

// Later is what a handler returns to be run again after d, which counts as
// neither a failure nor a try.
func Later(d time.Duration) error { return river.JobSnooze(d) }

// Every asks for a job at each interval, by one process at a time.
func (r *Registry) Every(interval time.Duration, args Args) {
	r.periodic = append(r.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) { return args, nil }, nil))
}

// Runner inserts and works jobs.
type Runner struct {
	side *sql.DB
	lite *river.Client[*sql.Tx]
	pg   *river.Client[pgx.Tx]
}

// Migrate makes the library's own tables.
func Migrate(ctx context.Context, d *db.DB) error {
	_, err := withMigrator(d, func(m migrator) (bool, error) { return true, m.up(ctx) })
	return err
}

// Pending tells whether Migrate has something to do.
func Pending(ctx context.Context, d *db.DB) (bool, error) {
	return withMigrator(d, func(m migrator) (bool, error) { return m.pending(ctx) })
}

// migrator is the library's for one of the engines.
type migrator struct {
	up      func(context.Context) error
	pending func(context.Context) (bool, error)
}

func withMigrator(d *db.DB, do func(migrator) (bool, error)) (bool, error) {
	if d.Engine() == db.Postgres {
		m, err := newMigrator(riverpgxv5.New(d.Pool()))
		if err != nil {
			return false, err
		}
		return do(m)
	}
	side, err := d.OpenSide()
	if err != nil {
		return false, err
	}
	defer side.Close()
	m, err := newMigrator(riversqlite.New(side))
	if err != nil {
		return false, err
	}
	return do(m)
}

func newMigrator[T any](driver riverdriver.Driver[T]) (migrator, error) {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return migrator{}, err
	}
	return migrator{
		up: func(ctx context.Context) error { _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); return err },
		pending: func(ctx context.Context) (bool, error) {
			found, err := m.Validate(ctx, nil)
			return err == nil && !found.OK, err
		},
	}, nil
}

// liteLooks is how often SQLite is asked for jobs.
const liteLooks = time.Second

// NewRunner prepares the runner; Run starts it.
func NewRunner(d *db.DB, reg *Registry) (*Runner, error) {
	cfg := &river.Config{
		Workers: reg.workers, PeriodicJobs: reg.periodic,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}},
		FetchPollInterval: 2 * time.Second,
		Logger:            slog.New(slog.DiscardHandler),
		ErrorHandler:      errorLog{},
	}
	r := &Runner{}
	var err error
	if d.Engine() == db.Postgres {
		r.pg, err = river.NewClient(riverpgxv5.New(d.Pool()), cfg)
		return r, err
	}
	if r.side, err = d.OpenSide(); err != nil {
		return nil, err
	}
	// SQLite tells nobody of new rows: the library's listener asks for them
	// twenty times a second, which was most of what an idle house cost.
	cfg.PollOnly, cfg.FetchPollInterval = true, liteLooks
	r.lite, err = river.NewClient(riversqlite.New(r.side), cfg)
	return r, err
}

// Insert asks for a job not before at, in the running transaction; the zero
// time is as soon as possible, which does not wait for the scheduler.
func (r *Runner) Insert(ctx context.Context, tx *db.Tx, args Args, at time.Time) error {
	lite, pg := tx.Raw()
	opts := &river.InsertOpts{ScheduledAt: at}
	var err error
	if pg != nil {
		_, err = r.pg.InsertTx(ctx, pg, args, opts)
	} else {
		_, err = r.lite.InsertTx(ctx, lite, args, opts)
	}
	if err != nil {
		return fmt.Errorf("insert job %s: %w", args.Kind(), err)
	}
	return nil
}

// Run works jobs until ctx ends, then lets those under way finish.
func (r *Runner) Run(ctx context.Context) error {
	start, stop := r.starters()
	if err := start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	<-ctx.Done()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 8*time.Second)
	defer cancel()
	err := stop(end)
	if r.side != nil {
		r.side.Close()
	}
	return err
}

func (r *Runner) starters() (start, stop func(context.Context) error) {
	if r.pg != nil {
		return r.pg.Start, r.pg.Stop
	}
	return r.lite.Start, r.lite.Stop
}
