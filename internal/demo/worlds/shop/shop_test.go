package shop

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/demo"
)

func talks(t *testing.T, size Size, seed uint64) (*World, []demo.Talk) {
	t.Helper()
	w, err := New(size, seed, time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var out []demo.Talk
	for {
		one, more := w.Talk(channel.Channel{ID: "ch", Kind: channel.Widget, Name: "web", UnitID: w.units[1].ID})
		if !more {
			return w, out
		}
		out = append(out, one)
	}
}

func TestSameSeedSameWorld(t *testing.T) {
	a, first := talks(t, Size{Customers: 100, Talks: 200}, 7)
	b, again := talks(t, Size{Customers: 100, Talks: 200}, 7)
	_, other := talks(t, Size{Customers: 100, Talks: 200}, 8)
	if !reflect.DeepEqual(first, again) || !reflect.DeepEqual(a.people, b.people) || !reflect.DeepEqual(a.staff, b.staff) {
		t.Error("one seed made two worlds")
	}
	if reflect.DeepEqual(first, other) {
		t.Error("two seeds made one world")
	}
}

// TestTalksHold checks what the desk relies on: numbers without gaps, counters
// that equal a recount, one open talk for an identity, nothing in the future.
func TestTalksHold(t *testing.T) {
	for name, size := range map[string]Size{"small": Small(), "bench": Bench(300)} {
		t.Run(name, func(t *testing.T) {
			w, all := talks(t, size, 1)
			public, openPeers := map[string]int64{}, map[string]bool{}
			texts := map[string]bool{}
			states := map[string]int{}
			for i, one := range all {
				if i > 0 && one.CreatedAt.Before(all[i-1].CreatedAt) {
					t.Fatal("talks out of order")
				}
				checkTalk(t, w, one, public)
				for _, m := range one.Lines {
					texts[m.Text] = true
				}
				kind := string(one.State)
				if one.OwnerID == "" {
					kind += " waiting"
				}
				states[kind]++
				if one.State == conversation.Open {
					if openPeers[one.PeerID] {
						t.Error("two open talks of one identity")
					}
					openPeers[one.PeerID] = true
				}
			}
			if states["open"] == 0 || states["open waiting"] == 0 || states["closed"] == 0 {
				t.Errorf("states %v", states)
			}
			if len(texts) < len(all) {
				t.Errorf("%d different lines in %d talks: it repeats itself", len(texts), len(all))
			}
		})
	}
}

func checkTalk(t *testing.T, w *World, one demo.Talk, public map[string]int64) {
	t.Helper()
	var unread int64
	for i, m := range one.Lines {
		if m.Seq != int64(i+1) || m.ConversationID != one.ID || m.ID == "" {
			t.Fatalf("line %d is %+v", i, m)
		}
		if m.Kind.Public() {
			if m.PublicSeq != public[m.PeerID]+1 {
				t.Fatalf("public seq %d after %d", m.PublicSeq, public[m.PeerID])
			}
			public[m.PeerID] = m.PublicSeq
		}
		switch m.Kind {
		case conversation.FromVisitor:
			unread++
		case conversation.Reply:
			unread = 0
		}
		if m.CreatedAt.After(w.now) || strings.ContainsAny(m.Text, "<>{}[]?") && !strings.Contains(m.Text, "？") || !utf8.ValidString(m.Text) {
			t.Fatalf("line %+v", m)
		}
	}
	if one.State == conversation.Closed {
		unread = 0
	}
	last := one.Lines[len(one.Lines)-1]
	if one.LastSeq != last.Seq || one.PublicSeq != public[one.PeerID] || one.Unread != unread {
		t.Fatalf("counters %+v, recounted unread %d", one.Conversation, unread)
	}
}
