package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestWhoWasEndedUnansweredWaitsAgain: an end that is undone leaves the customer
// as if it had not been, by every measure of waiting there is.
func TestWhoWasEndedUnansweredWaitsAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "尺码怎么选")
		s.Clock.Advance(10 * time.Second)
		s.more(v, "在吗")
		before := s.talk(talk)
		since := apptest.Text(before, "waiting_since")
		s.Until("the clock runs", func() bool { return s.clocks(talk)[since] == "running" })
		s.Clock.Advance(100 * time.Second)
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		s.Until("the clock has stopped", func() bool { return s.clocks(talk)[since] != "running" })
		s.Until("the round is over", func() bool {
			rows := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses", nil))
			return len(rows) == 1 && rows[0]["outcome"] == "unanswered"
		})
		if at := s.talk(talk); at["waiting_since"] != nil || at["unread"] != 0.0 {
			t.Fatalf("ended, and waits: %v %v", at["waiting_since"], at["unread"])
		}
		s.Clock.Advance(20 * time.Second)
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/reopen", nil)
		at := s.talk(talk)
		if at["waiting_since"] != since || at["due_at"] != before["due_at"] || at["unread"] != before["unread"] {
			t.Errorf("undone: waits since %v, due %v, unread %v; before %v %v %v", at["waiting_since"], at["due_at"], at["unread"], since, before["due_at"], before["unread"])
		}
		s.Until("the clock goes on", func() bool { return s.clocks(talk)[since] == "running" })
		s.Until("the round goes on", func() bool {
			return len(apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses", nil))) == 0
		})
		s.replies(lin, talk, "您穿多高的")
		s.Until("the wait is the whole one", func() bool {
			rows := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses", nil))
			return len(rows) == 1 && rows[0]["outcome"] == "answered" && rows[0]["wait_seconds"].(float64) >= 130 && rows[0]["started_at"] == since
		})
		// Who was answered does not wait when the talk is taken up again.
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/reopen", nil)
		if at := s.talk(talk); at["waiting_since"] != nil || at["due_at"] != nil || at["unread"] != 0.0 {
			t.Errorf("answered, and waits: %v %v %v", at["waiting_since"], at["due_at"], at["unread"])
		}
	})
}

// TestAnEndIsBarredByWhatNobodyHasSeen: who ends says what they know, and the
// customer's line behind it stays theirs to answer.
func TestAnEndIsBarredByWhatNobodyHasSeen(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		v, talk := s.serves(lin, "有货吗")
		s.replies(lin, talk, "有的")
		seen := s.talk(talk)["last_seq"]
		s.more(v, "还有一件事")
		end := map[string]any{"seen_seq": seen}
		lin.Refused(http.StatusConflict, "conversation.unseen", "POST", "/conversations/"+talk+"/close", end)
		if at := s.talk(talk); at["state"] != "open" || at["waiting_since"] == nil {
			t.Errorf("refused, and %v, waits since %v", at["state"], at["waiting_since"])
		}
		// Lines of the house and of colleagues bar nothing.
		end["seen_seq"] = s.talk(talk)["last_seq"]
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "note", "text": "她要退货"})
		s.replies(lin, talk, "请说")
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", end)
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/reopen", nil)
		s.more(v, "算了")
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", map[string]any{"reason": "说完了"})
	})
}
