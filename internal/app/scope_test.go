package app_test

import (
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
		if again := w.lin.Must(http.StatusOK, "GET", at, nil); again["attention"] != "" || again["waiting_since"] != nil {
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
