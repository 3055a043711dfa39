package realtime_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

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

// TestOnlyTheEndOfARightEndsASocket: what cannot be read now throws nobody out,
// and what is read again counts again.
func TestOnlyTheEndOfARightEndsASocket(t *testing.T) {
	bus, err := event.OpenBus("")
	if err != nil {
		t.Fatal(err)
	}
	group := run.New()
	var answer atomic.Pointer[error]
	none := error(nil)
	answer.Store(&none)
	hub := realtime.New(realtime.Options{Clock: clock.System{}, Run: group, Bus: bus,
		Recheck: func(_ context.Context, p auth.Person) (auth.Person, error) {
			p.Grants = map[string]auth.Scope{"x": auth.All}
			return p, *answer.Load()
		}})
	door := hub.Endpoint(auth.Staff, func(*http.Request) (auth.Person, error) {
		return auth.Person{Kind: auth.Staff, ID: "a", SessionID: "s"}, nil
	}, func(*realtime.Conn) {}, func(http.ResponseWriter, *http.Request, error) {})
	server := httptest.NewServer(door)
	t.Cleanup(func() { server.CloseClientConnections(); group.Stop(); server.Close(); bus.Close() })
	e := &ear{over: make(chan string, 1), pong: make(chan string, 1)}
	opened := make(chan struct{})
	hub.Watch(func(*realtime.Conn) { close(opened) }, func(*realtime.Conn) {})
	conn, _, err := gws.NewClient(e, &gws.ClientOption{Addr: "ws" + strings.TrimPrefix(server.URL, "http")})
	if err != nil {
		t.Fatal(err)
	}
	go conn.ReadLoop()
	<-opened
	for _, trouble := range []error{nil, fault.New(fault.KindUnavailable, "storage.broken"), fault.New(fault.KindStorageFull, "storage.full"),
		fault.Internal(errors.New("disk I/O error"), "read"), errors.New("connection reset"), context.DeadlineExceeded, nil} {
		answer.Store(&trouble)
		if err := hub.RecheckAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := conn.WriteString(`{"t":"ping"}`); err != nil {
			t.Fatal(err)
		}
		select {
		case text := <-e.over:
			t.Fatalf("%v threw it out: %s", trouble, text)
		case <-e.pong:
		}
	}
	gone := fault.Unsigned()
	ended := error(gone)
	answer.Store(&ended)
	if err := hub.RecheckAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := <-e.over; !strings.Contains(text, "signed_out") {
		t.Errorf("the farewell is %s", text)
	}
}
