package routing_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/workforce"
)

var stmtCoverItem = db.SQL("test.routing_cover_item", `SELECT state, holder_id, last_id, cover_for, entered_at FROM routing_item WHERE kind = 'chat' AND subject_id = $1`)

type coverItem struct {
	state, holder, last, cover string
	entered                    int64
}

func (s *shop) item(conversation string) (i coverItem) {
	s.t.Helper()
	if err := db.Get(s.t.Context(), s.App.DB, stmtCoverItem, []any{conversation}, &i.state, &i.holder, &i.last, &i.cover, &i.entered); err != nil {
		s.t.Fatal(err)
	}
	return i
}

// TestCoverLeaves: a cover who goes away during somebody's break is replaced.
// Until another takes over, the conversations wait at their old place; who was
// on the break has them back afterwards.
func TestCoverLeaves(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen, zhao := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("zhao", "agent", "")
		s.online(lin)
		var talks []string
		for range 2 {
			_, talk := s.serves(lin, "在吗")
			talks = append(talks, talk)
			s.Clock.Advance(time.Second)
		}
		began := []int64{s.item(talks[0]).entered, s.item(talks[1]).entered}
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talks[1]+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "在的"})
		s.online(chen)
		s.set(lin, workforce.Choice{State: workforce.Break, BreakKind: workforce.Meal, CoverID: chen.ID})
		s.owned(chen, talks[0])
		s.owned(chen, talks[1])
		own := func() string { // chen's own customer does not wait for an answer, and stays
			_, talk := s.says("我找陈")
			s.accepts(chen, talk)
			chen.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "在的"})
			return talk
		}()
		s.shuts(chen)
		for _, talk := range talks {
			s.Until("the conversation waits for another cover", func() bool { return s.item(talk).state == "waiting" })
			if i := s.item(talk); s.owner(talk) != "" || i.last != lin.ID || i.cover != lin.ID {
				t.Errorf("left behind: %+v", i)
			}
		}
		for k, talk := range talks { // also the one that had been answered
			if got := s.item(talk).entered; got != began[k] {
				t.Errorf("%d waits from %d, and had from %d", k, got, began[k])
			}
		}
		if s.owner(own) != chen.ID {
			t.Error("a conversation without anybody waiting was taken from its owner")
		}
		settled(t, s.Server)
		s.online(zhao)
		s.accepts(zhao, talks[0])
		if i := s.item(talks[0]); i.holder != zhao.ID || i.cover != lin.ID {
			t.Errorf("the next cover: %+v", i)
		}
		s.set(zhao, workforce.Choice{State: workforce.Break, BreakKind: workforce.Restroom, CoverID: ""})
		s.Until("a break without a cover gives it back too", func() bool { return s.item(talks[0]).state == "waiting" })
		s.online(lin)
		s.owned(lin, talks[0])
		s.owned(lin, talks[1])
		if i := s.item(talks[0]); i.cover != "" {
			t.Errorf("back with its owner: %+v", i)
		}
		want := []string{"claimed:offered", "assigned:covered", "released:cover_left", "claimed:offered", "released:cover_left", "assigned:cover_ended"}
		if got := s.events(talks[0]); !slices.Equal(got, want) {
			t.Errorf("event lines %v", got)
		}
		settled(t, s.Server)
	})
}

// TestCoverIsCovered: a cover who goes on a break with a cover of their own
// passes on what they stood in for, and it still goes back to whose it was.
func TestCoverIsCovered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen, zhao := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("zhao", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "在吗")
		s.online(chen, zhao)
		s.set(lin, workforce.Choice{State: workforce.Break, BreakKind: workforce.Meal, CoverID: chen.ID})
		s.owned(chen, talk)
		s.set(chen, workforce.Choice{State: workforce.Break, BreakKind: workforce.Meal, CoverID: zhao.ID})
		s.owned(zhao, talk)
		s.online(chen)
		s.App.Routing.Nudge()
		if i := s.item(talk); i.holder != zhao.ID || i.cover != lin.ID {
			t.Errorf("the cover of the cover: %+v", i)
		}
		s.online(lin)
		s.owned(lin, talk)
	})
}
