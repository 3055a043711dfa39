package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// replies answers, and gives the message.
func (s *shop) replies(c *apptest.Client, talk, text string) string {
	s.t.Helper()
	s.n++
	m := c.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": apptest.Key() + text, "kind": "reply", "text": text})
	return apptest.Text(m, "id")
}

func (s *shop) recalls(c *apptest.Client, talk, message string) {
	s.t.Helper()
	c.Must(http.StatusOK, "POST", "/conversations/"+talk+"/messages/"+message+"/recall", nil)
}

// clocks tells how the open clocks of a conversation stand, by their begin.
func (s *shop) clocks(talk string) map[string]string {
	s.t.Helper()
	out := map[string]string{}
	for _, c := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", apptest.Query("/slaclock/clocks", "subject", "conversation", "subject_id", talk), nil)) {
		out[apptest.Text(c, "started_at")] = apptest.Text(c, "state")
	}
	return out
}

// TestARecalledReplyAnswersNothing: who was answered by mistake waits since
// their own line again, by every measure of waiting there is.
func TestARecalledReplyAnswersNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "尺码怎么选")
		before := s.talk(talk)
		since := apptest.Text(before, "waiting_since")
		s.Until("the clock runs", func() bool { return s.clocks(talk)[since] == "running" })
		s.Clock.Advance(100 * time.Second)
		wrong := s.replies(lin, talk, "这是给别人的")
		s.Until("the clock has stopped", func() bool { return s.clocks(talk)[since] == "stopped" })
		if s.talk(talk)["waiting_since"] != nil {
			t.Fatal("answered, and waits")
		}
		s.Clock.Advance(20 * time.Second)
		s.recalls(lin, talk, wrong)
		at := s.talk(talk)
		if at["waiting_since"] != since || at["due_at"] != before["due_at"] || apptest.Text(at, "last_message.text") != "尺码怎么选" || apptest.Text(at, "last_message.kind") != "visitor" {
			t.Errorf("after the recall: waits since %v, due %v, last %v", at["waiting_since"], at["due_at"], at["last_message"])
		}
		s.Until("the clock goes on", func() bool { return s.clocks(talk)[since] == "running" })
		s.Clock.Advance(40 * time.Second) // 160 of 180 seconds
		s.App.Routing.Nudge()
		s.Until("those who lead are told", func() bool { return s.talk(talk)["attention"] == "late" })
		s.Clock.Advance(500 * time.Second)
		s.App.Routing.Nudge()
		s.Until("it is broken", func() bool {
			for _, c := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", apptest.Query("/slaclock/clocks", "subject", "conversation", "subject_id", talk), nil)) {
				return c["breached"] == true
			}
			return false
		})
		if at := s.talk(talk); at["state"] != "open" || apptest.Text(at, "last_message.kind") != "visitor" {
			t.Errorf("a customer who waits was taken for silent: %v %v", at["state"], at["last_message"])
		}
		s.replies(lin, talk, "您穿多高的")
		s.Until("the wait is the whole one", func() bool {
			rows := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses", nil))
			return len(rows) == 1 && rows[0]["wait_seconds"].(float64) > 600 && rows[0]["started_at"] == since
		})
		if at := s.talk(talk); at["waiting_since"] != nil || at["attention"] != "" {
			t.Errorf("answered: %v %v", at["waiting_since"], at["attention"])
		}
		// The customer takes back what they said next.
		m := apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "wrong", "text": "发错了"}), "id")
		if at := s.talk(talk); at["waiting_since"] == nil || at["unread"] != 1.0 {
			t.Fatalf("wrote, and: %v %v", at["waiting_since"], at["unread"])
		}
		v.Must(http.StatusOK, "POST", "/widget/messages/"+m+"/recall", nil)
		if at := s.talk(talk); at["waiting_since"] != nil || at["unread"] != 0.0 || at["due_at"] != nil || apptest.Text(at, "last_message.text") != "您穿多高的" || at["owner_id"] != lin.ID {
			t.Errorf("took it back, and: waits %v, unread %v, due %v, last %v", at["waiting_since"], at["unread"], at["due_at"], at["last_message"])
		}
		s.Until("no clock runs", func() bool {
			for _, state := range s.clocks(talk) {
				if state == "running" {
					return false
				}
			}
			return len(s.clocks(talk)) == 2
		})
		if rows := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses", nil)); len(rows) != 1 {
			t.Errorf("%d waits were counted", len(rows))
		}
		// Now the last word is ours, and the silence begins.
		s.Clock.Advance(200 * time.Second)
		s.App.Routing.Nudge()
		s.Until("the customer is asked", func() bool { return s.lastWords(talk) != "您穿多高的" })
	})
}

// lastWords are those that stand last in a conversation, the house's own too,
// which no row of a list shows.
func (s *shop) lastWords(talk string) (last string) {
	s.t.Helper()
	for _, m := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk+"/messages?limit=100", nil)) {
		if text := apptest.Text(m, "text"); text != "" && m["recalled_at"] == nil {
			last = text
		}
	}
	return last
}

// TestWhoTakesBackTheirOnlyLineLeavesTheLine: of several lines the next one
// counts; with the last of them the wait is over, for the desk and the line.
func TestWhoTakesBackTheirOnlyLineLeavesTheLine(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		s.change(s.first(), map[string]any{"mode": "pull"})
		v := s.Visitor()
		say := func(text string) map[string]any {
			s.Clock.Advance(time.Second)
			return v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": text, "text": text})
		}
		first, second := say("一"), say("二")
		talk := apptest.Text(first, "conversation_id")
		s.Until("the clock runs", func() bool { return s.clocks(talk)[apptest.Text(first, "created_at")] == "running" })
		back := func(m map[string]any) {
			v.Must(http.StatusOK, "POST", "/widget/messages/"+apptest.Text(m, "id")+"/recall", nil)
		}
		back(first)
		if at := s.talk(talk); at["waiting_since"] != second["created_at"] || at["unread"] != 1.0 || at["state"] != "open" || apptest.Text(at, "last_message.text") != "二" {
			t.Fatalf("one of two taken back: %v, unread %v", at["waiting_since"], at["unread"])
		}
		s.Until("the clock is that of the second", func() bool {
			c := s.clocks(talk)
			return c[apptest.Text(first, "created_at")] == "cancelled" && c[apptest.Text(second, "created_at")] == "running"
		})
		back(second)
		at := s.talk(talk)
		if at["state"] != "closed" || at["waiting_since"] != nil || at["unread"] != 0.0 || apptest.Text(at, "last_message.text") != "" || s.queued(talk) {
			t.Errorf("both taken back: %v, waits %v, unread %v, row %v, in the line %v", at["state"], at["waiting_since"], at["unread"], at["last_message"], s.queued(talk))
		}
		if q := s.standing(v); q != nil {
			t.Errorf("the customer is told %v", q)
		}
		say("还是问一下")
		if at := s.talk(talk); at["state"] != "open" || at["waiting_since"] == nil || !s.queued(talk) {
			t.Errorf("writes again: %v, waits %v", at["state"], at["waiting_since"])
		}
	})
}
