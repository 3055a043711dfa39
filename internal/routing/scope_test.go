package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// TestOtherPeoplesThingsAreNotThere: by their ids, with every permission of the
// role, a colleague of another unit changes no message, and nobody but the sender
// takes a transfer back, nor answers somebody else's offer.
func TestOtherPeoplesThingsAreNotThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		unit, key := s.branch("分店")
		other, _ := s.branch("别处")
		lin, chen, wu := s.Staff("lin", "agent", unit), s.Staff("chen", "agent", unit), s.Staff("wulei", "lead", other)
		taken := lin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": "m", "for_id": chen.ID, "caller": "李女士", "contact": "13900139000", "matter": "请回电", "urgency": "normal"})
		path := "/routing/messages/" + apptest.Text(taken, "id")
		version := map[string]any{"version": taken["version"]}
		wu.Refused(http.StatusNotFound, "not_found", "POST", path+"/told", version)
		wu.Refused(http.StatusNotFound, "not_found", "POST", path+"/replied", map[string]any{"version": taken["version"], "answer": "已答复"})
		wu.Refused(http.StatusNotFound, "not_found", "POST", path+"/pass", map[string]any{"version": taken["version"], "for_id": wu.ID})
		if rows := apptest.Rows(wu.Must(http.StatusOK, "GET", "/routing/messages", nil)); len(rows) != 0 {
			t.Errorf("it is listed to another unit: %v", rows)
		}
		if m := s.message(chen, apptest.Text(taken, "id")); m["state"] != "taken" || m["for_id"] != chen.ID {
			t.Errorf("it was changed: %v", m)
		}
		chen.Must(http.StatusOK, "POST", path+"/told", version)
		chen.Refused(http.StatusConflict, "version.conflict", "POST", path+"/replied", map[string]any{"version": taken["version"], "answer": "已答复"})

		s.online(lin, chen)
		v := s.visits(key)
		talk := s.more(v, "转接试试")
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		asked := lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": "t", "kind": "warm", "to_id": chen.ID})
		offer := s.offered(chen, talk)
		for who, c := range map[string]*apptest.Client{"whom it is for": chen, "a lead of another unit": wu, "the administrator": s.Admin} {
			if code, _ := c.Do("DELETE", "/routing/transfers/"+apptest.Text(asked, "id"), nil); code != http.StatusNotFound {
				t.Errorf("%s takes back a transfer: %d", who, code)
			}
			if c != chen {
				c.Refused(http.StatusNotFound, "not_found", "POST", "/routing/offers/"+offer+"/accept", nil)
				c.Refused(http.StatusNotFound, "not_found", "POST", "/routing/offers/"+offer+"/decline", nil)
			}
		}
		if s.offerOf(chen, talk) != offer || s.owner(talk) != lin.ID {
			t.Error("the transfer has gone")
		}
		lin.Must(http.StatusOK, "DELETE", "/routing/transfers/"+apptest.Text(asked, "id"), nil)
		if s.offerOf(chen, talk) != "" {
			t.Error("taken back, and still offered")
		}
		s.Admin.Refused(http.StatusNotFound, "not_found", "PUT", "/routing/seats/01kjp0y9rkn88fwee8xh3fh34c", map[string]any{"places": 1})
	})
}

// TestAcceptingForgetsTheMisses: two missed, one accepted, two missed leave
// somebody online; three in a row do not.
func TestAcceptingForgetsTheMisses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		miss := func() {
			t.Helper()
			_, talk := s.says("在吗")
			offer := s.offered(lin, talk)
			s.Clock.Advance(21 * time.Second)
			s.App.Routing.Nudge()
			s.Until("the offer lapses", func() bool { return s.offerOf(lin, talk) != offer })
			s.Admin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		}
		for _, step := range []string{"miss", "miss", "accept", "miss", "miss", "accept", "miss", "miss"} {
			if step == "miss" {
				miss()
				continue
			}
			_, talk := s.serves(lin, "在吗")
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		}
		if got := s.App.Workforce.PresenceOf(lin.ID).State; got != workforce.Online {
			t.Fatalf("two missed in a row make %s", got)
		}
		miss()
		s.Until("three do", func() bool { return s.App.Workforce.PresenceOf(lin.ID).State == workforce.Busy })
	})
}

// TestATransferToAQueueDoesNotComeBack: the sender is a member and the only one
// free; it waits for another.
func TestATransferToAQueueDoesNotComeBack(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "转接试试")
		s.online(chen)
		s.set(chen, workforce.Choice{State: workforce.Busy})
		s.App.Routing.AgentsChanged()
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": "q", "kind": "warm", "to_queue_id": apptest.Text(s.first(), "id")})
		for range 3 {
			if err := s.App.Routing.Turn(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if s.offerOf(lin, talk) != "" {
			t.Fatal("the sender is asked")
		}
		s.set(chen, workforce.Choice{State: workforce.Online})
		s.App.Routing.AgentsChanged()
		s.accepts(chen, talk)
		s.owned(chen, talk)
	})
}

// TestNeverMeansNever: 0 as a time of silence asks nobody and ends nothing, each
// by itself and both together, however long it lasts.
func TestNeverMeansNever(t *testing.T) {
	for _, c := range []struct {
		prompt, end int
		asked, over bool
	}{{0, 0, false, false}, {180, 0, true, false}, {0, 600, false, true}, {180, 600, true, true}} {
		s := newShop(t, apptest.Start(t, apptest.Options{}))
		lin := s.Staff("lin", "agent", "")
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["idle_prompt_seconds"], settings["idle_close_seconds"] = c.prompt, c.end
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		s.online(lin)
		_, talk := s.serves(lin, "在吗")
		s.replies(lin, talk, "在的")
		turns := func(after time.Duration) {
			s.Clock.Advance(after)
			for range 2 {
				if err := s.App.Routing.Turn(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		turns(170 * time.Second)
		if at := s.talk(talk); at["state"] != "open" || s.lastWords(talk) != "在的" {
			t.Errorf("%+v: before any time has passed, %v %v", c, at["state"], at["last_message"])
		}
		turns(20 * time.Second)
		if asked := s.lastWords(talk) != "在的"; asked != c.asked {
			t.Errorf("%+v: asked %v", c, asked)
		}
		turns(400 * time.Second)
		if at := s.talk(talk); at["state"] != "open" {
			t.Errorf("%+v: over too early", c)
		}
		turns(30 * time.Second)
		if over := s.talk(talk)["state"] == "closed"; over != c.over {
			t.Errorf("%+v: over %v", c, over)
		}
		turns(5 * time.Hour)
		if over := s.talk(talk)["state"] == "closed"; over != c.over {
			t.Errorf("%+v: over after hours %v", c, over)
		}
	}
}

// TestWhoGivesAwayIsNotAskedAtOnce: who puts a customer back into the line is
// passed over for a while, for the others it stands there.
func TestWhoGivesAwayIsNotAskedAtOnce(t *testing.T) {
	s := newShop(t, apptest.Start(t, apptest.Options{}))
	lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
	s.online(lin)
	_, talk := s.serves(lin, "在吗")
	lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/release", nil)
	for range 3 {
		if err := s.App.Routing.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.offerOf(lin, talk) != "" {
		t.Fatal("who gave it away is asked")
	}
	s.online(chen)
	s.offered(chen, talk)
}
