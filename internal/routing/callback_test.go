package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// call is the offer of a call-back that somebody is asked, empty for none.
func (s *shop) call(c *apptest.Client, message string) map[string]any {
	for _, o := range c.Must(http.StatusOK, "GET", "/routing/me", nil)["offers"].([]any) {
		if o := o.(map[string]any); o["kind"] == "callback" && o["subject_id"] == message {
			return o
		}
	}
	return nil
}

func (s *shop) called(c *apptest.Client, message string) string {
	s.t.Helper()
	s.Until(c.Login+" is asked to call back", func() bool { return s.call(c, message) != nil })
	return apptest.Text(s.call(c, message), "id")
}

// callsBack makes somebody take the call-back that they are offered.
func (s *shop) callsBack(c *apptest.Client, message string) map[string]any {
	s.t.Helper()
	return c.Must(http.StatusOK, "POST", "/routing/offers/"+s.called(c, message)+"/accept", nil)
}

func (s *shop) leaves(v *apptest.Client, key string) string {
	s.t.Helper()
	return apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": key, "name": "李女士",
		"contact": "13900139000", "matter": "请回电"}), "id")
}

func (s *shop) message(c *apptest.Client, id string) map[string]any {
	s.t.Helper()
	for _, m := range apptest.Rows(c.Must(http.StatusOK, "GET", "/routing/messages", nil)) {
		if m["id"] == id {
			return m
		}
	}
	s.t.Fatalf("%s does not see the message", c.Login)
	return nil
}

func (s *shop) wall() map[string]any {
	return s.Admin.Must(http.StatusOK, "GET", "/routing/wall", nil)["queues"].([]any)[0].(map[string]any)
}

// TestCallbackKeepsThePlace: who leaves the line with a message is called in
// turn, by somebody who is asked like for a chat, accepts and answers.
func TestCallbackKeepsThePlace(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		v, first := s.says("我先来的")
		s.Clock.Advance(time.Minute)
		_, second := s.says("我后来的")
		s.Clock.Advance(time.Minute)
		if q := s.standing(v); q["callback"] != true {
			t.Errorf("the customer is told %v", q)
		}
		m := s.leaves(v, "m")
		if s.leaves(v, "m") != m {
			t.Error("left twice")
		}
		if w := s.wall(); w["waiting"] != 1.0 || w["callbacks"] != 1.0 {
			t.Errorf("the wall counts %v chats and %v call-backs", w["waiting"], w["callbacks"])
		}
		s.online(lin)
		offer := s.called(lin, m)
		o := s.call(lin, m)
		if wait := apptest.Time(o, "offered_at").Sub(apptest.Time(o, "entered_at")); wait < 2*time.Minute || o["subject"].(map[string]any)["matter"] != "请回电" {
			t.Errorf("waited %v about %v", wait, o["subject"])
		}
		if s.offerOf(lin, second) != "" || s.offerOf(lin, first) != "" {
			t.Error("two questions at once, or one about a chat that is over")
		}
		lin.Must(http.StatusNoContent, "POST", "/routing/offers/"+offer+"/decline", nil)
		s.accepts(lin, second) // which goes to nobody else meanwhile
		s.online(chen)
		offer = s.called(chen, m)
		s.Clock.Advance(21 * time.Second)
		s.App.Routing.Nudge()
		s.Until("the offer lapses", func() bool { o := s.call(chen, m); return o == nil || o["id"] != offer })
		s.Clock.Advance(time.Minute)
		s.online(chen)
		got := s.callsBack(chen, m)
		if got["kind"] != "callback" || got["subject_id"] != m {
			t.Errorf("accepted %v", got)
		}
		row := s.message(chen, m)
		if row["state"] != "told" || row["for_id"] != chen.ID || row["told_by"] != chen.ID {
			t.Errorf("accepted, and the message is %v for %v", row["state"], row["for_id"])
		}
		me := chen.Must(http.StatusOK, "GET", "/routing/me", nil)
		if call := me["callback"].(map[string]any); call["load"] != 1.0 || call["places"] != 1.0 || me["load"] != 0.0 {
			t.Errorf("chen holds %v and %v chats", call, me["load"])
		}
		chen.Must(http.StatusOK, "POST", "/routing/messages/"+m+"/replied", map[string]any{"version": row["version"], "answer": "已回电"})
		me = chen.Must(http.StatusOK, "GET", "/routing/me", nil)
		if call := me["callback"].(map[string]any); call["load"] != 0.0 || s.wall()["callbacks"] != 0.0 {
			t.Errorf("answered, and chen holds %v", call)
		}
	})
}

