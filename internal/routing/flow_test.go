package routing_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// TestOfferDeclineAccept walks the short way: who is here is asked, declines,
// the next is asked, accepts.
func TestOfferDeclineAccept(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		v, talk := s.says("在吗")
		if q := s.standing(v); q["place"] != 1.0 || q["open"] != true || q["staffed"] != false || q["may_leave_message"] != true || q["wait_seconds"] != nil {
			t.Fatalf("nobody is here, and the customer is told %v", q)
		}
		s.online(lin)
		offer := s.offered(lin, talk)
		if got := s.owner(talk); got != "" {
			t.Fatalf("offered is not owned, but %q", got)
		}
		lin.Must(http.StatusNoContent, "POST", "/routing/offers/"+offer+"/decline", map[string]any{"reason": "正在打电话"})
		lin.Must(http.StatusNoContent, "POST", "/routing/offers/"+offer+"/decline", nil) // a retry
		chen.Refused(http.StatusNotFound, "not_found", "POST", "/routing/offers/"+offer+"/accept", nil)
		s.online(chen)
		offer = s.offered(chen, talk)
		chen.Must(http.StatusOK, "POST", "/routing/offers/"+offer+"/accept", nil)
		chen.Must(http.StatusOK, "POST", "/routing/offers/"+offer+"/accept", nil) // a retry
		s.owned(chen, talk)
		if got := s.events(talk); !slices.Equal(got, []string{"claimed:offered"}) {
			t.Errorf("event lines %v", got)
		}
		if q := s.standing(v); q != nil {
			t.Errorf("served, and still told %v", q)
		}
		if me := chen.Must(http.StatusOK, "GET", "/routing/me", nil); me["load"] != 1.0 || me["places"] != 5.0 {
			t.Errorf("chen has %v of %v", me["load"], me["places"])
		}
	})
}

// TestOfferLapses: who does not answer is passed over and, after three in a
// row, busy.
func TestOfferLapses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		for i := range 3 {
			_, talk := s.says("在吗")
			offer := s.offered(lin, talk)
			s.Clock.Advance(21 * time.Second)
			s.UntilByItself("the offer lapses", func() bool { return s.offerOf(lin, talk) != offer })
			lin.Refused(http.StatusConflict, "routing.offer_gone", "POST", "/routing/offers/"+offer+"/accept", nil)
			if i == 2 {
				s.Until("lin is busy", func() bool { return s.App.Workforce.PresenceOf(lin.ID).State == workforce.Busy })
			}
		}
		s.online(chen)
		for i := range 3 { // one question at a time
			var offers []any
			s.Until("chen is asked", func() bool {
				offers = chen.Must(http.StatusOK, "GET", "/routing/me", nil)["offers"].([]any)
				return len(offers) > 0
			})
			if len(offers) != 1 {
				t.Fatalf("%d questions at once, after %d", len(offers), i)
			}
			chen.Must(http.StatusOK, "POST", "/routing/offers/"+apptest.Text(offers[0].(map[string]any), "id")+"/accept", nil)
		}
	})
}

// TestPlacesAreNeverExceeded: five places, seven customers; the sixth comes
// when one leaves, the oldest first.
func TestPlacesAreNeverExceeded(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		var talks []string
		var visitors []*apptest.Client
		for range 7 {
			s.Clock.Advance(time.Second)
			v, talk := s.says("在吗")
			talks, visitors = append(talks, talk), append(visitors, v)
		}
		s.online(lin)
		for _, talk := range talks[:5] {
			s.accepts(lin, talk)
		}
		if q := s.standing(visitors[6]); q["place"] != 2.0 {
			t.Errorf("the last stands at %v", q["place"])
		}
		s.Admin.Refused(http.StatusConflict, "routing.full", "POST", "/conversations/"+talks[5]+"/assign", map[string]any{"staff_id": lin.ID})
		lin.Must(http.StatusOK, "POST", "/conversations/"+talks[0]+"/close", nil)
		s.offered(lin, talks[5])
		if s.offerOf(lin, talks[6]) != "" {
			t.Error("the seventh was offered without a place")
		}
		// A person may take more by themselves, unless the house is strict.
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["strict_claims"] = true
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		lin.Refused(http.StatusConflict, "routing.full", "POST", "/conversations/"+talks[6]+"/claim", nil)
		chen.Must(http.StatusOK, "POST", "/conversations/"+talks[6]+"/claim", nil)
		chen.Must(http.StatusOK, "POST", "/conversations/"+talks[5]+"/claim", nil)
		s.Until("the offer is withdrawn", func() bool { return s.offerOf(lin, talks[5]) == "" })
	})
}

