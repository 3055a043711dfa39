package app_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
)

// full tells whether the long form of a test is wanted.
func full() bool { return os.Getenv("TIEXIN_FULL") != "" }

// atOnce runs n at the same moment and waits for all.
func atOnce(n int, do func(i int)) {
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { <-start; do(i) })
	}
	close(start)
	all.Wait()
}

// TestOneOwnerOfManyWhoClaim lets fifty take one waiting customer at once.
func TestOneOwnerOfManyWhoClaim(t *testing.T) {
	rounds := 20
	if full() {
		rounds = 1000
	}
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		var agents []*apptest.Client
		for i := range 50 {
			agents = append(agents, s.Staff(fmt.Sprintf("agent%02d", i), "agent", w.shop))
		}
		for range rounds {
			_, conversation := w.thread(w.shopKey, nil)
			status, answers := make([]int, len(agents)), make([]map[string]any, len(agents))
			atOnce(len(agents), func(i int) {
				status[i], answers[i] = agents[i].Do("POST", "/conversations/"+conversation+"/claim", nil)
			})
			oneOwner(t, s, conversation, agents, status, answers)
		}
	})
}

func oneOwner(t *testing.T, s *apptest.Server, conversation string, agents []*apptest.Client, status []int, answers []map[string]any) {
	t.Helper()
	owner := apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil), "owner_id")
	won := 0
	for i, c := range agents {
		switch {
		case status[i] == http.StatusOK && c.ID == owner && apptest.Text(answers[i], "owner_id") == owner:
			won++
		case status[i] == http.StatusConflict && answers[i]["code"] == "conversation.taken" &&
			apptest.Text(answers[i], "details.owner_id") == owner && apptest.Text(answers[i], "details.owner_name") != "":
		default:
			t.Fatalf("%s got %d %v, the owner is %s", c.Login, status[i], answers[i], owner)
		}
	}
	if won != 1 {
		t.Fatalf("%d were told they own it", won)
	}
	lines, err := s.App.Audit.Search(system(t), audit.Filter{Action: "conversation.claimed", SubjectID: conversation, Limit: 10})
	if err != nil || len(lines) != 1 {
		t.Fatalf("%d lines in the trail, want one: %v", len(lines), err)
	}
}

// TestOneMessageOfManyRetries sends one message twenty times at once, from
// either side, a new visitor's first one too.
func TestOneMessageOfManyRetries(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		for range 5 {
			v := w.visitor(w.shopKey)
			same(t, v, "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "第一句"})
			rows := apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))
			if len(rows) != 1 {
				t.Fatalf("%d messages of one", len(rows))
			}
			path := "/conversations/" + apptest.Text(rows[0], "conversation_id") + "/messages"
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+apptest.Text(rows[0], "conversation_id")+"/claim", nil)
			same(t, w.lin, path, map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "您好"})
			if n := len(apptest.Rows(w.lin.Must(http.StatusOK, "GET", path, nil))); n != 3 { // and the claim
				t.Fatalf("%d lines, want 3", n)
			}
		}
		same(t, s.Admin, "/labels", map[string]any{"client_key": apptest.Key(), "name": "急", "colour": "#ff0000"})
		same(t, s.Admin, "/channels", map[string]any{"client_key": apptest.Key(), "kind": "widget", "name": "新", "unit_id": w.shop, "settings": channelSettings(nil)})
		same(t, w.lin, apptest.Query("/files", "name", "a.txt", "client_key", "one"), "content")
	})
}

// same sends one thing twenty times at once and compares the answers.
func same(t *testing.T, c *apptest.Client, path string, body any) {
	t.Helper()
	status, answers := make([]int, 20), make([]string, 20)
	atOnce(20, func(i int) {
		code, out := c.Do("POST", path, body)
		status[i], answers[i] = code, apptest.Text(out, "id")
		if code != http.StatusCreated {
			answers[i] = fmt.Sprint(out)
		}
	})
	for i := range status {
		if status[i] != http.StatusCreated || answers[i] != answers[0] {
			t.Fatalf("%s: answer %d is %d %s, the first %d %s", path, i, status[i], answers[i], status[0], answers[0])
		}
	}
}

// TestAlbumMakesOneConversation lets a new visitor send five pictures and five
// words at once, and once more a day and a half after the end.
func TestAlbumMakesOneConversation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		for range 4 {
			v := w.visitor(w.shopKey)
			first := album(t, v)
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+first+"/claim", nil)
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+first+"/close", map[string]any{})
			s.Clock.Advance(36 * time.Hour)
			if second := album(t, v); second == first {
				t.Fatal("a day and a half later it is a new matter")
			}
			gapFree(t, v, w.lin)
		}
	})
}

