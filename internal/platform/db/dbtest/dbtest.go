// Package dbtest gives tests a fresh ledger on each engine. SQLite always;
// PostgreSQL where TIEXIN_TEST_POSTGRES names a server, which `make test` sees
// to. Without it the PostgreSQL half is skipped with a message, except in CI,
// where it fails.
package dbtest

import (
	"context"
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
func Postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set: CI must run on both engines", Variable)
		}
		t.Skipf("%s is not set: PostgreSQL half not run", Variable)
	}
	name := fmt.Sprintf("tiexin_test_%d_%d", os.Getpid(), counter.Add(1))
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), server)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}
