package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestFramesEqualWhatRESTShows compares every frame with what the same person
// reads over REST.
func TestFramesEqualWhatRESTShows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + conversation
		label := apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/labels", map[string]any{"client_key": apptest.Key(), "name": "急", "colour": "#ff0000"}), "id")
		tabs := map[*apptest.Client]*tab{w.lin: staffTab(t, s, w.lin), w.lead: staffTab(t, s, w.lead), w.chen: staffTab(t, s, w.chen)}
		for _, tb := range tabs {
			tb.tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": 0})
			tb.wait("gap", named("gap"))
		}
		vt := visitorTab(t, s, v)
		steps := []func(){
			func() { say(v, "客户的话") },
			func() {
				picture := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "p.png", "client_key", "p"), pixel(1))
				v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{apptest.Text(picture, "id")}})
			},
			func() { write(w.lin, conversation, "reply", "我们的话") },
			func() {
				w.lin.Must(http.StatusCreated, "POST", at+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "note",
					"text": "@chen 请看", "mentions": []string{w.chen.ID}})
			},
			func() { w.lead.Must(http.StatusOK, "PUT", at+"/labels", map[string]any{"label_ids": []string{label}}) },
			func() { say(v, "又一句") },
			func() {
				m := write(w.lin, conversation, "reply", "说错了")
				w.lin.Must(http.StatusOK, "POST", at+"/messages/"+apptest.Text(m, "id")+"/recall", nil)
			},
			func() { w.lin.Must(http.StatusNoContent, "POST", at+"/read", map[string]any{"seq": 100}) },
			func() { w.lin.Must(http.StatusOK, "POST", at+"/close", map[string]any{}) },
			func() { w.lin.Must(http.StatusOK, "POST", at+"/reopen", nil) },
			func() {
				shown := w.lin.Must(http.StatusOK, "GET", at, nil)
				who := s.Admin.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(shown, "customer.id"), nil)
				s.Admin.Must(http.StatusOK, "PATCH", "/customers/"+apptest.Text(who, "id"), map[string]any{"version": who["version"],
					"regard": map[string]any{"grade": "A", "vip": true, "steward_id": "", "language": ""}})
				for _, tb := range tabs {
					tb.wait("the row of a customer who is a VIP now", func(f map[string]any) bool {
						return f["t"] == "conversation" && apptest.At(f, "conversation.customer_vip") == true && apptest.At(f, "conversation.customer_grade") == "A"
					})
				}
				rows, _ := w.lin.Must(http.StatusOK, "GET", "/conversations?tab=mine", nil)["rows"].([]any)
				if len(rows) == 0 || apptest.At(rows[0].(map[string]any), "customer_grade") != "A" {
					t.Errorf("the list does not tell the grade: %v", rows)
				}
			},
		}
		for i, step := range steps {
			step()
			for c, tb := range tabs {
				compareStaff(t, fmt.Sprintf("step %d, %s", i, c.Login), c, tb, conversation)
			}
			compareVisitor(t, fmt.Sprintf("step %d", i), v, vt)
		}
	})
}

// compareStaff waits until the newest frames say what REST says.
func compareStaff(t *testing.T, where string, c *apptest.Client, tb *tab, conversation string) {
	t.Helper()
	shown := c.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil)
	lines, _ := shown["messages"].([]any)
	delete(shown, "messages")
	delete(shown, "draft")
	tb.settle()
	rows := tb.seen(named("conversation"))
	if len(rows) == 0 || !reflect.DeepEqual(rows[len(rows)-1]["conversation"], any(shown)) {
		t.Errorf("%s: the last conversation frame is\n%v\nREST shows\n%v", where, rows[max(0, len(rows)-1):], shown)
	}
	newest := map[any]any{}
	for _, f := range tb.seen(named("message")) {
		newest[apptest.At(f, "message.id")] = f["message"]
	}
	for _, f := range tb.seen(named("gap")) {
		for _, m := range f["messages"].([]any) {
			id := m.(map[string]any)["id"]
			if _, later := newest[id]; !later {
				newest[id] = m
			}
		}
	}
	for _, m := range lines {
		if id := m.(map[string]any)["id"]; !reflect.DeepEqual(newest[id], m) {
			t.Errorf("%s: the last frame is\n%v\nREST shows\n%v", where, newest[id], m)
		}
	}
}

func compareVisitor(t *testing.T, where string, v *apptest.Client, tb *tab) {
	t.Helper()
	tb.settle()
	thread := v.Must(http.StatusOK, "GET", "/widget/messages", nil)
	rows := tb.seen(named("conversation"))
	if len(rows) > 0 && !reflect.DeepEqual(rows[len(rows)-1]["conversation"], thread["conversation"]) {
		t.Errorf("%s: the visitor's frame says %v, REST %v", where, rows[len(rows)-1], thread["conversation"])
	}
	newest := map[any]any{}
	for _, f := range tb.seen(named("message")) {
		newest[apptest.At(f, "message.id")] = f["message"]
	}
	for _, m := range apptest.Rows(thread)[1:] { // the first came before the socket
		if plain(t, newest[m["id"]]) != plain(t, m) {
			t.Errorf("%s: the visitor's frame is\n%v\nREST shows\n%v", where, newest[m["id"]], m)
		}
	}
	if reads := tb.seen(named("read")); len(reads) > 0 && apptest.Number(reads[len(reads)-1], "seq") > apptest.Number(thread, "staff_read_seq") {
		t.Errorf("%s: read %v, REST %v", where, reads[len(reads)-1], thread["staff_read_seq"])
	}
}

