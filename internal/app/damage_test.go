package app_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/file"
)

var stmtDamageBlob = db.SQL("app.test_damage_blob", `SELECT blob FROM file WHERE id = $1`)

func finding(list []app.Diagnosis, name string) app.Diagnosis {
	for _, d := range list {
		if d.Name == name {
			return d
		}
	}
	return app.Diagnosis{}
}

func figures(s *apptest.Server) string {
	w := httptest.NewRecorder()
	s.App.API.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// TestABrokenFileIsServedToNobody: from the first reading on, until it is whole.
func TestABrokenFileIsServedToNobody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		up := func(text string) (link, path string) {
			made := s.Admin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "a.txt", "client_key", apptest.Key()), text)
			var name string
			if err := db.Get(t.Context(), s.App.DB, stmtDamageBlob, []any{apptest.Text(made, "id")}, &name); err != nil {
				t.Fatal(err)
			}
			return strings.TrimPrefix(apptest.Text(made, "url"), "/api/v1"), filepath.Join(s.App.Config.Data, "blobs", name[:2], name)
		}
		read := func(link string) (int, string) {
			r, body := s.Admin.Raw("GET", link, nil)
			return r.StatusCode, string(body)
		}
		link, path := up("sizes: S 155, M 160")
		dbtest.Flip(t, path, 77)
		if status, body := read(link); status != http.StatusServiceUnavailable || !strings.Contains(body, "file.broken") {
			t.Fatalf("served: %d %s", status, body)
		}
		if d := finding(s.App.Glance(t.Context()), "files"); d.State != app.Failing || !strings.Contains(d.Message, filepath.Base(path)) {
			t.Errorf("health page: %+v", d)
		}
		if !strings.Contains(figures(s), "tiexin_files_broken 1") {
			t.Error("no figure")
		}
		dbtest.Flip(t, path, 77)
		if status, body := read(link); status != http.StatusOK || body != "sizes: S 155, M 160" {
			t.Fatalf("whole again: %d %s", status, body)
		}
		if d := finding(s.App.Glance(t.Context()), "files"); d.State != app.Fine || !strings.Contains(figures(s), "tiexin_files_broken 0") {
			t.Errorf("whole again: %+v", d)
		}
		link, path = up("cut short")
		if err := os.Truncate(path, 3); err != nil {
			t.Fatal(err)
		}
		if status, _ := read(link); status != http.StatusServiceUnavailable {
			t.Errorf("a part is served: %d", status)
		}
		// A customer hears that it is the house's trouble, and not whose disk.
		visitor := s.Visitor()
		made := visitor.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", apptest.Key()), "torn")
		var name string
		if err := db.Get(t.Context(), s.App.DB, stmtDamageBlob, []any{apptest.Text(made, "id")}, &name); err != nil {
			t.Fatal(err)
		}
		dbtest.Flip(t, filepath.Join(s.App.Config.Data, "blobs", name[:2], name), 7)
		visitor.Refused(http.StatusServiceUnavailable, "storage.unavailable", "GET", strings.TrimPrefix(apptest.Text(made, "url"), "/api/v1"), nil)
	})
}

// TestTheNightReachesEveryFile a part at a time, and finds what is broken or gone.
func TestTheNightReachesEveryFile(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		var paths []string
		for range 5 {
			made := s.Admin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "a.txt", "client_key", apptest.Key()), "ten bytes.")
			var name string
			if err := db.Get(t.Context(), s.App.DB, stmtDamageBlob, []any{apptest.Text(made, "id")}, &name); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, filepath.Join(s.App.Config.Data, "blobs", name[:2], name))
		}
		known := func() int {
			t.Helper()
			_, n, err := s.App.Files.Broken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		look := func(bytes int64) {
			t.Helper()
			if err := s.App.Files.Check(t.Context(), bytes); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Flip(t, paths[1], 5)
		dbtest.Flip(t, paths[4], 5)
		for i, want := range []int{1, 1, 2, 2} { // two files, two, one; then from the beginning
			look(20)
			if n := known(); n != want {
				t.Errorf("after night %d: %d", i, n)
			}
		}
		dbtest.Flip(t, paths[4], 5)
		if err := os.Remove(paths[0]); err != nil {
			t.Fatal(err)
		}
		look(file.NightBytes)
		look(file.NightBytes)
		if n := known(); n != 2 { // the second, and the first, which is gone
			t.Errorf("in the end: %d", n)
		}
	})
}

