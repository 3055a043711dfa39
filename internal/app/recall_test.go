package app_test

import (
	"net/http"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
)

// indexed waits until the search index knows everything.
func (w *world) indexed() {
	w.Settled("conversation.search", "customer.search")
}

// TestAFileIsThereAsLongAsALineCarriesIt: of two messages with one upload the
// first is recalled, then the second.
func TestAFileIsThereAsLongAsALineCarriesIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		file := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "破损照片.png", "client_key", "f"), pixel(3))
		id := apptest.Text(file, "id")
		send := func(key string) string {
			return apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": key, "text": key, "attachment_ids": []string{id}}), "id")
		}
		first, second := send("第一次"), send("第二次")
		check := func(when string, there bool) {
			t.Helper()
			want, hits := http.StatusOK, 1
			if !there {
				want, hits = http.StatusNotFound, 0
			}
			for who, c := range map[string]*apptest.Client{"the customer": s.Client(), "lin": w.lin, "lead": w.lead} {
				link := apptest.Text(file, "url")
				if who != "the customer" {
					link = "/files/" + id + "/x.png"
				}
				if res, _ := c.Raw("GET", link, nil); res.StatusCode != want {
					t.Errorf("%s, %s reads %d", when, who, res.StatusCode)
				}
			}
			if code, _ := w.lin.Do("GET", "/files/"+id, nil); code != want {
				t.Errorf("%s, its facts: %d", when, code)
			}
			w.indexed()
			if rows := apptest.Rows(w.lin.Must(http.StatusOK, "GET", apptest.Query("/search", "kind", "file", "q", "破损照片"), nil)); len(rows) != hits {
				t.Errorf("%s, found %d times", when, len(rows))
			}
		}
		check("sent twice", true)
		v.Must(http.StatusOK, "POST", "/widget/messages/"+first+"/recall", nil)
		check("once recalled", true)
		v.Must(http.StatusOK, "POST", "/widget/messages/"+second+"/recall", nil)
		check("twice recalled", false)
		// In a note it is not the customer's.
		mine := w.lin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "b.png", "client_key", "b"), pixel(4))
		body := map[string]any{"client_key": "b", "kind": "reply", "text": "", "attachment_ids": []string{apptest.Text(mine, "id")}}
		said := w.lin.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/messages", body)
		rows := apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))
		shown := apptest.Text(rows[len(rows)-1]["attachments"].([]any)[0].(map[string]any), "url")
		body["client_key"], body["kind"] = "c", "note"
		w.lin.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/messages", body)
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+conversation+"/messages/"+apptest.Text(said, "id")+"/recall", nil)
		if res, _ := s.Client().Raw("GET", shown, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("the picture of a note is read by the customer: %d", res.StatusCode)
		}
		w.lin.Must(http.StatusOK, "GET", "/files/"+apptest.Text(mine, "id"), nil)
	})
}