// TestTransfers: to a person who does not answer it returns, one who declines
// ends it, a queue finds somebody; the sender stays responsible until then.
func TestTransfers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "转接试试")
		path := "/conversations/" + talk + "/transfers"
		warm := func(key string) map[string]any {
			return map[string]any{"client_key": key, "kind": "warm", "to_id": chen.ID, "note": "客户问保修"}
		}
		lin.Refused(http.StatusConflict, "routing.absent", "POST", path, warm("a"))
		lin.Refused(http.StatusBadRequest, "routing.transfer_self", "POST", path, map[string]any{"client_key": "a", "kind": "warm", "to_id": lin.ID})
		lin.Refused(http.StatusBadRequest, "routing.transfer_target", "POST", path, map[string]any{"client_key": "a", "kind": "warm"})
		s.online(chen)
		chen.Refused(http.StatusForbidden, "auth.forbidden", "POST", path, warm("a"))
		first := lin.Must(http.StatusCreated, "POST", path, warm("a"))
		if again := lin.Must(http.StatusCreated, "POST", path, warm("a")); again["id"] != first["id"] {
			t.Error("a retry made another transfer")
		}
		lin.Refused(http.StatusConflict, "routing.transfer_pending", "POST", path, warm("b"))
		s.offered(chen, talk)
		s.Clock.Advance(121 * time.Second)
		s.App.Routing.Nudge()
		state := func() string {
			rows := lin.Must(http.StatusOK, "GET", path, nil)["rows"].([]any)
			return apptest.Text(rows[0].(map[string]any), "state")
		}
		s.Until("it returns", func() bool { return state() == "returned" })
		if s.owner(talk) != lin.ID || s.offerOf(chen, talk) != "" {
			t.Fatal("the sender has lost it, or it is still offered")
		}
		lin.Must(http.StatusCreated, "POST", path, warm("c"))
		chen.Must(http.StatusNoContent, "POST", "/routing/offers/"+s.offered(chen, talk)+"/decline", nil)
		if state() != "refused" || s.owner(talk) != lin.ID {
			t.Fatalf("declined, and it is %s", state())
		}
		queue := apptest.Text(s.first(), "id")
		lin.Must(http.StatusCreated, "POST", path, map[string]any{"client_key": "d", "kind": "cold", "to_queue_id": queue})
		s.accepts(chen, talk)
		s.owned(chen, talk)
		want := []string{"claimed:offered", "transfer_asked", "transfer_returned", "transfer_asked", "transfer_refused", "transfer_asked", "assigned:transferred"}
		if got := s.events(talk); !slices.Equal(got, want) {
			t.Errorf("event lines %v", got)
		}
		if me := lin.Must(http.StatusOK, "GET", "/routing/me", nil); me["load"] != 0.0 {
			t.Errorf("lin still holds %v", me["load"])
		}
		// What ends takes its transfer along, and the place that it held.
		chen.Must(http.StatusCreated, "POST", path, map[string]any{"client_key": "e", "kind": "warm", "to_id": lin.ID})
		s.offered(lin, talk)
		chen.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		if me := lin.Must(http.StatusOK, "GET", "/routing/me", nil); state() != "withdrawn" || me["load"] != 0.0 || s.offerOf(lin, talk) != "" {
			t.Errorf("closed, and the transfer is %s and lin holds %v", state(), me["load"])
		}
	})
}

