package sample

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/kit/cnphone"
)

var now = time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)

func playOf(t *testing.T, language string, s scenery) ([]met, []talk) {
	t.Helper()
	text, err := scripts.ReadFile("scripts/" + language + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	s.channel, s.now = channel.Channel{ID: "ch", Kind: channel.Widget, UnitID: "u"}, now
	s.me = conversation.Author{Kind: conversation.ByStaff, ID: "me", Name: "周"}
	customers, talks, err := s.play(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return customers, talks
}

// TestScriptsHold: each language tells the same story, by the rules that the desk
// relies on: numbers without gaps over all that one customer said, one open
// conversation for each, nothing in the future, no answer late enough to be asked
// for its reason, and ways to reach people that are nobody's.
func TestScriptsHold(t *testing.T) {
	for _, language := range []string{"zh-CN", "zh-TW", "en"} {
		t.Run(language, func(t *testing.T) {
			customers, talks := playOf(t, language, scenery{serves: true})
			states, public, open := map[string]int{}, map[string]int64{}, map[string]bool{}
			for _, one := range talks {
				key := "wait"
				if one.OwnerID != "" {
					key = "mine"
				}
				if one.State == conversation.Closed {
					key = "done"
				}
				states[key]++
				if one.State == conversation.Open && open[one.PeerID] {
					t.Error("two open conversations of one")
				}
				open[one.PeerID] = open[one.PeerID] || one.State == conversation.Open
				waits := time.Time{}
				for i, m := range one.lines {
					if m.Seq != int64(i+1) || m.CreatedAt.After(now) {
						t.Errorf("line %d: seq %d at %v", i+1, m.Seq, m.CreatedAt)
					}
					if m.PublicSeq > 0 {
						if public[m.PeerID]++; m.PublicSeq != public[m.PeerID] {
							t.Errorf("public %d, want %d", m.PublicSeq, public[m.PeerID])
						}
					}
					switch {
					case m.Kind == conversation.FromVisitor && waits.IsZero():
						waits = m.CreatedAt
					case m.Kind == conversation.Reply:
						if !waits.IsZero() && m.CreatedAt.Sub(waits) > 90*time.Second {
							t.Errorf("an answer after %v", m.CreatedAt.Sub(waits))
						}
						waits = time.Time{}
					}
				}
			}
			if states["wait"] != 3 || states["mine"] != 2 || states["done"] != 10 || len(customers) != 12 {
				t.Errorf("%v, %d customers", states, len(customers))
			}
			for _, c := range customers {
				for _, p := range c.reach.Phones {
					if n, code, ok := cnphone.Parse(p.Number); !ok || n.E164() != p.Number {
						t.Errorf("%s: %s %s", c.Name, p.Number, code)
					}
				}
				for _, e := range c.reach.Emails {
					if !strings.HasSuffix(e.Address, "@example.com") {
						t.Error(e.Address)
					}
				}
				if !c.Regard.Grade.Valid() || !c.Kind.Valid() || c.Note == "" || c.LastSeenAt.Before(c.FirstSeenAt) {
					t.Errorf("customer %+v", c.Customer)
				}
			}
			if !slices.ContainsFunc(customers, func(c met) bool { return c.Regard.VIP }) {
				t.Error("no VIP")
			}
		})
	}
}

// TestWhoMayNotServeGetsNone: what would be theirs waits in the line.
func TestWhoMayNotServeGetsNone(t *testing.T) {
	_, talks := playOf(t, "zh-CN", scenery{})
	for _, one := range talks {
		if one.State == conversation.Open && one.OwnerID != "" {
			t.Errorf("%s is with somebody who may not answer", one.CustomerName)
		}
	}
}

// TestLabelsOnlyOnes that the house has.
func TestLabelsOnlyOnes(t *testing.T) {
	_, none := playOf(t, "zh-CN", scenery{serves: true})
	_, some := playOf(t, "zh-CN", scenery{serves: true, labels: []conversation.Label{{ID: "l1"}, {ID: "l2"}}})
	n := 0
	for i := range some {
		if len(none[i].Labels) > 0 || some[i].State == conversation.Open && len(some[i].Labels) > 0 {
			t.Error("labels where none belong")
		}
		n += len(some[i].Labels)
	}
	if n == 0 {
		t.Error("no labels")
	}
}

func TestScriptsAreRead(t *testing.T) {
	for _, bad := range []string{"@ a | person", "> done 1d", "> done soon | a", "? what", "> done xd1h | a"} {
		if _, _, err := parse(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if _, _, err := (scenery{now: now}).play("> done 1d1h | nobody\nV hello"); err == nil {
		t.Error("a conversation of nobody")
	}
}
