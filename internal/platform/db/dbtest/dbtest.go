// Package dbtest gives tests a fresh ledger on each engine. SQLite always;
// PostgreSQL where TIEXIN_TEST_POSTGRES names a server, which `make test` sees
// to. Without it the PostgreSQL half is skipped with a message, except in CI,
// where it fails.
package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/db"
)

// Variable that names the PostgreSQL server for tests.
const Variable = "TIEXIN_TEST_POSTGRES"

var counter atomic.Int64

// Each runs the test on both engines, each with an empty, running ledger.
func Each(t *testing.T, migrations []db.Migrations, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, Open(t, db.Options{Dir: t.TempDir()}, migrations)) })
	t.Run("postgres", func(t *testing.T) { test(t, Open(t, db.Options{URL: Postgres(t), Connections: 8}, migrations)) })
}

// Open opens, migrates and runs a ledger until the test ends.
func Open(t *testing.T, o db.Options, migrations []db.Migrations) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(t.Context(), migrations); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-done
		d.Close()
	})
	return d
}

// Postgres makes an empty database and gives its address, or skips the test.
func Postgres(t testing.TB) string { return PostgresFrom(t, "") }

// PostgresFrom makes a database that begins as a copy of the server's database
// of that name; empty: as an empty one.
func PostgresFrom(t testing.TB, template string) string {
	t.Helper()
	server := postgresServer(t)
	name := fmt.Sprintf("tiexin_test_%d_%d", os.Getpid(), counter.Add(1))
	create := "CREATE DATABASE " + name
	if template != "" {
		// Copied by file: through the log, as it is done by default, takes twice as long.
		create += " TEMPLATE " + template + " STRATEGY file_copy"
	}
	if err := ask(t.Context(), server, create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ask(context.Background(), server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return at(t, server, name)
}

// templateLock is held on the server by whoever makes a template.
const templateLock = 7446011

// PostgresTemplate makes the database that others begin as copies of, unless
// it stands on the server already: fill gets the address of an empty one. What
// was cut short is begun anew, and two that ask at once make one.
func PostgresTemplate(t testing.TB, name string, fill func(url string) error) {
	t.Helper()
	server := postgresServer(t)
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		t.Fatal(err)
	}
	var stands bool
	if err := conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&stands); err != nil || stands {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	part := name + "_part"
	for _, do := range []func() error{
		func() error { return ask(t.Context(), server, "DROP DATABASE IF EXISTS "+part+" WITH (FORCE)") },
		func() error { return ask(t.Context(), server, "CREATE DATABASE "+part) },
		func() error { return fill(at(t, server, part)) },
		func() error { return ask(t.Context(), server, "ALTER DATABASE "+part+" RENAME TO "+name) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
}

func postgresServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: CI must run on both engines", Variable)
		}
		t.Skipf("%s is not set: PostgreSQL half not run", Variable)
	}
	return server
}

func ask(ctx context.Context, server, sql string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(context.Background()))
}

// at is the server's address with another database.
func at(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
