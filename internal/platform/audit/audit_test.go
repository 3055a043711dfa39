package audit_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db/dbtest"
)

// side opens the ledger behind the program's back.
func side(t *testing.T, s *apptest.Server, url string) *sql.DB {
	t.Helper()
	var d *sql.DB
	var err error
	if url == "" {
		d, err = s.App.DB.OpenSide()
	} else {
		d, err = sql.Open("pgx", url)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// TestRemovedLinesShow after the trigger that forbids it has been dropped.
func TestRemovedLinesShow(t *testing.T) {
	for engine, drop := range map[string]string{
		"sqlite":   `DROP TRIGGER audit_entry_no_delete`,
		"postgres": `ALTER TABLE audit_entry DISABLE TRIGGER USER`,
	} {
		t.Run(engine, func(t *testing.T) {
			url := ""
			if engine == "postgres" {
				url = dbtest.Postgres(t)
			}
			s := apptest.Start(t, apptest.Options{Database: url})
			s.Staff("lin", "agent", "")
			ctx := context.Background()
			d := side(t, s, url)
			// On PostgreSQL a line is sealed once every older transaction of the
			// server is over; before the first seal nothing is.
			s.Until("every line is sealed", func() bool {
				var open int
				err := errors.Join(s.App.Audit.Seal(ctx),
					d.QueryRow(`SELECT (SELECT COUNT(*) FROM audit_entry) - (SELECT COALESCE(SUM(lines), 0) FROM audit_seal)`).Scan(&open))
				return err == nil && open == 0
			})
			if err := s.App.Audit.Verify(ctx); err != nil {
				t.Fatalf("a whole chain: %v", err)
			}
			remove := `DELETE FROM audit_entry WHERE action = 'staff.invited'`
			if _, err := d.Exec(remove); err == nil {
				t.Fatal("the database lets a line be removed")
			}
			if _, err := d.Exec(drop); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Exec(remove); err != nil {
				t.Fatal(err)
			}
			if err := s.App.Audit.Verify(ctx); err == nil {
				t.Error("a removed line does not show")
			}
			found := false
			for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/doctor", nil)) {
				found = found || row["name"] == "审计链" && row["state"] == "fail"
			}
			if !found {
				t.Error("the health page does not tell")
			}
		})
	}
}

// TestTheTrailIsReadByFewAndPages filters too.
func TestTheTrailIsReadByFewAndPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		auditor := s.Staff("auditor", "auditor", "")
		lin.Refused(403, "auth.forbidden", "GET", "/audit", nil)
		lin.Refused(403, "auth.forbidden", "GET", "/audit/export?format=csv", nil)
		s.Client().Refused(401, "auth.required", "GET", "/audit/export?format=csv", nil)
		seen, cursor := map[string]bool{}, ""
		for {
			page := auditor.Must(200, "GET", apptest.Query("/audit", "limit", "2", "cursor", cursor), nil)
			for _, row := range apptest.Rows(page) {
				if seen[row["id"].(string)] {
					t.Fatalf("twice: %v", row)
				}
				seen[row["id"].(string)] = true
			}
			if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
				break
			}
		}
		if len(seen) < 6 {
			t.Errorf("%d lines", len(seen))
		}
		count := func(want int, pairs ...string) {
			t.Helper()
			if n := len(apptest.Rows(auditor.Must(200, "GET", apptest.Query("/audit", pairs...), nil))); n != want {
				t.Errorf("%v: %d lines, want %d", pairs, n, want)
			}
		}
		count(1, "subject_id", lin.ID, "action", "staff.invited")
		count(2, "actor_id", lin.ID) // used the link and signed in
		count(0, "q", "%")
		count(3, "q", "同事LIN", "limit", "100")
		count(0, "from", "2027-01-01T00:00:00Z")
		count(0, "to", "2020-01-01T00:00:00.000Z")
		auditor.Refused(400, "request.unknown_field", "GET", "/audit?sort=ip", nil)
	})
}

// TestTheExportRunsNothing puts a formula into a name.
func TestTheExportRunsNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		me := s.Admin.Must(200, "GET", "/me", nil)
		s.Admin.Must(200, "PATCH", "/me", map[string]any{"version": me["version"], "name": "=1+1"})
		s.Admin.Must(200, "GET", "/organisation", nil)
		s.Admin.Must(201, "POST", "/customers", map[string]any{"client_key": apptest.Key(), "name": "＠SUM(A1)"})
		res, raw := s.Admin.Raw("GET", "/audit/export?format=csv&q=", nil)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(res.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%d %v", res.StatusCode, res.Header)
		}
		text, ok := strings.CutPrefix(string(raw), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if !ok || err != nil || rows[0][0] != "时间（UTC）" {
			t.Fatalf("%v: %q", err, text)
		}
		if rows[1][4] != "audit.exported" || !strings.Contains(text, `"'=1+1"`) || !strings.Contains(text, `"'＠SUM(A1)"`) {
			t.Errorf("%s", text)
		}
		s.Admin.Refused(400, "request.invalid", "GET", "/audit/export?format=xlsx", nil)
		s.Admin.Refused(400, "request.unknown_field", "GET", "/audit/export?limit=5", nil)
		s.Admin.Refused(400, "request.invalid", "GET", "/audit/export?from=yesterday", nil)
	})
}