// TestAwayAndCover: a closed laptop gives its waiting customers back to the
// line; a break with a cover hands them over, and back again.
func TestAwayAndCover(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "在吗")
		lin.Must(http.StatusNoContent, "PUT", "/conversations/"+talk+"/draft", map[string]any{"kind": "reply", "text": "写了一半"})
		s.online(chen)
		s.shuts(lin)
		offer := s.offered(chen, talk)
		if d := lin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil)["draft"]; d == nil {
			t.Error("the draft is lost")
		}
		chen.Must(http.StatusOK, "POST", "/routing/offers/"+offer+"/accept", nil)
		s.online(lin)
		s.set(chen, workforce.Choice{State: workforce.Break, BreakKind: workforce.Meal, CoverID: lin.ID})
		s.owned(lin, talk)
		s.more(v, "还在吗")
		s.online(chen)
		s.owned(chen, talk)
		want := []string{"claimed:offered", "released:lost", "claimed:offered", "assigned:covered", "assigned:cover_ended"}
		if got := s.events(talk); !slices.Equal(got, want) {
			t.Errorf("event lines %v", got)
		}
	})
}

// TestSilentCustomer is asked after three minutes and let go after ten.
func TestSilentCustomer(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "在吗")
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "在的，请说"})
		heard := func() int { return len(v.Must(http.StatusOK, "GET", "/widget/messages", nil)["rows"].([]any)) }
		s.Clock.Advance(2*time.Minute + 59*time.Second)
		_ = s.App.Routing.Turn(context.Background())
		if heard() != 2 {
			t.Fatal("asked too early")
		}
		s.Clock.Advance(17 * time.Second)
		s.Until("the customer is asked", func() bool { s.App.Routing.Nudge(); return heard() == 3 })
		s.Clock.Advance(6 * time.Minute)
		_ = s.App.Routing.Turn(context.Background())
		if heard() != 3 {
			t.Fatal("asked twice")
		}
		s.Clock.Advance(2 * time.Minute)
		s.Until("the conversation ends", func() bool {
			s.App.Routing.Nudge()
			return apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "state") == "closed"
		})
		if heard() != 4 {
			t.Error("the customer was not told")
		}
	})
}

// TestMessages are taken for somebody, told and answered.
func TestMessages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		m := lin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": "m", "for_id": chen.ID, "caller": "王先生",
			"company": "云栖物业", "contact": "13800138000", "matter": "合同何时寄出", "urgency": "urgent"})
		path := "/routing/messages/" + apptest.Text(m, "id")
		if rows := chen.Must(http.StatusOK, "GET", "/routing/messages?mine=true&state=taken", nil)["rows"].([]any); len(rows) != 1 {
			t.Fatalf("chen sees %d", len(rows))
		}
		m = chen.Must(http.StatusOK, "POST", path+"/told", map[string]any{"version": m["version"]})
		chen.Refused(http.StatusConflict, "version.conflict", "POST", path+"/replied", map[string]any{"version": 1})
		m = chen.Must(http.StatusOK, "POST", path+"/replied", map[string]any{"version": m["version"], "answer": "今天寄"})
		if m["state"] != "replied" || m["told_by"] != chen.ID {
			t.Errorf("%v", m)
		}
		chen.Refused(http.StatusConflict, "routing.message_replied", "POST", path+"/pass", map[string]any{"version": m["version"], "for_id": lin.ID})
		// A customer who waits leaves one instead, and the wait is over.
		v, talk := s.says("在吗")
		left := v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "x", "name": "李女士", "contact": "li@example.com", "matter": "请回电"})
		again := v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "x", "name": "李女士", "contact": "li@example.com", "matter": "请回电"})
		if left["id"] != again["id"] {
			t.Error("left twice")
		}
		if got := apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "state"); got != "closed" {
			t.Errorf("still %s", got)
		}
		s.Visitor().Refused(http.StatusNotFound, "not_found", "POST", "/widget/leave", nil) // has never written
		// Others leave the line without a word; who has not written may leave a message too.
		v, talk = s.says("在吗")
		v.Must(http.StatusNoContent, "POST", "/widget/leave", nil)
		v.Must(http.StatusNoContent, "POST", "/widget/leave", nil)
		if got := apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "state"); got != "closed" {
			t.Errorf("still %s", got)
		}
		s.Visitor().Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "y", "name": "赵", "contact": "13877654321", "matter": "二"})
		// A form names its own field.
		_, got := s.Visitor().Do("POST", "/widget/phone-messages", map[string]any{"client_key": "z", "name": " ", "contact": "13877654321", "matter": "二"})
		if got["code"] != "check.empty" || got["field"] != "name" {
			t.Errorf("refused with %v", got)
		}
	})
}

