package org_test

import (
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

// grants make the body of a role, permission after scope.
func grants(pairs ...string) []map[string]any {
	var out []map[string]any
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, map[string]any{"permission": pairs[i], "scope": pairs[i+1]})
	}
	return out
}

func makeUnit(s *apptest.Server, parent, kind, name string) string {
	return apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": parent, "kind": kind, "name": name}), "id")
}

func makeRole(s *apptest.Server, name string, list []map[string]any) string {
	return apptest.Text(s.Admin.Must(201, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": name, "grants": list}), "id")
}

func version(s *apptest.Server, login string) any { return staffRow(s, login)["version"] }

// TestManagingPeopleOpensNoData: who may manage accounts and reads in the own
// project must not come to read in another: not by moving there, not by sending
// a puppet, not by taking over who is there, not by moving the units.
func TestManagingPeopleOpensNoData(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lake, hill := makeUnit(s, s.Root, "project", "湖畔"), makeUnit(s, s.Root, "project", "山景")
		team, theirs := makeUnit(s, lake, "team", "一组"), makeUnit(s, hill, "team", "二组")
		reader := makeRole(s, "读者", grants("conversation.read", "unit"))
		hr := makeRole(s, "人事", grants("conversation.read", "unit", "staff.read", "all", "staff.manage", "all", "unit.manage", "all"))
		mei := s.Staff("mei", hr, team)
		there := s.Staff("there", reader, hill)
		near := s.Staff("near", reader, lake)
		beyond := func(method, path string, body map[string]any) {
			t.Helper()
			mei.Refused(403, "staff.beyond_own", method, path, body)
		}
		beyond("PATCH", "/staff/"+mei.ID, map[string]any{"version": version(s, "mei"), "unit_id": hill})
		beyond("PATCH", "/staff/"+mei.ID, map[string]any{"version": version(s, "mei"), "unit_id": s.Root})
		beyond("PATCH", "/staff/"+near.ID, map[string]any{"version": version(s, "near"), "unit_id": hill})
		beyond("POST", "/staff", map[string]any{"client_key": apptest.Key(), "login": "puppet", "name": "木偶", "unit_id": hill, "role_ids": []string{reader}})
		beyond("POST", "/staff/"+there.ID+"/link", map[string]any{"kind": "reset"})
		beyond("PATCH", "/staff/"+there.ID, map[string]any{"version": version(s, "there"), "email": "mei@example.com"})
		beyond("PATCH", "/units/"+team, map[string]any{"version": 1, "parent_id": hill})
		beyond("PATCH", "/units/"+theirs, map[string]any{"version": 1, "parent_id": lake})
		// What is hers goes on.
		mei.Must(201, "POST", "/staff", map[string]any{"client_key": apptest.Key(), "login": "newcomer", "name": "新人", "unit_id": team, "role_ids": []string{reader}})
		mei.Must(200, "PATCH", "/staff/"+near.ID, map[string]any{"version": version(s, "near"), "unit_id": team})
		mei.Must(200, "POST", "/staff/"+near.ID+"/link", map[string]any{"kind": "reset"})
		mei.Must(200, "PATCH", "/staff/"+mei.ID, map[string]any{"version": version(s, "mei"), "unit_id": lake})
		s.Admin.Must(200, "PATCH", "/staff/"+mei.ID, map[string]any{"version": version(s, "mei"), "unit_id": hill})
	})
}

// TestNobodyStripsAStrongerRole, ends their sessions, or hides them.
func TestNobodyStripsAStrongerRole(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		hr := makeRole(s, "人事", grants("staff.read", "all", "staff.manage", "all", "role.manage", "all"))
		weak := makeRole(s, "看客", grants("staff.read", "all"))
		mei := s.Staff("mei", hr, "")
		boss := s.Staff("boss", "admin", "")
		path := "/staff/" + boss.ID
		for _, body := range []map[string]any{{"role_ids": []string{weak}}, {"state": "disabled"}, {"name": "改名"}, {"email": "mei@example.com"}} {
			body["version"] = version(s, "boss")
			mei.Refused(403, "staff.beyond_own", "PATCH", path, body)
		}
		mei.Refused(403, "staff.beyond_own", "POST", path+"/link", map[string]any{"kind": "reset"})
		mei.Refused(403, "staff.beyond_own", "DELETE", path+"/sessions", nil)
		mei.Refused(403, "staff.beyond_own", "PATCH", "/staff/"+mei.ID, map[string]any{"version": version(s, "mei"), "role_ids": []string{roleID(s, "admin")}})
		if got := staffRow(s, "boss"); got["state"] != "active" || got["name"] != "同事boss" || len(got["roles"].([]any)) != 1 {
			t.Errorf("changed all the same: %v", got)
		}
		boss.Must(200, "GET", "/me", nil)
		for _, r := range apptest.Rows(s.Admin.Must(200, "GET", "/roles", nil)) {
			if r["key"] == "supervisor" { // whose grants are beyond hers
				mei.Refused(403, "staff.beyond_own", "PATCH", "/roles/"+r["id"].(string), map[string]any{"version": r["version"], "name": r["name"], "grants": grants("staff.read", "all")})
			}
		}
	})
}

