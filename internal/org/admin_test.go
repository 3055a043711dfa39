package org_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// invite asks for a colleague over HTTP.
func invite(s *apptest.Server, login string, more map[string]any) map[string]any {
	in := map[string]any{"client_key": apptest.Key(), "login": login, "name": "小" + login, "unit_id": s.Root, "role_ids": []string{roleID(s, "agent")}}
	for k, v := range more {
		in[k] = v
	}
	return in
}

// TestLinksCountOnceAndForADay from the configured address, whatever the host.
func TestLinksCountOnceAndForADay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Admin.Header.Set("Host", "evil.example")
		s.Admin.Header.Set("X-Forwarded-Host", "evil.example")
		body := invite(s, "lin", map[string]any{"phone": "13812342100"})
		made := s.Admin.Must(201, "POST", "/staff", body)
		url := apptest.Text(made, "link.url")
		if !strings.HasPrefix(url, apptest.PublicURL+"/link/txl_") {
			t.Fatalf("link: %s", url)
		}
		if phone := apptest.Text(made, "staff.phone"); phone != "138 **** 2100" {
			t.Errorf("phone: %s", phone)
		}
		again := s.Admin.Must(201, "POST", "/staff", body)
		if apptest.Text(again, "staff.id") != apptest.Text(made, "staff.id") {
			t.Error("a retry made another account")
		}
		c := s.Client()
		c.Refused(404, "not_found", "GET", "/links/"+tokenOf(url), nil) // replaced by the retry's
		token := tokenOf(apptest.Text(again, "link.url"))
		for _, bad := range []string{strings.ToUpper(token), token[:len(token)-1], token + "0", "txl_", "%20", "txs_" + token[4:], strings.Repeat("0", 36)} {
			c.Refused(404, "not_found", "GET", "/links/"+bad, nil)
			c.Refused(404, "not_found", "POST", "/links/"+bad, map[string]any{"password": newPassword})
		}
		info := c.Must(200, "GET", "/links/"+token, nil)
		if info["kind"] != "invite" || info["login"] != "lin" || info["organisation"] != "贴心示范" {
			t.Errorf("info: %v", info)
		}
		c.Refused(400, "password.is_login", "POST", "/links/"+token, map[string]any{"password": "linlinlin1"})
		c.Must(200, "POST", "/links/"+token, map[string]any{"password": newPassword})
		c.Must(200, "GET", "/me", nil)
		c.Refused(404, "not_found", "POST", "/links/"+token, map[string]any{"password": newPassword})
		id := apptest.Text(made, "staff.id")
		s.Admin.Refused(409, "link.wrong_state", "POST", "/staff/"+id+"/link", map[string]any{"kind": "invite"})
		late := tokenOf(apptest.Text(s.Admin.Must(200, "POST", "/staff/"+id+"/link", map[string]any{"kind": "reset"}), "url"))
		s.Clock.Advance(24 * time.Hour)
		c.Refused(404, "not_found", "GET", "/links/"+late, nil)
		c.Refused(404, "not_found", "POST", "/links/"+late, map[string]any{"password": newPassword})
	})
}

// TestOneLinkTwiceAtOnce lets only one of several through.
func TestOneLinkTwiceAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		token := tokenOf(apptest.Text(s.Admin.Must(201, "POST", "/staff", invite(s, "lin", nil)), "link.url"))
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 6 {
			wg.Go(func() {
				if _, _, err := s.App.Org.AcceptLink(from("10.0.0.1"), token, newPassword, ""); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("%d came in", in)
		}
	})
}

