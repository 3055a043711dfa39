// Package apptest starts the whole program for a test: a fresh ledger, a clock
// that the test moves, the door on a loopback address, and clients that speak
// like an administrator, a colleague or a visitor.
package apptest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/channel"
	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/id"
)

// Password of every account that a test makes.
const Password = "correct-horse-battery"

// PublicURL is the configured address, which links are built from.
const PublicURL = "http://tiexin.test"

// Begin is where the clock stands at the start: a Monday, 09:00 in Shanghai.
var Begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Options of a start; the zero value is SQLite after the first run.
type Options struct {
	Database string               // postgres://…; empty: SQLite
	Fresh    bool                 // leave the first run to the test
	Config   func(*config.Config) // changes what is configured
	Data     string               // data folder; empty: a new one
}

// Server is the running program.
type Server struct {
	URL   string
	App   *app.App
	Admin *Client // nil when Fresh
	Root  string  // the company unit's id; empty when Fresh
	Clock *clock.Shifted

	t testing.TB
}

// Each runs the test on both engines side by side, each with a program of its
// own: much of a test waits for what comes by and by.
func Each(t *testing.T, test func(t *testing.T, s *Server)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, Start(t, Options{})) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, Start(t, Options{Database: Postgres(t)})) })
}

// EachInTurn is Each for what touches the whole process, like its log.
func EachInTurn(t *testing.T, test func(t *testing.T, s *Server)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, Start(t, Options{})) })
	t.Run("postgres", func(t *testing.T) { test(t, Start(t, Options{Database: Postgres(t)})) })
}

// Start starts the program until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	c := &clock.Shifted{}
	c.Set(Begin)
	switch {
	case o.Data != "":
	case o.Database == "":
		o.Data = folder(t)
	default:
		o.Data = t.TempDir()
	}
	cfg := config.Config{Data: o.Data, Listen: "127.0.0.1:0", Database: o.Database, BaseURL: PublicURL, TestClock: true}
	if o.Config != nil {
		o.Config(&cfg)
	}
	a, err := app.Open(t.Context(), cfg, c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	t.Cleanup(func() {
		if err := a.Close(); err != nil { // sockets first, for which the server would wait
			t.Error(err)
		}
		server.Close()
	})
	// Hashing at full strength would be most of the time of every test.
	a.Org.Hasher = auth.NewHasher(auth.HasherOptions{Params: auth.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}, AtOnce: 4})
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = a.API.Handler()
	server.Start()
	s := &Server{URL: server.URL, App: a, Clock: c, t: t}
	if !o.Fresh {
		s.setUp()
	}
	return s
}

// setUp goes through the first run.
func (s *Server) setUp() {
	s.t.Helper()
	s.Admin = s.Client()
	s.Admin.Login, s.Admin.Name = "admin", "管理员"
	me := s.Admin.Must(http.StatusCreated, "POST", "/setup", map[string]any{
		"organisation": "贴心示范", "industry": "shop", "locale": "zh-CN",
		"admin":   map[string]any{"name": s.Admin.Name, "login": s.Admin.Login, "password": Password},
		"channel": map[string]any{"name": "官网", "title": "在线客服", "greeting": "您好", "colour": "#1f6f66"},
	})
	s.Admin.ID = Text(me, "id")
	s.Root = s.App.Directory.Root(context.Background())
}

// Client makes a client that nobody has signed in with.
func (s *Server) Client() *Client { return newClient(s) }

// Staff makes an active colleague in a role that comes with the program
// ("agent", "lead", …) and gives a signed-in client. unit is a unit's id;
// empty: the company.
func (s *Server) Staff(login, role, unit string) *Client {
	s.t.Helper()
	if unit == "" {
		unit = s.Root
	}
	system := auth.With(context.Background(), auth.Person{Kind: auth.System, Name: "test"})
	roles, err := s.App.Org.Roles(system)
	if err != nil {
		s.t.Fatal(err)
	}
	var ids []string
	for _, r := range roles {
		if r.Key == role || r.ID == role {
			ids = append(ids, r.ID)
		}
	}
	_, link, err := s.App.Org.Invite(system, org.Invitation{ClientKey: id.New(s.Clock.Now()), Login: login,
		Name: "同事" + login, UnitID: unit, RoleIDs: ids})
	if err != nil {
		s.t.Fatalf("invite %s: %v", login, err)
	}
	c := s.Client()
	c.Login, c.Name = login, "同事"+login
	token := link.URL[strings.LastIndexByte(link.URL, '/')+1:]
	_, c.Cookie, err = s.App.Org.AcceptLink(context.Background(), token, Password, "")
	if err != nil {
		s.t.Fatalf("join %s: %v", login, err)
	}
	c.ID = Text(c.Must(http.StatusOK, "GET", "/me", nil), "id")
	return c
}

// Visitor makes a visitor of the first web chat, with a token.
func (s *Server) Visitor() *Client {
	s.t.Helper()
	c := s.Client()
	first, err := s.App.Channels.List(context.Background(), channel.Widget)
	if err != nil || len(first) == 0 {
		s.t.Fatalf("no web chat: %v", err)
	}
	in := c.Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": first[0].Key})
	c.ID, c.Token = Text(in, "visitor_id"), Text(in, "token")
	return c
}

// Patience is how long a test waits for what comes by and by. It is no promise
// of the product: other packages' tests hold up the same disk and database.
const Patience = time.Minute

// Until tries again, for what the house does by and by. It hurries what looks
// at the clock only now and then, which a test has often just moved.
func (s *Server) Until(what string, done func() bool) {
	s.t.Helper()
	s.until(what, done, s.hurry)
}

// UntilByItself is Until for what has to come without anybody's help.
func (s *Server) UntilByItself(what string, done func() bool) {
	s.t.Helper()
	s.until(what, done, func() {})
}

func (s *Server) until(what string, done func() bool, between func()) {
	s.t.Helper()
	const longest = 20 * time.Millisecond
	for step, waited := time.Millisecond, time.Duration(0); waited < Patience; step = min(2*step, longest) {
		if done() {
			return
		}
		between()
		time.Sleep(step)
		waited += step
	}
	s.t.Fatalf("did not come about: %s", what)
}

// hurry makes those look at once who look every second or two.
func (s *Server) hurry() {
	s.App.Routing.Nudge()
	if _, err := s.App.Clocks.Fire(context.Background()); err != nil {
		s.t.Logf("clocks: %v", err) // a test may have broken the ledger; it says so itself
	}
}

// Settled waits until the named subscribers, or all, have taken what has
// happened so far.
func (s *Server) Settled(names ...string) {
	s.t.Helper()
	if len(names) == 0 {
		names = s.App.Log.Subscribers()
	}
	s.Until("nothing waits for "+strings.Join(names, ", "), func() bool {
		s.App.Log.Wake() // who wants nothing of it looks now and then only
		lag, err := s.App.Log.Lag(context.Background())
		behind := int64(0)
		for _, name := range names {
			behind += lag[name]
		}
		return err == nil && behind == 0
	})
}
