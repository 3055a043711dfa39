package routing_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestConsult: whose advice is asked joins when they accept, also from another
// unit: they read and write notes, the owner stays, the customer sees nothing,
// and no place is taken afterwards. Refused or lapsed, nothing changes.
func TestConsult(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		unit := apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/units", map[string]any{"client_key": "u", "name": "二线部", "kind": "team", "parent_id": s.Root}), "id")
		wu := s.Staff("wuyi", "agent", unit)
		s.online(lin)
		v, talk := s.serves(lin, "发票怎么红冲")
		s.online(chen, wu)
		conversation := "/conversations/" + talk
		ask := func(key string, to map[string]any) map[string]any {
			return lin.Must(http.StatusCreated, "POST", conversation+"/transfers", merged(map[string]any{"client_key": key, "kind": "consult", "note": "红冲要多久"}, to))
		}
		state := func() string {
			return apptest.Text(apptest.Rows(lin.Must(http.StatusOK, "GET", conversation+"/transfers", nil))[0], "state")
		}
		load := func(c *apptest.Client) any { return c.Must(http.StatusOK, "GET", "/routing/me", nil)["load"] }
		ask("a", map[string]any{"to_id": wu.ID})
		wu.Refused(http.StatusNotFound, "not_found", "GET", conversation, nil)
		wu.Must(http.StatusNoContent, "POST", "/routing/offers/"+s.offered(wu, talk)+"/decline", map[string]any{"reason": "在开会"})
		if state() != "refused" || s.owner(talk) != lin.ID {
			t.Errorf("declined, and the consult is %s", state())
		}
		ask("b", map[string]any{"to_id": wu.ID})
		s.offered(wu, talk)
		if load(wu) != 0.0 {
			t.Errorf("only asked, and wu has %v in hand", load(wu))
		}
		s.Clock.Advance(121 * time.Second)
		s.App.Routing.Nudge()
		s.Until("it lapses", func() bool { return state() == "returned" })
		second := s.queue("二线", map[string]any{"everybody": false, "members": []string{wu.ID}})
		ask("c", map[string]any{"to_queue_id": second["id"]})
		s.online(wu)
		s.accepts(wu, talk)
		if state() != "accepted" || s.owner(talk) != lin.ID || load(wu) != 0.0 || load(lin) != 1.0 {
			t.Errorf("accepted: %s, owner %s, wu holds %v, lin %v", state(), s.owner(talk), load(wu), load(lin))
		}
		wu.Must(http.StatusCreated, "POST", conversation+"/messages", map[string]any{"client_key": "n", "kind": "note", "text": "三个工作日"})
		wu.Refused(http.StatusForbidden, "auth.forbidden", "POST", conversation+"/messages", map[string]any{"client_key": "r", "kind": "reply", "text": "我来"})
		rows := apptest.Rows(wu.Must(http.StatusOK, "GET", "/conversations?tab=following", nil))
		if len(rows) != 1 || rows[0]["helpers"].([]any)[0].(map[string]any)["staff_id"] != wu.ID {
			t.Errorf("wu follows %v", rows)
		}
		lin.Refused(http.StatusConflict, "routing.helps_already", "POST", conversation+"/transfers",
			map[string]any{"client_key": "d", "kind": "consult", "to_id": wu.ID, "note": "再问一下"})
		if n := len(apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))); n != 1 {
			t.Errorf("the customer sees %d lines", n)
		}
		want := []string{"claimed:offered", "consult_asked", "consult_refused", "consult_asked", "consult_returned", "consult_asked", "helper_joined"}
		if got := s.events(talk); !slices.Equal(got, want) {
			t.Errorf("event lines %v", got)
		}
		settled(t, s.Server)
		wu.Must(http.StatusOK, "POST", conversation+"/unfollow", nil)
		wu.Refused(http.StatusNotFound, "not_found", "GET", conversation, nil)
	})
}

func merged(a, b map[string]any) map[string]any {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// TestWhisper reaches a colleague, or everybody of a queue who is here and may
// see the conversation; the owner may whisper as well as who leads.
func TestWhisper(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen, zhao, lead := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("zhao", "agent", ""), s.Staff("lead", "lead", "")
		s.online(lin)
		_, talk := s.serves(lin, "要赔偿")
		path := "/conversations/" + talk + "/whisper"
		second := s.queue("二线", map[string]any{"everybody": false, "members": []string{lin.ID, chen.ID, zhao.ID}})
		group := map[string]any{"client_key": "g", "text": "谁处理过赔偿", "to_queue_id": second["id"]}
		lin.Refused(http.StatusConflict, "routing.whisper_unheard", "POST", path, group)
		chen.Refused(http.StatusForbidden, "auth.forbidden", "POST", path, group)
		s.online(chen)
		s.Until("chen is seen to be here", func() bool { return s.wall()["online"] == 2.0 })
		called := func(m map[string]any) []string {
			var out []string
			for _, who := range m["mentions"].([]any) {
				out = append(out, apptest.Text(who.(map[string]any), "staff_id"))
			}
			return out
		}
		if got := called(lin.Must(http.StatusCreated, "POST", path, group)); !slices.Equal(got, []string{chen.ID}) {
			t.Errorf("the queue: %v", got)
		}
		if got := called(lin.Must(http.StatusCreated, "POST", path, map[string]any{"client_key": "p", "text": "帮我看看", "to_id": zhao.ID})); !slices.Equal(got, []string{zhao.ID}) {
			t.Errorf("a colleague: %v", got)
		}
		if got := called(lead.Must(http.StatusCreated, "POST", path, map[string]any{"client_key": "l", "text": "先道歉"})); !slices.Equal(got, []string{lin.ID}) {
			t.Errorf("who leads, to the owner: %v", got)
		}
		for _, c := range []*apptest.Client{chen, zhao} {
			rows := apptest.Rows(c.Must(http.StatusOK, "GET", "/conversations/"+talk+"/transfers", nil))
			if row := c.Must(http.StatusOK, "GET", "/conversations/"+talk, nil); row["mentioned"] != true || len(rows) != 0 {
				t.Errorf("%s is called: %v", c.Login, row["mentioned"])
			}
		}
	})
}