// TestDisablingEndsEverything at once, sockets and tokens included.
func TestDisablingEndsEverything(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		token := s.Client()
		token.Token = apptest.Text(lin.Must(201, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "x", "scopes": []string{"conversation.read"}}), "token")
		token.Must(200, "GET", "/me", nil)
		reset := tokenOf(apptest.Text(s.Admin.Must(200, "POST", "/staff/"+lin.ID+"/link", map[string]any{"kind": "reset"}), "url"))
		feed := apptest.Text(lin.Must(200, "GET", "/calendar/feed", nil), "url")
		reads := func() int {
			res, _ := s.Client().Raw("GET", strings.TrimPrefix(feed, apptest.PublicURL), nil)
			return res.StatusCode
		}
		if reads() != 200 {
			t.Fatal("the feed does not open")
		}
		row := staffRow(s, "lin")
		off := s.Admin.Must(200, "PATCH", "/staff/"+lin.ID, map[string]any{"version": row["version"], "state": "disabled"})
		lin.Refused(401, "auth.required", "GET", "/me", nil)
		token.Refused(401, "auth.required", "GET", "/me", nil)
		s.Client().Refused(404, "not_found", "GET", "/links/"+reset, nil)
		if rows := apptest.Rows(s.Admin.Must(200, "GET", "/colleagues?q=lin", nil)); len(rows) != 0 {
			t.Errorf("a disabled colleague is still offered: %v", rows)
		}
		s.Admin.Refused(409, "link.wrong_state", "POST", "/staff/"+lin.ID+"/link", map[string]any{"kind": "reset"})
		s.Admin.Must(200, "PATCH", "/staff/"+lin.ID, map[string]any{"version": off["version"], "state": "active"})
		lin.Refused(401, "auth.required", "GET", "/me", nil)
		token.Refused(401, "auth.required", "GET", "/me", nil)
		s.Client().Refused(404, "not_found", "GET", "/links/"+reset, nil)
		if got := reads(); got != 404 {
			t.Errorf("the feed of before is alive again: %d", got)
		}
		if status, _ := lin.SignIn("lin", apptest.Password); status != 200 {
			t.Error("enabled again, but no sign-in")
		}
		facts := map[string]any{"name": "同事lin", "login": "lin", "email": "", "phone": "", "unit_id": s.Root, "state": "active", "totp_enabled": false, "roles": []string{"agent"}}
		after := map[string]any{}
		for k, v := range facts {
			after[k] = v
		}
		after["state"] = "disabled"
		wantAudit(t, s, "staff.disabled", "同事lin", facts, after)
	})
}

// TestTheLastAdministratorStays whatever is tried.
func TestTheLastAdministratorStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		row := staffRow(s, "admin")
		path := "/staff/" + row["id"].(string)
		s.Admin.Refused(409, "staff.last_admin", "PATCH", path, map[string]any{"version": row["version"], "state": "disabled"})
		s.Admin.Refused(409, "staff.last_admin", "PATCH", path, map[string]any{"version": row["version"], "role_ids": []string{roleID(s, "agent")}})
		second := s.Staff("second", "admin", "")
		other := staffRow(s, "second")
		// Both at once: each removes the other.
		var wg sync.WaitGroup
		wg.Go(func() {
			s.Admin.Do("PATCH", "/staff/"+second.ID, map[string]any{"version": other["version"], "state": "disabled"})
		})
		wg.Go(func() { second.Do("PATCH", path, map[string]any{"version": row["version"], "state": "disabled"}) })
		wg.Wait()
		admins, err := s.App.Directory.Colleagues(context.Background())
		if err != nil || len(admins) != 1 {
			t.Errorf("%d administrators left: %v", len(admins), err)
		}
	})
}

// TestNobodyGivesMoreThanTheyHave with a role that may manage staff only.
func TestNobodyGivesMoreThanTheyHave(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		role := s.Admin.Must(201, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": "人事",
			"grants": []map[string]any{{"permission": "staff.manage", "scope": "all"}, {"permission": "staff.read", "scope": "all"}, {"permission": "role.manage", "scope": "all"}}})
		hr := s.Staff("hrm", apptest.Text(role, "id"), "")
		admin := staffRow(s, "admin")
		me := staffRow(s, "hrm")
		hr.Refused(403, "staff.beyond_own", "PATCH", "/staff/"+hr.ID, map[string]any{"version": me["version"], "role_ids": []string{roleID(s, "admin")}})
		hr.Refused(403, "staff.beyond_own", "POST", "/staff/"+admin["id"].(string)+"/link", map[string]any{"kind": "reset"})
		hr.Refused(403, "staff.beyond_own", "PATCH", "/staff/"+admin["id"].(string), map[string]any{"version": admin["version"], "state": "disabled"})
		hr.Refused(403, "staff.beyond_own", "DELETE", "/staff/"+admin["id"].(string)+"/sessions", nil)
		hr.Refused(403, "staff.beyond_own", "POST", "/staff", invite(s, "evil", map[string]any{"role_ids": []string{roleID(s, "admin")}}))
		hr.Refused(403, "staff.beyond_own", "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": "x",
			"grants": []map[string]any{{"permission": "audit.read", "scope": "all"}}})
		above := invite(s, "second", map[string]any{"role_ids": []string{roleID(s, "admin")}})
		s.Admin.Must(201, "POST", "/staff", above)
		again := invite(s, "second", map[string]any{"client_key": above["client_key"], "role_ids": []string{apptest.Text(role, "id")}})
		hr.Refused(403, "staff.beyond_own", "POST", "/staff", again) // a retry with another's key
		hr.Must(201, "POST", "/staff", invite(s, "helper", map[string]any{"role_ids": []string{apptest.Text(role, "id")}}))
	})
}

