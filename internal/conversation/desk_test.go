package conversation_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/conversation"
)

type m = map[string]any

// TestSeenIsOfTheTalkItself: a customer who reads to the end of an older and
// longer talk has read nothing of the one behind it.
func TestSeenIsOfTheTalkItself(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, v := s.Staff("lin", "agent", ""), s.Visitor()
		say := func() (talk string, seq int64) {
			said := v.Must(http.StatusCreated, "POST", "/widget/messages", m{"client_key": apptest.Key(), "text": "在吗"})
			return apptest.Text(said, "conversation_id"), apptest.Number(said, "seq")
		}
		first, _ := say()
		lin.Must(http.StatusOK, "POST", "/conversations/"+first+"/claim", nil)
		var last int64
		for range 4 {
			_, last = say()
		}
		lin.Must(http.StatusOK, "POST", "/conversations/"+first+"/close", m{})
		s.Clock.Advance(conversation.ReopenWithin + time.Minute)
		second, own := say()
		if second == first {
			t.Fatal("the old talk goes on")
		}
		seen := func(public int64) int64 {
			v.Must(http.StatusNoContent, "POST", "/widget/read", m{"seq": public})
			return apptest.Number(lin.Must(http.StatusOK, "GET", "/conversations/"+second, nil), "visitor_read_seq")
		}
		if got := seen(last); got != 1 { // who writes has seen what they wrote
			t.Errorf("of the older one: seen up to %d", got)
		}
		reply := apptest.Number(lin.Must(http.StatusCreated, "POST", "/conversations/"+second+"/messages", m{"client_key": "r", "kind": "reply", "text": "在的"}), "seq")
		if got := seen(own); got != 1 {
			t.Errorf("not the reply: seen up to %d", got)
		}
		if got := seen(own + 1); got != reply {
			t.Errorf("of its own: seen up to %d, not %d", got, reply)
		}
		if got := seen(own); got != reply {
			t.Errorf("backwards: seen up to %d", got)
		}
	})
}

// TestAKeyIsItsWritersOwn: by it a screen knows its own line again; nobody else
// is told it.
func TestAKeyIsItsWritersOwn(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	lin, chen, v := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Visitor()
	talk := "/conversations/" + apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", m{"client_key": "theirs", "text": "在吗"}), "conversation_id")
	lin.Must(http.StatusCreated, "POST", talk+"/messages", m{"client_key": "mine", "kind": "note", "text": "看看"})
	keys := func(c *apptest.Client) (out []any) {
		for _, row := range apptest.Rows(c.Must(http.StatusOK, "GET", talk+"/messages", nil)) {
			if key := row["client_key"]; key != nil && key != "" {
				out = append(out, key)
			}
		}
		return out
	}
	if got := keys(lin); len(got) != 1 || got[0] != "mine" {
		t.Errorf("lin: %v", got)
	}
	if got := keys(chen); len(got) != 0 {
		t.Errorf("chen: %v", got)
	}
}
