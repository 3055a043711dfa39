package workforce_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/workforce"
)

type body = map[string]any

func state(c *apptest.Client) string {
	_, out := c.Do("GET", "/workforce/me", nil)
	return apptest.Text(out, "presence.state")
}

func TestComingAndGoingSetTheState(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, auditor := s.Staff("lin", "agent", ""), s.Staff("audit", "auditor", "")
		if got := state(lin); got != "online" {
			t.Fatalf("who serves and signs in: %s", got)
		}
		if got := state(auditor); got != "off" {
			t.Fatalf("who does not serve: %s", got)
		}
		auditor.Refused(http.StatusForbidden, "workforce.not_serving", "PUT", "/workforce/me/state", body{"state": "online"})
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal"})
		if code, _ := s.Client().SignIn("lin", apptest.Password); code != http.StatusOK || state(lin) != "break" {
			t.Fatalf("signing in ends a break: %d %s", code, state(lin))
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "busy"})
		second := s.Client()
		second.SignIn("lin", apptest.Password)
		if got := state(lin); got != "online" {
			t.Fatalf("signing in: %s", got)
		}
		second.Must(http.StatusNoContent, "DELETE", "/session", nil)
		if got := state(lin); got != "off" {
			t.Fatalf("signing out: %s", got)
		}
	})
}

func TestABreakNeedsACoverWhilePeopleWait(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, chen, wu := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("wuxi", "agent", "")
		waiting := map[string]int{lin.ID: 2, wu.ID: 1, chen.ID: 3}
		for _, c := range []*apptest.Client{s.Admin, lin, chen, wu} {
			s.App.Workforce.Opened(c.ID, open{s.Clock})
		}
		s.App.Workforce.Hooks.Waiting = func(_ context.Context, staffID string) (int, error) { return waiting[staffID], nil }
		set := func(c *apptest.Client, in body) (int, body) { return c.Do("PUT", "/workforce/me/state", in) }

		details := lin.Refused(http.StatusConflict, "workforce.cover_needed", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal"})
		if fmt.Sprint(details["waiting"]) != "2" || apptest.Text(details["candidates"].([]any)[0].(body), "id") != s.Admin.ID {
			t.Fatalf("told %v", details) // the administrator is free, then wu
		}
		if got := apptest.Text(details["candidates"].([]any)[1].(body), "id"); got != wu.ID {
			t.Fatalf("the freer one is not offered first: %v", details)
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "restroom"}) // short, needs none
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "online"})
		lin.Refused(http.StatusConflict, "workforce.cover_needed", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "cooldown"}) // 15 minutes
		if took := lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "cooldown", "anyway": true}); took["state"] != "break" || apptest.Text(took, "cover_id") != "" {
			t.Errorf("gone anyway: %v", took)
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "online"})
		lin.Refused(http.StatusConflict, "workforce.cover_needed", "PUT", "/workforce/me/state", body{"state": "off", "anyway": true}) // who goes off leaves nobody behind
		lin.Refused(http.StatusConflict, "workforce.cover_self", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal", "cover_id": lin.ID})
		lin.Refused(http.StatusBadRequest, "staff.unknown", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal", "cover_id": "x"})

		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal", "cover_id": chen.ID})
		details = chen.Refused(http.StatusConflict, "workforce.cover_circle", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal", "cover_id": lin.ID})
		if list, _ := details["candidates"].([]any); len(list) == 0 {
			t.Fatal("no way out is shown")
		}
		wu.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "busy"})
		chen.Refused(http.StatusConflict, "workforce.cover_not_online", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal", "cover_id": wu.ID})

		p := s.App.Workforce.PresenceOf(lin.ID)
		if p.State != workforce.Break || p.CoverID != chen.ID || p.Until.Sub(p.Since) != time.Hour {
			t.Fatalf("%+v", p)
		}
		if code, _ := set(lin, body{"state": "away"}); code != http.StatusBadRequest {
			t.Fatalf("away can be chosen: %d", code)
		}
		if code, _ := set(lin, body{"state": "break"}); code != http.StatusBadRequest {
			t.Fatalf("a break of no kind: %d", code)
		}
	})
}

