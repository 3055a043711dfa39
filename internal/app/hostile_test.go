package app_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"tiexin/internal/app/apptest"
	"tiexin/internal/kit/check"
	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/db"
)

// hostile is every payload that has been tried on others, and every string
// that has broken others.
func hostile(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, p := range corpus[struct{ Payload string }](t, "html-xss/dompurify.json") {
		out = append(out, p.Payload)
	}
	out = append(out, corpus[string](t, "strings/blns.json")...)
	if len(out) < 700 {
		t.Fatalf("only %d strings", len(out))
	}
	return out
}

// storedText tells what a text field keeps of s: s itself, or nothing.
func storedText(s string) bool {
	_, ok := check.Text(s, 1, 10_000)
	return ok
}

// TestHostileTextsComeBackAsTheyWent sends every string as message, reply, note
// and draft, and reads it back in every place that shows it, byte for byte.
func TestHostileTextsComeBackAsTheyWent(t *testing.T) {
	all := hostile(t)
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		at := "/conversations/" + conversation
		vt, st := visitorTab(t, s, v), staffTab(t, s, w.lin)
		want := map[string]string{} // message id to text
		public := map[string]string{}
		for i, text := range all {
			s.Clock.Advance(10 * time.Millisecond) // a visitor writes a hundred a second
			said := sendHostile(t, v, "/widget/messages", map[string]any{"client_key": fmt.Sprint("v", i), "text": text}, text)
			kind := []string{"reply", "note"}[i%2]
			written := sendHostile(t, w.lin, at+"/messages", map[string]any{"client_key": fmt.Sprint("s", i), "kind": kind, "text": text}, text)
			if said == nil || written == nil {
				continue
			}
			want[apptest.Text(said, "id")], want[apptest.Text(written, "id")] = text, text
			public[apptest.Text(said, "id")] = text
			if kind == "reply" {
				public[apptest.Text(written, "id")] = text
			}
			if i%10 == 0 {
				w.lin.Must(http.StatusNoContent, "PUT", at+"/draft", map[string]any{"kind": "note", "text": text})
				if got := apptest.Text(w.lin.Must(http.StatusOK, "GET", at+"?messages=0", nil), "draft.text"); got != text {
					t.Errorf("draft %q came back as %q", text, got)
				}
			}
		}
		if len(want) < 1300 {
			t.Fatalf("only %d texts were taken", len(want))
		}
		compareTexts(t, "the desk", want, readAll(w.lin, at+"/messages?limit=100"))
		compareTexts(t, "the widget", public, readAll(v, "/widget/messages?limit=200"))
		vt.settle()
		st.settle()
		compareTexts(t, "the visitor's socket", public, framed(vt))
		compareTexts(t, "the desk's socket", want, framed(st))
	})
}

// sendHostile sends one; nil when a rule has refused it with a code.
func sendHostile(t *testing.T, c *apptest.Client, path string, body any, text string) map[string]any {
	t.Helper()
	status, out := c.Do("POST", path, body)
	if storedText(text) {
		if status != http.StatusCreated || out["text"] != text {
			t.Errorf("%s: %q is answered %d %v", path, text, status, out)
			return nil
		}
		return out
	}
	if status != http.StatusBadRequest || out["field"] != "text" {
		t.Errorf("%s: %q should be refused: %d %v", path, text, status, out)
	}
	return nil
}

// readAll pages through messages and gives their texts by id.
func readAll(c *apptest.Client, path string) map[string]string {
	out := map[string]string{}
	for after := int64(0); ; {
		rows := apptest.Rows(c.Must(http.StatusOK, "GET", fmt.Sprintf("%s&after=%d", path, after), nil))
		if len(rows) == 0 {
			return out
		}
		for _, m := range rows {
			out[apptest.Text(m, "id")] = apptest.Text(m, "text")
			after = apptest.Number(m, "seq")
		}
	}
}

