package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// readBySigned are the routes of staff without a permission that an API token
// opens whatever it is limited to. What is added here must be harmless in the
// hands of whoever finds a token, or judge each thing by its own permission.
var readBySigned = []string{"me.show", "colleague.find", "search.find", "organisation.show", "unit.list", "workforce.breaks",
	"calendar.hours", "calendar.preview", "calendar.days", "calendar.due", "calendar.year", "slaclock.list", "slaclock.explain",
	"file.show", "staff.file.read", "insight.causes", "socket"}

// limited makes an API token of somebody that has one permission.
func limited(t *testing.T, w *apptest.Server, of *apptest.Client, permission string) *apptest.Client {
	t.Helper()
	c := w.Client()
	c.ID, c.Login = of.ID, of.Login
	c.Token = apptest.Text(of.Must(http.StatusCreated, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": permission,
		"scopes": []string{permission}}), "token")
	return c
}

// TestALimitedTokenOpensItsOwnRoutesAlone asks every route with a token for
// each permission, of somebody who holds them all.
func TestALimitedTokenOpensItsOwnRoutesAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		rows := routeRows(t)
		m := newMatrix(t, newWorld(s))
		for permission := range holders {
			if permission == "" {
				continue
			}
			c := limited(t, s, s.Admin, permission)
			for _, r := range s.App.API.Routes() {
				if r.For != web.Staff || r.ID == "socket" {
					continue
				}
				path := fill(r.Path, absentID(), absentID())
				got, raw := m.send(c, r, rows[r.ID], path)
				opens := r.Permission == permission && !r.Browser || slices.Contains(r.Either, permission) || slices.Contains(readBySigned, r.ID) ||
					r.ID == "staff.file.put" && strings.Contains("conversation.reply conversation.note", permission)
				alsoReads := opens && strings.Contains(string(raw), `"permission":"conversation.`) // what it is about
				if opens == (got == http.StatusForbidden) && !alsoReads {
					t.Errorf("%s with a token for %s: %d %.200s", r.ID, permission, got, raw)
				}
				if got == http.StatusUnauthorized {
					t.Fatalf("%s has ended the token", r.ID)
				}
			}
		}
		if again := s.Client(); true { // whatever was tried, the owner's browser and account stand
			again.Cookie = s.Admin.Cookie
			if me := again.Must(http.StatusOK, "GET", "/me", nil); apptest.Text(me, "name") != s.Admin.Name {
				t.Errorf("a token has changed its owner: %v", me)
			}
		}
	})
}

// TestATokenWritesWhatItMay: a reply or a note, each by its own permission.
func TestATokenWritesWhatItMay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, talk := w.thread(w.shopKey, nil)
		at := "/conversations/" + talk + "/messages"
		token := func(scopes ...string) *apptest.Client {
			c := s.Client()
			c.ID, c.Login = s.Admin.ID, s.Admin.Login
			c.Token = apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "x", "scopes": scopes}), "token")
			return c
		}
		reply, note := map[string]any{"client_key": "r", "kind": "reply", "text": "您好"}, map[string]any{"client_key": "n", "kind": "note", "text": "老客户"}
		replies, notes := token("conversation.read", "conversation.reply"), token("conversation.read", "conversation.note")
		replies.Must(http.StatusCreated, "POST", at, reply)
		notes.Must(http.StatusCreated, "POST", at, note)
		replies.Refused(http.StatusForbidden, "auth.forbidden", "POST", at, map[string]any{"client_key": "n2", "kind": "note", "text": "x"})
		notes.Refused(http.StatusForbidden, "auth.forbidden", "POST", at, map[string]any{"client_key": "r2", "kind": "reply", "text": "x"})
		token("conversation.read").Refused(http.StatusForbidden, "auth.forbidden", "POST", at, reply)
	})
}

// framesNeed are the permissions of which a program must have all to be sent
// a frame, as REST asks for them; "" is for everybody signed in, and what is
// not named goes to browsers alone.
var framesNeed = map[string][]string{
	"welcome": {}, "pong": {}, "bye": {}, "resync": {},
	"message": {"conversation.read"}, "conversation": {"conversation.read"}, "gap": {"conversation.read"}, "typing": {"conversation.read"},
	"read": {"conversation.read"}, "offer": {"conversation.read"}, "offer_gone": {"conversation.read"}, "transfer": {"conversation.read"},
	"whisper": {"conversation.read"}, "help": {"conversation.read", "routing.supervise"}, "phone_message": {"conversation.read"}, "late": {"conversation.read"},
	"presence": {"workforce.read"}, "wall": {"routing.read"},
}