// album sends ten things at once; it gives the one conversation they made.
func album(t *testing.T, v *apptest.Client) string {
	t.Helper()
	ids := make([]string, 10)
	atOnce(len(ids), func(i int) {
		body := map[string]any{"client_key": apptest.Key(), "text": fmt.Sprintf("第%d句", i)}
		if i < 5 {
			code, file := v.Do("POST", apptest.Query("/widget/files", "name", "p.png", "client_key", apptest.Key()), pixel(i))
			if code != http.StatusCreated {
				t.Errorf("upload: %d %v", code, file)
			}
			body["text"], body["attachment_ids"] = "", []string{apptest.Text(file, "id")}
		}
		code, out := v.Do("POST", "/widget/messages", body)
		if code != http.StatusCreated {
			t.Errorf("message %d: %d %v", i, code, out)
		}
		ids[i] = apptest.Text(out, "conversation_id")
	})
	for _, id := range ids {
		if id != ids[0] || id == "" {
			t.Fatalf("more than one conversation: %v", ids)
		}
	}
	return ids[0]
}

// TestCountersAfterTheStorm closes, reopens by writing, claims and replies, all
// at once, and counts again what the rows say.
func TestCountersAfterTheStorm(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, nil)
		at := "/conversations/" + conversation
		atOnce(24, func(i int) {
			for range 6 {
				var code int
				switch i % 6 {
				case 0, 1:
					code, _ = v.Do("POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还在吗"})
				case 2:
					code, _ = w.lin.Do("POST", at+"/claim", nil)
				case 3:
					code, _ = w.lead.Do("POST", at+"/close", map[string]any{})
				case 4:
					code, _ = w.lead.Do("POST", at+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "在"})
				case 5:
					code, _ = w.lin.Do("POST", at+"/read", map[string]any{"seq": 1})
				}
				if code >= 500 || code == http.StatusNotFound {
					t.Errorf("step %d: %d", i%6, code)
				}
			}
		})
		gapFree(t, v, w.lead)
		counted(t, w.lead, at)
	})
}

// counted compares a conversation's columns with what its lines say.
func counted(t *testing.T, c *apptest.Client, at string) {
	t.Helper()
	row := c.Must(http.StatusOK, "GET", at, nil)
	var unread, last int64
	for after := int64(0); ; after = last {
		lines := apptest.Rows(c.Must(http.StatusOK, "GET", fmt.Sprintf("%s/messages?after=%d&limit=100", at, after), nil))
		for _, m := range lines {
			if last++; apptest.Number(m, "seq") != last {
				t.Fatalf("seq %v after %d lines", m["seq"], last)
			}
			switch apptest.Text(m, "kind") {
			case "visitor":
				unread++
			case "reply":
				unread = 0
			case "event":
				if apptest.Text(m, "event.type") == "closed" {
					unread = 0
				}
			}
		}
		if len(lines) < 100 {
			break
		}
	}
	if got := apptest.Number(row, "last_seq"); got != last {
		t.Errorf("last_seq %d, counted %d", got, last)
	}
	if got := apptest.Number(row, "unread"); got != unread {
		t.Errorf("unread %d, counted %d", got, unread)
	}
}

// gapFree reads the visitor's thread: 1, 2, 3… and nothing else.
func gapFree(t *testing.T, v, staff *apptest.Client) {
	t.Helper()
	out := v.Must(http.StatusOK, "GET", "/widget/messages?limit=200", nil)
	rows := apptest.Rows(out)
	for i, m := range rows {
		if apptest.Number(m, "seq") != int64(i+1) {
			t.Fatalf("public seq %v at place %d", m["seq"], i+1)
		}
	}
	if n := apptest.Number(out, "last_seq"); n != int64(len(rows)) {
		t.Errorf("last_seq %d of %d messages", n, len(rows))
	}
}

// system acts as the program itself.
func system(t *testing.T) context.Context {
	return auth.With(t.Context(), auth.Person{Kind: auth.System, Name: "test"})
}

// TestOneOfEverythingForOneKey makes units, roles and customers twenty times at
// once with one key each, and closes without a word.
func TestOneOfEverythingForOneKey(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		root := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/units", nil))[0]["id"]
		same(t, s.Admin, "/units", map[string]any{"client_key": "u", "parent_id": root, "kind": "project", "name": "一店"})
		same(t, s.Admin, "/roles", map[string]any{"client_key": "r", "name": "夜班", "grants": []any{}})
		same(t, s.Admin, "/customers", map[string]any{"client_key": "c", "kind": "person", "name": "何建国"})
		talk := s.Visitor().Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "k", "text": "在吗"})
		s.Admin.Must(http.StatusOK, "POST", "/conversations/"+apptest.Text(talk, "conversation_id")+"/close", nil)
	})
}
