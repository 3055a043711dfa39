package app_test

import (
	"net/http"
	"path"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestOnlyWhoCouldTakeOverDisposesOfAColleaguesTalk lets somebody who may reply
// to everybody in the unit, and supervise nobody, try to end and pass on what a
// colleague serves.
func TestOnlyWhoCouldTakeOverDisposesOfAColleaguesTalk(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		grants := []map[string]any{}
		for _, permission := range []string{"conversation.read", "conversation.reply", "conversation.note"} {
			grants = append(grants, map[string]any{"permission": permission, "scope": "all"})
		}
		role := s.Admin.Must(http.StatusCreated, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": "帮手", "grants": grants})
		made := s.Admin.Must(http.StatusCreated, "POST", "/staff", map[string]any{"client_key": apptest.Key(), "login": "helper", "name": "帮手",
			"unit_id": w.shop, "role_ids": []any{role["id"]}})
		token := apptest.Text(made, "link.url")
		helper := s.Client()
		helper.Must(http.StatusOK, "POST", "/links/"+path.Base(token), map[string]any{"password": "chun-feng-2026"})
		_, id := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + id
		helper.Must(http.StatusOK, "GET", at, nil)
		for act, body := range map[string]any{"/close": map[string]any{}, "/release": nil, "/assign": map[string]any{"staff_id": w.chen.ID}} {
			if d := helper.Refused(http.StatusForbidden, "auth.forbidden", "POST", at+act, body); d["permission"] != "routing.supervise" {
				t.Errorf("%s: refused for %v", act, d)
			}
		}
		if c := w.lin.Must(http.StatusOK, "GET", at, nil); c["owner_id"] != w.lin.ID || c["state"] != "open" {
			t.Errorf("after the tries: %v", c)
		}
		w.lead.Must(http.StatusOK, "POST", at+"/take-over", nil)
		w.lead.Must(http.StatusOK, "POST", at+"/assign", map[string]any{"staff_id": w.chen.ID})
		w.chen.Must(http.StatusOK, "POST", at+"/close", map[string]any{})
	})
}

// TestWhoOnlyWatchesNeitherAnswersNorEnds: whoever leads may do both, and has to
// say so first; the customer's words and a program's acts pass as before.
func TestWhoOnlyWatchesNeitherAnswersNorEnds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, id := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + id
		for who, c := range map[string]*apptest.Client{"a lead": w.lead, "a supervisor": w.supervisor, "the administrator": s.Admin} {
			for path, body := range map[string]any{"/close": map[string]any{}, "/release": nil, "/assign": map[string]any{"staff_id": w.chen.ID}} {
				if d := c.Refused(http.StatusConflict, "conversation.take_over", "POST", at+path, body); d["owner_name"] != w.lin.Name || d["owner_id"] != w.lin.ID {
					t.Errorf("%s, %s: %v", who, path, d)
				}
			}
			for _, kind := range []string{"warm", "cold", "consult"} {
				c.Refused(http.StatusConflict, "routing.transfer_not_owner", "POST", at+"/transfers",
					map[string]any{"client_key": apptest.Key(), "kind": kind, "to_id": w.chen.ID, "note": "请接"})
			}
			reply := map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "我是主管"}
			if d := c.Refused(http.StatusConflict, "conversation.interject", "POST", at+"/messages", reply); d["owner_name"] != w.lin.Name {
				t.Errorf("%s: %v", who, d)
			}
			// What is no danger needs no word.
			c.Must(http.StatusCreated, "POST", at+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "note", "text": "看过了"})
			c.Must(http.StatusOK, "PUT", at+"/labels", map[string]any{"label_ids": []string{}})
			c.Must(http.StatusOK, "POST", at+"/follow", nil)
		}
		if c := w.lin.Must(http.StatusOK, "GET", at, nil); c["owner_id"] != w.lin.ID || c["state"] != "open" {
			t.Errorf("after the tries: %v", c)
		}
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还在吗"})

		// Meant, it goes out once, and its retry is the same message even when the owner is another by then.
		meant := map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "我是主管，三天内到账", "interject": true}
		sent := w.lead.Must(http.StatusCreated, "POST", at+"/messages", meant)
		meant["interject"] = false
		if again := w.lead.Must(http.StatusCreated, "POST", at+"/messages", meant); again["id"] != sent["id"] {
			t.Errorf("the retry made %v", again)
		}
		if w.lin.Must(http.StatusOK, "GET", at, nil)["owner_id"] != w.lin.ID {
			t.Error("who joined in has it now")
		}

		// A program holds nothing: its permissions alone decide.
		robot := w.Client()
		robot.Token = apptest.Text(w.lead.Must(http.StatusCreated, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "机器人",
			"scopes": []string{"conversation.read", "conversation.reply", "routing.supervise"}}), "token")
		robot.Must(http.StatusOK, "POST", at+"/close", map[string]any{})
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还有一个问题"})

		// Who has taken over does as they like.
		_, id = w.thread(w.shopKey, w.lin)
		at = "/conversations/" + id
		w.lead.Must(http.StatusOK, "POST", at+"/take-over", nil)
		w.lead.Must(http.StatusCreated, "POST", at+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "由我来"})
		w.lin.Refused(http.StatusForbidden, "auth.forbidden", "POST", at+"/close", map[string]any{})
		w.lead.Must(http.StatusOK, "POST", at+"/close", map[string]any{})
	})
}
