package workforce_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"tiexin/internal/app/apptest"
	"tiexin/internal/conversation"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
	"tiexin/internal/workforce"
)

// line is a socket that is heard when the test says so.
type line struct{ at atomic.Int64 }

func (l *line) Seen() time.Time { return time.UnixMicro(l.at.Load()).UTC() }

// process is one more program on the ledger, with a clock that stands still.
type process struct {
	*workforce.Service
	t       *testing.T
	clock   *clock.Fixed
	lines   map[string]*line
	mu      sync.Mutex
	changes []string
	tabs    int // told that somebody has become connected
}

func serves(p auth.Person) bool { _, ok := p.Can(conversation.PermReply); return ok }

func newProcess(t *testing.T, d *db.DB, bus *event.Bus, directory *org.Directory, c *clock.Fixed) *process {
	t.Helper()
	p := &process{t: t, clock: c, lines: map[string]*line{}}
	p.Service = workforce.New(workforce.Deps{DB: d, Clock: c, Audit: audit.New(d, c), Log: event.NewLog(d, c, bus), Bus: bus, Directory: directory,
		Hooks: &workforce.Hooks{CanServe: serves}})
	p.OnChange(func(before, after workforce.Presence) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if before.State == after.State && !before.Connected && after.Connected {
			p.tabs++
			return
		}
		p.changes = append(p.changes, fmt.Sprintf("%s>%s%s", before.State, after.State, after.Reason))
	})
	if err := p.Listen(); err != nil {
		t.Fatal(err)
	}
	if err := p.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *process) open(staffID string) {
	l := &line{}
	l.at.Store(p.clock.Now().UnixMicro())
	p.lines[staffID] = l
	p.Opened(staffID, l)
}

func (p *process) close(staffID string) {
	p.Closed(staffID, p.lines[staffID])
	delete(p.lines, staffID)
}

// pass lets time pass in steps of the tick; the given people answer the pings.
func pass(t *testing.T, d time.Duration, alive []string, all ...*process) {
	t.Helper()
	for gone := time.Duration(0); gone < d; gone += workforce.TickEvery {
		all[0].clock.Advance(workforce.TickEvery)
		for _, p := range all {
			for _, staffID := range alive {
				if l := p.lines[staffID]; l != nil && (gone/workforce.TickEvery)%5 == 0 {
					l.at.Store(p.clock.Now().UnixMicro())
				}
			}
			if err := p.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func (p *process) choose(staffID string, c workforce.Choice) {
	p.t.Helper()
	person, _ := p.Directory.PersonOf(p.t.Context(), staffID)
	if _, err := p.Set(auth.With(context.Background(), person), staffID, c); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) is(where, staffID string, want workforce.State) {
	p.t.Helper()
	if got := p.PresenceOf(staffID); got.State != want {
		p.t.Fatalf("%s: %s %s, want %s", where, got.State, got.Reason, want)
	}
}

func (p *process) heard() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.changes...)
}

var online = workforce.Choice{State: workforce.Online}

func bench(t *testing.T, s *apptest.Server) *process {
	return newProcess(t, s.App.DB, s.App.Bus, s.App.Directory, clock.NewFixed(apptest.Begin.Add(time.Minute)))
}

func TestWhoIsHereIsDecidedByTheConnection(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "").ID
		p := bench(t, s)
		p.is("after signing in", lin, workforce.Online)
		began := p.clock.Now()
		p.open(lin)
		pass(t, 3*time.Minute, []string{lin}, p)
		p.is("while pongs come", lin, workforce.Online)

		p.close(lin) // a reload
		pass(t, 8*time.Second, nil, p)
		p.open(lin)
		pass(t, time.Minute, []string{lin}, p)
		if got := p.heard(); len(got) != 0 || p.tabs != 1 {
			t.Fatalf("a reload flickers: %v, connected %d times", got, p.tabs)
		}

		p.open(lin + "x") // somebody else's tab helps nobody
		p.close(lin)
		pass(t, 12*time.Second, nil, p)
		p.is("twelve seconds after closing", lin, workforce.Online)
		pass(t, 2*time.Second, nil, p)
		p.is("after that", lin, workforce.Away)

		p.open(lin)
		pass(t, 10*time.Second, []string{lin}, p)
		p.is("a tab that comes back is not yet a person", lin, workforce.Away)
		p.choose(lin, online)
		p.is("they say so", lin, workforce.Online)

		pass(t, 20*time.Second, []string{lin}, p)
		shut := p.lines[lin].Seen() // the laptop is closed: no pong any more, the socket hangs
		pass(t, 30*time.Second, nil, p)
		pass(t, shut.Add(40*time.Second).Sub(p.clock.Now()), nil, p)
		p.is("forty seconds after the last pong", lin, workforce.Away)
		got := p.PresenceOf(lin)
		if got.Reason != workforce.ReasonLost || got.Chosen != workforce.Online || !got.LostAt.Equal(shut) {
			t.Fatalf("%+v, lost at %s", got, shut)
		}
		spans, err := p.AwaySpans(t.Context(), []string{lin, "nobody"}, began, p.clock.Now())
		if err != nil || len(spans) != 2 || !spans[1].From.Equal(shut) || !spans[1].To.Equal(p.clock.Now()) || spans[0].Reason != workforce.ReasonLost {
			t.Fatalf("%v %+v", err, spans)
		}
		if got := fmt.Sprint(p.heard()); got != "[online>awaylost away>online online>awaylost]" {
			t.Fatalf("told of %s", got)
		}
	})
}

