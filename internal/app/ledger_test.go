package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// openTest opens the whole program on one engine, not yet started.
func openTest(t *testing.T, database string, c clock.Clock) *App {
	t.Helper()
	a, err := Open(t.Context(), config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: database}, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// TestStatementsPrepareOnBothEngines prepares every statement that any package
// has registered, against the catalog that the migrations make.
func TestStatementsPrepareOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		a := openTest(t, "", clock.System{})
		for _, s := range db.Statements() {
			if s.Only == db.Postgres {
				continue
			}
			at := a.DB
			if strings.HasPrefix(s.Name, "search.") {
				at = a.Search.Home()
			}
			if err := at.Prepare(t.Context(), s); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	})
	t.Run("postgres", func(t *testing.T) {
		a := openTest(t, dbtest.Postgres(t), clock.System{})
		for _, s := range db.Statements() {
			if s.Only == db.SQLite {
				continue
			}
			if err := a.DB.Prepare(t.Context(), s); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	})
	if n := len(db.Statements()); n < 50 {
		t.Fatalf("only %d statements are registered: the test looks at nothing", n)
	}
}

// TestCatalogsAgree compares the tables, columns and nullability that the two
// sets of migrations make. What belongs to one engine's libraries is left out.
func TestCatalogsAgree(t *testing.T) {
	url := dbtest.Postgres(t)
	openTest(t, url, clock.System{})
	lite := openTest(t, "", clock.System{})
	a, b := sqliteCatalog(t, lite), postgresCatalog(t, url)
	if len(a) < 100 {
		t.Fatalf("only %d columns found", len(a))
	}
	for _, line := range a {
		if !slices.Contains(b, line) {
			t.Errorf("only on SQLite: %s", line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			t.Errorf("only on PostgreSQL: %s", line)
		}
	}
}

func ours(table string) bool {
	for _, p := range []string{"goose_", "river_", "sqlite_", "search_"} {
		if strings.HasPrefix(table, p) {
			return false
		}
	}
	return true
}

func sqliteCatalog(t *testing.T, a *App) []string {
	t.Helper()
	side, err := a.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	rows, err := side.QueryContext(t.Context(), `SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_schema m
		JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var table, column, kind string
		var notNull bool
		if err := rows.Scan(&table, &column, &kind, &notNull); err != nil {
			t.Fatal(err)
		}
		if ours(table) {
			// An INTEGER PRIMARY KEY is never null, though SQLite does not say so.
			out = append(out, describe(table, column, kind, notNull || column == "seq" && kind == "INTEGER"))
		}
	}
	return out
}

func postgresCatalog(t *testing.T, url string) []string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns
		WHERE table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var table, column, kind string
		var notNull bool
		if err := rows.Scan(&table, &column, &kind, &notNull); err != nil {
			t.Fatal(err)
		}
		if ours(table) && kind != "tsvector" {
			out = append(out, describe(table, column, kind, notNull))
		}
	}
	return out
}

// describe names a column with its type in common terms.
func describe(table, column, kind string, notNull bool) string {
	common := map[string]string{"INTEGER": "whole", "bigint": "whole", "boolean": "whole", "TEXT": "text", "text": "text",
		"BLOB": "bytes", "bytea": "bytes", "REAL": "real", "double precision": "real"}
	return fmt.Sprintf("%s.%s %s not null %v", table, column, common[kind], notNull)
}
