package slaclock_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/slaclock"
)

// TestInTheProgram starts a clock on a conversation of the running program:
// the timer comes, a change of hours moves it, and who may see the
// conversation reads why.
func TestInTheProgram(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		v, lin := s.Visitor(), s.Staff("lin", "agent", "")
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "在吗？"})
		conversation := apptest.Text(apptest.Rows(lin.Must(http.StatusOK, "GET", "/conversations?tab=queue", nil))[0], "id")
		hours := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/calendar/hours", nil))[0]
		spec := slaclock.Spec{Subject: "conversation", SubjectID: conversation, Kind: slaclock.FirstResponse, Seconds: 10 * 3600,
			HoursID: apptest.Text(hours, "id"), StartedAt: apptest.Begin, Warn: []int{50}, OwnerID: lin.ID}
		var c slaclock.Clock
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
			c, err = s.App.Clocks.Start(t.Context(), tx, spec)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		show := func() map[string]any {
			for _, row := range apptest.Rows(lin.Must(http.StatusOK, "GET", "/slaclock/clocks?subject=conversation&subject_id="+conversation, nil)) {
				if row["id"] == c.ID { // the queue keeps clocks of its own
					return row
				}
			}
			return nil
		}
		if row := show(); row["due_at"] != "2026-03-03T02:00:00Z" || row["state"] != "running" {
			t.Errorf("clock %v", row)
		}
		text := apptest.Text(lin.Must(http.StatusOK, "GET", "/slaclock/clocks/"+c.ID+"/explain", nil), "explain")
		if !strings.Contains(text, "计入 3月2日 周一 09:00–18:00，9 小时") || !strings.Contains(text, "到期：3月3日 周二 10:00") {
			t.Errorf("explained as %s", text)
		}
		lin.Refused(http.StatusNotFound, "not_found", "GET", "/slaclock/clocks?subject=ticket&subject_id=x", nil)
		s.Admin.Refused(http.StatusConflict, "calendar.hours_in_use", "DELETE", "/calendar/hours/"+spec.HoursID, nil)

		s.Admin.Must(http.StatusOK, "PATCH", "/calendar/hours/"+spec.HoursID, map[string]any{"version": 1, "week": map[string]any{"mon": [][2]string{{"08:00", "22:00"}}}})
		s.Until("the clock is moved", func() bool { return show()["due_at"] == "2026-03-02T11:00:00Z" })

		told := make(chan slaclock.Breached, 10)
		s.Clock.Advance(11 * time.Hour)
		s.Until("the breach is told", func() bool {
			for _, e := range outbox(t, s, slaclock.EventBreached) {
				var b slaclock.Breached
				if err := json.Unmarshal([]byte(e), &b); err != nil {
					t.Fatal(err)
				}
				if b.ClockID == c.ID {
					told <- b
				}
			}
			return len(told) > 0
		})
		if b := <-told; b.ClockID != c.ID || b.OwnerID != lin.ID || b.Step != 0 {
			t.Errorf("told %+v", b)
		}
		if row := show(); row["breached"] != true {
			t.Errorf("clock %v", row)
		}
	})
}

// outbox reads the payloads of a kind behind the program's back.
func outbox(t *testing.T, s *apptest.Server, kind event.Kind) []string {
	t.Helper()
	var out []string
	const text = `SELECT payload FROM event_outbox WHERE kind = $1`
	if s.App.DB.Engine() == db.Postgres {
		rows, err := s.App.DB.Pool().Query(context.Background(), text, string(kind))
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var p string
			if err := rows.Scan(&p); err != nil {
				t.Fatal(err)
			}
			out = append(out, p)
		}
		return out
	}
	side, err := s.App.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	rows, err := side.Query(text, string(kind))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}