// TestANewPasswordEndsWhatProgramsHold, unless it is kept on purpose.
func TestANewPasswordEndsWhatProgramsHold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, other := s.Staff("lin", "agent", ""), s.Staff("other", "agent", "")
		hold := func(of *apptest.Client) (token *apptest.Client, reads func() int) {
			token = s.Client()
			token.Token = apptest.Text(of.Must(201, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "x", "scopes": []string{"conversation.read"}}), "token")
			feed := apptest.Text(of.Must(200, "GET", "/calendar/feed", nil), "url")
			return token, func() int {
				res, _ := s.Client().Raw("GET", strings.TrimPrefix(feed, apptest.PublicURL), nil)
				return res.StatusCode
			}
		}
		token, reads := hold(lin)
		othersToken, othersReads := hold(other)
		lin.Must(204, "POST", "/me/password", map[string]any{"current": apptest.Password, "new": newPassword, "keep_programs": true})
		token.Must(200, "GET", "/me", nil)
		if reads() != 200 {
			t.Error("the feed was to be kept")
		}
		lin.Must(204, "POST", "/me/password", map[string]any{"current": newPassword, "new": apptest.Password})
		token.Refused(401, "auth.required", "GET", "/me", nil)
		if reads() != 404 {
			t.Error("the feed of the old password opens")
		}
		lin.Must(200, "GET", "/me", nil)
		token, reads = hold(lin)
		link := tokenOf(apptest.Text(s.Admin.Must(200, "POST", "/staff/"+lin.ID+"/link", map[string]any{"kind": "reset"}), "url"))
		s.Client().Must(200, "POST", "/links/"+link, map[string]any{"password": newPassword})
		token.Refused(401, "auth.required", "GET", "/me", nil)
		if reads() != 404 {
			t.Error("the feed outlives a reset")
		}
		othersToken.Must(200, "GET", "/me", nil)
		if othersReads() != 200 {
			t.Error("somebody else's feed has ended")
		}
	})
}

// TestAHouseIsFoundedOnce, whoever asks again.
func TestAHouseIsFoundedOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Client().Refused(409, "setup.done", "POST", "/setup", map[string]any{
			"organisation": "别家", "industry": "shop", "locale": "zh-CN",
			"admin":   map[string]any{"name": "别人", "login": "other", "password": newPassword},
			"channel": map[string]any{"name": "官网", "title": "在线客服", "greeting": "您好", "colour": "#1f6f66"},
		})
	})
}

var endSessions = db.SQL("org_test.end_sessions", `DELETE FROM org_session`)

// TestAClockPutBackKeepsNoSessionAlive: what was read before is not believed for
// the whole hour that comes twice.
func TestAClockPutBackKeepsNoSessionAlive(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		lin.Must(200, "GET", "/me", nil)
		s.Clock.Advance(-time.Hour)
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), endSessions); return err })
		if err != nil {
			t.Fatal(err)
		}
		lin.Refused(401, "auth.required", "GET", "/me", nil)
	})
}

// TestTheCommandLineSaysWhoIsNotThere in words.
func TestTheCommandLineSaysWhoIsNotThere(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	for name, do := range map[string]func() (string, error){
		"reset": func() (string, error) { return s.App.Org.CommandReset(t.Context(), "nobody") },
		"token": func() (string, error) { return s.App.Org.CommandToken(t.Context(), "nobody") },
	} {
		if _, err := do(); err == nil || !strings.Contains(err.Error(), `no such login: "nobody"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
