package app_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestASocketMakesPresence joins the parts: hub, service, ledger, frames.
func TestASocketMakesPresence(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		mine, near, far := staffTab(t, s, w.lin), staffTab(t, s, w.chen), staffTab(t, s, w.wu)
		is := func(frame, state string) func(map[string]any) bool {
			return func(f map[string]any) bool {
				return f["t"] == frame && apptest.Text(f, "presence.staff_id") == w.lin.ID && apptest.Text(f, "presence.state") == state
			}
		}
		mine.wait("one's own state on opening", is("me_state", "online"))
		if !s.App.Workforce.PresenceOf(w.lin.ID).Connected {
			t.Fatal("an open tab does not count")
		}
		w.lin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "busy"})
		mine.wait("one's own state", is("me_state", "busy"))
		near.wait("a colleague's state", is("presence", "busy"))
		tick := func() {
			if err := s.App.Workforce.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		tick()     // notes that lin has had a socket
		mine.cut() // the page is loaded anew
		mine = staffTab(t, s, w.lin)
		mine.wait("what was chosen before the page was loaded anew", is("me_state", "busy"))
		tick()
		if got := apptest.Text(w.lin.Must(http.StatusOK, "GET", "/workforce/me", nil), "presence.state"); got != "busy" {
			t.Fatalf("loading the page anew makes a busy person %s", got)
		}
		mine.cut()
		s.Until("the end of the tab shows", func() bool {
			s.Clock.Advance(5 * time.Second)
			tick()
			return apptest.Text(w.lin.Must(http.StatusOK, "GET", "/workforce/me", nil), "presence.state") == "away"
		})
		near.wait("and others see it", is("presence", "away"))
		far.settle()
		if got := far.seen(func(f map[string]any) bool {
			return f["t"] == "presence" && apptest.Text(f, "presence.staff_id") == w.lin.ID
		}); len(got) > 0 {
			t.Fatalf("somebody elsewhere is told: %v", got)
		}
		again := staffTab(t, s, w.lin)
		again.wait("the truth on coming back", is("me_state", "away"))
	})
}

// TestTimeAloneIsTold: nothing happens but that a closed tab grows old; who
// waits is told that nobody is here, and later that somebody is again.
func TestTimeAloneIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v := s.Visitor()
		mine := staffTab(t, s, w.lin)
		say(v, "还有人吗")
		waiting := visitorTab(t, s, v)
		last := func() any {
			frames := waiting.seen(named("queue"))
			if len(frames) == 0 {
				return nil
			}
			return apptest.At(frames[len(frames)-1], "queue.staffed")
		}
		pass := func() {
			s.Clock.Advance(5 * time.Second)
			if err := errors.Join(s.App.Workforce.Tick(t.Context()), s.App.Routing.Turn(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
		mine.cut()
		s.Until("the line knows that nobody is here", func() bool { pass(); return last() == false })
		staffTab(t, s, w.lin)
		s.Until("and that somebody is", func() bool { pass(); return last() == true })
	})
}
