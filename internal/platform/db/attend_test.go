package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// ledger opens one PostgreSQL ledger twice, and a connection to look on.
func ledger(t *testing.T) (one, other *db.DB, look *pgx.Conn) {
	t.Helper()
	url := dbtest.Postgres(t)
	one, other = dbtest.Open(t, db.Options{URL: url, Connections: 2}, things()), dbtest.Open(t, db.Options{URL: url, Connections: 2}, things())
	look, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { look.Close(context.Background()) })
	return one, other, look
}

func nothing() error { return nil }

// asked waits until somebody has asked more than once for the lock.
func asked(t *testing.T, look *pgx.Conn, how string) {
	t.Helper()
	for seen := map[string]bool{}; len(seen) < 3; {
		var at string
		err := look.QueryRow(t.Context(), `SELECT COALESCE(MAX(query_start::text), '') FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE $1`, how).Scan(&at)
		if err != nil {
			t.Fatal(err)
		}
		if at != "" {
			seen[at] = true
		}
	}
}

// TestWhoAttendsBarsAnUpgrade until it leaves or closes, any number of them at
// once, on one ledger of a server and not on its neighbour.
func TestWhoAttendsBarsAnUpgrade(t *testing.T) {
	one, other, _ := ledger(t)
	third, _, _ := ledger(t)
	for _, d := range []*db.DB{one, one, third} {
		if err := d.Attend(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Alone(t.Context(), 0, nothing); !errors.Is(err, db.ErrAttended) {
		t.Errorf("one attends: %v", err)
	}
	if err := other.Attend(t.Context()); err != nil {
		t.Errorf("two attend: %v", err)
	}
	one.Leave()
	if err := one.Alone(t.Context(), 0, nothing); !errors.Is(err, db.ErrAttended) {
		t.Errorf("the other attends: %v", err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := one.Alone(t.Context(), 0, nothing); err != nil {
		t.Errorf("nobody attends: %v", err)
	}
	wrong := errors.New("a step failed")
	if err := one.Alone(t.Context(), 0, func() error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("what was done: %v", err)
	}
	if err := one.Attend(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestAnUpgradeIsWaitedFor by who wants to work on the ledger and by who wants to
// upgrade it too, beyond all patience.
func TestAnUpgradeIsWaitedFor(t *testing.T) {
	for how, want := range map[string]func(ctx context.Context, d *db.DB) error{
		"SELECT pg_try_advisory_lock_shared%": func(ctx context.Context, d *db.DB) error { return d.Attend(ctx) },
		"SELECT pg_try_advisory_lock($%":      func(ctx context.Context, d *db.DB) error { return d.Alone(ctx, 0, nothing) },
	} {
		one, other, look := ledger(t)
		got := make(chan error, 1)
		err := one.Alone(t.Context(), 0, func() error {
			go func() { got <- want(t.Context(), other) }()
			if how == "SELECT pg_try_advisory_lock_shared%" {
				asked(t, look, how)
			} else { // it looks in between who has the lock
				asked(t, look, "SELECT EXISTS (SELECT 1 FROM pg_locks%")
			}
			select {
			case err := <-got:
				t.Errorf("%s: did not wait: %v", how, err)
				got <- nil
			default:
			}
			return nil
		})
		if err := errors.Join(err, <-got); err != nil {
			t.Errorf("%s: %v", how, err)
		}
	}
}

// TestAnUpgradeThatLostItsLockSaysSo, for another may have begun beside it.
func TestAnUpgradeThatLostItsLockSaysSo(t *testing.T) {
	one, _, look := ledger(t)
	if err := one.Alone(t.Context(), 0, func() error { cut(t, look); return nil }); err == nil {
		t.Error("it did not")
	}
}

// cut ends every connection that holds the lock.
func cut(t *testing.T, look *pgx.Conn) {
	t.Helper()
	var n int
	err := look.QueryRow(t.Context(), `SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks
		WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&n)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
}

// TestALostLockIsTakenAgain, and the catalog looked at.
func TestALostLockIsTakenAgain(t *testing.T) {
	one, other, look := ledger(t)
	if err := one.Attend(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	again, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- one.Attending(ctx, func(context.Context) error { again <- struct{}{}; return nil })
	}()
	for range 2 {
		cut(t, look)
		<-again
		if err := other.Alone(t.Context(), 0, nothing); !errors.Is(err, db.ErrAttended) {
			t.Errorf("taken again: %v", err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("at its end: %v", err)
	}
}
