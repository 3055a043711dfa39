package app_test

import (
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestFramesHaveABudget: who floods is cut with a code, by frames of any kind,
// and nobody else is.
func TestFramesHaveABudget(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	v, _ := w.thread(w.shopKey, w.lin)
	desk := staffTab(t, s, w.lin)
	big := strings.Repeat("x", 60<<10)
	for name, flood := range map[string]func(tb *tab, i int){
		"typing": func(tb *tab, i int) { tb.tell(map[string]any{"t": "typing", "on": i%2 == 0}) },
		"ping":   func(tb *tab, _ int) { tb.tell(map[string]any{"t": "ping"}) },
		"no frame of ours": func(tb *tab, _ int) {
			tb.send(1, []byte("x"))
		},
		"pings of the protocol":  func(tb *tab, _ int) { tb.send(9, []byte("x")) },
		"pongs nobody asked for": func(tb *tab, _ int) { tb.send(10, []byte("x")) },
		"few and big": func(tb *tab, i int) {
			if i%16 == 0 {
				tb.tell(map[string]any{"t": "none", "x": big})
			}
		},
	} {
		tb := visitorTab(t, s, v)
		for i := range 2000 {
			if tb.over() {
				break
			}
			flood(tb, i)
		}
		tb.end(name + " is cut")
		if len(tb.seen(with("bye", "code", "too_many"))) != 1 {
			t.Errorf("%s: cut without a word: %.300s", name, tb.bytes())
		}
	}
	mine := staffTab(t, s, w.lin)
	for range 2000 {
		mine.tell(map[string]any{"t": "ping"})
	}
	mine.end("a colleague's flood is cut too")
	if desk.over() {
		t.Error("somebody else is cut")
	}
	desk.settle()
	calm := visitorTab(t, s, v)
	for range 30 { // a long evening
		s.Clock.Advance(10 * time.Second)
		for range 20 {
			calm.tell(map[string]any{"t": "ping"})
		}
		calm.settle()
	}
	if calm.over() {
		t.Error("who sends no more than may be is cut")
	}
}

// TestTypingIsToldAsAChange, and now and then while it lasts.
func TestTypingIsToldAsAChange(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	v, conversation := w.thread(w.shopKey, w.lin)
	desk, visitor := staffTab(t, s, w.lin), visitorTab(t, s, v)
	heard := func(tb, by *tab) int {
		by.settle()
		tb.settle()
		return len(tb.seen(named("typing")))
	}
	for name, c := range map[string]struct {
		from, to *tab
		frame    map[string]any
	}{
		"a customer":  {visitor, desk, map[string]any{"t": "typing"}},
		"a colleague": {desk, visitor, map[string]any{"t": "typing", "conversation_id": conversation, "kind": "reply"}},
	} {
		send := func(on bool, n int) int {
			before := heard(c.to, c.from)
			for range n {
				c.frame["on"] = on
				c.from.tell(c.frame)
			}
			return heard(c.to, c.from) - before
		}
		if got := []int{send(false, 3), send(true, 9), send(true, 9), send(false, 9)}; got[0] != 0 || got[1] != 1 || got[2] != 0 || got[3] != 1 {
			t.Errorf("%s: off, on, on, off is told %v times", name, got)
		}
		on := send(true, 1)
		s.Clock.Advance(4 * time.Second)
		if again := send(true, 5); on != 1 || again != 1 {
			t.Errorf("%s: while it lasts %d, then %d", name, on, again)
		}
	}
}