// TestALimitedTokenHearsWhatItMayRead plays a morning before the sockets of
// tokens and of a browser of one person.
func TestALimitedTokenHearsWhatItMayRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		boss := s.Staff("boss", "admin", w.shop)
		browser := staffTab(t, s, boss)
		staffTab(t, s, w.lin)
		for _, c := range []*apptest.Client{w.lin, w.chen, w.lead, w.supervisor, s.Admin} { // boss is asked first
			c.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "off"})
		}
		boss.Must(http.StatusOK, "PUT", "/routing/me/taking", map[string]any{"takes": true})
		tabs := map[string]*tab{}
		for permission := range holders {
			if permission != "" {
				tabs[permission] = staffTab(t, s, limited(t, s, boss, permission))
			}
		}
		v, conversation := w.thread(w.shopKey, nil)
		for _, tb := range tabs {
			tb.tell(map[string]any{"t": "watch", "conversation_id": conversation, "after": 0})
		}
		if err := s.App.Routing.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		browser.wait("the offer", named("offer"))
		boss.Must(http.StatusOK, "POST", "/conversations/"+conversation+"/claim", nil)
		vt := visitorTab(t, s, v)
		vt.tell(map[string]any{"t": "typing", "on": true})
		browser.wait("typing", named("typing"))
		say(v, "我的电话是13812342100")
		write(boss, conversation, "reply", "您好")
		w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/whisper", map[string]any{"client_key": apptest.Key(), "text": "慢慢来", "to_id": boss.ID})
		browser.wait("the whisper", named("whisper"))
		w.lead.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": apptest.Key(), "caller": "王先生",
			"contact": "13812342100", "matter": "回电", "urgency": "normal", "for_id": boss.ID})
		browser.wait("the message", named("phone_message"))
		w.lin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
		boss.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/transfers", map[string]any{"client_key": apptest.Key(), "kind": "warm", "to_id": w.lin.ID})
		boss.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "busy"})
		browser.wait("one's own state", with("me_state", "presence.state", "busy"))
		for permission, tb := range tabs {
			tb.settle()
			for _, f := range tb.seen(func(map[string]any) bool { return true }) {
				kind := apptest.Text(f, "t")
				need, known := framesNeed[kind]
				if kind == "gone" && permission != "conversation.read" { // the answer to watching what one may not see
					continue
				}
				if !known || slices.ContainsFunc(need, func(p string) bool { return p != permission }) {
					t.Errorf("a token for %s hears %v", permission, f)
				}
			}
		}
		heard := tabs["conversation.read"]
		for _, kind := range []string{"message", "conversation", "whisper", "phone_message", "offer"} {
			if len(heard.seen(named(kind))) == 0 {
				t.Errorf("a token that may read conversations hears no %s", kind)
			}
		}
	})
}

// TestAProgramIsNotPresent: customers are offered to people, and a token's
// socket is nobody at the desk.
func TestAProgramIsNotPresent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		for _, c := range []*apptest.Client{w.chen, w.lead, w.supervisor} {
			c.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "off"})
		}
		mine := staffTab(t, s, w.lin)
		tick := func() {
			if err := s.App.Workforce.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		tick()
		mine.cut()
		program := limited(t, s, w.lin, "conversation.read")
		script := staffTab(t, s, program)
		for pongs := range 12 { // a minute
			s.Clock.Advance(5 * time.Second)
			script.tell(map[string]any{"t": "ping"}) // it is well alive
			s.Until("its pong", func() bool { return len(script.seen(named("pong"))) == pongs+1 })
			tick()
		}
		state := apptest.Text(w.lin.Must(http.StatusOK, "GET", "/workforce/me", nil), "presence.state")
		if s.App.Workforce.PresenceOf(w.lin.ID).Connected || state != "away" {
			t.Error("a program's socket counts as somebody's: " + state)
		}
	})
}
