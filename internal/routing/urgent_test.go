package routing_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/routing"
)

// TestUrgencyOrders: a message called urgent comes before the others, a cry for
// help before everybody, with the number that is known.
func TestUrgencyOrders(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		leave := func(key, urgency string) string {
			t.Helper()
			s.Clock.Advance(time.Minute)
			return apptest.Text(s.Visitor().Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": key, "name": "李女士",
				"contact": "13900139000", "matter": "请回电 " + key, "urgency": urgency}), "id")
		}
		plain, second := leave("a", "normal"), leave("b", "normal")
		urgent, again := leave("c", "urgent"), leave("d", "urgent")
		v, talk := s.says("我先在聊天里等")
		customer := apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "customer.id")
		card := s.Admin.Must(http.StatusOK, "GET", "/customers/"+customer, nil)
		s.Admin.Must(http.StatusOK, "PATCH", "/customers/"+customer, map[string]any{"version": card["version"], "phones": []any{map[string]any{"number": "13912345678"}}})
		s.Clock.Advance(time.Minute)
		channels, err := s.App.Channels.List(t.Context(), "widget")
		if err != nil {
			t.Fatal(err)
		}
		peer, err := s.App.Customers.Known(t.Context(), s.App.DB, channels[0].ID, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		ctx := auth.With(t.Context(), auth.Person{Kind: auth.Visitor, ID: v.ID, ChannelID: channels[0].ID})
		from := routing.Caller{ChannelID: channels[0].ID, UnitID: s.Root, PeerID: peer.ID, VisitorID: v.ID}
		elsewhere := routing.Caller{ChannelID: channels[0].ID, UnitID: s.Root, VisitorID: "nobody"}
		cry := func(from routing.Caller, key, contact string) routing.Message {
			t.Helper()
			m, err := s.App.Routing.Cry(ctx, from, key, routing.Message{Caller: "访客", Contact: contact, Matter: "救命"})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		left := cry(elsewhere, "k", "官网")
		if left.Contact != "官网" {
			t.Errorf("nobody is known, and the contact is %q", left.Contact)
		}
		known := cry(from, "b", "官网")
		if known.Contact != "139 1234 5678" && known.Contact != "13912345678" {
			t.Errorf("the number that is known is not there: %q", known.Contact)
		}
		if same := cry(from, "b", "官网"); same.Matter != known.Matter {
			t.Errorf("said once, kept twice: %q", same.Matter)
		}
		if own := cry(from, "o", "13700137000"); own.Contact != "13700137000" {
			t.Errorf("the number they left is gone: %q", own.Contact)
		}

		var list []string
		for cursor := ""; ; {
			page := lin.Must(http.StatusOK, "GET", "/routing/messages?state=taken&limit=2&cursor="+cursor, nil)
			for _, m := range apptest.Rows(page) {
				list = append(list, apptest.Text(m, "id"))
			}
			if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
				break
			}
		}
		if len(list) != 7 || fmt.Sprint(list[3:]) != fmt.Sprint([]string{again, urgent, second, plain}) {
			t.Errorf("listed %v", list)
		}
		var line []string
		for _, it := range s.App.Routing.Board.Line() {
			if it.Kind == routing.KindCallback {
				line = append(line, it.SubjectID)
			}
		}
		if len(line) != 7 || line[0] != known.ID || line[1] != left.ID || fmt.Sprint(line[3:]) != fmt.Sprint([]string{urgent, again, plain, second}) {
			t.Errorf("in line %v", line)
		}
		s.online(lin)
		offer := s.called(lin, known.ID) // who waited in the chat longest
		why := fmt.Sprint(s.call(lin, known.ID)["why"])
		if why != "[longest_waiting urgent]" {
			t.Errorf("asked because of %s", why)
		}
		lin.Must(http.StatusNoContent, "POST", "/routing/offers/"+offer+"/decline", map[string]any{})
	})
}
