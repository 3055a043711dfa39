package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/conversation"
)

// thread is what a visitor has read, the newest last.
func (s *shop) thread(v *apptest.Client) []map[string]any {
	s.t.Helper()
	return apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))
}

// left is what a visitor is told of the message they left; nil: nothing.
func (s *shop) left(v *apptest.Client) map[string]any {
	s.t.Helper()
	m, _ := v.Must(http.StatusOK, "GET", "/widget/queue", nil)["left"].(map[string]any)
	return m
}

// TestWhatIsLeftLeavesATrace: whoever leaves a message reads in their thread
// what was agreed, and what they left until somebody has answered it; it is
// theirs alone.
func TestWhatIsLeftLeavesATrace(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		v, talk := s.says("要退款")
		stranger := s.Visitor()
		if got := s.left(v); got != nil {
			t.Fatalf("left before anything was: %v", got)
		}
		message := s.leaves(v, "one")
		rows := s.thread(v)
		if last := rows[len(rows)-1]; last["from"] != "system" || last["text"] != "已记下您的电话，我们会打给您。" {
			t.Errorf("the thread says %v", last)
		}
		if got := s.left(v); got == nil || got["contact"] != "139****9000" || got["matter"] != "请回电" || got["calls"] != true || got["at"] == nil {
			t.Errorf("left: %v", got)
		}
		s.leaves(v, "one") // a retry says nothing twice
		if again := s.thread(v); len(again) != len(rows) {
			t.Errorf("said twice: %v", again)
		}
		for who, other := range map[string]*apptest.Client{"somebody else": stranger, "who wrote and left nothing": s.Visitor()} {
			if got := s.left(other); got != nil {
				t.Errorf("%s reads %v", who, got)
			}
		}
		closed := s.event(lin, talk, "closed")
		if data := apptest.At(closed, "event.data").(map[string]any); data["reason"] != "left_message" || data["message_id"] != message {
			t.Errorf("the desk is told %v", data)
		}
		stranger.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "night", "name": "王", "contact": "wang@example.com", "matter": "几点开门"})
		if got := s.left(stranger); got["contact"] != "wa****@example.com" || got["calls"] != false {
			t.Errorf("who never wrote reads %v", got)
		}
		m := s.message(lin, message)
		m = lin.Must(http.StatusOK, "POST", "/routing/messages/"+message+"/replied", map[string]any{"version": m["version"], "answer": "已退款"})
		if got := s.left(v); m["state"] != "replied" || got != nil {
			t.Errorf("answered, and still left: %v", got)
		}
	})
}

// event is the newest line of a kind in a talk, as staff read it.
func (s *shop) event(c *apptest.Client, talk, kind string) map[string]any {
	s.t.Helper()
	var found map[string]any
	for _, m := range apptest.Rows(c.Must(http.StatusOK, "GET", "/conversations/"+talk+"/messages", nil)) {
		if apptest.Text(m, "event.type") == kind {
			found = m
		}
	}
	if found == nil {
		s.t.Fatalf("no line says %s", kind)
	}
	return found
}

// TestWhatIsLeftIsTheCustomers: the name where theirs is the made-up one, the
// number where it is not there, by themselves; nobody is merged for it.
func TestWhatIsLeftIsTheCustomers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		customer := func(talk string) map[string]any {
			row := lin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil)
			return lin.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(row, "customer.id"), nil)
		}
		v, talk := s.says("要退款")
		s.leaves(v, "one")
		first := customer(talk)
		phones := first["phones"].([]any)
		if first["name"] != "李女士" || len(phones) != 1 || phones[0].(map[string]any)["number"] != "139 **** 9000" || phones[0].(map[string]any)["label"] != "回电登记" {
			t.Errorf("%v, %v", first["name"], phones)
		}
		s.Until("the talk is called so", func() bool {
			return apptest.Text(lin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "customer.name") == "李女士"
		})
		trail := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", apptest.Query("/audit", "action", "customer.changed"), nil))
		if len(trail) != 1 || apptest.Text(trail[0], "actor.kind") != "visitor" {
			t.Errorf("the trail: %v", trail)
		}
		other, second := s.says("也要退款")
		s.leaves(other, "two")
		if twin := customer(second); twin["id"] == first["id"] || len(twin["same_number"].([]any)) != 1 {
			t.Errorf("with the same number: %v", twin)
		}
		// What staff have written stays.
		named, third := s.says("在吗")
		who := customer(third)
		s.Admin.Must(http.StatusOK, "PATCH", "/customers/"+apptest.Text(who, "id"), map[string]any{"version": who["version"], "name": "赵总"})
		named.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "mail", "name": "小赵", "contact": "zhao@example.com", "matter": "请回信"})
		who = customer(third)
		if mails := who["emails"].([]any); who["name"] != "赵总" || len(mails) != 1 || len(who["phones"].([]any)) != 0 {
			t.Errorf("%v", who)
		}
		rows := s.thread(named)
		if last := rows[len(rows)-1]; last["text"] != "您的留言我们已收到，会尽快联系您。" {
			t.Errorf("the thread says %v", last)
		}
	})
}

// TestAnOddNumberIsAskedAboutOnce and taken from whoever stays with it.
func TestAnOddNumberIsAskedAboutOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, v := s.Staff("lin", "agent", ""), s.Visitor()
		for contact, code := range map[string]string{"1381234": "widget.contact_odd", "138001380001": "widget.contact_odd", "微信 abc": "widget.contact"} {
			form := map[string]any{"client_key": contact, "name": "王", "contact": contact, "matter": "请回电"}
			if status, got := v.Do("POST", "/widget/phone-messages", form); status != http.StatusBadRequest || got["code"] != code || got["field"] != "contact" {
				t.Errorf("%s: %d %v", contact, status, got)
			}
			form["sure"] = true
			id := apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/phone-messages", form), "id")
			if got := s.message(lin, id); got["contact"] != contact {
				t.Errorf("%s is written down as %v", contact, got["contact"])
			}
		}
		for _, contact := range []string{"0912 345 678", "+1 415 555 0100", "91234567"} {
			v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": contact, "name": "王", "contact": contact, "matter": "请回电"})
		}
	})
}

// TestNextIsWhoIsAskedFor: somebody is told that it is their turn while a
// colleague is asked for them, and no longer.
func TestNextIsWhoIsAskedFor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		v, talk := s.says("在吗")
		asked := func() any {
			return apptest.At(v.Must(http.StatusOK, "GET", "/widget/messages", nil), "conversation.queue.asked")
		}
		if got := asked(); got != false {
			t.Errorf("nobody is here, asked: %v", got)
		}
		s.online(lin)
		s.offered(lin, talk)
		s.Until("they are told so", func() bool { return asked() == true })
		s.Clock.Advance(2 * time.Minute)
		s.Until("the offer lapses and nobody else is asked", func() bool { return asked() == false })
		if st := s.App.Routing.Standing(t.Context(), conversation.Conversation{ID: talk}); st == nil || st.Asked || st.Place != 1 {
			t.Errorf("after it lapsed: %+v", st)
		}
	})
}
