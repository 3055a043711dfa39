package routing_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// branch is a unit with a channel of its own.
func (s *shop) branch(name string) (unit, key string) {
	s.t.Helper()
	unit = apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": s.Root,
		"kind": "project", "name": name}), "id")
	made := s.Admin.Must(http.StatusCreated, "POST", "/channels", map[string]any{"client_key": apptest.Key(), "kind": "widget", "name": name,
		"unit_id": unit, "settings": map[string]any{"title": name, "subtitle": "", "greeting": "", "offline_text": "", "colour": "#1f6f66",
			"position": "right", "allowed_sites": []string{}, "language": "auto", "show_staff_names": true}})
	return unit, apptest.Text(made, "key")
}

// visits comes in by a channel.
func (s *shop) visits(key string) *apptest.Client {
	s.t.Helper()
	c := s.Client()
	in := c.Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": key})
	c.ID, c.Token = apptest.Text(in, "visitor_id"), apptest.Text(in, "token")
	return c
}

// role gives the id of a role that comes with the program.
func (s *shop) role(key string) string {
	s.t.Helper()
	for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/roles", nil)) {
		if r["key"] == key {
			return apptest.Text(r, "id")
		}
	}
	s.t.Fatalf("no role %s", key)
	return ""
}

// alter changes an account.
func (s *shop) alter(c *apptest.Client, with map[string]any) {
	s.t.Helper()
	for _, row := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/staff?limit=100", nil)) {
		if row["id"] == c.ID {
			with["version"] = row["version"]
		}
	}
	s.Admin.Must(http.StatusOK, "PATCH", "/staff/"+c.ID, with)
}

// looks lets the time pass after which everything is looked at again.
func (s *shop) looks() {
	s.Clock.Advance(5 * time.Second)
	s.App.Routing.Nudge()
}

func (s *shop) talk(id string) map[string]any {
	s.t.Helper()
	return s.Admin.Must(http.StatusOK, "GET", "/conversations/"+id, nil)
}

func (s *shop) queued(id string) bool {
	for _, row := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/conversations?tab=queue&limit=100", nil)) {
		if row["id"] == id {
			return true
		}
	}
	return false
}

// states in which somebody cannot have a closed conversation again.
func (s *shop) states(other string) map[string]func(c *apptest.Client) {
	made := s.Admin.Must(http.StatusCreated, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": "夜班", "grants": []any{
		map[string]any{"permission": "conversation.read", "scope": "unit"}, map[string]any{"permission": "conversation.reply", "scope": "own"}}})
	night := apptest.Text(made, "id")
	return map[string]func(c *apptest.Client){
		"full": func(c *apptest.Client) {
			s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+c.ID, map[string]any{"places": 1})
			_, second := s.says("我也要问")
			c.Must(http.StatusOK, "POST", "/conversations/"+second+"/claim", nil)
		},
		"no place at all": func(c *apptest.Client) {
			s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+c.ID, map[string]any{"places": 0})
		},
		"off": func(c *apptest.Client) { s.set(c, workforce.Choice{State: workforce.Off}) },
		"break": func(c *apptest.Client) {
			s.set(c, workforce.Choice{State: workforce.Break, BreakKind: workforce.Restroom})
		},
		"away": func(c *apptest.Client) {
			s.online(c)
			s.shuts(c)
		},
		"disabled":   func(c *apptest.Client) { s.alter(c, map[string]any{"state": "disabled"}) },
		"only reads": func(c *apptest.Client) { s.alter(c, map[string]any{"role_ids": []string{s.role("auditor")}}) },
		"moved":      func(c *apptest.Client) { s.alter(c, map[string]any{"unit_id": other}) },
		"withdrawn": func(c *apptest.Client) {
			s.alter(c, map[string]any{"role_ids": []string{night}})
			role := map[string]any{}
			for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/roles", nil)) {
				if r["id"] == night {
					role = r
				}
			}
			s.Admin.Must(http.StatusOK, "PATCH", "/roles/"+night, map[string]any{"version": role["version"], "name": role["name"],
				"grants": []any{map[string]any{"permission": "conversation.read", "scope": "unit"}}})
		},
	}
}

// TestACustomerIsHeardWhoeverHadThem: whatever has become of who served a
// customer, what they write the next hour is taken, and stands in the line.
func TestACustomerIsHeardWhoeverHadThem(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["strict_claims"] = true
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		unit, key := s.branch("分店")
		other, _ := s.branch("别处")
		s.change(s.first(), map[string]any{"mode": "pull"}) // nobody is asked, so that where it stands can be seen
		n := 0
		for state, bring := range s.states(other) {
			n++
			c := s.Staff("had"+string(rune('a'+n)), "agent", unit)
			v := s.visits(key)
			talk := s.more(v, "在吗")
			c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
			bring(c)
			code, out := v.Do("POST", "/widget/messages", map[string]any{"client_key": "again", "text": "还有一件事"})
			if code != http.StatusCreated {
				t.Fatalf("%s: the customer reads %d %v", state, code, out)
			}
			at := s.talk(talk)
			if at["state"] != "open" || at["owner_id"] != "" || apptest.Text(at, "last_message.text") != "还有一件事" || !s.queued(talk) {
				t.Errorf("%s: %v is had by %v, in the line %v", state, at["state"], at["owner_name"], s.queued(talk))
			}
			if q := s.standing(v); q == nil || q["place"] == 0.0 {
				t.Errorf("%s: the customer is told %v", state, q)
			}
			s.everyDoor(v, apptest.Text(out, "id"))
		}
		c, v := s.Staff("same", "agent", unit), s.visits(key)
		talk := s.more(v, "在吗")
		c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		s.more(v, "还有一件事")
		s.owned(c, talk) // who is here and has a place has their customer again
	})
}