// TestRolesKeepToTheAllowList of permissions and scopes.
func TestRolesKeepToTheAllowList(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		ask := func(name string, grants ...string) map[string]any {
			list := []map[string]any{}
			for i := 0; i < len(grants); i += 2 {
				list = append(list, map[string]any{"permission": grants[i], "scope": grants[i+1]})
			}
			return map[string]any{"client_key": apptest.Key(), "name": name, "grants": list}
		}
		s.Admin.Refused(400, "role.unknown_permission", "POST", "/roles", ask("a", "no.such", "all"))
		s.Admin.Refused(400, "role.scope", "POST", "/roles", ask("a", "staff.manage", "own"))
		s.Admin.Refused(400, "role.scope", "POST", "/roles", ask("a", "staff.read", "all", "staff.read", "all"))
		s.Admin.Refused(400, "request.invalid", "POST", "/roles", ask("a", "staff.read", "everything"))
		s.Admin.Refused(400, "check.empty", "POST", "/roles", ask(" ", "staff.read", "all"))
		in := ask("前台", "conversation.read", "unit")
		made := s.Admin.Must(201, "POST", "/roles", in)
		if again := s.Admin.Must(201, "POST", "/roles", in); again["id"] != made["id"] {
			t.Error("a retry made another role")
		}
		path := "/roles/" + apptest.Text(made, "id")
		front := s.Staff("front", apptest.Text(made, "id"), "")
		details := s.Admin.Refused(409, "role.in_use", "DELETE", path, nil)
		if details["staff_count"] != 1.0 {
			t.Errorf("details: %v", details)
		}
		s.Admin.Must(200, "PATCH", path, map[string]any{"version": 1, "name": "前台接待", "grants": ask("", "conversation.read", "team", "staff.read", "all")["grants"]})
		front.Must(200, "GET", "/staff", nil)
		current := s.Admin.Refused(409, "version.conflict", "PATCH", path, map[string]any{"version": 1, "name": "x"})
		if apptest.Text(current, "current.name") != "前台接待" {
			t.Errorf("details: %v", current)
		}
		row := staffRow(s, "front")
		s.Admin.Must(200, "PATCH", "/staff/"+front.ID, map[string]any{"version": row["version"], "role_ids": []string{roleID(s, "agent")}})
		front.Refused(403, "auth.forbidden", "GET", "/staff", nil)
		s.Admin.Must(204, "DELETE", path, nil)
		s.Admin.Refused(404, "not_found", "DELETE", path, nil)
		admin := "/roles/" + roleID(s, "admin")
		s.Admin.Refused(409, "role.builtin", "DELETE", admin, nil)
		s.Admin.Refused(409, "role.builtin", "PATCH", admin, map[string]any{"version": 1, "name": "老大"})
		s.Admin.Refused(409, "role.admin_fixed", "PATCH", admin, map[string]any{"version": 1, "grants": []any{}})
		wantAudit(t, s, "role.changed", "前台接待", map[string]any{"name": "前台", "grants": map[string]any{"conversation.read": "unit"}},
			map[string]any{"name": "前台接待", "grants": map[string]any{"conversation.read": "team", "staff.read": "all"}})
	})
}