// TestPromise: a waiting customer's owner is warned at half, three quarters and
// the end, once each; an answer in time keeps the promise.
func TestPromise(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "在吗")
		row := func() map[string]any { return s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil) }
		if due := apptest.Time(row(), "due_at"); due.Sub(apptest.Time(row(), "waiting_since")) != 3*time.Minute {
			t.Errorf("due at %v", due)
		}
		clocks := func() []any {
			return s.Admin.Must(http.StatusOK, "GET", "/slaclock/clocks?subject=conversation&subject_id="+talk, nil)["rows"].([]any)
		}
		s.Until("a clock runs", func() bool { return len(clocks()) == 1 })
		s.Clock.Advance(100 * time.Second)
		s.Until("the wall shows the risk", func() bool {
			return len(s.Admin.Must(http.StatusOK, "GET", "/routing/wall", nil)["risks"].([]any)) == 1
		})
		if got := apptest.Text(row(), "attention"); got != "" {
			t.Errorf("at half it is already %q", got)
		}
		s.Clock.Advance(40 * time.Second)
		s.Until("it is marked", func() bool { return apptest.Text(row(), "attention") == "late" })
		if rows := s.Admin.Must(http.StatusOK, "GET", "/conversations?tab=attention", nil)["rows"].([]any); len(rows) != 1 {
			t.Errorf("%d want somebody's eye", len(rows))
		}
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "在的"})
		s.Until("the promise is kept", func() bool {
			c := clocks()[0].(map[string]any)
			return c["state"] == "stopped" && c["met"] == true && c["kind"] == "first_response"
		})
		if row := row(); apptest.Text(row, "attention") != "" || row["due_at"] != nil {
			t.Errorf("answered, and still %v, %v", row["attention"], row["due_at"])
		}
		s.more(v, "还有一个问题")
		s.Until("the next one runs", func() bool { return len(clocks()) == 2 && clocks()[1].(map[string]any)["kind"] == "next_response" })
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		s.Until("it is over", func() bool { return clocks()[1].(map[string]any)["state"] == "cancelled" })
	})
}

// TestMessageEscalates: told within 30 minutes, or reminded, and after two
// hours those who lead hear of it.
func TestMessageEscalates(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		take := func(key string) string {
			m := lin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": key, "for_id": chen.ID, "caller": "王先生",
				"contact": "13800138000", "matter": "请回电", "urgency": "normal"})
			return apptest.Text(m, "id")
		}
		told, late := take("a"), take("b")
		chen.Must(http.StatusOK, "POST", "/routing/messages/"+told+"/told", map[string]any{"version": 1})
		find := func(id string) map[string]any {
			for _, r := range chen.Must(http.StatusOK, "GET", "/routing/messages", nil)["rows"].([]any) {
				if r := r.(map[string]any); r["id"] == id {
					return r
				}
			}
			return nil
		}
		s.Clock.Advance(31 * time.Minute)
		s.UntilByItself("it is reminded", func() bool { return find(late)["reminded_at"] != nil })
		if find(late)["escalated_at"] != nil {
			t.Error("escalated too early")
		}
		s.Clock.Advance(90 * time.Minute)
		s.Until("it is escalated", func() bool { return find(late)["escalated_at"] != nil })
		if m := find(told); m["reminded_at"] != nil || m["escalated_at"] != nil {
			t.Errorf("told in time, and %v", m)
		}
	})
}

// TestStewardFirst: the one who looks after a customer comes first, also when
// somebody else is freer; after a minute, others.
func TestStewardFirst(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		v, talk := s.says("第一次来")
		who := apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "customer.id")
		s.Admin.Must(http.StatusOK, "PATCH", "/customers/"+who, map[string]any{"version": 1, "regard": map[string]any{"grade": "A", "vip": true, "steward_id": chen.ID}})
		s.Admin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		s.Clock.Advance(25 * time.Hour) // a new conversation begins
		s.online(lin, chen)
		for range 3 { // chen is the busier one
			_, other := s.says("别的客户")
			s.Admin.Must(http.StatusOK, "POST", "/conversations/"+other+"/assign", map[string]any{"staff_id": chen.ID})
		}
		talk = s.more(v, "我又来了")
		offer := s.offered(chen, talk)
		me := chen.Must(http.StatusOK, "GET", "/routing/me", nil)
		if why := apptest.At(me["offers"].([]any)[0].(map[string]any), "why").([]any); why[0] != "steward" {
			t.Errorf("because of %v", why)
		}
		chen.Must(http.StatusNoContent, "POST", "/routing/offers/"+offer+"/decline", nil)
		s.offered(lin, talk)
	})
}

