package calendar_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/calendar"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
)

type m = map[string]any

var weekdays = m{"mon": [][2]string{{"09:00", "12:00"}, {"13:00", "18:00"}}, "fri": [][2]string{{"22:00", "06:00"}}}

// TestHoursLifeCycle makes, repeats, changes, contests and removes hours.
func TestHoursLifeCycle(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		list := func() []m { return apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/calendar/hours", nil)) }
		if rows := list(); len(rows) != 1 || rows[0]["name"] != "工作日 9–18" || rows[0]["open"] != true || rows[0]["follows_holidays"] != true {
			t.Fatalf("after the first run: %v", rows)
		}
		body := m{"client_key": "h1", "name": "夜班", "zone": "Asia/Shanghai", "week": weekdays, "closed": []string{"2026-06-01"}}
		made := s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", body)
		if again := s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", body); again["id"] != made["id"] || len(list()) != 2 {
			t.Error("a repeated request makes two")
		}
		path := "/calendar/hours/" + apptest.Text(made, "id")
		s.Admin.Refused(http.StatusConflict, "calendar.hours_name_taken", "POST", "/calendar/hours", m{"client_key": "h2", "name": "夜班", "zone": "Asia/Shanghai", "week": weekdays})
		s.Admin.Refused(http.StatusBadRequest, "calendar.never_open", "POST", "/calendar/hours", m{"client_key": "h2", "name": "空", "zone": "Asia/Shanghai", "week": m{}})
		s.Admin.Refused(http.StatusBadRequest, "calendar.zone", "PATCH", path, m{"version": 1, "zone": "Mars/Base"})
		changed := s.Admin.Must(http.StatusOK, "PATCH", path, m{"version": 1, "name": "夜班二"})
		if changed["version"] != 2.0 || changed["name"] != "夜班二" || changed["closed"].([]any)[0] != "2026-06-01" {
			t.Errorf("changed to %v", changed)
		}
		if d := s.Admin.Refused(http.StatusConflict, "version.conflict", "PATCH", path, m{"version": 1, "name": "夜班三"}); d["current"].(m)["name"] != "夜班二" {
			t.Errorf("conflict with %v", d)
		}
		s.Admin.Must(http.StatusNoContent, "DELETE", path, nil)
		s.Admin.Must(http.StatusNotFound, "DELETE", path, nil)
		s.Admin.Refused(http.StatusNotFound, "not_found", "PATCH", path, m{"version": 3, "name": "夜班三"})
		if len(list()) != 1 {
			t.Error("removed hours are listed")
		}
		if _, err := s.App.Calendar.HoursByID(t.Context(), apptest.Text(made, "id")); err != nil {
			t.Errorf("removed hours no longer answer for what was promised: %v", err)
		}
	})
}

func TestHoursInUseStay(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	s.App.Calendar.Hooks.Uses = append(s.App.Calendar.Hooks.Uses, func(context.Context, db.Querier, string) ([]string, error) { return []string{"夜间队列"}, nil })
	id := apptest.Text(apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/calendar/hours", nil))[0], "id")
	d := s.Admin.Refused(http.StatusConflict, "calendar.hours_in_use", "DELETE", "/calendar/hours/"+id, nil)
	if usage := d["usage"].([]any); len(usage) != 1 || usage[0] != "夜间队列" {
		t.Errorf("in use by %v", d)
	}
}

func TestPreviewSpeaksToTheReader(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	ask := m{"hours": m{"zone": "Asia/Shanghai", "week": m{"mon": [][2]string{{"09:00", "18:00"}}, "fri": [][2]string{{"09:00", "18:00"}}}, "follows_holidays": true},
		"at": "2026-09-18T09:30:00Z", "minutes": 480}
	p := s.Admin.Must(http.StatusOK, "POST", "/calendar/hours/preview", ask)
	if p["open"] != true || p["next_change"] != "2026-09-18T10:00:00Z" || p["due"] != "2026-09-20T08:30:00Z" {
		t.Errorf("preview %v", p)
	}
	if text := apptest.Text(p, "explain"); !strings.Contains(text, "9月20日 周日 调休上班") || !strings.Contains(text, "到期：9月20日 周日 16:30") {
		t.Errorf("explained as %s", text)
	}
	ask["pauses"] = [][2]string{{"2026-09-18T10:00:00Z", "2026-09-18T09:00:00Z"}}
	s.Admin.Refused(http.StatusBadRequest, "calendar.pause", "POST", "/calendar/hours/preview", ask)
	s.Admin.Refused(http.StatusBadRequest, "calendar.never_open", "POST", "/calendar/hours/preview",
		m{"hours": m{"zone": "Asia/Shanghai", "week": m{}}, "at": "2026-09-18T09:30:00Z", "minutes": 480})
	for _, minutes := range []any{-1, 1e9, 1e30, "x", 1.5} {
		if code, _ := s.Admin.Do("POST", "/calendar/hours/preview", m{"hours": ask["hours"], "at": ask["at"], "minutes": minutes}); code != http.StatusBadRequest {
			t.Errorf("%v minutes: %d", minutes, code)
		}
	}
}

// TestFeedIsPersonalAndCanBeReplaced fetches as a calendar program does.
func TestFeedIsPersonalAndCanBeReplaced(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		fetch := func(address string) (int, string) {
			res, raw := s.Client().Raw("GET", strings.TrimPrefix(address, apptest.PublicURL), nil)
			return res.StatusCode, string(raw)
		}
		lin := s.Staff("lin", "agent", "")
		address := apptest.Text(lin.Must(http.StatusOK, "GET", "/calendar/feed", nil), "url")
		s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", m{"client_key": "h1", "name": "门店", "zone": "Asia/Shanghai", "week": weekdays, "closed": []string{"2026-06-01"}})
		code, text := fetch(address)
		for _, want := range []string{"UID:20261001-holiday@tiexin.test", "UID:20260920-makeup@tiexin.test", "SUMMARY:门店：休息", "（调休上班）"} {
			if code != http.StatusOK || !strings.Contains(text, want) {
				t.Errorf("%d, and no %s", code, want)
			}
		}
		if _, again := fetch(address); again != text {
			t.Error("the feed differs though nothing has changed")
		}
		if code, _ := fetch(address + "x"); code != http.StatusNotFound {
			t.Errorf("forged: %d", code)
		}
		fresh := apptest.Text(lin.Must(http.StatusOK, "POST", "/calendar/feed/renew", nil), "url")
		if code, _ := fetch(address); code != http.StatusNotFound {
			t.Errorf("the old address: %d", code)
		}
		if code, _ := fetch(fresh); code != http.StatusOK {
			t.Errorf("the new address: %d", code)
		}
		u, err := url.Parse(fresh)
		if err != nil || u.Query().Get("token") == "" {
			t.Errorf("address %s: %v", fresh, err)
		}
	})
}

