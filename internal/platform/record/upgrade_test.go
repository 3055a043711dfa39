package record_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

// run changes the ledger behind the program's back.
func run(t *testing.T, s *apptest.Server, statements ...string) {
	t.Helper()
	side := func(text string) (err error) { return nil }
	if s.App.DB.Engine() == db.Postgres {
		side = func(text string) (err error) { _, err = s.App.DB.Pool().Exec(t.Context(), text); return err }
	} else {
		handle, err := s.App.DB.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer handle.Close()
		side = func(text string) (err error) { _, err = handle.ExecContext(t.Context(), text); return err }
	}
	for _, text := range statements {
		if err := side(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// upgrade takes the steps that wait, as a start does before anybody works on the
// ledger.
func upgrade(t *testing.T, s *apptest.Server) {
	t.Helper()
	var steps []db.Migrations
	for _, m := range s.App.Modules {
		steps = append(steps, m.Migrations...)
	}
	if err := s.App.DB.Migrate(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
}

// TestDoubledNamesAreToldApart upgrades a ledger in which names stand twice: the
// later ones get a number, and none is lost.
func TestDoubledNamesAreToldApart(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w, k := startLives(t, s), kinds["calendar_hours"]
		var ids []string
		for range 5 {
			ids = append(ids, apptest.Text(w.made(k, w.name()), "id"))
			s.Clock.Advance(1)
		}
		run(t, s, `DROP INDEX calendar_hours_name`, `DELETE FROM goose_db_version WHERE version_id = 202611280601`,
			`UPDATE calendar_hours SET name = '早班' WHERE id IN ('`+ids[0]+`', '`+ids[1]+`', '`+ids[3]+`')`,
			`UPDATE calendar_hours SET name = '早班（2）' WHERE id = '`+ids[2]+`'`,
			`UPDATE calendar_hours SET name = '早班', removed_at = 1 WHERE id = '`+ids[4]+`'`)
		upgrade(t, s)
		s.App.Calendar.Refresh(t.Context())
		want := map[string]string{ids[0]: "早班", ids[1]: "早班（2）", ids[2]: "早班（2）（" + ids[2] + "）", ids[3]: "早班（3）"}
		got := map[string]string{}
		for id, row := range w.rows(k) {
			if slices.Contains(ids, id) {
				got[id] = apptest.Text(row, "name")
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		w.raceNames(t, k)
	})
}

// TestSettingsOfTheirOwnShapeAreKept upgrades a ledger in which target and causes
// stand as they did before.
func TestSettingsOfTheirOwnShapeAreKept(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		run(t, s, `DROP TABLE insight_setting`, `DELETE FROM goose_db_version WHERE version_id = 202611280602`,
			`CREATE TABLE insight_setting (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, version BIGINT NOT NULL)`,
			`CREATE TABLE insight_reason (id TEXT NOT NULL PRIMARY KEY, rows TEXT NOT NULL, version BIGINT NOT NULL)`,
			`INSERT INTO insight_setting VALUES ('target_seconds', 77, 3)`,
			`INSERT INTO insight_reason VALUES ('causes', '[{"key":"many","name":"人太多","active":true}]', 5)`)
		upgrade(t, s)
		now := s.Admin.Must(http.StatusOK, "GET", "/insight/settings", nil)
		if apptest.Number(now, "target_seconds") != 77 || apptest.Number(now, "version") != 3 {
			t.Errorf("target: %v", now)
		}
		now = s.Admin.Must(http.StatusOK, "GET", "/insight/causes", nil)
		if apptest.Number(now, "version") != 5 || apptest.Text(apptest.Rows(now)[0], "word") != "人太多" {
			t.Errorf("causes: %v", now)
		}
	})
}
