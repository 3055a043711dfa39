package event_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
)

const happened event.Kind = "thing.happened"

// bench is a log with a subscriber that remembers what it has taken.
type bench struct {
	t     *testing.T
	d     *db.DB
	log   *event.Log
	clock *clock.Fixed

	mu    sync.Mutex
	taken map[string][]string // subscriber to subjects, in order
	fails map[string]int      // subject: how often it still fails; -1: for ever
	tries map[string]int
}

func newBench(t *testing.T, d *db.DB) *bench {
	t.Helper()
	bus, err := event.OpenBus("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	b := &bench{t: t, d: d, clock: clock.NewFixed(apptest.Begin), taken: map[string][]string{}, fails: map[string]int{}, tries: map[string]int{}}
	b.log = event.NewLog(d, b.clock, bus)
	return b
}

func (b *bench) subscribe(name string, kinds ...event.Kind) {
	b.log.Subscribe(event.Subscriber{Name: name, Kinds: kinds, Handle: func(_ *db.Tx, events []event.Event) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, e := range events {
			if len(events) == 1 {
				b.tries[name+e.Subject]++
			}
			if left := b.fails[name+e.Subject]; left != 0 {
				b.fails[name+e.Subject] = max(left-1, -1)
				return errors.New("not now")
			}
		}
		for _, e := range events {
			b.taken[name] = append(b.taken[name], e.Subject)
		}
		return nil
	}})
}

// run relays until the returned function is called.
func (b *bench) run(names ...string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, name := range names {
		all.Go(func() {
			if err := b.log.Run(ctx, name); err != nil {
				b.t.Error(err)
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

func (b *bench) emit(kind event.Kind, subjects ...string) {
	b.t.Helper()
	err := b.d.Write(context.Background(), func(tx *db.Tx) error {
		for _, s := range subjects {
			if err := b.log.Emit(context.Background(), tx, kind, s, map[string]string{"of": s}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// until turns the clock on and wakes until it is so.
func (b *bench) until(what string, done func() bool) {
	b.t.Helper()
	for limit := time.Now().Add(apptest.Patience); time.Now().Before(limit); {
		b.mu.Lock()
		ok := done()
		b.mu.Unlock()
		if ok {
			return
		}
		b.clock.Advance(11 * time.Second)
		b.log.Wake()
		time.Sleep(10 * time.Millisecond)
	}
	b.t.Fatalf("did not come about: %s", what)
}

// behind counts what the subscribers have not kept yet; what was taken is kept
// only when its transaction is committed.
func (b *bench) behind(names ...string) (n int64) {
	lag, err := b.log.Lag(b.t.Context())
	if err != nil {
		b.t.Error(err)
	}
	for _, name := range names {
		n += lag[name]
	}
	return n
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	dbtest.Each(t, []db.Migrations{event.Migrations()}, func(t *testing.T, d *db.DB) { test(t, newBench(t, d)) })
}

// TestEventsComeInOrderAndOnce emits from several writers; each writer's come
// in its order, and none is missing.
func TestEventsComeInOrderAndOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("all", happened)
		b.subscribe("none", "thing.other")
		defer b.run("all", "none")()
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() {
				for i := range 75 {
					b.emit(happened, fmt.Sprintf("%d/%03d", w, i))
				}
			})
		}
		writers.Wait()
		b.emit(happened, "4/000", "4/001", "4/002")
		b.until("all have come", func() bool { return len(b.taken["all"]) >= 303 })
		last, seen := map[string]string{}, map[string]bool{}
		for _, s := range b.taken["all"] {
			if seen[s] || s <= last[s[:1]] {
				t.Errorf("%s after %s", s, last[s[:1]])
			}
			seen[s], last[s[:1]] = true, s
		}
		if len(seen) != 303 || len(b.taken["none"]) != 0 {
			t.Errorf("%d of 303, and %v", len(seen), b.taken["none"])
		}
	})
}

// TestAMovedPlaceIsNotBelieved: two relays of one subscriber each remember the
// place as they have left it, and each takes only what the other has not.
func TestAMovedPlaceIsNotBelieved(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		other := newBench(t, b.d)
		b.subscribe("a", happened)
		other.subscribe("a", happened)
		stop, stopOther := b.run("a"), other.run("a")
		defer stop()
		defer stopOther()
		taken := map[string]int{}
		for round := range 20 {
			subject := fmt.Sprint("s", round)
			b.emit(happened, subject)
			b.until(subject+" is taken", func() bool {
				other.log.Wake()
				other.mu.Lock()
				defer other.mu.Unlock()
				return len(b.taken["a"])+len(other.taken["a"]) > round && b.behind("a") == 0
			})
		}
		for _, subject := range append(b.taken["a"], other.taken["a"]...) {
			taken[subject]++
		}
		for subject, n := range taken {
			if n != 1 {
				t.Errorf("%s was taken %d times", subject, n)
			}
		}
		if len(taken) != 20 {
			t.Errorf("%d of 20 were taken", len(taken))
		}
	})
}

// TestWhoIsWoken: who wants the event. On PostgreSQL also who only hears of its
// kind, since it may be what a later one that is wanted has waited for.
func TestWhoIsWoken(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.log.Subscribe(event.Subscriber{Name: "picky", Kinds: []event.Kind{happened}, Wants: func(e event.Event) bool { return e.Subject == "wanted" }})
		b.log.Subscribe(event.Subscriber{Name: "other", Kinds: []event.Kind{"thing.else"}})
		for _, c := range []struct {
			subject string
			picky   bool
		}{{"wanted", true}, {"passed over", b.d.Engine() == db.Postgres}} {
			b.emit(happened, c.subject)
			if got := b.log.Woken("picky"); got != c.picky {
				t.Errorf("%s: woken %v", c.subject, got)
			}
			if b.log.Woken("other") {
				t.Errorf("%s: woke who does not hear of it", c.subject)
			}
		}
	})
}

// TestAnUndoneWriteTellsNothing keeps outbox and fact together.
func TestAnUndoneWriteTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("all", happened)
		defer b.run("all")()
		err := b.d.Write(t.Context(), func(tx *db.Tx) error {
			if err := b.log.Emit(t.Context(), tx, happened, "undone", nil); err != nil {
				return err
			}
			return errors.New("no")
		})
		if err == nil {
			t.Fatal("the write stands")
		}
		b.emit(happened, "done")
		b.until("the next has come", func() bool { return len(b.taken["all"]) > 0 })
		if fmt.Sprint(b.taken["all"]) != "[done]" {
			t.Errorf("told: %v", b.taken["all"])
		}
	})
}