// TestWhoCouldCover: who is here and free to be asked, serves, and is seen or of
// one's own unit; never oneself.
func TestWhoCouldCover(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		unit := func(name string) string {
			return apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/units", body{"client_key": name, "parent_id": s.Root, "kind": "project", "name": name}), "id")
		}
		shop, bank := unit("门店"), unit("银行")
		lin := s.Staff("lin", "agent", shop)
		beside, busy, gone, unheard := s.Staff("beside", "agent", shop), s.Staff("busy", "agent", shop), s.Staff("gone", "agent", shop), s.Staff("unheard", "agent", shop)
		looks, elsewhere := s.Staff("looks", "auditor", shop), s.Staff("elsewhere", "agent", bank)
		for _, c := range []*apptest.Client{lin, beside, busy, gone, looks, elsewhere} {
			s.App.Workforce.Opened(c.ID, open{s.Clock})
		}
		for c, state := range map[*apptest.Client]string{lin: "online", beside: "online", busy: "busy", gone: "off", elsewhere: "online", unheard: "online"} {
			c.Do("PUT", "/workforce/me/state", body{"state": state})
		}
		names := func(c *apptest.Client) (out []string) {
			for _, r := range apptest.Rows(c.Must(http.StatusOK, "GET", "/workforce/me/covers", nil)) {
				out = append(out, apptest.Text(r, "name"))
			}
			return out
		}
		if got := names(lin); len(got) != 1 || got[0] != beside.Name {
			t.Errorf("lin could ask %v", got)
		}
		if got := names(elsewhere); len(got) != 0 {
			t.Errorf("of another unit: %v", got)
		}
		if got := names(s.Admin); len(got) != 3 {
			t.Errorf("who sees all: %v", got)
		}
	})
}

func TestABreakIsAnsweredWithWhoStillWaitsForAnybody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		for i := range 2 {
			s.Visitor().Must(http.StatusCreated, "POST", "/widget/messages", body{"client_key": fmt.Sprint(i), "text": "有人吗"})
		}
		_, mine := lin.Do("GET", "/workforce/me", nil)
		took := lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "restroom"})
		if fmt.Sprint(mine["waiting"], took["waiting_all"]) != "0 2" {
			t.Fatalf("mine %v, all %v", mine["waiting"], took["waiting_all"])
		}
		if took = lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "online"}); fmt.Sprint(took["waiting_all"]) != "0" {
			t.Fatalf("who is there is told %v", took["waiting_all"])
		}
		s.App.Workforce.Hooks.Waiting = func(context.Context, string) (int, error) { return 1, nil }
		details := lin.Refused(http.StatusConflict, "workforce.cover_needed", "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "meal"})
		if fmt.Sprint(details["waiting"], details["waiting_all"]) != "1 2" {
			t.Fatalf("told %v", details)
		}
	})
}

func TestABreakOverItsLimitIsToldOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("lead", "lead", "")
		rules := lead.Must(http.StatusOK, "GET", "/workforce/breaks", nil)
		for _, r := range rules["rules"].([]any) {
			if r.(body)["kind"] == "restroom" {
				r.(body)["max_minutes"] = 5
			}
		}
		lead.Must(http.StatusOK, "PUT", "/workforce/breaks", body{"rules": rules["rules"], "version": 0})
		lead.Refused(http.StatusConflict, "version.conflict", "PUT", "/workforce/breaks", body{"rules": rules["rules"], "version": 0})
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "break", "break_kind": "restroom"})
		tick := func(d time.Duration) {
			s.Clock.Advance(d)
			if err := s.App.Workforce.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		reason := func() string { return s.App.Workforce.PresenceOf(lin.ID).Reason }
		if tick(4*time.Minute + 50*time.Second); reason() != "" {
			t.Fatal("overdue before its time")
		}
		for range 3 {
			tick(11 * time.Second)
		}
		if p := s.App.Workforce.PresenceOf(lin.ID); p.Reason != workforce.ReasonOverdue || p.State != workforce.Break {
			t.Fatalf("%+v", p)
		}
		if n := count(t, s.App.DB, "workforce.break_overdue"); n != 1 {
			t.Fatalf("told %d times", n)
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "online"})
		if reason() != "" || state(lin) != "online" {
			t.Fatal("coming back does not end it")
		}
	})
}

