package app_test

import (
	"database/sql"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

// ask reads strings from the ledger behind the program's back.
func ask(t *testing.T, s *apptest.Server, lite, pg string, args ...any) []string {
	t.Helper()
	var out []string
	if s.App.DB.Engine() == db.Postgres {
		rows, err := s.App.DB.Pool().Query(t.Context(), pg, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		return out
	}
	side, err := s.App.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	rows, err := side.QueryContext(t.Context(), lite, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func(r *sql.Rows) { r.Close() }(rows)
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func tables(t *testing.T, s *apptest.Server) []string {
	t.Helper()
	return ask(t, s, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`,
		`SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name`)
}

// countAll tells how many rows the tables have.
func countAll(t *testing.T, s *apptest.Server, names []string) string {
	t.Helper()
	var text string
	for i, name := range names {
		if i > 0 {
			text += ` || ' ' || `
		}
		text += `'` + name + ` ' || (SELECT COUNT(*) FROM ` + name + `)`
	}
	return ask(t, s, `SELECT `+text, `SELECT `+text)[0]
}
