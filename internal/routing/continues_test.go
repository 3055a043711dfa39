package routing_test

import (
	"net/http"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestTheCustomerReadsWhoGoesOn: when another colleague has the conversation,
// by whatever way, the customer's thread says so once, and not when nobody else
// has it.
func TestTheCustomerReadsWhoGoesOn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen, lead := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("lead", "supervisor", "")
		v, talk := s.says("在吗")
		said := func() []string {
			var out []string
			for _, m := range s.thread(v) {
				if text := apptest.Text(m, "text"); m["from"] == "system" && strings.HasPrefix(text, "接下来由") {
					out = append(out, text)
				}
			}
			return out
		}
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		if got := said(); len(got) != 0 {
			t.Fatalf("the first one goes on: %v", got)
		}
		lead.Must(http.StatusOK, "POST", "/conversations/"+talk+"/take-over", map[string]any{"reason": "我来"})
		if got := said(); len(got) != 1 || !strings.Contains(got[0], apptest.Text(lead.Must(http.StatusOK, "GET", "/me", nil), "name")) {
			t.Errorf("taken over: %v", got)
		}
		row := lead.Must(http.StatusOK, "POST", "/conversations/"+talk+"/assign", map[string]any{"staff_id": chen.ID})
		if got := said(); len(got) != 2 {
			t.Errorf("given to a colleague: %v", got)
		}
		if now := lead.Must(http.StatusOK, "GET", "/conversations/"+talk, nil); now["version"] != row["version"] || now["last_seq"] != row["last_seq"] {
			t.Errorf("answered %v, stored %v", row["version"], now["version"])
		}
		chen.Must(http.StatusOK, "POST", "/conversations/"+talk+"/release", map[string]any{})
		if got := said(); len(got) != 2 {
			t.Errorf("back in line: %v", got)
		}
	})
}