var stmtCount = db.SQL("test.count_events", `SELECT COUNT(*) FROM event_outbox WHERE kind = $1`)

func count(t *testing.T, d *db.DB, kind string) (n int64) {
	t.Helper()
	if err := db.Get(t.Context(), d, stmtCount, []any{kind}, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestALeadSetsOthersWithinTheirReach(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		unit := func(name string) string {
			return apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/units", body{"client_key": name, "parent_id": s.Root, "kind": "project", "name": name}), "id")
		}
		a, b := unit("甲"), unit("乙")
		lin, chen, lead, far := s.Staff("lin", "agent", a), s.Staff("chen", "agent", a), s.Staff("lead", "lead", a), s.Staff("far", "agent", b)
		lead.Must(http.StatusOK, "PUT", "/workforce/presence/"+lin.ID, body{"state": "off"})
		if state(lin) != "off" {
			t.Fatal("the lead's word does not hold")
		}
		chen.Refused(http.StatusForbidden, "auth.forbidden", "PUT", "/workforce/presence/"+lin.ID, body{"state": "online"})
		lead.Refused(http.StatusNotFound, "not_found", "PUT", "/workforce/presence/"+far.ID, body{"state": "off"})
		rows := fmt.Sprint(apptest.Rows(chen.Must(http.StatusOK, "GET", "/workforce/presence", nil)))
		if !strings.Contains(rows, lin.ID) || strings.Contains(rows, far.ID) {
			t.Fatalf("chen sees %s", rows)
		}
		page := s.Admin.Must(http.StatusOK, "GET", "/workforce/presence?limit=2", nil)
		seen := len(apptest.Rows(page))
		for page["next_cursor"] != "" {
			page = s.Admin.Must(http.StatusOK, "GET", apptest.Query("/workforce/presence", "limit", "2", "cursor", apptest.Text(page, "next_cursor")), nil)
			seen += len(apptest.Rows(page))
		}
		if seen != 5 {
			t.Fatalf("%d rows over all pages", seen)
		}
		trail := fmt.Sprint(apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/audit?action=presence.set", nil)))
		if !strings.Contains(trail, lead.ID) {
			t.Fatalf("not in the trail: %s", trail)
		}
	})
}

func TestSkillsAndLevels(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("lead", "lead", "")
		changes := 0
		s.App.Workforce.OnSkills(func() { changes++ })
		make := func(key, name string) body {
			return lead.Must(http.StatusCreated, "POST", "/workforce/skills", body{"client_key": key, "kind": "skill", "name": name})
		}
		refund, english := make("a", "退换货"), make("b", "English")
		if again := make("a", "退换货"); again["id"] != refund["id"] {
			t.Fatal("a retry makes another skill")
		}
		lead.Refused(http.StatusConflict, "workforce.skill_taken", "POST", "/workforce/skills", body{"client_key": "c", "kind": "language", "name": "ＥＮＧＬＩＳＨ"})
		at := "/workforce/staff/" + lin.ID + "/skills"
		rid, eid := apptest.Text(refund, "id"), apptest.Text(english, "id")
		lead.Must(http.StatusOK, "PUT", at, body{"levels": body{rid: 3}})
		lead.Must(http.StatusOK, "PUT", at, body{"levels": body{eid: 5}}) // another cell: the first stays
		all, err := s.App.Workforce.Skills(t.Context())
		if err != nil || all[lin.ID][rid] != 3 || all[lin.ID][eid] != 5 || changes == 0 {
			t.Fatalf("%v %v, told %d times", all, err, changes)
		}
		lead.Refused(http.StatusBadRequest, "workforce.level", "PUT", at, body{"levels": body{rid: 6}})
		lead.Refused(http.StatusBadRequest, "workforce.skill_unknown", "PUT", at, body{"levels": body{"x": 1}})
		lin.Refused(http.StatusForbidden, "auth.forbidden", "PUT", at, body{"levels": body{rid: 5}})
		s.App.Workforce.Hooks.SkillUses = func(_ context.Context, _ db.Querier, skillID string) ([]workforce.Use, error) {
			if skillID == rid {
				return []workforce.Use{{Kind: "queue", ID: "q", Name: "售后"}}, nil
			}
			return nil, nil
		}
		details := lead.Refused(http.StatusConflict, "workforce.skill_in_use", "DELETE", "/workforce/skills/"+rid, nil)
		if !strings.Contains(fmt.Sprint(details), "售后") {
			t.Fatalf("it is not said where: %v", details)
		}
		lead.Must(http.StatusNoContent, "DELETE", "/workforce/skills/"+eid, nil)
		if all, _ = s.App.Workforce.Skills(t.Context()); all[lin.ID][eid] != 0 || all[lin.ID][rid] != 3 {
			t.Fatalf("after removal: %v", all)
		}
		lead.Refused(http.StatusConflict, "version.conflict", "PATCH", "/workforce/skills/"+rid, body{"version": 9, "kind": "skill", "name": "x"})
		lead.Must(http.StatusOK, "PATCH", "/workforce/skills/"+rid, body{"version": 1, "kind": "skill", "name": "售后"})
	})
}

