package routing_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/workforce"
)

// TestAloneIsWhoNobodyElseIsHereBeside: an account does not serve customers;
// who is here does.
func TestAloneIsWhoNobodyElseIsHereBeside(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		takes := func() any { return s.Admin.Must(http.StatusOK, "GET", "/routing/me", nil)["takes"] }
		s.online(s.Admin)
		v, talk := s.says("第一位客户")
		s.offered(s.Admin, talk)

		// A colleague has an account now, and is not here.
		lin := s.Staff("lin", "agent", "")
		s.set(lin, workforce.Choice{State: workforce.Off})
		if !s.asked(s.Admin, talk) || takes() != true {
			t.Fatal("a first colleague has taken the customers from the only one here")
		}
		// They come: what is asked stays, what comes next is theirs.
		s.online(lin)
		if !s.asked(s.Admin, talk) {
			t.Error("a running offer was taken back")
		}
		if takes() != false {
			t.Error("with a colleague here who leads still takes without having chosen it")
		}
		s.accepts(s.Admin, talk)
		_, second := s.says("第二位")
		if s.accepts(lin, second); s.asked(s.Admin, second) {
			t.Error("both are asked")
		}
		// They go: whoever leads and is left is asked.
		for _, state := range []workforce.State{workforce.Busy, workforce.Online, workforce.Off} {
			s.set(lin, workforce.Choice{State: state, Release: true})
			if got := takes(); got != (state != workforce.Online) {
				t.Errorf("the colleague is %s, and who leads takes: %v", state, got)
			}
		}
		_, third := s.says("第三位")
		s.offered(s.Admin, third)
		if s.standing(v) == nil && s.wall()["online"] != 1.0 {
			t.Error("the wall counts nobody")
		}
		// Of two who lead each might: neither is asked before one has chosen. Who has
		// chosen to look on is nobody's company.
		zhou := s.Staff("zhou", "lead", "")
		s.online(zhou)
		if s.turns(); takes() != false {
			t.Error("of two who lead one is asked without a choice")
		}
		zhou.Must(http.StatusOK, "PUT", "/routing/me/taking", map[string]any{"takes": false})
		if s.turns(); takes() != true {
			t.Error("who only looks on takes the customers away")
		}
	})
}

var stmtOfferReason = db.SQL("test.offer_reason", `SELECT reason FROM routing_offer WHERE id = $1`)

// TestMissedOffersAreSaid: who is made busy by the house reads why until they
// answer, and is told what becomes of the customer.
func TestMissedOffersAreSaid(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["missed_limit"] = 1
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		s.online(lin)
		_, talk := s.says("在吗")
		lapse := func(c *apptest.Client) string {
			t.Helper()
			offer := s.offered(c, talk)
			s.Clock.Advance(time.Minute)
			s.Until("the offer lapses", func() bool { return s.offerOf(c, talk) != offer })
			s.Until("too many are missed", func() bool { return s.App.Workforce.PresenceOf(c.ID).State == workforce.Busy })
			var reason string
			if err := db.Get(t.Context(), s.App.DB, stmtOfferReason, []any{offer}, &reason); err != nil {
				t.Fatal(err)
			}
			return reason
		}
		if got := lapse(lin); got != "line" {
			t.Errorf("nobody else is here, and the offer ended by %q", got)
		}
		state := func() map[string]any {
			return lin.Must(http.StatusOK, "GET", "/workforce/me", nil)["presence"].(map[string]any)
		}
		if got := fmt.Sprint(state()["state"], state()["reason"]); got != "busymissed" {
			t.Errorf("reads %s", got)
		}
		if q := s.wall(); fmt.Sprint(q["online"], q["problems"]) != "0 [nobody_ready]" {
			t.Errorf("the wall does not warn: %v", q)
		}
		// Answered by staying busy: it is their own choice from now on.
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "busy"})
		if got := state()["reason"]; got != nil {
			t.Errorf("answered, and still reads %v", got)
		}
		s.online(lin, chen)
		first := lin
		s.Until("one is asked", func() bool {
			if s.offerOf(chen, talk) != "" {
				first = chen
			}
			return s.offerOf(first, talk) != ""
		})
		if got := lapse(first); got != "" {
			t.Errorf("the other is asked next, and the offer ended by %q", got)
		}
	})
}