// everyDoor lets a customer do all else that they can; what they may read of
// refusals is held by apptest.
func (s *shop) everyDoor(v *apptest.Client, message string) {
	s.t.Helper()
	v.Must(http.StatusOK, "POST", "/widget/messages/"+message+"/recall", nil)
	v.Must(http.StatusNoContent, "POST", "/widget/read", map[string]any{"seq": 1})
	v.Must(http.StatusOK, "GET", "/widget/queue", nil)
	v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "third", "text": "请回电"})
	v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "call", "name": "李女士", "contact": "13900139000", "matter": "请回电"})
	v.Must(http.StatusNoContent, "POST", "/widget/leave", nil)
	v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "fourth", "text": "还在吗"})
	v.Must(http.StatusNoContent, "POST", "/widget/leave", nil)
}

// TestLosingTheRightIsLeaving: customers of who may no longer serve them go back
// into the line by themselves; what was handed over across units stays.
func TestLosingTheRightIsLeaving(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		unit, key := s.branch("分店")
		other, otherKey := s.branch("别处")
		s.change(s.first(), map[string]any{"mode": "pull"})
		type had struct{ state, waits, quiet, given, by string }
		var all []had
		n := 0
		for state, bring := range s.states(other) {
			if slices.Contains([]string{"full", "no place at all", "off", "break", "away"}, state) {
				continue
			}
			n++
			c := s.Staff("had"+string(rune('a'+n)), "agent", unit)
			waits, quiet := s.more(s.visits(key), "在吗"), s.more(s.visits(key), "在吗")
			for _, talk := range []string{waits, quiet} {
				c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			}
			c.Must(http.StatusCreated, "POST", "/conversations/"+quiet+"/messages", map[string]any{"client_key": "a", "kind": "reply", "text": "在的"})
			given := s.more(s.visits(otherKey), "请转给懂的人")
			s.Admin.Must(http.StatusOK, "POST", "/conversations/"+given+"/assign", map[string]any{"staff_id": c.ID})
			bring(c)
			all = append(all, had{state, waits, quiet, given, c.ID})
		}
		s.looks()
		for _, h := range all {
			s.Until(h.state+": the customers are in the line", func() bool { return s.queued(h.waits) && s.queued(h.quiet) })
			if keeps := h.state == "moved"; (s.owner(h.given) == h.by) != keeps {
				s.Until(h.state+": and who was given", func() bool { return (s.owner(h.given) == h.by) == keeps })
			}
		}
	})
}

// TestRightsAreLookedAtWhenTheyChange: who keeps what they may serve keeps it,
// however often their account is touched, and who may no longer serve loses it
// though the program was down when that was decided.
func TestRightsAreLookedAtWhenTheyChange(t *testing.T) {
	server := apptest.Start(t, apptest.Options{})
	s := newShop(t, server)
	s.change(s.first(), map[string]any{"mode": "pull"})
	lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
	_, first := s.says("在吗")
	_, second := s.says("在吗")
	lin.Must(http.StatusOK, "POST", "/conversations/"+first+"/claim", nil)
	chen.Must(http.StatusOK, "POST", "/conversations/"+second+"/claim", nil)
	s.alter(lin, map[string]any{"role_ids": []string{s.role("lead")}})
	s.alter(chen, map[string]any{"role_ids": []string{s.role("auditor")}})
	s.looks()
	s.Until("chen's customer waits", func() bool { return s.queued(second) })
	if s.owner(first) != lin.ID {
		t.Error("who was made a lead has lost a customer")
	}
	if got := s.events(second); got[len(got)-1] != "released:unfit" {
		t.Errorf("event lines %v", got)
	}
}

// TestOnlyWhoServesIsGivenCustomers: neither the disabled nor who only reads.
func TestOnlyWhoServesIsGivenCustomers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		s.change(s.first(), map[string]any{"mode": "pull"})
		gone, reader := s.Staff("gone", "agent", ""), s.Staff("reader", "auditor", "")
		s.alter(gone, map[string]any{"state": "disabled"})
		_, talk := s.says("在吗")
		path := "/conversations/" + talk + "/assign"
		s.Admin.Refused(http.StatusBadRequest, "staff.unknown", "POST", path, map[string]any{"staff_id": gone.ID})
		s.Admin.Refused(http.StatusBadRequest, "conversation.cannot_serve", "POST", path, map[string]any{"staff_id": reader.ID})
		if s.owner(talk) != "" {
			t.Fatal("it was given all the same")
		}
		s.alter(gone, map[string]any{"state": "active"})
		s.Admin.Must(http.StatusOK, "POST", path, map[string]any{"staff_id": gone.ID})
	})
}