// TestOverflowAndHours: what waits too long is served by the other queue too;
// outside of working time nobody is asked, and when it begins the oldest is.
func TestOverflowAndHours(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		second := s.queue("二线", map[string]any{"everybody": false, "members": []string{lin.ID}})
		first := s.change(s.first(), map[string]any{"everybody": false, "members": []string{}})
		rules := first["rules"].(map[string]any)
		rules["overflow_seconds"], rules["overflow_queue_id"] = 60, second["id"]
		s.change(first, map[string]any{"rules": rules})
		s.online(lin)
		_, talk := s.says("一线没有人")
		_ = s.App.Routing.Turn(context.Background())
		if s.offerOf(lin, talk) != "" {
			t.Fatal("offered to somebody of another queue")
		}
		s.Clock.Advance(61 * time.Second)
		s.offered(lin, talk)

		week := map[string]any{}
		for _, day := range []string{"mon", "tue", "wed", "thu", "fri"} {
			week[day] = [][]string{{"12:00", "18:00"}}
		}
		hours := s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", map[string]any{"client_key": "h", "name": "下午", "zone": "Asia/Shanghai", "week": week})
		third := s.queue("三线", map[string]any{"hours_id": hours["id"]})
		s.Admin.Refused(http.StatusConflict, "calendar.hours_in_use", "DELETE", "/calendar/hours/"+apptest.Text(hours, "id"), nil)
		channel := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/channels", nil))[0]
		s.change(third, map[string]any{"channels": []any{channel["id"]}})
		v, talk := s.says("早上好")
		_ = s.App.Routing.Turn(context.Background())
		q := s.standing(v)
		if q["open"] != false || q["may_leave_message"] != true || apptest.Time(q, "next_opening").Format(time.RFC3339) != "2026-03-02T04:00:00Z" {
			t.Errorf("before noon the customer is told %v", q)
		}
		if s.offerOf(lin, talk) != "" {
			t.Error("offered outside of working time")
		}
		s.Clock.Set(apptest.Begin.Add(3*time.Hour + time.Second))
		s.offered(lin, talk)
	})
}

// TestSkillThatNobodyHas: the queue says so to those who run it, and the
// customer may leave a message.
func TestSkillThatNobodyHas(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		skill := s.Admin.Must(http.StatusCreated, "POST", "/workforce/skills", map[string]any{"client_key": "s", "kind": "skill", "name": "电工"})
		s.change(s.first(), map[string]any{"needs": []any{map[string]any{"skill_id": skill["id"], "level": 2}}})
		s.Admin.Refused(http.StatusConflict, "workforce.skill_in_use", "DELETE", "/workforce/skills/"+apptest.Text(skill, "id"), nil)
		v, talk := s.says("灯坏了")
		s.Until("the queue says why", func() bool { return slices.Equal(s.first()["problems"].([]any), []any{"skill_missing"}) })
		s.Until("the customer may leave a message", func() bool {
			q := s.standing(v)
			return q["staffed"] == false && q["may_leave_message"] == true
		})
		s.Admin.Must(http.StatusOK, "PUT", "/workforce/staff/"+lin.ID+"/skills", map[string]any{"levels": map[string]any{apptest.Text(skill, "id"): 3}})
		s.offered(lin, talk)
	})
}

// TestNobodyLeft: places for nobody are refused, and the last queue stays.
func TestNobodyLeft(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+s.Admin.ID, map[string]any{"places": 0})
		s.Admin.Refused(http.StatusConflict, "routing.nobody_left", "PUT", "/routing/seats/"+lin.ID, map[string]any{"places": 0})
		s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+lin.ID, map[string]any{"places": 2})
		if me := lin.Must(http.StatusOK, "GET", "/routing/me", nil); me["places"] != 2.0 {
			t.Errorf("lin has %v", me["places"])
		}
		s.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+lin.ID, map[string]any{"places": nil})
		s.Admin.Refused(http.StatusConflict, "routing.last_queue", "DELETE", "/routing/queues/"+apptest.Text(s.first(), "id"), nil)
	})
}

