package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
	"tiexin/internal/routing"
)

var stmtEdgeItem = db.SQL("test.routing_edge_item", `SELECT state, holder_id, last_id, only_id FROM routing_item WHERE kind = 'chat' AND subject_id = $1 ORDER BY entered_at DESC LIMIT 1`)

// stands tells how a conversation stands in the line: state, holder, who served
// last and who alone is asked; "none none none none" for not at all.
func (s *shop) stands(talk string) (state, holder, last, only string) {
	s.t.Helper()
	if err := db.Get(s.t.Context(), s.App.DB, stmtEdgeItem, []any{talk}, &state, &holder, &last, &only); err != nil {
		return "none", "none", "none", "none"
	}
	return state, holder, last, only
}

func (s *shop) write(do func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.App.DB.Write(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

// three are conversations that wait, that lin has, and that are over.
func (s *shop) three(lin *apptest.Client) (waits, has, over string) {
	_, waits = s.says("在吗")
	_, has = s.says("在吗")
	_, over = s.says("在吗")
	for _, talk := range []string{has, over} {
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
	}
	lin.Must(http.StatusOK, "POST", "/conversations/"+over+"/close", map[string]any{})
	s.write(func(tx *db.Tx) error {
		for _, forget := range []*db.Stmt{stmtForgetItems, stmtForgetClocks, stmtForgetSet} {
			if _, err := tx.Exec(s.t.Context(), forget); err != nil {
				return err
			}
		}
		return nil
	})
	return waits, has, over
}

// TestWhatComesFromElsewhereStandsWhereItStood: an older house's conversations
// and a sample's; nobody is asked for the sample's.
func TestWhatComesFromElsewhereStandsWhereItStood(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		sample := func() {
			for after := ""; ; {
				rows, err := s.App.Conversations.OpenAfter(t.Context(), after, 100)
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) == 0 {
					return
				}
				for _, c := range rows {
					s.write(func(tx *db.Tx) error { return s.App.Routing.Import(t.Context(), tx, c) })
					after = c.ID
				}
			}
		}
		older := func() {
			if err := routing.New(s.App.Routing.Deps).Adopt(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for what, v := range map[string]struct {
			come func()
			only string
		}{"sample": {sample, "nobody"}, "older": {older, ""}} {
			waits, has, over := s.three(lin)
			v.come()
			if state, holder, _, only := s.stands(waits); state != "waiting" || holder != "" || only != v.only {
				t.Errorf("%s, who waits: %s %q %q", what, state, holder, only)
			}
			if state, holder, _, only := s.stands(has); state != "serving" || holder != lin.ID || only != "" {
				t.Errorf("%s, who is served: %s %q %q", what, state, holder, only)
			}
			if state, _, _, _ := s.stands(over); state != "none" {
				t.Errorf("%s, what is over: %s", what, state)
			}
		}
	})
}

// TestWhoServedLongAgoIsForgotten: somebody comes first whom the customer had
// within the month.
func TestWhoServedLongAgoIsForgotten(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		v := s.Visitor()
		for _, wait := range []struct {
			days int
			last string
		}{{0, ""}, {29, lin.ID}, {31, ""}} {
			s.Clock.Advance(time.Duration(wait.days) * 24 * time.Hour)
			talk := s.more(v, "又是我")
			if _, _, last, _ := s.stands(talk); last != wait.last {
				t.Errorf("after %d days %q comes first", wait.days, last)
			}
			lin.SignIn(lin.Login, apptest.Password)
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", map[string]any{})
		}
	})
}

// TestAWaitIsWhatItTook from coming to being served, of what was answered since.
func TestAWaitIsWhatItTook(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		_, talk := s.says("在吗")
		s.says("没人理")
		s.Clock.Advance(90 * time.Second)
		begun := s.Clock.Now()
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		for since, want := range map[time.Time]int{begun: 1, begun.Add(time.Hour): 0} {
			waits, err := routing.RecentWaits(t.Context(), s.App.DB, since)
			list := waits[apptest.Text(s.first(), "id")]
			if err != nil || len(list) != want || want == 1 && (list[0].Took < 90*time.Second || list[0].Took > 100*time.Second) {
				t.Errorf("since %v: %v %v", since, waits, err)
			}
		}
	})
}