// TestUnitsStayATree through moves, retries and removals.
func TestUnitsStayATree(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		add := func(parent, kind, name string) map[string]any {
			t.Helper()
			return s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": parent, "kind": kind, "name": name})
		}
		text := func(u map[string]any) string { return apptest.Text(u, "id") }
		east := add(s.Root, "region", "华东")
		north := add(s.Root, "region", "华北")
		lake := add(text(east), "project", "湖畔花园")
		team := add(text(lake), "team", "客服一组")
		refuse := func(code string, body map[string]any) {
			t.Helper()
			body["client_key"] = apptest.Key()
			s.Admin.Refused(400, code, "POST", "/units", body)
		}
		refuse("unit.kind_order", map[string]any{"parent_id": text(lake), "kind": "region", "name": "x"})
		refuse("unit.kind_order", map[string]any{"parent_id": s.Root, "kind": "company", "name": "x"})
		refuse("unit.one_root", map[string]any{"parent_id": "", "kind": "company", "name": "x"})
		refuse("unit.unknown", map[string]any{"parent_id": "nowhere", "kind": "team", "name": "x"})
		refuse("check.empty", map[string]any{"parent_id": s.Root, "kind": "team", "name": "  "})
		path := "/units/" + text(lake)
		s.Admin.Refused(400, "unit.cycle", "PATCH", path, map[string]any{"version": 1, "parent_id": text(team)})
		s.Admin.Refused(400, "unit.cycle", "PATCH", path, map[string]any{"version": 1, "parent_id": text(lake)})
		s.Admin.Refused(400, "unit.one_root", "PATCH", "/units/"+s.Root, map[string]any{"version": 1, "parent_id": text(lake)})
		s.Admin.Refused(400, "request.unknown_field", "PATCH", path, map[string]any{"version": 1, "kind": "team"})
		moved := s.Admin.Must(200, "PATCH", path, map[string]any{"version": 1, "parent_id": text(north), "name": "湖畔"})
		if moved["parent_id"] != text(north) || moved["version"] != 2.0 {
			t.Errorf("moved: %v", moved)
		}
		s.Admin.Refused(409, "version.conflict", "PATCH", path, map[string]any{"version": 1, "name": "x"})
		lin := s.Staff("lin", "agent", text(team))
		details := s.Admin.Refused(409, "unit.in_use", "DELETE", "/units/"+text(team), nil)
		if details["staff"] != 1.0 || details["units"] != 0.0 {
			t.Errorf("details: %v", details)
		}
		s.Admin.Refused(409, "unit.in_use", "DELETE", path, nil)
		s.Admin.Refused(409, "unit.is_root", "DELETE", "/units/"+s.Root, nil)
		s.Admin.Must(200, "PATCH", "/staff/"+lin.ID, map[string]any{"version": staffRow(s, "lin")["version"], "unit_id": s.Root})
		s.Admin.Must(204, "DELETE", "/units/"+text(team), nil)
		s.Admin.Must(204, "DELETE", path, nil)
		if rows := apptest.Rows(s.Admin.Must(200, "GET", "/units?limit=100", nil)); len(rows) != 3 || rows[0]["staff_count"] != 2.0 {
			t.Errorf("units: %v", rows)
		}
	})
}

// TestTwoMovesAtOnceCloseNoCircle swaps two regions' projects under each other.
func TestTwoMovesAtOnceCloseNoCircle(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		var ids []string
		for _, kind := range []string{"region", "project"} {
			u := s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": s.Root, "kind": kind, "name": kind})
			ids = append(ids, apptest.Text(u, "id"))
		}
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				s.Admin.Do("PATCH", "/units/"+ids[i], map[string]any{"version": 1, "parent_id": ids[1-i]})
			})
		}
		wg.Wait()
		s.Admin.Must(200, "GET", "/me", nil) // the tree can still be read
	})
}

// TestStaffListFindsAndPages by name, login, pinyin, unit and state.
func TestStaffListFindsAndPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		region := apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": s.Root, "kind": "region", "name": "华东"}), "id")
		s.Staff("wang", "agent", region)
		s.Staff("zhao", "lead", "")
		s.Admin.Must(201, "POST", "/staff", invite(s, "zeng", map[string]any{"name": "曾国藩"}))
		find := func(want string, pairs ...string) {
			t.Helper()
			var got []string
			for _, row := range apptest.Rows(s.Admin.Must(200, "GET", apptest.Query("/staff", pairs...), nil)) {
				got = append(got, row["login"].(string))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%v: %v, want %s", pairs, got, want)
			}
		}
		find("admin wang zeng zhao")
		find("zeng", "q", "zgf")
		find("zeng", "q", "cengguo")
		find("zeng", "q", "國藩")
		find("wang", "unit_id", region)
		find("zeng", "state", "invited")
		find("", "q", "nobody")
		var logins []string
		cursor := ""
		for {
			page := s.Admin.Must(200, "GET", apptest.Query("/staff", "limit", "3", "cursor", cursor), nil)
			for _, row := range apptest.Rows(page) {
				logins = append(logins, row["login"].(string))
			}
			if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
				break
			}
		}
		if strings.Join(logins, " ") != "admin wang zeng zhao" {
			t.Errorf("pages: %v", logins)
		}
		colleagues := apptest.Rows(s.Admin.Must(200, "GET", "/colleagues?q=wang&limit=20", nil))
		if len(colleagues) != 1 || colleagues[0]["unit_name"] != "华东" || len(colleagues[0]) != 4 {
			t.Errorf("colleagues: %v", colleagues)
		}
		one := apptest.Rows(s.Admin.Must(200, "GET", "/colleagues?id="+apptest.Text(colleagues[0], "id"), nil))
		if len(one) != 1 || one[0]["name"] != colleagues[0]["name"] {
			t.Errorf("the one by id: %v", one)
		}
		if none := apptest.Rows(s.Admin.Must(200, "GET", "/colleagues?id=nobody", nil)); len(none) != 0 {
			t.Errorf("nobody by id: %v", none)
		}
		for _, bad := range []string{"limit=0", "limit=1000000000", "limit=-1", "cursor=x", "state=gone", "sort=password", "order=1"} {
			if status, _ := s.Admin.Do("GET", "/staff?"+bad, nil); status != http.StatusBadRequest {
				t.Errorf("%s: %d", bad, status)
			}
		}
	})
}