// TestSupervisor: watches, whispers and takes over, each with a line in the
// trail; an agent may not.
func TestSupervisor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("lead", "lead", "")
		s.online(lin)
		v, talk := s.serves(lin, "我要投诉")
		path := "/conversations/" + talk
		lead.Must(http.StatusNoContent, "POST", path+"/watch", nil)
		lead.Must(http.StatusCreated, "POST", path+"/whisper", map[string]any{"client_key": "w", "text": "先道歉"})
		if n := len(v.Must(http.StatusOK, "GET", "/widget/messages", nil)["rows"].([]any)); n != 1 {
			t.Errorf("the customer sees %d lines", n)
		}
		asks := func() {
			t.Helper()
			if c := lin.Must(http.StatusOK, "POST", path+"/help", map[string]any{"on": true}); c["attention"] != "help" {
				t.Fatalf("asked for help: %v", c["attention"])
			}
			s.replies(lin, talk, "请稍等") // the owner's own answer is no help
			if c := s.Admin.Must(http.StatusOK, "GET", path, nil); c["attention"] != "help" {
				t.Errorf("still asked: %v", c["attention"])
			}
		}
		asks()
		lead.Must(http.StatusCreated, "POST", path+"/whisper", map[string]any{"client_key": "w2", "text": "我来看"})
		if c := s.Admin.Must(http.StatusOK, "GET", path, nil); c["attention"] != "" {
			t.Errorf("told what to do, and still %v", c["attention"])
		}
		asks()
		lin.Refused(http.StatusForbidden, "auth.forbidden", "POST", path+"/take-over", map[string]any{})
		lead.Must(http.StatusOK, "POST", path+"/take-over", map[string]any{"reason": "客户情绪激动"})
		s.owned(lead, talk)
		if c := s.Admin.Must(http.StatusOK, "GET", path, nil); c["attention"] != "" {
			t.Errorf("taken over, and still %v", c["attention"])
		}
		for _, action := range []string{"routing.watched", "routing.whispered", "routing.taken_over"} {
			rows := s.Admin.Must(http.StatusOK, "GET", "/audit?action="+action+"&subject_id="+talk, nil)["rows"].([]any)
			if want := map[string]int{"routing.whispered": 2}[action]; len(rows) != max(want, 1) || apptest.Text(rows[0].(map[string]any), "actor.id") != lead.ID {
				t.Errorf("%s: %d lines", action, len(rows))
			}
		}
	})
}

// TestALookIsNotedOnce: what a page says again of the same look is no second
// line; another conversation, another owner and a look after a while are.
func TestALookIsNotedOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, lead, boss := s.Staff("lin", "agent", ""), s.Staff("lead", "lead", ""), s.Staff("boss", "supervisor", "")
		s.online(lin)
		_, talk := s.serves(lin, "我要投诉")
		_, other := s.serves(lin, "再来一位")
		watch := func(c *apptest.Client, talk string) {
			t.Helper()
			c.Must(http.StatusNoContent, "POST", "/conversations/"+talk+"/watch", nil)
		}
		noted := func(when, talk string, want int) {
			t.Helper()
			rows := s.Admin.Must(http.StatusOK, "GET", "/audit?action=routing.watched&subject_id="+talk, nil)["rows"].([]any)
			if len(rows) != want {
				t.Errorf("%s: %d lines, want %d", when, len(rows), want)
			}
		}
		watch(lead, talk)
		watch(lead, talk)
		noted("twice the same", talk, 1)
		watch(boss, talk)
		noted("somebody else", talk, 2)
		watch(lead, other)
		watch(lead, talk)
		noted("after another", talk, 3)
		noted("the other", other, 1)
		s.Clock.Advance(59 * time.Minute)
		watch(lead, talk)
		s.Clock.Advance(59 * time.Minute)
		watch(lead, talk)
		noted("going on", talk, 3)
		s.Clock.Advance(time.Hour)
		watch(lead, talk)
		noted("an hour later", talk, 4)
		boss.Must(http.StatusOK, "POST", "/conversations/"+talk+"/take-over", map[string]any{})
		watch(lead, talk)
		noted("another owner", talk, 5)
	})
}