// TestAnotherProcessSeesTheChange has two services on one ledger and bus.
func TestAnotherProcessSeesTheChange(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		other := calendar.New(calendar.Deps{DB: s.App.DB, Clock: clock.NewFixed(s.Clock.Now()), Bus: s.App.Bus})
		if err := other.Listen(); err != nil {
			t.Fatal(err)
		}
		row := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/calendar/hours", nil))[0]
		id := apptest.Text(row, "id")
		monday := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // 20:00 there
		open := func() bool {
			is, _, err := other.OpenAt(t.Context(), id, monday)
			if err != nil {
				t.Fatal(err)
			}
			return is
		}
		if open() {
			t.Fatal("open at eight in the evening")
		}
		s.Admin.Must(http.StatusOK, "PATCH", "/calendar/hours/"+id, m{"version": 1, "week": m{"mon": [][2]string{{"09:00", "22:00"}}}})
		s.Until("the other process sees it", open) // its clock stands still, so only the wake-up can tell
	})
}

// TestChangesAreTold asserts the exact events.
func TestChangesAreTold(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	id := apptest.Text(apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/calendar/hours", nil))[0], "id")
	s.Admin.Must(http.StatusOK, "PATCH", "/calendar/hours/"+id, m{"version": 1, "name": "白班"})
	var got []event.Event
	side, err := s.App.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	rows, err := side.QueryContext(t.Context(), `SELECT kind, payload FROM event_outbox WHERE kind LIKE 'calendar.%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e event.Event
		var payload string
		if err := rows.Scan(&e.Kind, &payload); err != nil {
			t.Fatal(err)
		}
		e.Payload = []byte(payload)
		got = append(got, e)
	}
	if len(got) != 1 || got[0].Kind != calendar.EventChanged || string(got[0].Payload) != `{"hours_id":"`+id+`"}` {
		t.Errorf("told: %v", got)
	}
}

// TestDueFollowsHolidays: the same question with and without the official
// arrangement of National Day 2026.
func TestDueFollowsHolidays(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	ask := func(follow bool) string {
		hours := m{"zone": "Asia/Shanghai", "week": m{"mon": [][2]string{{"09:00", "18:00"}}, "tue": [][2]string{{"09:00", "18:00"}}, "wed": [][2]string{{"09:00", "18:00"}},
			"thu": [][2]string{{"09:00", "18:00"}}, "fri": [][2]string{{"09:00", "18:00"}}}}
		if follow {
			hours["follows_holidays"] = true
		}
		return apptest.Text(s.Admin.Must(http.StatusOK, "POST", "/calendar/due", m{"hours": hours, "start": "2026-09-30T17:30:00+08:00", "minutes": 60}), "due")
	}
	if plain, follows := ask(false), ask(true); plain != "2026-10-01T09:30:00+08:00" || follows != "2026-10-08T09:30:00+08:00" {
		t.Errorf("due %s, and with holidays %s", plain, follows)
	}
}