func TestSubstitutesEndByThemselves(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, chen, wu := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("wuxi", "agent", "")
		now := s.Clock.Now()
		arrange := func(by *apptest.Client, key, staffID, substituteID string, from, to time.Duration) (int, body) {
			return by.Do("POST", "/workforce/substitutes", body{"client_key": key, "staff_id": staffID, "substitute_id": substituteID,
				"from": now.Add(from), "to": now.Add(to)})
		}
		code, made := arrange(lin, "a", lin.ID, chen.ID, time.Hour, 3*time.Hour)
		if code != http.StatusCreated {
			t.Fatalf("%d %v", code, made)
		}
		if code, again := arrange(lin, "a", lin.ID, chen.ID, time.Hour, 3*time.Hour); code != http.StatusCreated || again["id"] != made["id"] {
			t.Fatal("a retry makes another one")
		}
		for want, got := range map[string]func() (int, body){
			"workforce.substitute_self":    func() (int, body) { return arrange(lin, "b", lin.ID, lin.ID, 0, time.Hour) },
			"workforce.substitute_overlap": func() (int, body) { return arrange(lin, "c", lin.ID, wu.ID, 2*time.Hour, 4*time.Hour) },
			"workforce.substitute_circle":  func() (int, body) { return arrange(chen, "d", chen.ID, lin.ID, 2*time.Hour, 4*time.Hour) },
			"workforce.substitute_span":    func() (int, body) { return arrange(lin, "e", lin.ID, wu.ID, 5*time.Hour, 4*time.Hour) },
			"auth.forbidden":               func() (int, body) { return arrange(lin, "f", wu.ID, chen.ID, 0, time.Hour) },
		} {
			if _, out := got(); out["code"] != want {
				t.Errorf("%v, want %s", out, want)
			}
		}
		who := func(at time.Time) string {
			id, _ := s.App.Workforce.SubstituteOf(t.Context(), lin.ID, at)
			return id
		}
		for after, want := range map[time.Duration]string{0: "", time.Hour: chen.ID, 3*time.Hour - 1: chen.ID, 3 * time.Hour: ""} {
			if got := who(now.Add(after)); got != want {
				t.Errorf("%s on: %q, want %q", after, got, want)
			}
		}
		s.Clock.Set(now.Add(2 * time.Hour))
		if got := who(s.Clock.Now()); got != chen.ID {
			t.Fatalf("while it lasts: %q", got)
		}
		s.Clock.Set(now.Add(3*time.Hour + time.Second))
		if got := who(s.Clock.Now()); got != "" {
			t.Fatalf("after its end: %q", got)
		}
		if rows := apptest.Rows(lin.Must(http.StatusOK, "GET", "/workforce/substitutes", nil)); len(rows) != 0 {
			t.Fatalf("still listed: %v", rows)
		}
	})
}

