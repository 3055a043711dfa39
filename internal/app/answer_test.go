package app_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestTheSlowerOneReadsWhoWasFaster: two answer the same customer; who may have
// answered reads who did, everybody else that they may not.
func TestTheSlowerOneReadsWhoWasFaster(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, talk := w.thread(w.shopKey, nil)
		at := "/conversations/" + talk + "/messages"
		reply := map[string]any{"client_key": "k", "kind": "reply", "text": "您好"}
		w.lin.Must(http.StatusCreated, "POST", at, reply)
		d := w.chen.Refused(http.StatusConflict, "conversation.taken", "POST", at, reply)
		if d["owner_name"] != w.lin.Name || d["owner_id"] != w.lin.ID {
			t.Errorf("chen reads %v", d)
		}
		w.auditor.Refused(http.StatusForbidden, "auth.forbidden", "POST", at, reply)
		w.wu.Refused(http.StatusNotFound, "not_found", "POST", at, reply)
		// Who leads could answer all the same, and reads first that a colleague does.
		if d := w.lead.Refused(http.StatusConflict, "conversation.interject", "POST", at, reply); d["owner_name"] != w.lin.Name {
			t.Errorf("the lead reads %v", d)
		}
		w.lead.Must(http.StatusCreated, "POST", at, map[string]any{"client_key": "k", "kind": "reply", "text": "您好", "interject": true})
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", nil)
		w.chen.Refused(http.StatusForbidden, "auth.forbidden", "POST", at, reply)
	})
}

// TestSignInAsPeopleType: capitals, blanks and what comes along with pasting are
// no part of a login; they do not make a second one to guess for.
func TestSignInAsPeopleType(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	s.Staff("lin.xiaoyu", "agent", "")
	for _, login := range []string{"lin.xiaoyu", " lin.xiaoyu", "Lin.Xiaoyu\t", "LIN.XIAOYU\u3000", "\u200blin.xiaoyu\ufeff", "\u00a0lin.xiaoyu\n"} {
		if code, out := s.Client().SignIn(login, apptest.Password); code != http.StatusOK {
			t.Errorf("%+q: %d %v", login, code, out)
		}
	}
	for _, login := range []string{"lin xiaoyu", "lin.xiaoyu2", "", "  "} {
		if code, _ := s.Client().SignIn(login, apptest.Password); code == http.StatusOK {
			t.Errorf("%+q is let in", login)
		}
	}
	if code, _ := s.Client().SignIn("lin.xiaoyu", " "+apptest.Password); code == http.StatusOK {
		t.Error("blanks of a password do not count")
	}
}