func framed(tb *tab) map[string]string {
	out := map[string]string{}
	for _, f := range tb.seen(named("message")) {
		out[apptest.Text(f, "message.id")] = apptest.Text(f, "message.text")
	}
	return out
}

func compareTexts(t *testing.T, where string, want, got map[string]string) {
	t.Helper()
	for id, text := range want {
		if got[id] != text {
			t.Errorf("%s shows %q for %q", where, got[id], text)
		}
	}
}

// TestHostileTextsAreFound searches for a part of every string that holds a
// word of two characters, and for the string itself.
func TestHostileTextsAreFound(t *testing.T) {
	all := hostile(t)
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, w.lin)
		ids := map[int]string{}
		for i, text := range all {
			s.Clock.Advance(10 * time.Millisecond)
			if storedText(text) {
				ids[i] = apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": fmt.Sprint(i), "text": text}), "id")
			}
		}
		s.Settled("conversation.search")
		searched := 0
		for i, text := range all {
			status, out := w.lin.Do("GET", apptest.Query("/search", "kind", "message", "limit", "1", "q", text), nil)
			if n := utf8.RuneCountInString(text); n == 0 || n > 200 || !storedText(text) {
				if status != http.StatusBadRequest || out["field"] != "q" {
					t.Errorf("searching for %.60q: %d %v", text, status, out)
				}
			} else if status != http.StatusOK {
				t.Errorf("searching for %q: %d %v", text, status, out)
			}
			word := wordOf(text)
			if ids[i] == "" || word == "" || i%3 != 0 {
				continue
			}
			searched++
			if !foundIn(w.lin, word, ids[i]) {
				t.Errorf("%.80q is not found by %q", text, word)
			}
		}
		if searched < 150 {
			t.Errorf("only %d searches", searched)
		}
	})
}

// wordOf takes the longest word of a text that search may know.
func wordOf(text string) string {
	var best string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if n := utf8.RuneCountInString(word); n >= 2 && n <= 40 && len(word) > len(best) && textsplit.Matches(text, word) {
			best = word
		}
	}
	return best
}

// foundIn pages through the results for a message.
func foundIn(c *apptest.Client, word, id string) bool {
	for cursor := ""; ; {
		page := c.Must(http.StatusOK, "GET", apptest.Query("/search", "kind", "message", "limit", "100", "q", word, "cursor", cursor), nil)
		for _, row := range apptest.Rows(page) {
			if row["message_id"] == id {
				return true
			}
		}
		if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
			return false
		}
	}
}

// TestHostileNames sends every string as the name of a label, of a file, of a
// customer and of a channel, and as a greeting.
func TestHostileNames(t *testing.T) {
	all := hostile(t)
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		channel := w.Admin.Must(http.StatusOK, "GET", "/channels", nil)
		version := float64(1)
		for _, row := range apptest.Rows(channel) {
			if row["id"] == w.shopChannel {
				version = row["version"].(float64)
			}
		}
		kept, labels := 0, map[string]bool{}
		for i, text := range all {
			kept += hostileLabel(t, s.Admin, i, text, labels)
			hostileCustomer(t, w.lin, i, text)
			if full() || i%2 == 0 == (s.App.DB.Engine() == db.SQLite) { // every name on one of the two
				hostileFile(t, w.lin, i, text)
			}
			body := map[string]any{"version": version, "settings": channelSettings(map[string]any{"greeting": text})}
			status, out := s.Admin.Do("PATCH", "/channels/"+w.shopChannel, body)
			if _, ok := check.Text(text, 0, 500); ok {
				if status != http.StatusOK || apptest.At(out, "settings.greeting") != text {
					t.Errorf("greeting %q is answered %d %v", text, status, out)
					continue
				}
				version = out["version"].(float64)
				if got := s.Client().Must(http.StatusOK, "GET", "/widget/config?key="+w.shopKey, nil)["greeting"]; got != text {
					t.Errorf("the widget greets with %q, not %q", got, text)
				}
			} else if status != http.StatusBadRequest || out["field"] != "settings.greeting" {
				t.Errorf("greeting %.60q should be refused: %d %v", text, status, out)
			}
		}
		if kept < 100 {
			t.Errorf("only %d labels were taken", kept)
		}
		for _, row := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/labels", nil)) {
			delete(labels, apptest.Text(row, "name"))
		}
		if len(labels) > 0 {
			t.Errorf("labels that the list does not show: %v", labels)
		}
	})
}

