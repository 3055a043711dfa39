package event_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/search"
)

// away is a log on a ledger whose one subscriber lives in a file of its own.
type away struct {
	log          *event.Log
	ledger, home *db.DB
	clock        *clock.Fixed
	taken        []string
	sick         string // this subject fails
	stop         func()
}

func newAway(t *testing.T) *away {
	t.Helper()
	bus, err := event.OpenBus("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	a := &away{clock: clock.NewFixed(apptest.Begin),
		ledger: dbtest.Open(t, db.Options{Dir: t.TempDir()}, []db.Migrations{event.Migrations(), audit.Migrations()}),
		home:   dbtest.Open(t, db.Options{Dir: t.TempDir(), Name: "away.db"}, []db.Migrations{search.FileMigrations()})}
	a.log = event.NewLog(a.ledger, a.clock, bus)
	a.log.Subscribe(event.Subscriber{Name: "away", Kinds: []event.Kind{"said"}, Home: func() *db.DB { return a.home },
		Handle: func(_ *db.Tx, events []event.Event) error {
			for _, e := range events {
				if e.Subject == a.sick {
					return errors.New("not well")
				}
			}
			for _, e := range events {
				a.taken = append(a.taken, e.Subject)
			}
			return nil
		}})
	return a
}

func (a *away) emit(t *testing.T, subjects ...string) {
	t.Helper()
	err := a.ledger.Write(t.Context(), func(tx *db.Tx) error {
		for _, s := range subjects {
			if err := a.log.Emit(t.Context(), tx, "said", s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// relay runs until no event waits.
func (a *away) relay(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.log.Run(ctx, "away") }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	for limit := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		a.clock.Advance(20 * time.Second)
		a.log.Wake()
		lag, err := a.log.Lag(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if lag["away"] == 0 {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%d still wait", lag["away"])
		}
	}
}

// TestASubscriberKeepsItsPlaceAtHome and begins with what comes after it.
func TestASubscriberKeepsItsPlaceAtHome(t *testing.T) {
	a := newAway(t)
	a.emit(t, "before")
	if lag, err := a.log.Lag(t.Context()); err != nil || lag["away"] != 1 {
		t.Errorf("lag before it has begun: %v %v", lag, err)
	}
	if err := a.log.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.emit(t, "1", "2")
	if lag, err := a.log.Lag(t.Context()); err != nil || lag["away"] != 2 {
		t.Errorf("lag: %v %v", lag, err)
	}
	a.relay(t)
	if err := a.log.Begin(t.Context()); err != nil { // again, which moves nothing
		t.Fatal(err)
	}
	a.emit(t, "3")
	a.relay(t)
	if len(a.taken) != 3 || a.taken[0] != "1" || a.taken[2] != "3" {
		t.Errorf("taken: %v", a.taken)
	}
	a.home = dbtest.Open(t, db.Options{Dir: t.TempDir(), Name: "away.db"}, []db.Migrations{search.FileMigrations()})
	a.emit(t, "while it had no home")
	a.relay(t)
	a.emit(t, "4")
	a.relay(t)
	if len(a.taken) != 4 || a.taken[3] != "4" {
		t.Errorf("taken in the new home: %v", a.taken)
	}
}

// TestNumbersThatComeAgainAreHeard: after a power cut the ledger ends before what
// its subscriber elsewhere has seen.
func TestNumbersThatComeAgainAreHeard(t *testing.T) {
	a := newAway(t)
	if err := a.log.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.emit(t, "1", "2")
	a.relay(t)
	a.emit(t, "3")
	if err := a.log.TakeBack(t.Context()); err != nil { // moves nobody who is not ahead
		t.Fatal(err)
	}
	a.relay(t)
	for _, cut := range []string{`DELETE FROM event_outbox WHERE seq > 1`, `UPDATE sqlite_sequence SET seq = 1 WHERE name = 'event_outbox'`} {
		side, err := a.ledger.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := side.Exec(cut); err != nil {
			t.Fatal(err)
		}
		side.Close()
	}
	if err := a.log.TakeBack(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.emit(t, "2 anew")
	a.relay(t)
	if len(a.taken) != 4 || a.taken[3] != "2 anew" {
		t.Errorf("taken: %v", a.taken)
	}
}

// TestPruningWaitsForWhoLivesElsewhere too.
func TestPruningWaitsForWhoLivesElsewhere(t *testing.T) {
	a := newAway(t)
	if err := a.log.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.emit(t, "1")
	a.clock.Advance(2 * time.Hour)
	if n, err := a.log.Prune(t.Context(), time.Hour); err != nil || n != 0 {
		t.Errorf("%d pruned that nobody has taken, %v", n, err)
	}
	a.relay(t)
	a.clock.Advance(2 * time.Hour)
	if n, err := a.log.Prune(t.Context(), time.Hour); err != nil || n != 1 {
		t.Errorf("%d pruned, %v", n, err)
	}
}

// TestWhatFailsElsewhereIsBuried in the ledger, and replayed at home.
func TestWhatFailsElsewhereIsBuried(t *testing.T) {
	a := newAway(t)
	if err := a.log.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.sick = "5"
	for i := range 10 {
		a.emit(t, strconv.Itoa(i))
	}
	a.relay(t)
	if len(a.taken) != 9 || a.taken[5] != "6" {
		t.Errorf("taken: %v", a.taken)
	}
	dead, err := a.log.DeadLetters(t.Context(), time.Time{}, "", 10)
	if err != nil || len(dead) != 1 || dead[0].Event.Subject != "5" || dead[0].Attempts != event.MaxAttempts {
		t.Fatalf("%+v %v", dead, err)
	}
	replay := func() error {
		return a.ledger.Write(t.Context(), func(tx *db.Tx) error { _, err := a.log.Replay(t.Context(), tx, dead[0].ID); return err })
	}
	if err := replay(); err == nil {
		t.Error("replayed while it fails")
	}
	a.sick = ""
	if err := replay(); err != nil || a.taken[9] != "5" {
		t.Errorf("replay: %v, taken %v", err, a.taken)
	}
}