var linkToken = regexp.MustCompile(`\?k=[^"]*`)

// plain writes a value with the links' signatures left out, which say when
// they were made.
func plain(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return linkToken.ReplaceAllString(string(raw), "")
}

// TestNotesNeverReachVisitors writes notes in every way, with a picture, and
// looks through every byte that the visitor can get.
func TestNotesNeverReachVisitors(t *testing.T) {
	const marker = "内部暗号7391"
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + conversation
		vt, st := visitorTab(t, s, v), staffTab(t, s, w.lin)
		file := w.lin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", marker+".txt", "client_key", apptest.Key()), marker)
		note := w.lin.Must(http.StatusCreated, "POST", at+"/messages", map[string]any{"client_key": marker, "kind": "note", "text": marker,
			"attachment_ids": []string{apptest.Text(file, "id")}, "mentions": []string{w.chen.ID}})
		w.lin.Must(http.StatusNoContent, "PUT", at+"/draft", map[string]any{"kind": "reply", "text": marker})
		st.tell(map[string]any{"t": "typing", "conversation_id": conversation, "on": true, "kind": "note"})
		w.lin.Must(http.StatusOK, "POST", at+"/messages/"+apptest.Text(note, "id")+"/recall", nil)
		write(w.lin, conversation, "note", marker)
		w.lin.Must(http.StatusOK, "POST", at+"/close", map[string]any{"reason": marker})
		w.lin.Must(http.StatusOK, "POST", at+"/reopen", nil)
		write(w.lin, conversation, "reply", "公开的话")
		vt.wait("the reply", with("message", "message.text", "公开的话"))
		st.settle()
		got := vt.bytes()
		var b strings.Builder
		for _, path := range []string{"/widget/messages", "/widget/messages?after=1", "/widget/config?key=" + w.shopKey, "/widget/demo",
			"/widget/files/" + apptest.Text(file, "id") + "/" + "x", "/files/" + apptest.Text(file, "id"), at, at + "/messages", "/search?q=" + "7391"} {
			_, raw := v.Raw("GET", path, nil)
			b.Write(raw)
		}
		_, raw := v.Raw("POST", "/widget/messages/"+apptest.Text(note, "id")+"/recall", nil)
		b.Write(raw)
		for _, all := range []string{got, b.String()} {
			if strings.Contains(all, marker) || strings.Contains(all, "note") || strings.Contains(all, apptest.Text(file, "id")) {
				t.Errorf("a note has reached the visitor: %s", all)
			}
		}
		if !strings.Contains(st.bytes(), marker) {
			t.Error("the marker is not even at the desk: the test looks at nothing")
		}
		if n := len(vt.seen(named("typing"))); n != 0 {
			t.Errorf("%d times the visitor was told of typing a note", n)
		}
	})
}

// TestForeignTopicsAreRefused watches what one may not see.
func TestForeignTopicsAreRefused(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		tb := staffTab(t, s, w.wu)
		absent := absentID()
		for _, id := range []string{conversation, absent, "", "conversation.waiting", "%", strings.Repeat("x", 1000), "\x00"} {
			tb.tell(map[string]any{"t": "watch", "conversation_id": id, "after": 0})
			tb.wait("gone "+id, with("gone", "conversation_id", id))
		}
		say(v, "隔墙的话")
		write(w.lin, conversation, "note", "隔墙的备注")
		tb.tell(map[string]any{"t": "typing", "conversation_id": conversation, "on": true})
		tb.settle()
		if strings.Contains(tb.bytes(), "隔墙") || len(tb.seen(named("gap"))) > 0 || len(tb.seen(named("message"))) > 0 {
			t.Errorf("through the wall: %s", tb.bytes())
		}
		other := visitorTab(t, s, w.visitor(w.shopKey))
		other.tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": 0})
		other.tell(map[string]any{"t": "hello", "token": "", "after": 0})
		write(w.lin, conversation, "reply", "隔墙的回复")
		other.settle()
		if strings.Contains(other.bytes(), "隔墙") {
			t.Errorf("another visitor hears it: %s", other.bytes())
		}
	})
}

