package app_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/app"
	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
)

// TestNothingIsUpgradedUnderAServer: on PostgreSQL a step that waits is not
// taken while another program serves, by a second server or by a command; it
// is when that has ended.
func TestNothingIsUpgradedUnderAServer(t *testing.T) {
	app.ImpatientUpgrades(t)
	url := apptest.Postgres(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	stands := func() (there bool) {
		if err := conn.QueryRow(t.Context(), "SELECT to_regclass('channel_block') IS NOT NULL").Scan(&there); err != nil {
			t.Fatal(err)
		}
		return there
	}
	cfg := config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: url}
	begin := func(open func(context.Context, config.Config, clock.Clock) (*app.App, error)) error {
		a, err := open(t.Context(), cfg, clock.System{})
		if err == nil {
			err = a.Close()
		}
		return err
	}
	first, err := app.Open(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if err := begin(app.Open); err != nil {
		t.Errorf("a second server of the same version: %v", err)
	}
	if _, err := conn.Exec(t.Context(), "DROP TABLE channel_block; DELETE FROM goose_db_version WHERE version_id = 202611280403"); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(context.Context, config.Config, clock.Clock) (*app.App, error){"server": app.Open, "command": app.OpenBeside} {
		if err := begin(open); !errors.Is(err, db.ErrAttended) || stands() {
			t.Errorf("a newer %s: %v, upgraded %v", name, err, stands())
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := begin(app.Open); err != nil || !stands() {
		t.Errorf("when the server has ended: %v", err)
	}
}

// TestTheJobsTablesAreNotUpgradedUnderAServer either: they are the library's.
func TestTheJobsTablesAreNotUpgradedUnderAServer(t *testing.T) {
	app.ImpatientUpgrades(t)
	url := apptest.Postgres(t)
	cfg := config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: url}
	first, err := app.Open(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "DELETE FROM river_migration WHERE version = (SELECT MAX(version) FROM river_migration)"); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), cfg, clock.System{}); !errors.Is(err, db.ErrAttended) {
		t.Errorf("a newer server: %v", err)
	}
}

// TestAServerEndsWhenItWasOvertaken: its connection to the ledger was lost, and
// a newer version has upgraded in between.
func TestAServerEndsWhenItWasOvertaken(t *testing.T) {
	url := apptest.Postgres(t)
	a, err := app.Open(t.Context(), config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: url}, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, change := range []string{"SELECT 1", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999912310001, TRUE)"} {
		if a.DB.Broken() != nil {
			t.Errorf("ended though nothing had changed: %v", a.DB.Broken())
		}
		held := func() (pid int) {
			for pid == 0 {
				if err := conn.QueryRow(t.Context(), "SELECT COALESCE(MAX(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())").Scan(&pid); err != nil {
					t.Fatal(err)
				}
			}
			return pid
		}
		was := held()
		if _, err := conn.Exec(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend($1)", was); err != nil {
			t.Fatal(err)
		}
		for held() == was {
		}
	}
	<-a.DB.Lost()
}
