package event_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
)

// TestDeadLettersAreReplayed once the subscriber is well again.
func TestDeadLettersAreReplayed(t *testing.T) {
	dbtest.Each(t, []db.Migrations{event.Migrations(), audit.Migrations()}, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		bus, err := event.OpenBus("")
		if err != nil {
			t.Fatal(err)
		}
		defer bus.Close()
		c := clock.NewFixed(apptest.Begin)
		log := event.NewLog(d, c, bus)
		sick, taken := true, 0
		log.Subscribe(event.Subscriber{Name: "test", Kinds: []event.Kind{"thing.happened"}, Handle: func(_ *db.Tx, events []event.Event) error {
			if sick {
				return errors.New("not well")
			}
			taken += len(events)
			return nil
		}})
		done := make(chan error)
		go func() { done <- log.Run(ctx, "test") }()
		err = d.Write(ctx, func(tx *db.Tx) error { return log.Emit(ctx, tx, "thing.happened", "1", nil) })
		if err != nil {
			t.Fatal(err)
		}
		var dead []event.DeadLetter
		for limit := time.Now().Add(time.Minute); time.Now().Before(limit); {
			c.Advance(20 * time.Second)
			log.Wake()
			time.Sleep(10 * time.Millisecond)
			if dead, err = log.DeadLetters(ctx, time.Time{}, "", 10); err != nil || len(dead) > 0 {
				break
			}
		}
		if err != nil || len(dead) != 1 || dead[0].Attempts != event.MaxAttempts || dead[0].Error != "not well" {
			t.Fatalf("%v: %+v", err, dead)
		}
		stop()
		<-done
		replay := func(id string) error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				_, err := log.Replay(context.Background(), tx, id)
				return err
			})
		}
		if err := replay(dead[0].ID); !fault.HasCode(err, "event.still_failing") {
			t.Errorf("while still failing: %v", err)
		}
		sick = false
		if err := replay(dead[0].ID); err != nil || taken != 1 {
			t.Errorf("replay: %v, taken %d", err, taken)
		}
		if err := replay(dead[0].ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a second replay: %v", err)
		}
	})
}

// TestDeadLettersAreForAdministrators over HTTP.
func TestDeadLettersAreForAdministrators(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		lin.Refused(403, "auth.forbidden", "GET", "/dead-letters", nil)
		lin.Refused(403, "auth.forbidden", "POST", "/dead-letters/x/replay", nil)
		lin.Refused(403, "auth.forbidden", "GET", "/doctor", nil)
		if rows := apptest.Rows(s.Admin.Must(200, "GET", "/dead-letters", nil)); len(rows) != 0 {
			t.Errorf("%v", rows)
		}
		s.Admin.Refused(404, "not_found", "POST", "/dead-letters/x/replay", nil)
		for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/doctor", nil)) {
			if row["state"] == "fail" || row["message"] == "" {
				t.Errorf("%v", row)
			}
		}
	})
}