// TestWhatWasTakenBackIsGoneForStaff looks for recalled words in whatever staff
// read or are told; only who audits sees them, and the trail says so.
func TestWhatWasTakenBackIsGoneForStaff(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + conversation
		const secret = "身份证一一〇一〇一"
		file := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", secret+".png", "client_key", "f"), pixel(5))
		m := v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "s", "text": secret, "attachment_ids": []string{apptest.Text(file, "id")}})
		note := w.lin.Must(http.StatusCreated, "POST", at+"/messages", map[string]any{"client_key": "n", "kind": "note", "text": secret, "mentions": []string{w.chen.ID}})
		w.indexed()
		if rows := apptest.Rows(w.lin.Must(http.StatusOK, "GET", apptest.Query("/search", "kind", "message", "q", secret), nil)); len(rows) != 2 {
			t.Fatalf("before the recall %d are found", len(rows))
		}
		w.lin.Must(http.StatusOK, "POST", at+"/messages/"+apptest.Text(note, "id")+"/recall", nil)
		tb := staffTab(t, s, w.lin)
		v.Must(http.StatusOK, "POST", "/widget/messages/"+apptest.Text(m, "id")+"/recall", nil)
		tb.wait("the trace", func(f map[string]any) bool { return apptest.At(f, "message.recalled_at") != nil })
		tb.tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": 0})
		tb.wait("gap", named("gap"))
		w.indexed()
		if strings.Contains(tb.bytes(), secret) {
			t.Errorf("a frame has it: %s", tb.bytes())
		}
		customer := apptest.Text(w.lin.Must(http.StatusOK, "GET", at, nil), "customer.id")
		for who, c := range map[string]*apptest.Client{"lin": w.lin, "lead": w.lead, "supervisor": w.supervisor, "admin": s.Admin, "auditor": w.auditor} {
			for _, path := range []string{at, at + "/messages", "/conversations?tab=mine", "/conversations?tab=attention", "/conversations?tab=queue", "/customers/" + customer, "/routing/wall",
				"/search?kind=message&q=" + secret, "/search?kind=file&q=" + secret} {
				if code, raw := c.Raw("GET", path, nil); code.StatusCode == http.StatusOK && strings.Contains(string(raw), secret) {
					t.Errorf("%s reads it in %s", who, path)
				}
			}
		}
		if n := apptest.At(w.chen.Must(http.StatusOK, "GET", "/conversations/counts", nil), "called"); n != 0.0 {
			t.Errorf("chen is called by a note that was taken back: %v", n)
		}
		show := at + "/messages/" + apptest.Text(m, "id") + "/recalled"
		w.lin.Refused(http.StatusForbidden, "auth.forbidden", "POST", show, nil)
		before := len(apptest.Rows(w.auditor.Must(http.StatusOK, "GET", "/audit?action=conversation.recalled_shown", nil)))
		seen := w.auditor.Must(http.StatusOK, "POST", show, nil)
		if seen["text"] != secret || len(seen["attachments"].([]any)) != 1 {
			t.Errorf("who audits sees %v", seen)
		}
		w.auditor.Must(http.StatusOK, "GET", "/files/"+apptest.Text(file, "id"), nil)
		if after := len(apptest.Rows(w.auditor.Must(http.StatusOK, "GET", "/audit?action=conversation.recalled_shown", nil))); before != 0 || after != 2 {
			t.Errorf("lines of the trail: %d, then %d", before, after)
		}
		said := apptest.Text(say(v, "另一句"), "id")
		w.auditor.Refused(http.StatusNotFound, "not_found", "POST", at+"/messages/"+said+"/recalled", nil)
		_, other := w.thread(w.shopKey, w.lin)
		w.auditor.Refused(http.StatusNotFound, "not_found", "POST", "/conversations/"+other+"/messages/"+apptest.Text(m, "id")+"/recalled", nil)
	})
}

// TestOnlyWhoSeesItIsCalled: a mention of somebody of another unit, or of who is
// disabled, is refused where it is written, and nothing is kept.
func TestOnlyWhoSeesItIsCalled(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, conversation := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + conversation + "/messages"
		call := func(who ...string) map[string]any {
			return map[string]any{"client_key": "k", "kind": "note", "text": "请看", "mentions": who}
		}
		d := w.lin.Refused(http.StatusBadRequest, "message.mention_unseen", "POST", at, call(w.chen.ID, w.wu.ID))
		if d["name"] != w.wu.Name {
			t.Errorf("it does not say who: %v", d)
		}
		change(w, "chen", map[string]any{"state": "disabled"})
		w.lin.Refused(http.StatusBadRequest, "staff.unknown", "POST", at, call(w.chen.ID))
		if rows := apptest.Rows(w.lin.Must(http.StatusOK, "GET", at, nil)); rows[len(rows)-1]["kind"] == "note" {
			t.Errorf("it was kept: %v", rows[len(rows)-1])
		}
		w.lin.Must(http.StatusCreated, "POST", at, call(w.lead.ID))
		w.lin.Must(http.StatusCreated, "POST", at, call(w.lead.ID)) // a retry
	})
}