// TestWhatWasOfferedCountsForTheEstimate like what somebody took for themselves.
func TestWhatWasOfferedCountsForTheEstimate(t *testing.T) {
	for way, take := range map[string]func(s *shop, lin *apptest.Client, talk string){
		"offered": func(s *shop, lin *apptest.Client, talk string) { s.accepts(lin, talk) },
		"claimed": func(s *shop, lin *apptest.Client, talk string) {
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		},
	} {
		t.Run(way, func(t *testing.T) {
			s := newShop(t, apptest.Start(t, apptest.Options{}))
			lin := s.Staff("lin", "agent", "")
			if way == "offered" {
				s.online(lin)
			}
			for range 5 {
				_, talk := s.says("在吗")
				take(s, lin, talk)
				lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", map[string]any{})
			}
			s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+lin.ID, map[string]any{"slot": "chat", "places": 1})
			s.online(lin)
			s.serves(lin, "一位就满了")
			v, _ := s.says("还要多久")
			s.Until("an estimate is told", func() bool { return s.standing(v)["wait_seconds"] != nil })
		})
	}
}

// TestAQueueGoesWhenAllIsDone in it, and not before.
func TestAQueueGoesWhenAllIsDone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		_, key := s.branch("分店")
		channels := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/channels", nil))
		second := s.queue("第二队", map[string]any{"channels": []any{channels[len(channels)-1]["id"]}})
		talk := s.more(s.visits(key), "在吗")
		path := "/routing/queues/" + apptest.Text(second, "id")
		s.Admin.Refused(http.StatusConflict, "routing.queue_in_use", "DELETE", path, nil)
		s.Admin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		s.Admin.Refused(http.StatusConflict, "routing.queue_in_use", "DELETE", path, nil)
		s.Admin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", map[string]any{})
		s.Admin.Must(http.StatusNoContent, "DELETE", path, nil)
	})
}

// TestCallsBackHavePlacesToo: who knows of one holds it, and takes no more than
// they have places for.
func TestCallsBackHavePlacesToo(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+lin.ID, map[string]any{"slot": "callback", "places": 1})
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["strict_claims"] = true // else who takes by themselves may go over
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		told := func(key string) (string, map[string]any) {
			m := s.leaves(s.Visitor(), key)
			return "/routing/messages/" + m, map[string]any{"version": s.message(lin, m)["version"]}
		}
		first, body := told("a")
		version := lin.Must(http.StatusOK, "POST", first+"/told", body)["version"]
		second, body := told("b")
		if d := lin.Refused(http.StatusConflict, "routing.full_callback", "POST", second+"/told", body); d["load"] != 1.0 || d["places"] != 1.0 {
			t.Errorf("full with %v", d)
		}
		lin.Must(http.StatusOK, "POST", first+"/replied", map[string]any{"version": version, "answer": "已回"})
		lin.Must(http.StatusOK, "POST", second+"/told", body)
	})
}

// TestOnlyWhoWaitsOnWhoIsGoneIsLeftAlone: an owner who is away loses the
// customer who waits for them; whoever waits for nothing, has another owner by
// now or has gone stays as they are.
func TestOnlyWhoWaitsOnWhoIsGoneIsLeftAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		serve := func() string {
			_, talk := s.says("在吗")
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			return talk
		}
		waits, answered, closed, handed := serve(), serve(), serve(), serve()
		lin.Must(http.StatusCreated, "POST", "/conversations/"+answered+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "在的"})
		lin.Must(http.StatusOK, "POST", "/conversations/"+closed+"/close", map[string]any{})
		lin.Must(http.StatusOK, "POST", "/conversations/"+handed+"/assign", map[string]any{"staff_id": chen.ID})
		heard := func(talk string) {
			s.write(func(tx *db.Tx) error {
				return routing.LeftAlone(s.App.Routing, t.Context(), tx, conversation.MessageAdded{ConversationID: talk, OwnerID: lin.ID})
			})
		}
		heard(waits)
		if s.owner(waits) != lin.ID {
			t.Error("who is here lost their customer")
		}
		s.shuts(lin)
		for talk, want := range map[string]string{answered: lin.ID, closed: lin.ID, handed: chen.ID} {
			heard(talk)
			if got := s.owner(talk); got != want {
				t.Errorf("%s: owned by %q, not %q", talk, got, want)
			}
		}
		heard(waits)
		if got := s.owner(waits); got != "" {
			t.Errorf("who waits for somebody who is gone: owned by %q", got)
		}
	})
}