func TestACrashLeavesNobodyOnlineWhoIsNotThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, chen, bot := s.Staff("lin", "agent", "").ID, s.Staff("chen", "agent", "").ID, s.Staff("bot", "agent", "").ID
		p := bench(t, s)
		p.open(lin)
		p.open(chen)
		pass(t, 20*time.Second, []string{lin, chen}, p)

		p.clock.Advance(time.Hour) // it is down
		again := newProcess(t, s.App.DB, s.App.Bus, s.App.Directory, p.clock)
		again.is("as stored", lin, workforce.Online)
		pass(t, 10*time.Second, nil, again)
		again.open(chen)
		pass(t, 30*time.Second, []string{chen}, again)
		again.is("within the grace", lin, workforce.Online)
		pass(t, 2*time.Second, []string{chen}, again)
		again.is("after it", lin, workforce.Away)
		again.is("who came back", chen, workforce.Online)
		again.is("who never had a socket", bot, workforce.Online)
	})
}

// TestWhoMayNoLongerServeIsOff: whatever has taken the right away, the state
// goes with it, and does not come back by itself.
func TestWhoMayNoLongerServeIsOff(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		role := func(key string) string {
			for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/roles", nil)) {
				if r["key"] == key {
					return apptest.Text(r, "id")
				}
			}
			t.Fatalf("no role %s", key)
			return ""
		}
		alter := func(c *apptest.Client, with map[string]any) {
			for _, row := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/staff?limit=100", nil)) {
				if row["id"] == c.ID {
					with["version"] = row["version"]
				}
			}
			s.Admin.Must(http.StatusOK, "PATCH", "/staff/"+c.ID, with)
		}
		lin, chen, wu, gone, lead := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("wuxi", "agent", ""), s.Staff("gone", "agent", ""), s.Staff("lead", "agent", "")
		p := bench(t, s)
		p.choose(chen.ID, workforce.Choice{State: workforce.Break, BreakKind: workforce.Meal})
		p.choose(wu.ID, workforce.Choice{State: workforce.Busy})
		all := []string{lin.ID, wu.ID, gone.ID, lead.ID}
		for _, staffID := range all {
			p.open(staffID)
		}
		pass(t, 20*time.Second, all, p)
		for _, c := range []*apptest.Client{lin, chen, wu} {
			alter(c, map[string]any{"role_ids": []string{role("auditor")}})
		}
		alter(lead, map[string]any{"role_ids": []string{role("lead")}})
		alter(gone, map[string]any{"state": "disabled"})
		pass(t, 2*time.Second, all, p)
		for _, c := range []*apptest.Client{lin, chen, wu, gone} {
			p.is(c.Login+" serves nobody", c.ID, workforce.Off)
		}
		p.is("who serves as something else", lead.ID, workforce.Online)
		told := len(p.heard())
		alter(lin, map[string]any{"role_ids": []string{role("agent")}})
		pass(t, 4*time.Second, all, p)
		p.is("who may again has not said so", lin.ID, workforce.Off)
		if got := p.heard(); len(got) != told {
			t.Errorf("told again: %v", got[told:])
		}
		p.choose(lin.ID, online)
		pass(t, 4*time.Second, all, p)
		p.is("says so", lin.ID, workforce.Online)
	})
}

// natsServer is what joins two processes.
func natsServer(t *testing.T) string {
	t.Helper()
	n, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	t.Cleanup(func() { n.Shutdown(); n.WaitForShutdown() })
	if !n.ReadyForConnections(5 * time.Second) {
		t.Fatal("no NATS")
	}
	return n.ClientURL()
}

