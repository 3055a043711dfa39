package event_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
)

// writing begins a transaction with a number in a database, and does not end.
func writing(t *testing.T, address, statement string) pgx.Tx {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	return tx
}

// TestOtherDatabasesHoldNothingUp writes for long elsewhere on the same server.
func TestOtherDatabasesHoldNothingUp(t *testing.T) {
	elsewhere := dbtest.Postgres(t)
	d := dbtest.Open(t, db.Options{URL: dbtest.Postgres(t), Connections: 8}, []db.Migrations{event.Migrations()})
	b := newBench(t, d)
	b.subscribe("all", happened)
	writing(t, elsewhere, "CREATE TABLE long_work (n INT)")
	stop := b.run("all")
	defer stop()
	b.emit(happened, "here")
	b.until("the event has come", func() bool { return slices.Equal(b.taken["all"], []string{"here"}) })
}

// TestOwnTransactionsAreWaitedFor lets an older transaction of our own commit
// its event after a younger one has.
func TestOwnTransactionsAreWaitedFor(t *testing.T) {
	address := dbtest.Postgres(t)
	d := dbtest.Open(t, db.Options{URL: address, Connections: 8}, []db.Migrations{event.Migrations()})
	b := newBench(t, d)
	b.subscribe("all", happened)
	stop := b.run("all")
	defer stop()
	older := writing(t, address, `INSERT INTO event_outbox (txid, kind, subject, at, payload)
		VALUES (pg_current_xact_id()::text::bigint, 'thing.happened', 'older', 0, '{}')`)
	b.emit(happened, "younger")
	for range 20 { // enough for a relay that does not wait to be too quick
		b.log.Wake()
		time.Sleep(20 * time.Millisecond)
	}
	if err := older.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.until("both have come", func() bool { return slices.Equal(b.taken["all"], []string{"older", "younger"}) })
}