// TestFailuresAreTriedAgainAndThenBuried has one event that fails three times
// and one that always does: the first comes, the second is buried after eight
// tries, and what stands behind them comes in order. Another subscriber does
// not notice.
func TestFailuresAreTriedAgainAndThenBuried(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("sick", happened)
		b.subscribe("well", happened)
		b.fails["sick"+"b"], b.fails["sick"+"d"] = 3, -1
		b.emit(happened, "a", "b", "c", "d", "e", "f")
		defer b.run("sick", "well")()
		b.until("the rest has come", func() bool { return len(b.taken["sick"]) >= 5 && len(b.taken["well"]) >= 6 })
		if got := fmt.Sprint(b.taken["sick"], b.taken["well"]); got != "[a b c e f] [a b c d e f]" {
			t.Errorf("taken: %s", got)
		}
		if n := b.tries["sick"+"d"]; n != event.MaxAttempts {
			t.Errorf("%d tries alone, want %d", n, event.MaxAttempts)
		}
		dead, err := b.log.DeadLetters(t.Context(), time.Time{}, "", 10)
		if err != nil || len(dead) != 1 || dead[0].Event.Subject != "d" || dead[0].Subscriber != "sick" || dead[0].Attempts != event.MaxAttempts {
			t.Errorf("dead letters: %+v %v", dead, err)
		}
	})
}

// TestAFailureIsNotTriedAgainAtOnce: however often something else wakes the
// relay, its pause is kept, or a short trouble would burn every try.
func TestAFailureIsNotTriedAgainAtOnce(t *testing.T) {
	const other event.Kind = "thing.other"
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("sick", happened)
		b.subscribe("well", other)
		b.fails["sick"+"a"] = -1
		b.emit(happened, "a")
		defer b.run("sick", "well")()
		comes := func(what string, done func() bool) { // while the clock stands
			t.Helper()
			for limit := time.Now().Add(apptest.Patience); ; time.Sleep(5 * time.Millisecond) {
				b.mu.Lock()
				ok := done()
				b.mu.Unlock()
				if ok {
					return
				}
				if time.Now().After(limit) {
					t.Fatalf("did not come about: %s", what)
				}
				b.log.Wake()
			}
		}
		comes("the first try", func() bool { return b.tries["sick"+"a"] > 0 })
		for i := range 20 {
			b.emit(other, fmt.Sprint(i))
			comes("what wakes everybody", func() bool { return len(b.taken["well"]) > i })
		}
		b.mu.Lock()
		tries := b.tries["sick"+"a"]
		b.fails["sick"+"a"] = 0
		b.mu.Unlock()
		if tries > 2 { // in its batch, and alone
			t.Errorf("%d tries without a pause", tries)
		}
		b.until("tried again after the pause", func() bool { return len(b.taken["sick"]) == 1 })
		if dead, err := b.log.DeadLetters(t.Context(), time.Time{}, "", 10); err != nil || len(dead) != 0 {
			t.Errorf("given up: %v %v", dead, err)
		}
	})
}