// pair makes two processes that hear each other.
func pair(t *testing.T, s *apptest.Server, c *clock.Fixed) (a, b *process) {
	url := natsServer(t)
	one := func() *process {
		bus, err := event.OpenBus(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(bus.Close)
		return newProcess(t, s.App.DB, bus, s.App.Directory, c)
	}
	return one(), one()
}

func TestEveryProcessKnowsTheSame(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, chen := s.Staff("lin", "agent", "").ID, s.Staff("chen", "agent", "").ID
		c := clock.NewFixed(apptest.Begin.Add(time.Minute))
		a, b := pair(t, s, c)
		a.open(lin)
		b.open(chen)
		settled := func() bool { // what was said has arrived on both sides
			for _, p := range []*process{a, b} { // time stands still, but they go on speaking
				if err := p.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			return a.HeardAt().Equal(c.Now()) && b.HeardAt().Equal(c.Now()) && b.PresenceOf(lin).Connected && a.PresenceOf(chen).Connected
		}
		pass(t, 4*time.Second, []string{lin, chen}, a, b)
		s.Until("summaries arrive", settled)
		for range 10 { // longer than any grace
			pass(t, 10*time.Second, []string{lin, chen}, a, b)
			s.Until("summaries arrive", settled)
		}
		for _, p := range []*process{a, b} {
			p.is("each sees both", lin, workforce.Online)
			p.is("each sees both", chen, workforce.Online)
		}

		a.choose(lin, workforce.Choice{State: workforce.Busy})
		s.Until("the choice arrives", func() bool { return b.PresenceOf(lin).State == workforce.Busy })

		// A stops without a word. B judges its people by what it said last.
		pass(t, 38*time.Second, []string{chen}, b)
		b.is("a process that is silent for a moment", lin, workforce.Busy)
		pass(t, 6*time.Second, []string{chen}, b)
		b.is("and for long", lin, workforce.Away)
		b.is("one's own people stay", chen, workforce.Online)
		s.Until("the decision arrives", func() bool { return a.PresenceOf(lin).State == workforce.Away })
		spans, err := b.AwaySpans(t.Context(), []string{lin}, apptest.Begin, c.Now())
		if err != nil || len(spans) != 1 {
			t.Fatalf("one transition, stored once: %v %+v", err, spans)
		}
	})
}

func TestHeartbeatsAreNeverWritten(t *testing.T) {
	migrations := []db.Migrations{event.Migrations(), audit.Migrations(), org.Migrations(), workforce.Migrations()}
	dbtest.Each(t, migrations, func(t *testing.T, d *db.DB) {
		bus, err := event.OpenBus("")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(bus.Close)
		c := clock.NewFixed(apptest.Begin)
		p := newProcess(t, d, bus, org.NewDirectory(d, c, bus), c)
		var staff []string
		for i := range 500 {
			staff = append(staff, fmt.Sprintf("agent%03d", i))
		}
		if err := p.Seed(t.Context(), staff, c.Now()); err != nil {
			t.Fatal(err)
		}
		if err := p.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, staffID := range staff {
			p.open(staffID)
		}
		before := fingerprint(t, d)
		pass(t, 1000*time.Second, staff, p) // a hundred pings each
		if after := fingerprint(t, d); after != before {
			t.Fatalf("something was written: %s, before %s", after, before)
		}
		p.is("still here", staff[499], workforce.Online)

		pass(t, 40*time.Second, staff[:499], p) // the fingerprint does see a transition
		p.is("gone", staff[499], workforce.Away)
		if fingerprint(t, d) == before {
			t.Fatal("a transition was not written")
		}
	})
}

// fingerprint changes with every write to the ledger: on SQLite with every
// commit of any other connection, on PostgreSQL with every version of a row.
func fingerprint(t *testing.T, d *db.DB) string {
	t.Helper()
	if d.Engine() == db.SQLite {
		if side == nil || sideOf != d {
			var err error
			if side, err = d.OpenSide(); err != nil {
				t.Fatal(err)
			}
			side.SetMaxOpenConns(1)
			sideOf = d
			s := side
			t.Cleanup(func() { s.Close() })
		}
		var n string
		if err := side.QueryRow(`PRAGMA data_version`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	var text string
	err := d.Pool().QueryRow(t.Context(), `SELECT (SELECT md5(string_agg(staff_id || xmin::text, ' ' ORDER BY staff_id)) FROM workforce_presence)
		|| (SELECT COUNT(*) FROM workforce_span) || '/' || (SELECT COUNT(*) FROM event_outbox) || '/' || (SELECT COUNT(*) FROM audit_entry)`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var (
	side   *sql.DB
	sideOf *db.DB
)
