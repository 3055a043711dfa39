package job_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/job"
)

type note struct {
	Text string `json:"text"`
}

func (note) Kind() string { return "test.note" }

type beat struct{}

func (beat) Kind() string { return "test.beat" }

// bench works jobs on a ledger and remembers what was done.
type bench struct {
	t      *testing.T
	d      *db.DB
	runner *job.Runner

	mu    sync.Mutex
	done  map[string]int
	reply func(text string, nth int) error
	news  chan struct{}
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	dbtest.Each(t, []db.Migrations{event.Migrations()}, func(t *testing.T, d *db.DB) {
		b := &bench{t: t, d: d, done: map[string]int{}, news: make(chan struct{}, 100), reply: func(string, int) error { return nil }}
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		reg := job.NewRegistry()
		job.Handle(reg, func(_ context.Context, n note) error { return b.did(n.Text) })
		job.Handle(reg, func(context.Context, beat) error { return b.did("beat") })
		reg.Every(time.Second, beat{})
		var err error
		if b.runner, err = job.NewRunner(d, reg); err != nil {
			t.Fatal(err)
		}
		test(t, b)
	})
}

func (b *bench) did(text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done[text]++
	b.news <- struct{}{}
	return b.reply(text, b.done[text])
}

func (b *bench) times(text string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.done[text]
}

// run works until the returned function is called.
func (b *bench) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		if err := b.runner.Run(ctx); err != nil {
			b.t.Error(err)
		}
	})
	return func() { cancel(); all.Wait() }
}

// until waits for jobs to be done; a minute and a half is long enough for any
// of the library's intervals on a busy machine.
func (b *bench) until(what string, so func() bool) {
	b.t.Helper()
	limit := time.After(90 * time.Second)
	for !so() {
		select {
		case <-b.news:
		case <-limit:
			b.t.Fatalf("did not come about: %s", what)
		}
	}
}

func (b *bench) insert(text string, at time.Time, fail error) {
	b.t.Helper()
	err := b.d.Write(context.Background(), func(tx *db.Tx) error {
		if err := b.runner.Insert(context.Background(), tx, note{text}, at); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		b.t.Fatal(err)
	}
}

// TestJobsLiveAndDieWithTheirTransaction inserts one job in a write that
// stands, one in a write that is undone, and one for tomorrow.
func TestJobsLiveAndDieWithTheirTransaction(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.insert("undone", time.Now(), errors.New("no"))
		b.insert("tomorrow", time.Now().Add(24*time.Hour), nil)
		b.insert("stands", time.Now(), nil)
		defer b.run()()
		b.until("the job is done and time has passed", func() bool { return b.times("stands") > 0 && b.times("beat") > 2 })
		if b.times("undone") > 0 || b.times("tomorrow") > 0 || b.times("stands") != 1 {
			t.Errorf("done: %v", b.done)
		}
	})
}

// TestJobsAreTriedAgain has one that fails, one that panics and one that asks
// to be run again later.
func TestJobsAreTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.reply = func(text string, nth int) error {
			switch {
			case text == "fails" && nth == 1:
				return errors.New("not now")
			case text == "panics" && nth == 1:
				panic("oh")
			case text == "waits" && nth < 3:
				return job.Later(10 * time.Millisecond)
			}
			return nil
		}
		for _, text := range []string{"fails", "panics", "waits"} {
			b.insert(text, time.Now(), nil)
		}
		defer b.run()()
		b.until("all are done", func() bool { return b.times("fails") == 2 && b.times("panics") == 2 && b.times("waits") == 3 })
	})
}

// TestJobsOutliveTheProcess stops the runner before the job's time, and starts
// another one on the same ledger.
func TestJobsOutliveTheProcess(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.insert("kept", time.Now(), nil)
		reg := job.NewRegistry()
		job.Handle(reg, func(_ context.Context, n note) error { return b.did(n.Text) })
		var err error
		if b.runner, err = job.NewRunner(b.d, reg); err != nil {
			t.Fatal(err)
		}
		defer b.run()()
		b.until("the job is done", func() bool { return b.times("kept") == 1 })
	})
}

// TestPeriodicJobsComeAgain counts the beats.
func TestPeriodicJobsComeAgain(t *testing.T) {
	each(t, func(_ *testing.T, b *bench) {
		defer b.run()()
		b.until("three beats", func() bool { return b.times("beat") >= 3 })
	})
}
