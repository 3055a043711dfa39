package app_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestWhoAnswersLateIsAskedAtOnce, at every screen of theirs and once: neither
// who was quick nor a colleague nor a program, nor again when what is known of
// the wait changes.
func TestWhoAnswersLateIsAskedAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		one, two, others := staffTab(t, s, w.lin), staffTab(t, s, w.lin), staffTab(t, s, w.chen)
		asked := func(when string, tb *tab, want int) {
			t.Helper()
			s.Settled("insight.rounds")
			tb.settle()
			if got := tb.seen(named("slow_round")); len(got) != want {
				t.Errorf("%s: asked %d times, want %d: %v", when, len(got), want, got)
			}
		}
		_, quick := w.thread(w.shopKey, w.lin)
		s.Clock.Advance(2 * time.Minute)
		write(w.lin, quick, "reply", "在的")
		asked("in time", one, 0)
		_, proven := w.thread(w.shopKey, w.lin)
		begun := s.Clock.Now()
		s.Clock.Advance(5 * time.Minute)
		w.lin.Must(http.StatusOK, "POST", "/insight/incidents", map[string]any{"client_key": "line", "kind": "outage", "from": begun, "to": s.Clock.Now()})
		write(w.lin, proven, "reply", "在的")
		asked("for a line that was down", one, 0)
		_, late := w.thread(w.shopKey, w.lin)
		s.Clock.Advance(5 * time.Minute)
		write(w.lin, late, "note", "稍等")
		asked("before the answer", one, 0)
		write(w.lin, late, "reply", "在的")
		for _, tb := range []*tab{one, two} {
			asked("late", tb, 1)
		}
		frame := one.seen(named("slow_round"))
		if len(frame) == 1 && frame[0]["conversation_id"] != late {
			t.Errorf("asked about %v, want %s", frame[0], late)
		}
		now := s.Clock.Now()
		w.lin.Must(http.StatusOK, "POST", "/insight/incidents", map[string]any{"client_key": "file", "kind": "upload", "from": now.Add(-20 * time.Second), "to": now})
		write(w.lin, late, "reply", "还有什么可以帮您")
		asked("after a word of the desk", one, 1)
		asked("a colleague", others, 0)
	})
}