// TestWithdrawnRightsEndEvents takes rights away in every way there is; within
// five seconds nothing comes any more.
func TestWithdrawnRightsEndEvents(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, nil)
		moved, disabled, ended, out := s.Staff("moved", "agent", w.shop), s.Staff("disabled", "agent", w.shop), s.Staff("ended", "agent", w.shop), s.Staff("outgoing", "agent", w.shop)
		tabs := map[*apptest.Client]*tab{}
		for _, c := range []*apptest.Client{moved, disabled, ended, out, w.lin} {
			tabs[c] = staffTab(t, s, c)
			tabs[c].tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": 0})
			tabs[c].wait("gap", named("gap"))
		}
		closed := visitorTab(t, s, w.visitor(w.bankKey))
		change(w, "moved", map[string]any{"unit_id": w.bank})
		change(w, "disabled", map[string]any{"state": "disabled"})
		s.Admin.Must(http.StatusNoContent, "DELETE", "/staff/"+ended.ID+"/sessions", nil)
		out.Must(http.StatusNoContent, "DELETE", "/session", nil)
		disableChannel(w, w.bankKey)
		tabs[disabled].end("the disabled account's socket")
		tabs[ended].end("the ended session's socket")
		tabs[out].end("the socket of who signed out")
		closed.end("the visitor's socket of a closed channel")
		if err := s.App.Hub.RecheckAll(t.Context()); err != nil { // moved: the round that ended the others may still be under way
			t.Fatal(err)
		}
		say(v, "此后的话")
		tabs[w.lin].wait("the message", with("message", "message.text", "此后的话"))
		tabs[moved].settle()
		for c, tb := range tabs {
			if c != w.lin && strings.Contains(tb.bytes(), "此后的话") {
				t.Errorf("%s still hears", c.Login)
			}
		}
		for _, c := range []*apptest.Client{disabled, ended, out} {
			if len(tabs[c].seen(with("bye", "code", "signed_out"))) != 1 {
				t.Errorf("%s was not told why: %s", c.Login, tabs[c].bytes())
			}
			c.Refused(http.StatusUnauthorized, "auth.required", "GET", "/me", nil)
		}
	})
}

// change edits a member of staff as the administrator.
func change(w *world, login string, what map[string]any) {
	for _, row := range apptest.Rows(w.Admin.Must(http.StatusOK, "GET", "/staff?limit=100", nil)) {
		if row["login"] == login {
			body := map[string]any{"version": row["version"]}
			maps.Copy(body, what)
			w.Admin.Must(http.StatusOK, "PATCH", "/staff/"+apptest.Text(row, "id"), body)
		}
	}
}

func disableChannel(w *world, key string) {
	for _, row := range apptest.Rows(w.Admin.Must(http.StatusOK, "GET", "/channels", nil)) {
		if row["key"] == key {
			w.Admin.Must(http.StatusOK, "PATCH", "/channels/"+apptest.Text(row, "id"), map[string]any{"version": row["version"], "enabled": false})
		}
	}
}

// TestSocketOrigin lets no page of another site use the cookie.
func TestSocketOrigin(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	lin := s.Staff("lin", "agent", "")
	for origin, want := range map[string]int{s.URL: 101, "": 403, "null": 403, "https://evil.example": 403, s.URL + ".evil.example": 403,
		"http://127.0.0.1": 403, "http://evil@127.0.0.1": 403} {
		conn, _, got := handshake(t, s, "/socket", lin, origin)
		conn.Close()
		if got != want {
			t.Errorf("origin %q: %d, want %d", origin, got, want)
		}
	}
	nobody := s.Client()
	conn, _, got := handshake(t, s, "/socket", nobody, s.URL)
	conn.Close()
	if got != http.StatusUnauthorized {
		t.Errorf("without a session: %d", got)
	}
	res, raw := lin.Raw("GET", "/socket", nil) // no handshake at all
	if res.StatusCode != http.StatusForbidden || !strings.Contains(string(raw), "request.cross_origin") {
		t.Errorf("plain request: %d %s", res.StatusCode, raw)
	}
}

// TestResumeBringsExactlyTheGap cuts the socket, lets five messages pass, and
// comes back.
func TestResumeBringsExactlyTheGap(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		first := staffTab(t, s, w.lin)
		say(v, "断网之前")
		last := apptest.Number(first.wait("the message", with("message", "message.text", "断网之前")), "message.seq")
		first.cut()
		var want []string
		for i := range 5 {
			text := fmt.Sprintf("断网时第%d句", i)
			want = append(want, text)
			say(v, text)
		}
		second := staffTab(t, s, w.lin)
		second.tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": last})
		gap := second.wait("gap", named("gap"))
		var got []string
		for i, m := range gap["messages"].([]any) {
			line := m.(map[string]any)
			got = append(got, apptest.Text(line, "text"))
			if apptest.Number(line, "seq") != last+int64(i)+1 {
				t.Errorf("seq %v at place %d after %d", line["seq"], i, last)
			}
		}
		if !reflect.DeepEqual(got, want) || gap["more"] != false {
			t.Errorf("the gap is %v, want %v", got, want)
		}
		say(v, "之后")
		second.wait("what comes live", with("message", "message.text", "之后"))
		if n := len(second.seen(named("message"))); n != 1 {
			t.Errorf("%d messages live, want the one", n)
		}
	})
}
