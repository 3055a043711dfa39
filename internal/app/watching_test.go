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
		w.lead.Must(http.StatusOK, "POST", at+"/assign", map[string]any{"staff_id": w.chen.ID})
		w.chen.Must(http.StatusOK, "POST", at+"/close", map[string]any{})
	})
}