// TestEditingSomebodyRefusesForeignFields and shows what is stored on conflict.
func TestEditingSomebodyRefusesForeignFields(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		path, row := "/staff/"+lin.ID, staffRow(s, "lin")
		for _, field := range []string{"id", "login", "password", "totp_secret", "totp_enabled", "recovery", "theme", "locale", "preferences", "created_at", "client_key", "permissions", "organisation"} {
			s.Admin.Refused(400, "request.unknown_field", "PATCH", path, map[string]any{"version": row["version"], field: "x"})
		}
		s.Admin.Refused(400, "unit.unknown", "PATCH", path, map[string]any{"version": row["version"], "unit_id": "nowhere"})
		s.Admin.Refused(400, "role.unknown", "PATCH", path, map[string]any{"version": row["version"], "role_ids": []string{"king"}})
		s.Admin.Refused(400, "staff.roles", "PATCH", path, map[string]any{"version": row["version"], "role_ids": []string{}})
		s.Admin.Refused(400, "staff.state", "PATCH", path, map[string]any{"version": row["version"], "state": "invited"})
		s.Admin.Must(200, "PATCH", path, map[string]any{"version": row["version"], "name": "林"})
		current := s.Admin.Refused(409, "version.conflict", "PATCH", path, map[string]any{"version": row["version"], "name": "x"})
		if apptest.Text(current, "current.name") != "林" {
			t.Errorf("details: %v", current)
		}
		lin.Refused(403, "auth.forbidden", "PATCH", path, map[string]any{"version": 2, "name": "x"})
		s.Admin.Refused(404, "not_found", "PATCH", "/staff/nobody", map[string]any{"version": 1})
		s.Admin.Refused(409, "staff.login_taken", "POST", "/staff", invite(s, "lin", nil))
	})
}

// TestOrganisationChanges once per version.
func TestOrganisationChanges(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		o := s.Admin.Must(200, "GET", "/organisation", nil)
		next := s.Admin.Must(200, "PATCH", "/organisation", map[string]any{"version": o["version"], "name": "晴天物业", "industry": "property", "zone": "Asia/Urumqi"})
		if next["name"] != "晴天物业" || next["zone"] != "Asia/Urumqi" || next["version"] != o["version"].(float64)+1 {
			t.Errorf("organisation: %v", next)
		}
		s.Admin.Refused(409, "version.conflict", "PATCH", "/organisation", map[string]any{"version": o["version"], "name": "x"})
		s.Admin.Refused(400, "organisation.zone", "PATCH", "/organisation", map[string]any{"version": next["version"], "zone": "Mars/Base"})
		s.Admin.Refused(400, "request.unknown_field", "PATCH", "/organisation", map[string]any{"version": next["version"], "demo": true})
	})
}

// TestWhoCanHelpIsNamed: two of those who may give a permission, by login, who
// are there and are not the one who asks.
func TestWhoCanHelpIsNamed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		named := func(besides string, want ...string) {
			t.Helper()
			if got, err := s.App.Directory.Granters(t.Context(), besides); err != nil || !slices.Equal(got, want) {
				t.Errorf("named are %v, %v, want %v", got, err, want)
			}
		}
		first := staffRow(s, s.Admin.Login)["name"].(string)
		s.Staff("aa-agent", "agent", "")
		invite(s, "ab-invited", map[string]any{"role_ids": []string{roleID(s, "admin")}})
		named("", first)
		named(s.Admin.ID)
		for _, login := range []string{"ac-one", "ac-three", "ac-two"} {
			s.Staff(login, "admin", "")
		}
		named("", "同事ac-one", "同事ac-three")
		named(staffRow(s, "ac-one")["id"].(string), "同事ac-three", "同事ac-two")
		s.Admin.Must(200, "PATCH", "/staff/"+staffRow(s, "ac-three")["id"].(string), map[string]any{"version": version(s, "ac-three"), "state": "disabled"})
		named("", "同事ac-one", "同事ac-two")
		s.Admin.Must(200, "PATCH", "/staff/"+staffRow(s, "ac-three")["id"].(string), map[string]any{"version": version(s, "ac-three"), "state": "active"})
		named("", "同事ac-one", "同事ac-three")
	})
}
