package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/org"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/web"
)

// mayFail lists the statements that a use case can do without: by path and name.
var mayFail = []struct{ path, statement string }{
	{"/customers", "customer.same_number"}, // a warning beside what is stored
	{"/session", "workforce."},             // who signed in is here a little later
	{"/session", "event."},
	{"/links/", "workforce."},
	{"/links/", "event."},
	{"/widget/phone-messages", "org."}, // the zone of hours that name none
}

func goesWithout(path, statement string) bool {
	for _, m := range mayFail {
		if strings.HasPrefix(path, m.path) && strings.HasPrefix(statement, m.statement) {
			return true
		}
	}
	return false
}

// faults does what people do, each act first with every one of its statements
// failing in turn, and notes what each act writes and tells.
type faults struct {
	t    *testing.T
	w    *world
	n    int // statements that failed
	acts strings.Builder
}

// deed is what one request wrote: events, lines of the trail, and the names of
// changing statements.
type deed struct{ events, trail, writes []string }

// asItComes are written or not by whether the engine was first.
var asItComes = []string{"routing.seat_make", "routing.seat_miss", "routing.offer_end"}

func (d *deed) note(s *db.Stmt, args []any) {
	switch {
	case slices.Contains(asItComes, s.Name) || s.Name == "event.insert" && args[0] == "routing.offer_ended":
	case s.Name == "event.insert":
		d.events = append(d.events, args[0].(string))
	case s.Name == "audit.insert":
		d.trail = append(d.trail, args[5].(string))
	case !strings.HasPrefix(strings.TrimSpace(s.Text), "SELECT"):
		d.writes = append(d.writes, s.Name)
	}
}