// TestTheNightComes once, and by day where the program is off at night.
func TestTheNightComes(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	zone := time.FixedZone("", 8*3600)
	due := func(day, hour int, want bool) {
		t.Helper()
		s.Clock.Set(time.Date(2026, 3, day, hour, 0, 0, 0, zone))
		if got, err := s.App.Files.Due(t.Context(), zone); err != nil || got != want {
			t.Errorf("day %d, %d o'clock: %v, %v", day, hour, got, err)
		}
		if want {
			if err := s.App.Files.Check(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	due(2, 10, true) // never yet
	due(3, 3, false)
	due(3, 7, false)
	due(4, 0, true) // 38 hours
	due(4, 23, false)
	due(5, 0, false)
	due(5, 1, true)
	due(5, 4, false)
	due(6, 6, false)
	due(7, 5, true)
}

// TestADamagedPageIsNeverGreen: what stands on it is refused, the health page,
// readiness and the figures name it, and the rest goes on.
func TestADamagedPageIsNeverGreen(t *testing.T) {
	dir := t.TempDir()
	var page int64
	t.Run("before", func(t *testing.T) {
		s := apptest.Start(t, apptest.Options{Data: dir})
		side, err := s.App.DB.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer side.Close()
		if _, err := side.Exec("CREATE TABLE gone (b); INSERT INTO gone VALUES (zeroblob(60000)); DROP TABLE gone"); err != nil {
			t.Fatal(err)
		}
		if page, err = s.App.DB.Pages(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	dbtest.Flip(t, filepath.Join(dir, db.FileName), ((page-1)*dbtest.PageSize+9)*8)
	s := apptest.Start(t, apptest.Options{Data: dir, Fresh: true})
	if d := finding(s.App.Glance(t.Context()), "ledger"); d.State != app.Fine || !strings.Contains(figures(s), "tiexin_ledger_damaged_pages 0") {
		t.Errorf("before it is met: %+v", d)
	}
	var pages *db.PagesError
	if err := s.App.DB.Sweep(t.Context(), 1, page, nil); !errors.As(err, &pages) || !strings.Contains(err.Error(), "unused") {
		t.Fatalf("swept: %v", err)
	}
	w := httptest.NewRecorder()
	s.App.API.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "ready\n") || !strings.Contains(w.Body.String(), "damaged: page ") {
		t.Errorf("readyz: %d %s", w.Code, w.Body)
	}
	for what, list := range map[string][]app.Diagnosis{"glance": s.App.Glance(t.Context()), "doctor": s.App.Doctor(t.Context())} {
		if d := finding(list, "ledger"); d.State != app.Failing || !strings.Contains(d.Message, "page ") || !strings.Contains(d.Message, "tiexin restore") {
			t.Errorf("%s: %+v", what, d)
		}
	}
	if !strings.Contains(figures(s), "tiexin_ledger_damaged_pages 1") {
		t.Error("no figure")
	}
}

// TestDoctorTellsOfPostgresSums: what the server says, and how to switch it on.
func TestDoctorTellsOfPostgresSums(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Database: dbtest.Postgres(t)})
	var on string
	if err := s.App.DB.Pool().QueryRow(t.Context(), "SHOW data_checksums").Scan(&on); err != nil {
		t.Fatal(err)
	}
	d := finding(s.App.Doctor(t.Context()), "page_sums")
	if on == "on" && d.State != app.Fine || on != "on" && (d.State != app.Warning || !strings.Contains(d.Message, "pg_checksums --enable")) {
		t.Errorf("%s: %+v", on, d)
	}
}

// TestDamageThatRefusesEveryLine is no readiness, and no business of customers:
// they hear that it is the house's trouble, in words of their own.
func TestDamageThatRefusesEveryLine(t *testing.T) {
	dir := t.TempDir()
	var page int64
	t.Run("before", func(t *testing.T) {
		s := apptest.Start(t, apptest.Options{Data: dir})
		s.Visitor().Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "hello"})
		side, err := s.App.DB.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer side.Close()
		if err := side.QueryRow("SELECT pageno FROM dbstat WHERE name = 'conversation_message' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1").Scan(&page); err != nil {
			t.Fatal(err)
		}
	})
	path, bit := filepath.Join(dir, db.FileName), ((page-1)*dbtest.PageSize+3000)*8
	dbtest.Flip(t, path, bit)
	s := apptest.Start(t, apptest.Options{Data: dir, Fresh: true})
	ready := func() int {
		w := httptest.NewRecorder()
		s.App.API.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		return w.Code
	}
	visitor := s.Visitor()
	for range 3 {
		status, out := visitor.Do("POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "is anybody there"})
		if words := apptest.Text(out, "message"); status != http.StatusServiceUnavailable || out["code"] != "storage.unavailable" ||
			strings.Contains(words, "doctor") || strings.Contains(words, "管理") || words == s.App.API.Texts.Text("zh-CN", "error.storage.unavailable", nil) {
			t.Fatalf("a customer reads: %d %v", status, out)
		}
	}
	if ready() != http.StatusServiceUnavailable {
		t.Error("ready, and no line is taken")
	}
	dbtest.Flip(t, path, bit)
	visitor.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "is anybody there"})
	for range 100 {
		if err := s.App.DB.Write(t.Context(), func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if ready() != http.StatusOK {
		t.Error("never ready again")
	}
}
