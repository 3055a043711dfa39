package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

// catcher keeps what is logged.
type catcher struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (c *catcher) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *catcher) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

func catchLogs(t *testing.T) *catcher {
	c, before := &catcher{}, slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(c, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return c
}

// canaries are what people write and hold secret; each is a word that stands
// nowhere else.
type canaries struct{ list []string }

func (c *canaries) word(what string) string {
	w := "kanari" + what + "7f3a"
	c.list = append(c.list, w)
	return w
}

func (c *canaries) keep(secret string) string {
	if len(secret) < 8 {
		panic("too short to look for")
	}
	c.list = append(c.list, secret)
	return secret
}

var breaking = []*db.Stmt{
	db.SQL("app_test.break_draft", `DROP TABLE conversation_draft`),
	db.SQL("app_test.break_fact", `DROP TABLE insight_fact`),
	db.SQL("app_test.break_phone", `DROP TABLE customer_phone`),
}

// TestLogsHoldNothingOfAnybody sends words and numbers through whatever takes
// them, well-formed and not, while all is well and while tables are missing,
// and looks for them in the log at its most talkative.
func TestLogsHoldNothingOfAnybody(t *testing.T) {
	apptest.EachInTurn(t, func(t *testing.T, s *apptest.Server) {
		logs, birds := catchLogs(t), &canaries{}
		w := newWorld(s)
		birds.keep(w.lin.Cookie)
		birds.keep(apptest.Password)
		v := s.Visitor()
		birds.keep(v.Token)
		birds.keep(s.App.SetupCode)
		conversation := apptest.Text(say(v, birds.word("greeting")), "conversation_id")
		twitter(w, v, conversation, birds)
		quiet := len(logs.String())
		for _, stmt := range breaking {
			ctx := context.Background()
			if err := s.App.DB.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, stmt); return err }); err != nil {
				t.Fatal(err)
			}
		}
		twitter(w, v, conversation, birds)
		s.Until("trouble is logged", func() bool {
			s.Clock.Advance(20 * time.Second) // the relay tries again and gives up
			s.App.Log.Wake()
			text := logs.String()[quiet:]
			return strings.Contains(text, "request failed") && strings.Contains(text, "event given up")
		})
		text := logs.String()
		for _, bird := range birds.list {
			if i := strings.Index(text, bird); i >= 0 {
				t.Errorf("%s stands in the log: …%s…", bird, text[max(0, i-200):min(len(text), i+100)])
			}
		}
		if len(birds.list) < 60 {
			t.Errorf("only %d canaries", len(birds.list))
		}
	})
}

// twitter sends canaries; what becomes of them is not its business.
func twitter(w *world, v *apptest.Client, conversation string, birds *canaries) {
	type m = map[string]any
	phone, mail := birds.keep("13912345678"), birds.word("mail")+"@example.com"
	name := birds.word("file") + ".png"
	at := "/conversations/" + conversation
	w.Client().SignIn(birds.word("login"), birds.word("password"))
	w.Client().SignIn(w.lin.Login, birds.word("password2"))
	for _, r := range []struct {
		who          *apptest.Client
		method, path string
		body         any
	}{
		{v, "POST", "/widget/messages", m{"client_key": apptest.Key(), "text": birds.word("visitor") + " " + phone + " " + mail}},
		{v, "POST", "/widget/messages", m{"client_key": birds.word("key"), "text": "x"}},
		{v, "POST", "/widget/messages", m{"client_key": "k", "text": birds.word("toolong") + long}},
		{v, "POST", "/widget/messages", `{"client_key":"k","text":"` + birds.word("broken")},
		{v, "POST", "/widget/messages", m{"client_key": "k", "text": "x", birds.word("field"): birds.word("value")}},
		{v, "POST", "/widget/files?name=" + name + "&client_key=k", pixel(1)},
		{v, "POST", "/widget/files?name=" + name + "&client_key=k2", "MZ" + birds.word("bytes")},
		{w.lin, "POST", at + "/claim", nil},
		{w.lin, "POST", at + "/messages", m{"client_key": apptest.Key(), "kind": "reply", "text": birds.word("reply") + phone}},
		{w.lin, "POST", at + "/messages", m{"client_key": apptest.Key(), "kind": "note", "text": birds.word("note") + mail}},
		{w.lin, "POST", at + "/messages", m{"client_key": apptest.Key(), "kind": birds.word("kind"), "text": "x"}},
		{w.lin, "PUT", at + "/draft", m{"kind": "note", "text": birds.word("draft") + phone}},
		{w.lin, "POST", at + "/close", m{"reason": birds.word("reason")}},
		{w.lin, "POST", "/files?name=" + name + "&client_key=k", pixel(2)},
		{w.lin, "GET", "/search?q=" + birds.word("search"), nil},
		{w.lin, "GET", "/search?q=" + phone, nil},
		{w.lin, "GET", "/search?q=a&cursor=" + birds.word("cursor"), nil},
		{w.lin, "GET", "/customers?q=" + phone, nil},
		{w.lin, "GET", "/conversations/" + birds.word("id"), nil},
		{w.lin, "GET", "/conversations?" + birds.word("parameter") + "=" + birds.word("argument"), nil},
		{w.lin, "GET", "/" + birds.word("path"), nil},
		{w.lin, "POST", "/customers", m{"client_key": apptest.Key(), "name": birds.word("name"), "note": birds.word("about"),
			"phones": []m{{"number": phone}}, "emails": []m{{"address": mail}}}},
		{w.lin, "POST", "/customers", m{"client_key": apptest.Key(), "name": "x", "phones": []m{{"number": birds.word("number")}}}},
		{w.lin, "POST", "/me/password", m{"current": birds.word("current"), "new": birds.word("new")}},
		{w.lin, "POST", "/me/totp", m{"password": birds.word("second")}},
		{w.lin, "POST", "/me/tokens", m{"client_key": apptest.Key(), "name": birds.word("token"), "scopes": []string{birds.word("scope")}}},
		{w.Admin, "POST", "/staff", m{"client_key": apptest.Key(), "login": birds.word("staff"), "name": birds.word("colleague"), "email": mail, "phone": phone,
			"unit_id": w.Root, "role_ids": []string{birds.word("role")}}},
		{w.Admin, "GET", "/audit?q=" + birds.word("audit"), nil},
		{w.Admin, "GET", "/audit/export?q=" + birds.word("export"), nil},
		{w.Admin, "GET", "/insight/responses/export?from=" + birds.word("day"), nil},
		{w.Client(), "POST", "/links/" + birds.word("link"), m{"password": birds.word("fresh")}},
		{w.Client(), "GET", "/files/" + birds.word("fileid") + "?sig=" + birds.word("signature"), nil},
	} {
		r.who.Raw(r.method, r.path, r.body)
	}
	stranger := w.Client()
	stranger.Token = birds.word("bearer")
	stranger.Header = http.Header{"Origin": {"https://" + birds.word("origin") + ".example"}, "X-Request-Id": {birds.word("request")},
		"User-Agent": {birds.word("agent")}, "Referer": {"https://x.example/?q=" + url.QueryEscape(birds.word("referer"))}, "Accept-Language": {birds.word("language")}}
	stranger.Raw("GET", "/me", nil)
	stranger.Raw("POST", "/session", m{"login": "x", "password": birds.word("cross")})
	stranger.Token, stranger.Cookie = "", birds.word("cookie")
	stranger.Raw("GET", "/me", nil)
}