// words of a list that may come in any order.
func words(list []string) string {
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

var madeUp = regexp.MustCompile(`/[0-9a-z]{26}|/tx[a-z]_\w+|\?.*`)

func (f *faults) noteAct(method, path string, d deed) {
	where := madeUp.ReplaceAllStringFunc(path, func(s string) string { return strings.Repeat("/{}", min(strings.Count(s, "/"), 1)) })
	if seen := []string{"org.session_seen", "org.staff_seen"}; slices.Contains(d.writes, seen[0]) { // now and then, whatever is done
		d.writes = slices.DeleteFunc(d.writes, func(name string) bool { return slices.Contains(seen, name) })
	}
	fmt.Fprintf(&f.acts, "%s %s\n  writes %s\n  tells %s\n  trail %s\n", method, where, words(d.writes), words(d.events), words(d.trail))
}

// do acts once its every statement has failed, and been answered like it: as
// the house's fault, never as done and never as the asker's.
func (f *faults) do(c *apptest.Client, status int, method, path string, body any) map[string]any {
	f.t.Helper()
	for n := 0; ; n++ {
		at, failed, wrote, did := 0, "", false, deed{}
		code, raw := f.ask(c, method, path, body, func(s *db.Stmt, write bool, args []any) error {
			wrote = wrote || write
			if did.note(s, args); wrote && !write || goesWithout(path, s.Name) {
				return nil // what is stored is only shown by then
			}
			if at++; at != n+1 {
				return nil
			}
			failed = s.Name
			return errors.New("the disk is not what it was")
		})
		if failed == "" {
			if code != status {
				f.t.Fatalf("%s %s: %d, want %d: %s", method, path, code, status, raw)
			}
			f.noteAct(method, path, did)
			return f.decoded(raw)
		}
		if f.n++; code < http.StatusInternalServerError {
			f.t.Errorf("%s %s: %s failed and the answer is %d %.200s", method, path, failed, code, raw)
			if code < 300 {
				return f.decoded(raw)
			}
		}
	}
}

func (f *faults) decoded(raw []byte) (out map[string]any) {
	f.t.Helper()
	if err := json.Unmarshal(raw, &out); err != nil && len(raw) > 0 {
		f.t.Fatal(err)
	}
	return out
}

// ask asks the door itself, for the context has to go along.
func (f *faults) ask(c *apptest.Client, method, path string, body any, fail func(*db.Stmt, bool, []any) error) (int, []byte) {
	raw, isText := body.(string)
	in := []byte(raw)
	if !isText && body != nil {
		var err error
		if in, err = json.Marshal(body); err != nil {
			f.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(db.Failing(f.t.Context(), fail), method, web.Prefix+path, bytes.NewReader(in))
	if !isText {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Cookie != "" {
		r.AddCookie(&http.Cookie{Name: org.CookieName, Value: c.Cookie})
	}
	w := httptest.NewRecorder()
	f.w.App.API.Handler().ServeHTTP(w, r)
	f.w.Clock.Advance(time.Second) // the many tries are nobody's quota
	return w.Code, w.Body.Bytes()
}

func (f *faults) post(c *apptest.Client, path string, body map[string]any) map[string]any {
	f.t.Helper()
	return f.do(c, http.StatusOK, "POST", path, body)
}

// made makes something with a key of its own.
func (f *faults) made(c *apptest.Client, path string, body map[string]any) map[string]any {
	f.t.Helper()
	body["client_key"] = apptest.Key()
	return f.do(c, http.StatusCreated, "POST", path, body)
}

// change sends a change of what stands in version v.
func (f *faults) change(c *apptest.Client, path string, before map[string]any, change map[string]any) map[string]any {
	f.t.Helper()
	change["version"] = before["version"]
	return f.do(c, http.StatusOK, "PATCH", path, change)
}

func (f *faults) drop(c *apptest.Client, path string) {
	f.t.Helper()
	f.do(c, http.StatusNoContent, "DELETE", path, nil)
}

// sameActs compares what the acts wrote and told with what they are meant to.
// `UPDATE=1 go test ./internal/app -run Unheard` writes it anew.
func sameActs(t *testing.T, got string) {
	t.Helper()
	const golden = "testdata/acts.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	have, meant := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	act := ""
	for i := range min(len(have), len(meant)) {
		if !strings.HasPrefix(have[i], " ") {
			act = have[i]
		}
		if have[i] != meant[i] {
			t.Errorf("%s:\n%s\nis meant to be\n%s", act, have[i], meant[i])
		}
	}
	if len(have) != len(meant) {
		t.Errorf("%d lines of acts, %d are meant to be: UPDATE=1 writes %s anew", len(have), len(meant), golden)
	}
}

// TestNoStatementFailsUnheard: whichever statement of whatever people do fails,
// they are told that nothing was done; and when none fails, what is stored, who
// hears of it and what stands in the trail is what was meant.
func TestNoStatementFailsUnheard(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		f := &faults{t: t, w: newWorld(s)}
		for _, acts := range []func(*faults){theTalk, theRouting, theHouse, thePeople, theShifts, theHours, theRest} {
			acts(f)
		}
		if f.n < 500 {
			t.Errorf("only %d statements failed: the test looks at nothing", f.n)
		}
		sameActs(t, f.acts.String())
	})
}

func theTalk(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	staffTab(f.t, w.Server, w.lin) // whose talks would go back among the waiting
	v := w.visitor(w.shopKey)
	said := f.made(v, "/widget/messages", map[string]any{"text": "在吗"})
	talk := "/conversations/" + apptest.Text(said, "conversation_id")
	f.post(w.lin, talk+"/claim", nil)
	f.do(w.lin, 204, "PUT", talk+"/draft", map[string]any{"kind": "note", "text": "草稿"})
	f.do(w.lin, 204, "POST", talk+"/read", map[string]any{"seq": 1})
	file := f.do(w.lin, 201, "POST", apptest.Query("/files", "name", "x.txt", "client_key", apptest.Key()), "text")
	f.made(w.lin, talk+"/messages", map[string]any{"kind": "note", "text": "看", "attachment_ids": []string{id(file)}, "mentions": []string{w.chen.ID}})
	reply := f.made(w.lin, talk+"/messages", map[string]any{"kind": "reply", "text": "您好"})
	f.do(v, 204, "POST", "/widget/read", map[string]any{"seq": 2})
	f.post(w.lin, talk+"/messages/"+id(reply)+"/recall", nil)
	f.do(w.Admin, 200, "POST", talk+"/messages/"+id(reply)+"/recalled", nil)
	more := f.made(v, "/widget/messages", map[string]any{"text": "还在吗"})
	f.post(v, "/widget/messages/"+id(more)+"/recall", nil)
	label := f.made(w.Admin, "/labels", map[string]any{"name": "退货", "colour": "#aa0000"})
	label = f.change(w.Admin, "/labels/"+id(label), label, map[string]any{"name": "退款", "colour": "#00aa00"})
	f.do(w.lin, 200, "PUT", talk+"/labels", map[string]any{"label_ids": []string{id(label)}})
	f.post(w.chen, talk+"/follow", nil)
	f.post(w.chen, talk+"/unfollow", nil)
	f.post(w.lin, talk+"/help", map[string]any{"on": true})
	f.do(w.lead, 204, "POST", talk+"/watch", nil)
	f.made(w.lead, talk+"/whisper", map[string]any{"text": "慢慢来"})
	f.post(w.lead, talk+"/take-over", map[string]any{})
	f.post(w.lead, talk+"/assign", map[string]any{"staff_id": w.lin.ID})
	f.post(w.lin, talk+"/release", nil)
	f.post(w.lin, talk+"/claim", nil)
	f.post(w.lin, talk+"/close", map[string]any{})
	f.post(w.lin, talk+"/reopen", nil)
	barred := f.made(w.lead, talk+"/block", map[string]any{"kind": "visitor", "reason": "骚扰", "ends_at": w.Clock.Now().Add(time.Hour)})
	f.post(w.lead, "/blocks/"+id(barred)+"/lift", nil)
	f.do(w.chen, 200, "PUT", talk+"/labels", map[string]any{"label_ids": []string{}})
	f.drop(w.Admin, "/labels/"+id(label))
	v = w.visitor(w.shopKey)
	f.made(v, "/widget/messages", map[string]any{"text": "在吗"})
	f.do(v, 204, "POST", "/widget/leave", nil)
}

func theRouting(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	_, talk := w.thread(w.shopKey, w.lin)
	staffTab(f.t, w.Server, w.lin)
	staffTab(f.t, w.Server, w.chen)
	w.chen.Must(200, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
	path := "/conversations/" + talk
	given := f.made(w.lin, path+"/transfers", map[string]any{"kind": "warm", "to_id": w.chen.ID})
	f.do(w.lin, 200, "DELETE", "/routing/transfers/"+id(given), nil)
	f.made(w.lin, path+"/transfers", map[string]any{"kind": "warm", "to_id": w.chen.ID})
	f.do(w.chen, 204, "POST", "/routing/offers/"+f.offered(w.chen)+"/decline", map[string]any{"reason": "正忙"})
	f.made(w.lin, path+"/transfers", map[string]any{"kind": "consult", "to_id": w.chen.ID, "note": "怎么退"})
	f.post(w.chen, "/routing/offers/"+f.offered(w.chen)+"/accept", nil)
	f.made(w.lin, path+"/transfers", map[string]any{"kind": "cold", "to_id": w.chen.ID})
	f.post(w.chen, "/routing/offers/"+f.offered(w.chen)+"/accept", nil)
	channel, _ := w.channel("售后", w.shop, nil)
	queue := f.made(w.Admin, "/routing/queues", map[string]any{"name": "售后", "unit_id": w.shop, "mode": "pull", "everybody": true, "channels": []string{channel},
		"rules": map[string]any{"offer_seconds": 20, "steward_seconds": 0, "last_agent_seconds": 0, "language_seconds": 0,
			"overflow_seconds": 0, "message_seconds": 0, "callbacks": true, "target_seconds": 60}})
	queue = f.change(w.Admin, "/routing/queues/"+id(queue), queue, map[string]any{"name": "售后二", "mode": "offer", "everybody": false, "members": []string{w.lin.ID}})
	f.post(w.Admin, "/routing/queues/"+id(queue)+"/preview", map[string]any{})
	f.do(w.lead, 200, "PUT", "/routing/me/taking", map[string]any{"takes": false})
	f.do(w.lead, 200, "PUT", "/routing/me/taking", map[string]any{"takes": true})
	f.do(w.Admin, 200, "PUT", "/routing/seats/"+w.lin.ID, map[string]any{"places": 3})
	settings := w.Admin.Must(200, "GET", "/routing/settings", nil)
	f.do(w.Admin, 200, "PUT", "/routing/settings", settings)
	left := f.made(w.lin, "/routing/messages", map[string]any{"caller": "王女士", "contact": "13800138000", "matter": "退货", "urgency": "normal", "for_id": w.chen.ID})
	left = f.post(w.chen, "/routing/messages/"+id(left)+"/pass", map[string]any{"version": left["version"], "for_id": w.lin.ID})
	left = f.post(w.lin, "/routing/messages/"+id(left)+"/told", map[string]any{"version": left["version"]})
	f.post(w.lin, "/routing/messages/"+id(left)+"/replied", map[string]any{"version": left["version"], "answer": "已回"})
	v := w.visitor(w.shopKey)
	f.made(v, "/widget/phone-messages", map[string]any{"name": "王女士", "contact": "13900139000", "matter": "请回电"})
	f.drop(w.Admin, "/routing/queues/"+id(queue))
}

// offered waits for the one transfer that somebody is asked.
func (f *faults) offered(c *apptest.Client) (offer string) {
	f.t.Helper()
	f.w.Until(c.Login+" is asked", func() bool {
		for _, o := range c.Must(200, "GET", "/routing/me", nil)["offers"].([]any) {
			if o := o.(map[string]any); o["kind"] == "transfer" {
				offer = apptest.Text(o, "id")
			}
		}
		return offer != ""
	})
	return offer
}

func theHouse(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	unit := f.made(w.Admin, "/units", map[string]any{"parent_id": w.shop, "kind": "team", "name": "一组"})
	unit = f.change(w.Admin, "/units/"+id(unit), unit, map[string]any{"name": "二组", "parent_id": w.bank})
	f.drop(w.Admin, "/units/"+id(unit))
	role := f.made(w.Admin, "/roles", map[string]any{"name": "听众", "grants": []any{map[string]any{"permission": "conversation.read", "scope": "unit"}}})
	role = f.change(w.Admin, "/roles/"+id(role), role, map[string]any{"name": "观众", "grants": []any{map[string]any{"permission": "conversation.read", "scope": "own"}}})
	f.drop(w.Admin, "/roles/"+id(role))
	org := w.Admin.Must(200, "GET", "/organisation", nil)
	f.change(w.Admin, "/organisation", org, map[string]any{"name": "贴心二号"})
	settings := channelSettings(nil)
	channel := f.made(w.Admin, "/channels", map[string]any{"kind": "widget", "name": "门店二", "unit_id": w.shop, "settings": settings})
	f.post(w.Admin, "/channels/"+id(channel)+"/identity-secret", nil)
	channel["version"] = float64(2)
	f.change(w.Admin, "/channels/"+id(channel), channel, map[string]any{"enabled": false, "name": "门店三"})
	block := f.made(w.Admin, "/blocks", map[string]any{"address": "203.0.113.9", "reason": "骚扰", "ends_at": w.Clock.Now().Add(time.Hour)})
	f.post(w.Admin, "/blocks/"+id(block)+"/lift", nil)
}

func thePeople(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	roles := apptest.Rows(w.Admin.Must(200, "GET", "/roles", nil))
	role := id(roles[slices.IndexFunc(roles, func(r map[string]any) bool { return apptest.Text(r, "key") == "agent" })])
	in := f.made(w.Admin, "/staff", map[string]any{"login": "hong", "name": "小红", "unit_id": w.shop, "role_ids": []string{role}})
	url := apptest.Text(in, "link.url")
	hong := w.Client()
	f.do(hong, 200, "POST", "/links/"+url[strings.LastIndexByte(url, '/')+1:], map[string]any{"password": apptest.Password})
	f.do(hong, 200, "POST", "/session", map[string]any{"login": "hong", "password": apptest.Password})
	if code, out := hong.SignIn("hong", apptest.Password); code != 200 {
		f.t.Fatal(code, out)
	}
	me := hong.Must(200, "GET", "/me", nil)
	f.change(hong, "/me", me, map[string]any{"name": "小小红", "theme": "dark"})
	token := f.made(hong, "/me/tokens", map[string]any{"name": "脚本", "scopes": []string{"conversation.read"}})
	f.drop(hong, "/me/tokens/"+id(token))
	f.post(hong, "/me/totp", map[string]any{"password": apptest.Password})
	f.do(hong, 204, "POST", "/me/password", map[string]any{"current": apptest.Password, "new": "another-horse-battery"})
	f.do(hong, 204, "DELETE", "/me/sessions", nil)
	f.post(w.Admin, "/staff/"+id(me)+"/link", map[string]any{"kind": "reset"})
	f.do(w.Admin, 204, "DELETE", "/staff/"+id(me)+"/sessions", nil)
	staff := apptest.Rows(w.Admin.Must(200, "GET", "/staff", nil))
	row := staff[slices.IndexFunc(staff, func(r map[string]any) bool { return apptest.Text(r, "login") == "hong" })]
	row = f.change(w.Admin, "/staff/"+id(me), row, map[string]any{"unit_id": w.bank})
	f.change(w.Admin, "/staff/"+id(me), row, map[string]any{"state": "disabled"})
}

func theShifts(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	hua := w.Staff("hua", "agent", w.shop) // for whom nobody waits
	staffTab(f.t, w.Server, hua)
	hua.Must(200, "PUT", "/workforce/me/state", map[string]any{"state": "off"})
	f.do(hua, 200, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
	f.do(w.lead, 200, "PUT", "/workforce/presence/"+hua.ID, map[string]any{"state": "busy"})
	f.do(hua, 200, "PUT", "/workforce/me/state", map[string]any{"state": "off"})
	breaks := w.lead.Must(200, "GET", "/workforce/breaks", nil)
	f.do(w.lead, 200, "PUT", "/workforce/breaks", breaks)
	skill := f.made(w.lead, "/workforce/skills", map[string]any{"kind": "skill", "name": "退货"})
	skill = f.change(w.lead, "/workforce/skills/"+id(skill), skill, map[string]any{"kind": "skill", "name": "退款"})
	f.do(w.lead, 200, "PUT", "/workforce/staff/"+hua.ID+"/skills", map[string]any{"levels": map[string]any{id(skill): 3}})
	f.drop(w.lead, "/workforce/skills/"+id(skill))
	shift := f.made(w.lead, "/workforce/shift-types", map[string]any{"name": "早班", "start_min": 480, "length_min": 480})
	shift = f.change(w.lead, "/workforce/shift-types/"+id(shift), shift, map[string]any{"name": "中班", "start_min": 600, "length_min": 480})
	for _, list := range [][]string{{id(shift)}, {}} {
		f.do(w.lead, 204, "PUT", "/workforce/rota", map[string]any{"cells": []any{map[string]any{"staff_id": hua.ID, "date": "2026-03-09", "shift_type_ids": list}}})
	}
	f.drop(w.lead, "/workforce/shift-types/"+id(shift))
	stands := f.made(w.lead, "/workforce/substitutes", map[string]any{"staff_id": hua.ID, "substitute_id": w.chen.ID,
		"from": w.Clock.Now().Add(time.Hour), "to": w.Clock.Now().Add(24 * time.Hour)})
	f.drop(w.lead, "/workforce/substitutes/"+id(stands))
}

func theHours(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	week := map[string]any{"mon": []any{[]string{"09:00", "18:00"}}}
	hours := f.made(w.Admin, "/calendar/hours", map[string]any{"name": "门店", "zone": "Asia/Shanghai", "week": week, "follows_holidays": true})
	hours = f.change(w.Admin, "/calendar/hours/"+id(hours), hours, map[string]any{"name": "门店夏季"})
	f.drop(w.Admin, "/calendar/hours/"+id(hours))
	f.post(w.lin, "/calendar/feed/renew", nil)
}

func theRest(f *faults) {
	w, id := f.w, func(v map[string]any) string { return apptest.Text(v, "id") }
	someone := f.made(w.lin, "/customers", map[string]any{"name": "王女士", "note": "老客户", "phones": []any{map[string]any{"number": "13800138000", "label": "手机"}}})
	someone = f.change(w.lin, "/customers/"+id(someone), someone, map[string]any{"name": "王先生", "regard": map[string]any{"grade": "A", "vip": true, "language": "", "steward_id": w.lin.ID}})
	phone := someone["phones"].([]any)[0].(map[string]any)
	f.post(w.lin, "/customers/"+id(someone)+"/reveal", map[string]any{"phone_id": id(phone), "reason": "回访"})
	settings := w.Admin.Must(200, "GET", "/insight/settings", nil)
	f.do(w.Admin, 200, "PUT", "/insight/settings", settings)
	causes := w.Admin.Must(200, "GET", "/insight/causes", nil)
	f.do(w.Admin, 200, "PUT", "/insight/causes", map[string]any{"version": causes["version"],
		"rows": []any{map[string]any{"key": "size", "name": "大小", "active": true}}})
	f.do(w.Admin, 200, "POST", "/insight/incidents", map[string]any{"client_key": apptest.Key(), "kind": "outage", "from": "2026-03-02T00:00:00Z", "to": "2026-03-02T00:30:00Z"})
}
