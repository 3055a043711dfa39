package app_test

import (
	"net/http"
	"path"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/audit"
)

// granted makes somebody of a unit with just these permissions, each in a scope.
func (w *world) granted(login, unit string, grants map[string]string) *apptest.Client {
	list := []map[string]any{}
	for permission, scope := range grants {
		list = append(list, map[string]any{"permission": permission, "scope": scope})
	}
	role := w.Admin.Must(http.StatusCreated, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": login, "grants": list})
	made := w.Admin.Must(http.StatusCreated, "POST", "/staff", map[string]any{"client_key": apptest.Key(), "login": login, "name": login,
		"unit_id": unit, "role_ids": []any{role["id"]}})
	c := w.Client()
	c.Must(http.StatusOK, "POST", "/links/"+path.Base(apptest.Text(made, "link.url")), map[string]any{"password": "chun-feng-2026"})
	c.ID = apptest.Text(c.Must(http.StatusOK, "GET", "/me", nil), "id")
	return c
}

// program is an API token of somebody with these permissions.
func (w *world) program(c *apptest.Client, scopes ...string) *apptest.Client {
	robot := w.Client()
	robot.Token = apptest.Text(c.Must(http.StatusCreated, "POST", "/me/tokens",
		map[string]any{"client_key": apptest.Key(), "name": "机器人", "scopes": scopes}), "token")
	return robot
}

// TestATokenIsNoMoreThanItsPerson: who leads one unit disposes of no talk of
// another, by browser or by token; who leads that unit does.
func TestATokenIsNoMoreThanItsPerson(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		wide := map[string]string{"conversation.read": "all", "conversation.reply": "all", "routing.supervise": "unit"}
		scopes := []string{"conversation.read", "conversation.reply", "routing.supervise"}
		foreign, own := w.granted("banker", w.bank, wide), w.granted("shopper", w.shop, wide)
		_, id := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + id
		acts := map[string]any{"/close": map[string]any{}, "/release": nil, "/assign": map[string]any{"staff_id": w.chen.ID}}
		for who, c := range map[string]*apptest.Client{"browser": foreign, "token": w.program(foreign, scopes...)} {
			for act, body := range acts {
				if d := c.Refused(http.StatusForbidden, "auth.forbidden", "POST", at+act, body); d["permission"] != "routing.supervise" {
					t.Errorf("%s, %s: refused for %v", who, act, d)
				}
			}
		}
		foreign.Refused(http.StatusForbidden, "auth.forbidden", "POST", at+"/take-over", nil)
		if c := w.lin.Must(http.StatusOK, "GET", at, nil); c["owner_id"] != w.lin.ID || c["state"] != "open" {
			t.Errorf("after the tries: %v", c)
		}
		own.Refused(http.StatusConflict, "conversation.take_over", "POST", at+"/close", map[string]any{})
		robot := w.program(own, scopes...)
		robot.Must(http.StatusOK, "POST", at+"/assign", map[string]any{"staff_id": w.chen.ID})
		robot.Must(http.StatusOK, "POST", at+"/close", map[string]any{})
	})
}

// TestWhoNeitherLeadsNorHelpsDoesNotJoinIn: to reply beside the owner is for who
// leads there or was asked for help.
func TestWhoNeitherLeadsNorHelpsDoesNotJoinIn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		wide := map[string]string{"conversation.read": "all", "conversation.reply": "all"}
		beside := w.granted("beside", w.shop, wide)
		wide["routing.supervise"] = "unit"
		banker := w.granted("banker", w.bank, wide)
		_, id := w.thread(w.shopKey, w.lin)
		reply := func(interject bool) map[string]any {
			return map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "我也说一句", "interject": interject}
		}
		at := "/conversations/" + id + "/messages"
		for who, c := range map[string]*apptest.Client{"a colleague": beside, "who leads elsewhere": banker} {
			for _, interject := range []bool{false, true} {
				if d := c.Refused(http.StatusForbidden, "auth.forbidden", "POST", at, reply(interject)); d["permission"] != "routing.supervise" {
					t.Errorf("%s: %v", who, d)
				}
			}
		}
		w.lead.Refused(http.StatusConflict, "conversation.interject", "POST", at, reply(false))
		w.lead.Must(http.StatusCreated, "POST", at, reply(true))
		w.helps(id, beside)
		beside.Refused(http.StatusConflict, "conversation.interject", "POST", at, reply(false))
		beside.Must(http.StatusCreated, "POST", at, reply(true))
	})
}

// TestAWhisperSentAgainRingsOnce and leaves one line in the trail.
func TestAWhisperSentAgainRingsOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		tb := staffTab(t, s, w.lin)
		_, id := w.thread(w.shopKey, w.lin)
		body := map[string]any{"client_key": "w1", "text": "慢慢来"}
		first := w.lead.Must(http.StatusCreated, "POST", "/conversations/"+id+"/whisper", body)
		for range 2 {
			if again := w.lead.Must(http.StatusCreated, "POST", "/conversations/"+id+"/whisper", body); again["id"] != first["id"] {
				t.Errorf("another: %v", again)
			}
		}
		tb.settle()
		if n := len(tb.seen(named("whisper"))); n != 1 {
			t.Errorf("rang %d times", n)
		}
		if lines, err := s.App.Audit.Search(system(t), audit.Filter{Action: "routing.whispered", Limit: 10}); err != nil || len(lines) != 1 {
			t.Errorf("%d lines, %v", len(lines), err)
		}
	})
}

// TestACallForHelpReachesWhoLeads there, wherever in the desk they are, once,
// and is over when somebody has taken over.
func TestACallForHelpReachesWhoLeads(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		leads, elsewhere, asks := staffTab(t, s, w.lead), staffTab(t, s, w.granted("banker", w.bank, map[string]string{"conversation.read": "all", "routing.supervise": "unit"})), staffTab(t, s, w.lin)
		_, id := w.thread(w.shopKey, w.lin)
		for range 2 {
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/help", map[string]any{"on": true})
		}
		w.lead.Must(http.StatusOK, "POST", "/conversations/"+id+"/take-over", map[string]any{})
		leads.settle()
		got := leads.seen(named("help"))
		if len(got) != 2 || got[0]["on"] != true || got[0]["conversation_id"] != id || got[0]["from_id"] != w.lin.ID || got[1]["on"] != false {
			t.Errorf("who leads heard %v", got)
		}
		for name, tab := range map[string]*tab{"who leads elsewhere": elsewhere, "who asked": asks} {
			tab.settle()
			if n := len(tab.seen(named("help"))); n != 0 {
				t.Errorf("%s heard %d calls", name, n)
			}
		}
	})
}
