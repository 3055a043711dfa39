package routing_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// turns runs the engine until it has nothing left to do.
func (s *shop) turns() {
	s.t.Helper()
	s.App.Routing.AgentsChanged()
	for range 2 {
		if err := s.App.Routing.Turn(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

// asked runs the engine, and tells whether somebody was offered a conversation.
func (s *shop) asked(c *apptest.Client, talk string) bool {
	s.t.Helper()
	s.turns()
	return s.offerOf(c, talk) != ""
}

// TestWhoLeadsIsAskedOnlyIfTheyChoose: opening the desk is no choice.
func TestWhoLeadsIsAskedOnlyIfTheyChoose(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("zhou", "lead", "")
		s.online(lead, s.Admin)
		v, talk := s.says("有人吗")
		if s.asked(lead, talk) || s.asked(s.Admin, talk) {
			t.Fatal("who leads was asked without having chosen it")
		}
		me := lead.Must(http.StatusOK, "GET", "/routing/me", nil)
		if me["takes"] != false || me["chooses"] != true {
			t.Fatalf("one's own choice reads %v", me)
		}
		if q := s.wall(); fmt.Sprint(q["online"], q["free"], q["problems"]) != "0 0 [nobody_takes]" {
			t.Fatalf("the wall counts who only looks on: %v", q)
		}
		if me["unserved"] != 1.0 {
			t.Errorf("who could take reads that %v wait for nobody", me["unserved"])
		}
		if lin := lin.Must(http.StatusOK, "GET", "/routing/me", nil); lin["unserved"] != 0.0 {
			t.Errorf("who has nothing to choose reads %v", lin["unserved"])
		}
		if s.standing(v)["staffed"] != false {
			t.Error("the customer is told that somebody is there")
		}

		if me = lead.Must(http.StatusOK, "PUT", "/routing/me/taking", map[string]any{"takes": true}); me["takes"] != true {
			t.Fatalf("chosen: %v", me)
		}
		s.Until("with somebody who takes nobody waits for nobody", func() bool {
			return s.Admin.Must(http.StatusOK, "GET", "/routing/me", nil)["unserved"] == 0.0
		})
		offer := s.offered(lead, talk)
		if s.asked(s.Admin, talk) {
			t.Error("the choice of one counts for another")
		}
		// Who stops taking is asked no more, and what they were asked goes to others.
		lead.Must(http.StatusOK, "PUT", "/routing/me/taking", map[string]any{"takes": false})
		s.Until("the offer is taken back", func() bool { return s.offerOf(lead, talk) == "" })
		lead.Refused(http.StatusConflict, "routing.offer_gone", "POST", "/routing/offers/"+offer+"/accept", nil)
		if me = lead.Must(http.StatusOK, "GET", "/routing/me", nil); me["takes"] != false {
			t.Error("it is not kept")
		}
		// Of those who lead nobody else is left who might, until somebody comes.
		s.Admin.Must(http.StatusNoContent, "POST", "/routing/offers/"+s.offered(s.Admin, talk)+"/decline", map[string]any{"reason": "手上忙"})
		s.online(lin)
		s.accepts(lin, talk)

		// What a colleague asks of them by name is another matter.
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": "t", "kind": "warm", "to_id": lead.ID})
		s.accepts(lead, talk)
		s.owned(lead, talk)
		if me = lin.Must(http.StatusOK, "GET", "/routing/me", nil); me["takes"] != true || me["chooses"] != false {
			t.Errorf("who does not lead reads %v", me)
		}
		lin.Refused(http.StatusForbidden, "auth.forbidden", "PUT", "/routing/me/taking", map[string]any{"takes": false})
	})
}

// TestWhoIsAloneTakes: with one person in the house nobody else could.
func TestWhoIsAloneTakes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		s.online(s.Admin)
		_, talk := s.says("第一位客户")
		s.offered(s.Admin, talk)
		s.Admin.Must(http.StatusOK, "PUT", "/routing/me/taking", map[string]any{"takes": false})
		s.Until("alone they may still choose not to", func() bool { return s.offerOf(s.Admin, talk) == "" })
	})
}

// TestOneCountOfWhoWaits: the wall, a break's answer and the line's tab say the
// same, with an offered, a served and an answered customer.
func TestOneCountOfWhoWaits(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		s.serves(lin, "在吗")
		_, talk := s.serves(lin, "几点关门")
		s.replies(lin, talk, "九点")
		_, passed := s.serves(lin, "请转")
		_, offered := s.says("被问着")
		s.offered(lin, offered)
		s.set(lin, workforce.Choice{State: workforce.Busy})
		s.Until("nobody is asked", func() bool { return s.offerOf(lin, offered) == "" })
		s.says("还在排队")
		// A transfer to a queue waits, and its customer is served meanwhile.
		lin.Must(http.StatusCreated, "POST", "/conversations/"+passed+"/transfers", map[string]any{"client_key": "t", "kind": "warm", "to_queue_id": s.first()["id"]})
		s.online(chen)
		s.set(chen, workforce.Choice{State: workforce.Busy})
		s.Clock.Advance(time.Second)
		s.turns()

		wall := s.Admin.Must(http.StatusOK, "GET", "/routing/wall", nil)
		counts := s.Admin.Must(http.StatusOK, "GET", "/conversations/counts", nil)
		if fmt.Sprint(wall["waiting"], wall["queued"], counts["queue"]) != "4 2 2" {
			t.Errorf("the wall says %v, of them %v in line; the line's tab %v", wall["waiting"], wall["queued"], counts["queue"])
		}
		sum := 0.0
		for _, q := range wall["queues"].([]any) {
			sum += q.(map[string]any)["waiting"].(float64)
		}
		if sum != 2 {
			t.Errorf("the queues say %v", sum)
		}
		took := s.Admin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "break", "break_kind": "meal"})
		if took["waiting_all"] != wall["waiting"] {
			t.Errorf("who goes on a break reads %v, the wall %v", took["waiting_all"], wall["waiting"])
		}
	})
}
