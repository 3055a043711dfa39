package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestALookOfOthersIsNotRead: only the owner's reading clears what is unread and
// shows the customer that they were read.
func TestALookOfOthersIsNotRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, talk := w.thread(w.shopKey, w.lin)
		say(v, "看到了吗")
		at := "/conversations/" + talk
		for _, c := range []*apptest.Client{w.lead, w.chen, w.supervisor, s.Admin, w.auditor} {
			c.Must(http.StatusOK, "GET", at, nil)
			c.Must(http.StatusNoContent, "POST", at+"/read", map[string]any{"seq": 100})
			shown := w.lin.Must(http.StatusOK, "GET", at, nil)
			if told := v.Must(http.StatusOK, "GET", "/widget/messages", nil); shown["unread"] != 2.0 || shown["my_read_seq"] != 0.0 || told["staff_read_seq"] != 0.0 {
				t.Errorf("after a look by %s: unread %v, read %v, the customer is told %v", c.Login, shown["unread"], shown["my_read_seq"], told["staff_read_seq"])
			}
		}
		w.lin.Must(http.StatusNoContent, "POST", at+"/read", map[string]any{"seq": 1})
		if shown, told := w.lin.Must(http.StatusOK, "GET", at, nil), v.Must(http.StatusOK, "GET", "/widget/messages", nil); shown["unread"] != 2.0 || told["staff_read_seq"] != 1.0 {
			t.Errorf("read in part: unread %v, the customer is told %v", shown["unread"], told["staff_read_seq"])
		}
		w.lin.Must(http.StatusNoContent, "POST", at+"/read", map[string]any{"seq": 100})
		if shown, told := w.lin.Must(http.StatusOK, "GET", at, nil), v.Must(http.StatusOK, "GET", "/widget/messages", nil); shown["unread"] != 0.0 || told["staff_read_seq"] != 2.0 {
			t.Errorf("read: unread %v, the customer is told %v", shown["unread"], told["staff_read_seq"])
		}
		w.lin.Must(http.StatusNoContent, "POST", at+"/read", map[string]any{"seq": 1}) // an older look changes nothing
		if told := v.Must(http.StatusOK, "GET", "/widget/messages", nil); told["staff_read_seq"] != 2.0 {
			t.Errorf("read backwards: %v", told["staff_read_seq"])
		}
	})
}

// TestDraftsAreOnesOwn: sending forgets one's own draft in that conversation,
// and no other.
func TestDraftsAreOnesOwn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, talk := w.thread(w.shopKey, w.lin)
		_, second := w.thread(w.shopKey, w.lin)
		keep := func(c *apptest.Client, id, text string) {
			c.Must(http.StatusNoContent, "PUT", "/conversations/"+id+"/draft", map[string]any{"kind": "note", "text": text})
		}
		draft := func(c *apptest.Client, id string) string {
			d, _ := c.Must(http.StatusOK, "GET", "/conversations/"+id, nil)["draft"].(map[string]any)
			return apptest.Text(d, "text")
		}
		keep(w.lin, talk, "林的")
		keep(w.lin, second, "林的另一个")
		keep(w.chen, talk, "陈的")
		keep(w.lin, talk, "林的新草稿")
		if draft(w.lin, talk) != "林的新草稿" || draft(w.lead, talk) != "" {
			t.Fatalf("lin has %q, lead %q", draft(w.lin, talk), draft(w.lead, talk))
		}
		write(w.lin, talk, "reply", "林的新草稿")
		if a, b, c := draft(w.lin, talk), draft(w.chen, talk), draft(w.lin, second); a != "" || b != "陈的" || c != "林的另一个" {
			t.Errorf("after sending lin has %q, chen %q, lin elsewhere %q", a, b, c)
		}
		keep(w.chen, talk, "\u200b ")
		if d := draft(w.chen, talk); d != "" {
			t.Errorf("an empty draft stays: %q", d)
		}
	})
}