// TestCursorsAreKeptAndOldEventsRemoved stops and starts the relay: nothing
// comes twice, and what one subscriber has not taken is not removed.
func TestCursorsAreKeptAndOldEventsRemoved(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("quick", happened)
		b.subscribe("slow", happened)
		stop := b.run("quick", "slow")
		b.emit(happened, "a", "b")
		b.until("both have kept two", func() bool { return len(b.taken["slow"]) == 2 && b.behind("quick", "slow") == 0 })
		stop()
		stop = b.run("quick")
		b.emit(happened, "c")
		b.until("the quick one has kept three", func() bool { return len(b.taken["quick"]) == 3 && b.behind("quick") == 0 })
		stop()
		lag, err := b.log.Lag(t.Context())
		if err != nil || lag["quick"] != 0 || lag["slow"] != 1 {
			t.Errorf("lag %v %v", lag, err)
		}
		if n, err := b.log.Prune(t.Context(), 72*time.Hour); err != nil || n != 0 {
			t.Errorf("%d fresh events were removed: %v", n, err)
		}
		b.clock.Advance(80 * time.Hour)
		if n, err := b.log.Prune(t.Context(), 72*time.Hour); err != nil || n != 2 {
			t.Errorf("%d old events were removed, want 2: %v", n, err)
		}
		b.emit(happened, "d")
		defer b.run("quick", "slow")()
		b.until("both have four", func() bool { return len(b.taken["quick"]) == 4 && len(b.taken["slow"]) == 4 })
		if got := fmt.Sprint(b.taken["quick"], b.taken["slow"]); got != "[a b c d] [a b c d]" {
			t.Errorf("taken: %s", got)
		}
	})
}

// TestWhatNobodyWantsIsPassedOver: a subscriber of other kinds follows in
// steps, so that its place holds nothing back, and takes what comes for it.
func TestWhatNobodyWantsIsPassedOver(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.subscribe("quick", happened)
		b.subscribe("other", "thing.else")
		defer b.run("quick", "other")()
		var many []string
		for i := range 250 {
			many = append(many, fmt.Sprint("n", i))
		}
		b.emit(happened, many...)
		b.until("the quick one has all", func() bool { return len(b.taken["quick"]) == 250 })
		b.until("nothing waits for the other one", func() bool { return b.behind("other") == 0 })
		another := event.NewLog(b.d, b.clock, nil) // knows the stored place alone
		another.Subscribe(event.Subscriber{Name: "other", Kinds: []event.Kind{"thing.else"}})
		b.until("the other one's place follows", func() bool {
			lag, err := another.Lag(t.Context())
			return err == nil && lag["other"] < 100
		})
		b.emit("thing.else", "mine")
		b.until("the other one has its own", func() bool { return len(b.taken["other"]) == 1 })
	})
}

// TestNextUsesTheIndex holds that a relay does not read the outbox from its
// beginning for every batch.
func TestNextUsesTheIndex(t *testing.T) {
	dbtest.Each(t, []db.Migrations{event.Migrations()}, func(t *testing.T, d *db.DB) {
		if d.Engine() != db.SQLite {
			t.Skip("SQLite chooses by rules; PostgreSQL by what it has counted")
		}
		side, err := d.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer side.Close()
		rows, err := side.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+nextText(t), 0, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		plan := ""
		for rows.Next() {
			var id, parent, other int
			var line string
			if err := rows.Scan(&id, &parent, &other, &line); err != nil {
				t.Fatal(err)
			}
			plan += line + "\n"
		}
		if !strings.Contains(plan, "INTEGER PRIMARY KEY (rowid>?)") {
			t.Errorf("plan %s", plan)
		}
	})
}

// nextText is the statement as SQLite gets it.
func nextText(t *testing.T) string {
	for _, s := range db.Statements() {
		if s.Name == "event.next" {
			return strings.NewReplacer("{settled_after}", "seq > ? AND ? >= 0", "{settled_order}", "seq").Replace(s.Text)
		}
	}
	t.Fatal("no statement event.next")
	return ""
}