func hostileLabel(t *testing.T, c *apptest.Client, i int, text string, labels map[string]bool) (kept int) {
	t.Helper()
	status, out := c.Do("POST", "/labels", map[string]any{"client_key": fmt.Sprint(i), "name": text, "colour": "#123456"})
	name := strings.TrimSpace(text)
	_, ok := check.Name(name, 20)
	switch {
	case ok && utf8.RuneCountInString(text) <= 20 && labels[name]:
		if status != http.StatusConflict {
			t.Errorf("label %q again: %d %v", text, status, out)
		}
	case ok && utf8.RuneCountInString(text) <= 20:
		labels[name] = true
		if status != http.StatusCreated || out["name"] != name {
			t.Errorf("label %q is answered %d %v", text, status, out)
		}
		return 1
	case status != http.StatusBadRequest || out["field"] != "name":
		t.Errorf("label %q should be refused: %d %v", text, status, out)
	}
	return 0
}

// hostileCustomer makes a customer of this name and with this note.
func hostileCustomer(t *testing.T, c *apptest.Client, i int, text string) {
	t.Helper()
	name := strings.TrimSpace(text)
	_, ok := check.Name(name, 60)
	status, out := c.Do("POST", "/customers", map[string]any{"client_key": fmt.Sprint("c", i), "kind": "person", "name": text})
	if !ok || utf8.RuneCountInString(text) > 60 {
		if status != http.StatusBadRequest || out["field"] != "name" {
			t.Errorf("customer %.60q should be refused: %d %v", text, status, out)
		}
		return
	}
	if status != http.StatusCreated || out["name"] != name {
		t.Errorf("customer %q is answered %d %v", text, status, out)
		return
	}
	if got := c.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(out, "id"), nil)["name"]; got != name {
		t.Errorf("customer %q reads as %q", name, got)
	}
}

var disposition = regexp.MustCompile(`^attachment; filename="[^"\\\x00-\x1f\x7f-\x{10ffff}]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_|~%` + "`" + `-]*$`)

// hostileFile uploads under a name; what comes back is the cleaned name, in
// the answer, in the header and in search.
func hostileFile(t *testing.T, c *apptest.Client, i int, name string) {
	t.Helper()
	status, out := c.Do("POST", apptest.Query("/files", "name", name, "client_key", fmt.Sprint(i)), "inhalt")
	if strings.ContainsRune(name, 0) || !utf8.ValidString(name) {
		if status != http.StatusBadRequest {
			t.Errorf("file %q: %d %v", name, status, out)
		}
		return
	}
	if blob.Forbidden(name, []byte("inhalt")) {
		if status != http.StatusUnsupportedMediaType || out["code"] != "file.type_forbidden" {
			t.Errorf("file %q should be refused: %d %v", name, status, out)
		}
		return
	}
	if status != http.StatusCreated || out["name"] != blob.CleanName(name) {
		t.Errorf("file %q is answered %d %v, want %q", name, status, out, blob.CleanName(name))
		return
	}
	res, raw := c.Raw("GET", apptest.Text(out, "url"), nil)
	if res.StatusCode != http.StatusOK || string(raw) != "inhalt" {
		t.Errorf("file %q reads as %d %.100q (%s)", name, res.StatusCode, raw, out["url"])
		return
	}
	if d := res.Header.Values("Content-Disposition"); len(d) != 1 || !disposition.MatchString(d[0]) {
		t.Errorf("file %q is disposed of as %q", name, d)
	}
}