// TestClosingEndsWhatWasWanted: neither the mark for those who lead, nor what is
// unread or waited for, outlives the end; a reopened one begins without them.
func TestClosingEndsWhatWasWanted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, talk := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + talk
		w.lin.Must(http.StatusOK, "POST", at+"/help", map[string]any{"on": true})
		counts := func() any { return w.lead.Must(http.StatusOK, "GET", "/conversations/counts", nil)["attention"] }
		if counts() != 1.0 {
			t.Fatalf("asked for help, and %v are marked", counts())
		}
		closed := w.lin.Must(http.StatusOK, "POST", at+"/close", nil)
		if closed["attention"] != "" || closed["unread"] != 0.0 || closed["waiting_since"] != nil || closed["due_at"] != nil || counts() != 0.0 {
			t.Errorf("closed: %v, unread %v, waits %v, marked %v", closed["attention"], closed["unread"], closed["waiting_since"], counts())
		}
		w.lin.Refused(http.StatusConflict, "conversation.closed", "POST", at+"/help", map[string]any{"on": true})
		w.lin.Must(http.StatusOK, "POST", at+"/reopen", nil)
		if again := w.lin.Must(http.StatusOK, "GET", at, nil); again["attention"] != "" || again["waiting_since"] == nil {
			t.Errorf("reopened: %v, waits %v", again["attention"], again["waiting_since"])
		}
		say(v, "还有")
		w.lin.Must(http.StatusOK, "POST", at+"/help", map[string]any{"on": true})
		w.lin.Must(http.StatusOK, "POST", at+"/help", map[string]any{"on": false})
		if counts() != 0.0 {
			t.Errorf("taken back, and %v are marked", counts())
		}
	})
}

// TestAMessageIsRecalledWhereItIs: by the id of another conversation, though both
// are one's own, nothing is taken back.
func TestAMessageIsRecalledWhereItIs(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, first := w.thread(w.shopKey, w.lin)
		_, second := w.thread(w.shopKey, w.lin)
		m := apptest.Text(write(w.lin, first, "reply", "这里的"), "id")
		w.lin.Refused(http.StatusNotFound, "not_found", "POST", "/conversations/"+second+"/messages/"+m+"/recall", nil)
		if at := w.lin.Must(http.StatusOK, "GET", "/conversations/"+first, nil); apptest.Text(at, "last_message.text") != "这里的" || at["waiting_since"] != nil {
			t.Errorf("taken back from elsewhere: %v", at["last_message"])
		}
		if at := w.lin.Must(http.StatusOK, "GET", "/conversations/"+second, nil); at["waiting_since"] == nil {
			t.Error("the other one was changed")
		}
	})
}

// TestAskingTwiceIsAskingOnce: help that is wanted already leaves no second line.
func TestAskingTwiceIsAskingOnce(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	_, talk := w.thread(w.shopKey, w.lin)
	for range 2 {
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/help", map[string]any{"on": true})
	}
	n := 0
	for _, m := range apptest.Rows(w.lin.Must(http.StatusOK, "GET", "/conversations/"+talk+"/messages", nil)) {
		if apptest.Text(m, "event.type") == "attention" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d lines", n)
	}
}

// TestHelpingIsNotLeading: a lead of another unit who was asked for advice sees
// the conversation, and may neither watch it over nor take it.
func TestHelpingIsNotLeading(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	_, talk := w.thread(w.shopKey, w.lin)
	boss := s.Staff("bankboss", "lead", w.bank)
	w.helps(talk, boss)
	boss.Must(http.StatusOK, "GET", "/conversations/"+talk, nil)
	boss.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+talk+"/watch", nil)
	boss.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+talk+"/take-over", map[string]any{})
	if at := w.lin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil); at["owner_id"] != w.lin.ID {
		t.Error("it was taken")
	}
}

// TestWhatAColleagueHasInHand is listed to who may see it, and to nobody else.
func TestWhatAColleagueHasInHand(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, mine := w.thread(w.shopKey, w.lin)
		w.thread(w.shopKey, w.chen)
		w.thread(w.shopKey, nil)
		_, over := w.thread(w.shopKey, w.lin)
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+over+"/close", nil)
		for _, sort := range []string{"due", "newest"} {
			path := "/conversations?tab=open&sort=" + sort + "&owner_id=" + w.lin.ID
			for who, want := range map[*apptest.Client]string{w.lead: "[" + mine + "]", w.lin: "[" + mine + "]", w.wu: "[]"} {
				got := []string{}
				for _, row := range apptest.Rows(who.Must(http.StatusOK, "GET", path, nil)) {
					got = append(got, apptest.Text(row, "id"))
				}
				if fmt.Sprint(got) != want {
					t.Errorf("%s, %s: %v, want %s", who.Login, sort, got, want)
				}
			}
		}
	})
}