func TestTheRota(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("lead", "lead", "")
		put := func(c *apptest.Client, cells ...any) (int, body) {
			var list []body
			for i := 0; i+1 < len(cells); i += 2 {
				list = append(list, body{"staff_id": lin.ID, "date": cells[i], "shift_type_ids": cells[i+1]})
			}
			return c.Do("PUT", "/workforce/rota", body{"cells": list})
		}
		if code, out := put(lead, "2026-03-02", []string{"shift-late"}, "2026-03-03", []string{"shift-early"}); code != http.StatusNoContent {
			t.Fatalf("%d %v", code, out)
		}
		if code, _ := put(lin, "2026-03-04", []string{"shift-late"}); code != http.StatusForbidden {
			t.Fatalf("an agent writes the rota: %d", code)
		}
		if code, out := put(lead, "2026-03-05", []string{"shift-early"}, "2026-03-06", []string{"shift-early", "shift-middle"}); code != http.StatusConflict || out["code"] != "workforce.shifts_overlap" {
			t.Fatalf("overlapping: %d %v", code, out)
		}
		row := func() body {
			for _, r := range apptest.Rows(lin.Must(http.StatusOK, "GET", "/workforce/rota?from=2026-03-02&to=2026-03-08", nil)) {
				if r["staff_id"] == lin.ID {
					return r
				}
			}
			return nil
		}
		if got := fmt.Sprint(row()["days"]); got != "[map[date:2026-03-02 shift_type_ids:[shift-late] warnings:[]]"+
			" map[date:2026-03-03 shift_type_ids:[shift-early] warnings:[map[limit:660 rule:rest value:600]]]]" {
			t.Fatalf("all or none, with a warning: %s", got)
		}
		for _, r := range apptest.Rows(lin.Must(http.StatusOK, "GET", "/workforce/rota?from=2026-03-03&to=2026-03-03", nil)) {
			if days := r["days"].([]any); r["staff_id"] == lin.ID && (len(days) != 1 || days[0].(body)["date"] != "2026-03-03") {
				t.Errorf("of one day: %v", days)
			}
		}
		for _, r := range apptest.Rows(lin.Must(http.StatusOK, "GET", "/workforce/rota?from=2026-03-01&to=2026-03-02", nil)) {
			if days := r["days"].([]any); r["staff_id"] == lin.ID && (len(days) != 1 || days[0].(body)["date"] != "2026-03-02") {
				t.Errorf("up to a day: %v", days)
			}
		}
		now := func() string {
			var out []string
			for _, r := range apptest.Rows(lead.Must(http.StatusOK, "GET", "/workforce/rota/now", nil)) {
				out = append(out, fmt.Sprint(apptest.Text(r, "presence.name"), r["here"]))
			}
			return fmt.Sprint(out)
		}
		s.Clock.Set(time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)) // 14:30 in Shanghai
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "off"})
		if got := now(); got != "[同事linfalse]" {
			t.Fatalf("off during the late shift: %s", got)
		}
		lin.Must(http.StatusOK, "PUT", "/workforce/me/state", body{"state": "online"})
		if got := now(); got != "[同事lintrue]" {
			t.Fatalf("online during the late shift: %s", got)
		}
		s.Clock.Set(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC))
		if got := now(); got != "[]" {
			t.Fatalf("after it: %s", got)
		}
		lead.Refused(http.StatusConflict, "workforce.shift_in_use", "DELETE", "/workforce/shift-types/shift-early", nil)
		lead.Must(http.StatusNoContent, "DELETE", "/workforce/shift-types/shift-night", nil)
		made := lead.Must(http.StatusCreated, "POST", "/workforce/shift-types", body{"client_key": "n", "name": "通宵", "start_min": 1260, "length_min": 720})
		lead.Must(http.StatusOK, "PATCH", "/workforce/shift-types/"+apptest.Text(made, "id"), body{"version": 1, "name": "通宵", "start_min": 1200, "length_min": 720})
		lin.Refused(http.StatusBadRequest, "workforce.date", "GET", "/workforce/rota?from=2026-02-30&to=2026-03-08", nil)
		lin.Refused(http.StatusBadRequest, "workforce.date", "GET", "/workforce/rota?from=2026-01-01&to=2026-03-08", nil)
	})
}

// open is a tab that always answers.
type open struct{ clock clock.Clock }

func (o open) Seen() time.Time { return o.clock.Now() }