// TestCallbackOtherWays: told by hand, answered by somebody else, passed on,
// one at a time, left behind, and a queue that calls nobody.
func TestCallbackOtherWays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		load := func(c *apptest.Client) any {
			return c.Must(http.StatusOK, "GET", "/routing/me", nil)["callback"].(map[string]any)["load"]
		}
		leave := func(key string) string { return s.leaves(s.Visitor(), key) }
		path := func(m string) string { return "/routing/messages/" + m }
		s.online(lin)
		told := leave("told")
		s.called(lin, told)
		chen.Must(http.StatusOK, "POST", path(told)+"/told", map[string]any{"version": 1})
		if s.call(lin, told) != nil || load(lin) != 0.0 || load(chen) != 1.0 || s.message(lin, told)["for_id"] != chen.ID {
			t.Errorf("told by chen: lin holds %v, chen %v", load(lin), load(chen))
		}
		replied := leave("replied")
		s.called(lin, replied)
		chen.Must(http.StatusOK, "POST", path(replied)+"/replied", map[string]any{"version": 1, "answer": "好"})
		if s.call(lin, replied) != nil || load(lin) != 0.0 || load(chen) != 1.0 {
			t.Errorf("answered by chen: lin holds %v, chen %v", load(lin), load(chen))
		}
		passed := leave("passed")
		s.called(lin, passed)
		chen.Must(http.StatusOK, "POST", path(passed)+"/pass", map[string]any{"version": 1, "for_id": chen.ID})
		if s.call(lin, passed) != nil || load(lin) != 0.0 || s.wall()["callbacks"] != 0.0 {
			t.Errorf("passed to chen: lin holds %v", load(lin))
		}
		one, two := leave("one"), leave("two")
		s.callsBack(lin, one)
		_, talk := s.says("在吗")
		s.offered(lin, talk) // a chat takes another place
		if s.call(lin, two) != nil {
			t.Error("two call-backs at once")
		}
		s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+lin.ID, map[string]any{"slot": "callback", "places": 2})
		s.accepts(lin, talk)
		s.callsBack(lin, two)
		s.set(lin, workforce.Choice{State: workforce.Off, Release: true})
		s.Until("who is promised a call waits again", func() bool { return s.message(chen, one)["state"] == "taken" && s.message(chen, two)["for_id"] == "" })
		if w := s.wall(); w["callbacks"] != 2.0 {
			t.Errorf("%v call-backs wait", w["callbacks"])
		}
		settled(t, s.Server)
		queue := s.first()
		rules := queue["rules"].(map[string]any)
		rules["callbacks"] = false
		s.change(queue, map[string]any{"rules": rules})
		leave("nobody calls")
		lin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": "p", "for_id": chen.ID, "caller": "王先生", "contact": "1", "matter": "二", "urgency": "normal"})
		if w := s.wall(); w["callbacks"] != 2.0 {
			t.Errorf("%v call-backs wait", w["callbacks"])
		}
	})
}

// TestMessagesAtNight: the promise of a message for a queue runs in its hours,
// that of one for a person by the clock.
func TestMessagesAtNight(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		week := map[string]any{}
		for _, day := range []string{"mon", "tue", "wed"} {
			week[day] = [][]string{{"09:00", "18:00"}}
		}
		hours := s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", map[string]any{"client_key": "h", "name": "白天", "zone": "Asia/Shanghai", "week": week})
		s.change(s.first(), map[string]any{"hours_id": hours["id"]})
		s.Clock.Set(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)) // 22:00
		queue := s.leaves(s.Visitor(), "night")
		person := apptest.Text(lin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": "p", "for_id": chen.ID, "caller": "王先生",
			"contact": "1", "matter": "二", "urgency": "normal"}), "id")
		if got := apptest.Time(s.message(chen, queue), "tell_by"); !got.Equal(time.Date(2026, 3, 3, 1, 30, 0, 0, time.UTC)) {
			t.Errorf("left at night, told by %v", got)
		}
		if got := apptest.Time(s.message(chen, person), "tell_by"); got.Sub(apptest.Time(s.message(chen, person), "taken_at")) != 30*time.Minute {
			t.Errorf("for a person, told by %v", got)
		}
		s.online(lin)
		if s.call(lin, queue) != nil {
			t.Error("asked to call at night")
		}
		s.Clock.Set(time.Date(2026, 3, 3, 1, 29, 0, 0, time.UTC))
		s.Until("the one for a person is reminded and escalated", func() bool { return s.message(chen, person)["escalated_at"] != nil })
		if m := s.message(chen, queue); m["reminded_at"] != nil {
			t.Errorf("reminded too early: %v", m["reminded_at"])
		}
		s.called(lin, queue) // it is morning
		s.Clock.Set(time.Date(2026, 3, 3, 1, 31, 0, 0, time.UTC))
		s.Until("it is reminded", func() bool { return s.message(chen, queue)["reminded_at"] != nil })
		if m := s.message(chen, queue); m["escalated_at"] != nil {
			t.Errorf("escalated too early: %v", m["escalated_at"])
		}
		s.Clock.Set(time.Date(2026, 3, 3, 3, 1, 0, 0, time.UTC))
		s.Until("it is escalated", func() bool { return s.message(chen, queue)["escalated_at"] != nil })
	})
}