// TestGoingOffAsks: as before a break, while somebody waits for them.
func TestGoingOffAsks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "在吗")
		s.online(chen)
		off := map[string]any{"state": "off"}
		details := lin.Refused(http.StatusConflict, "workforce.cover_needed", "PUT", "/workforce/me/state", off)
		if fmt.Sprint(details["waiting"], len(details["candidates"].([]any))) != "1 1" {
			t.Errorf("asked with %v", details)
		}
		lin.Refused(http.StatusConflict, "workforce.cover_self", "PUT", "/workforce/me/state", map[string]any{"state": "off", "cover_id": lin.ID})
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "off", "cover_id": chen.ID})
		s.owned(chen, talk)
		if got := s.events(talk); got[len(got)-1] != "assigned:relieved" {
			t.Errorf("event lines %v", got)
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", off) // again, with nobody waiting
		// Back in the line, in the right words.
		chen.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "off", "release": true})
		s.Until("the customer waits", func() bool { return s.owner(talk) == "" })
		if got := s.events(talk); !slices.Contains(got, "released:cover_left") {
			t.Errorf("event lines %v", got)
		}
		s.online(lin)
		lin.Must(http.StatusNoContent, "POST", "/routing/offers/"+s.offered(lin, talk)+"/decline", map[string]any{"reason": "手上忙"})
		v2, other := s.serves(lin, "还有我")
		// Who leads goes on setting a colleague off.
		s.Admin.Must(http.StatusOK, "PUT", "/workforce/presence/"+lin.ID, off)
		s.Until("the customer waits", func() bool { return s.owner(other) == "" })
		if got := s.events(other); got[len(got)-1] != "released:off" {
			t.Errorf("event lines %v", got)
		}
		// An answered customer who writes to somebody off reads no word of a lost line.
		s.online(lin)
		s.accepts(lin, other)
		s.replies(lin, other, "好的")
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", off)
		s.more(v2, "再问一句")
		s.Until("the customer waits", func() bool { return s.owner(other) == "" })
		if got := s.events(other); got[len(got)-1] != "released:off" {
			t.Errorf("event lines %v", got)
		}
	})
}

// TestATransferToWhoGoesReturnsAtOnce: nobody waits for an empty chair.
func TestATransferToWhoGoesReturnsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, wu := s.Staff("lin", "agent", ""), s.Staff("wuxi", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "在吗")
		n := 0
		ask := func(kind string) {
			t.Helper()
			s.online(wu)
			n++
			lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": fmt.Sprint("t", n), "kind": kind, "to_id": wu.ID, "note": "请看"})
			s.offered(wu, talk)
		}
		back := func(how, line string) {
			t.Helper()
			var last map[string]any
			s.Until(how, func() bool {
				last = apptest.Rows(lin.Must(http.StatusOK, "GET", "/conversations/"+talk+"/transfers", nil))[0]
				return last["state"] != "pending"
			})
			if fmt.Sprint(last["state"], last["reason"]) != "returnedgone" || s.owner(talk) != lin.ID {
				t.Errorf("%s: %v %v", how, last["state"], last["reason"])
			}
			if got := s.events(talk); got[len(got)-1] != line {
				t.Errorf("%s: event lines %v", how, got)
			}
		}
		ask("warm")
		s.set(wu, workforce.Choice{State: workforce.Off})
		back("they go off", "transfer_gone")
		ask("cold")
		s.set(wu, workforce.Choice{State: workforce.Break, BreakKind: workforce.Restroom})
		back("they go on a break", "transfer_gone")
		ask("consult")
		s.shuts(wu)
		back("their window is closed", "consult_gone")
		ask("warm")
		s.alter(wu, map[string]any{"state": "disabled"})
		back("they are disabled", "transfer_gone")
	})
}

// TestWhoIsBusyIsAskedByName: busy keeps new customers away, no colleague.
func TestWhoIsBusyIsAskedByName(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, wu := s.Staff("lin", "agent", ""), s.Staff("wuxi", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "在吗")
		s.online(wu)
		s.set(wu, workforce.Choice{State: workforce.Busy})
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": "t", "kind": "warm", "to_id": wu.ID})
		s.accepts(wu, talk)
		s.owned(wu, talk)
	})
}
