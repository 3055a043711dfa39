package realtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/run"
)

type ear struct {
	gws.BuiltinEventHandler
	over, pong chan string
}

// OnMessage hands the farewell on.
func (e *ear) OnMessage(_ *gws.Conn, m *gws.Message) {
	if text := m.Data.String(); strings.Contains(text, `"bye"`) {
		e.over <- text
	} else if strings.Contains(text, `"pong"`) {
		e.pong <- text
	}
}

// line is a hub with one socket of a person, opened.
type line struct {
	hub    *realtime.Hub
	clock  *clock.Shifted
	answer atomic.Pointer[error] // of the look at the person
	conn   *gws.Conn
	ear
}

func newLine(t *testing.T, p auth.Person) *line {
	t.Helper()
	bus, err := event.OpenBus("")
	if err != nil {
		t.Fatal(err)
	}
	group := run.New()
	l := &line{clock: &clock.Shifted{}, ear: ear{over: make(chan string, 1), pong: make(chan string, 1)}}
	l.is(nil)
	l.hub = realtime.New(realtime.Options{Clock: l.clock, Run: group, Bus: bus,
		Recheck: func(_ context.Context, p auth.Person) (auth.Person, error) {
			p.Grants = map[string]auth.Scope{"x": auth.All}
			return p, *l.answer.Load()
		}})
	door := l.hub.Endpoint(auth.Staff, func(*http.Request) (auth.Person, error) { return p, nil },
		func(*realtime.Conn) {}, func(http.ResponseWriter, *http.Request, error) {})
	server := httptest.NewServer(door)
	t.Cleanup(func() { server.CloseClientConnections(); group.Stop(); server.Close(); bus.Close() })
	opened := make(chan struct{})
	l.hub.Watch(func(*realtime.Conn) { close(opened) }, func(*realtime.Conn) {})
	if l.conn, _, err = gws.NewClient(&l.ear, &gws.ClientOption{Addr: "ws" + strings.TrimPrefix(server.URL, "http")}); err != nil {
		t.Fatal(err)
	}
	go l.conn.ReadLoop()
	<-opened
	return l
}

func (l *line) is(err error) { l.answer.Store(&err) }

// recheck looks everybody up and gives the farewell; empty: the socket stays.
func (l *line) recheck(t *testing.T) string {
	t.Helper()
	if err := l.hub.RecheckAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	_ = l.conn.WriteString(`{"t":"ping"}`) // fails where the farewell was first
	select {
	case text := <-l.over:
		return text
	case <-l.pong:
		return ""
	}
}

// TestWhoNeverSaysHelloIsSentAway after a while, and nobody else for having
// been here long.
func TestWhoNeverSaysHelloIsSentAway(t *testing.T) {
	l := newLine(t, auth.Person{Kind: auth.Anonymous})
	if text := l.recheck(t); text != "" {
		t.Fatalf("at once: %s", text)
	}
	l.clock.Advance(16 * time.Second)
	if text := l.recheck(t); !strings.Contains(text, "expired") {
		t.Errorf("the farewell is %s", text)
	}
}

// TestOnlyTheEndOfARightEndsASocket: what cannot be read now throws nobody out,
// and what is read again counts again.
func TestOnlyTheEndOfARightEndsASocket(t *testing.T) {
	l := newLine(t, auth.Person{Kind: auth.Staff, ID: "a", SessionID: "s"})
	l.clock.Advance(time.Minute)
	for _, trouble := range []error{nil, fault.New(fault.KindUnavailable, "storage.broken"), fault.New(fault.KindStorageFull, "storage.full"),
		fault.Internal(errors.New("disk I/O error"), "read"), errors.New("connection reset"), context.DeadlineExceeded, nil} {
		l.is(trouble)
		if text := l.recheck(t); text != "" {
			t.Fatalf("%v threw it out: %s", trouble, text)
		}
	}
	l.is(fault.Unsigned())
	if text := l.recheck(t); !strings.Contains(text, "signed_out") {
		t.Errorf("the farewell is %s", text)
	}
}

// TestWhoBecomesSomebodyHearsTheirsAlone: what was joined as somebody else is
// left with the name.
func TestWhoBecomesSomebodyHearsTheirsAlone(t *testing.T) {
	l := newLine(t, auth.Person{Kind: auth.Staff, ID: "a", SessionID: "s"})
	defer l.conn.NetConn().Close()
	l.hub.Handle(auth.Staff, "join", func(_ context.Context, c *realtime.Conn, _ json.RawMessage) { c.Join("of a"); c.Join("of all") })
	l.hub.Handle(auth.Staff, "become", func(_ context.Context, c *realtime.Conn, _ json.RawMessage) {
		c.Become(auth.Person{Kind: auth.Staff, ID: "b", SessionID: "t"})
		c.Join("of b")
	})
	says := func(frame string, want ...string) {
		t.Helper()
		for _, text := range []string{frame, `{"t":"ping"}`} {
			if err := l.conn.WriteString(text); err != nil {
				t.Fatal(err)
			}
		}
		<-l.pong
		for _, topic := range []string{"of a", "of all", "of b"} {
			if l.hub.Listening(topic) != slices.Contains(want, topic) {
				t.Errorf("after %s somebody listens to what is %s: %v", frame, topic, l.hub.Listening(topic))
			}
		}
	}
	says(`{"t":"join"}`, "of a", "of all")
	says(`{"t":"become"}`, "of b")
	says(`{"t":"join"}`, "of a", "of all", "of b")
}

// TestWhoCausedItIsNotTold, and everybody else is.
func TestWhoCausedItIsNotTold(t *testing.T) {
	l := newLine(t, auth.Person{Kind: auth.Staff, ID: "a", SessionID: "s"})
	defer l.conn.NetConn().Close()
	own := make(chan string, 1)
	l.hub.Handle(auth.Staff, "join", func(_ context.Context, c *realtime.Conn, _ json.RawMessage) { c.Join("x"); own <- c.ID })
	if err := l.conn.WriteString(`{"t":"join"}`); err != nil {
		t.Fatal(err)
	}
	for except, heard := range map[string]bool{<-own: false, "another": true} {
		l.hub.PublishExcept(except, []string{"x"}, realtime.Gate{Browser: true}, realtime.Frame{"t": "pong", "of": "theirs"})
		l.hub.Publish([]string{"x"}, realtime.Gate{Browser: true}, realtime.Frame{"t": "pong", "of": "all"})
		if got := <-l.pong; strings.Contains(got, "theirs") != heard {
			t.Errorf("but %s: %s", except, got)
		} else if heard {
			<-l.pong
		}
	}
}
