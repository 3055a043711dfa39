package web

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// from is a connection of an address, of which nothing comes.
type from struct {
	net.Conn
	addr   string
	closed bool
}

func (f *from) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(f.addr))
}
func (f *from) Close() error                { f.closed = true; return nil }
func (f *from) SetDeadline(time.Time) error { return nil }

// TestOneAddressHasItsShare: IPv6 by its /64, colleagues and proxies without
// bound, and what is closed is free again, once.
func TestOneAddressHasItsShare(t *testing.T) {
	c := &Crowd{PerAddress: 2, Known: func(a netip.Addr) bool { return a == netip.MustParseAddr("10.0.0.9") }}
	in := func(addr string) *guest { return c.admit(&from{addr: addr}) }
	first, second := in("192.0.2.1:1"), in("192.0.2.1:2")
	if first == nil || second == nil || in("192.0.2.1:3") != nil {
		t.Fatal("two are let in, and no third")
	}
	if in("192.0.2.2:1") == nil {
		t.Error("another address is shut out")
	}
	if in("[2001:db8::1]:1") == nil || in("[2001:db8::2]:1") == nil || in("[2001:db8::ffff:3]:1") != nil || in("[2001:db8:0:1::1]:1") == nil {
		t.Error("IPv6 counts by its /64")
	}
	for range 10 {
		if in("10.0.0.9:1") == nil {
			t.Fatal("a proxy is bounded")
		}
	}
	first.Close()
	first.Close()
	if in("192.0.2.1:4") == nil || in("192.0.2.1:5") != nil {
		t.Error("what is closed is free once")
	}
	second.known()
	second.known()
	if in("192.0.2.1:6") == nil || in("192.0.2.1:7") != nil {
		t.Error("a colleague's counts once no more")
	}
	second.Close()
	if in("192.0.2.1:8") != nil {
		t.Error("a colleague's is counted out twice")
	}
}

// TestAPartIsKeptForStaff of all connections.
func TestAPartIsKeptForStaff(t *testing.T) {
	c := &Crowd{All: 16}
	var open []*guest
	for range 16 {
		g := c.admit(&from{addr: "192.0.2.1:1"})
		if g == nil {
			t.Fatalf("only %d are let in", len(open))
		}
		open = append(open, g)
	}
	if !open[14].proving() || open[13].proving() {
		t.Error("the last eighth has to prove itself")
	}
	if c.admit(&from{addr: "192.0.2.1:1"}) != nil {
		t.Error("there is one more than may be")
	}
	if at := open[14].latest(time.Time{}); at.IsZero() || !open[13].latest(time.Time{}).IsZero() {
		t.Error("who has to prove something has no end of time")
	}
	open[14].known()
	if open[14].proving() || !open[14].latest(time.Time{}).IsZero() {
		t.Error("proven, and still on time")
	}
	open[0].Close()
	if g := c.admit(&from{addr: "192.0.2.1:1"}); g == nil || !g.proving() {
		t.Error("of fourteen and the reserve")
	}
}

// TestPace: the rate counts after the grace, on the average.
func TestPace(t *testing.T) {
	p := Pace{Grace: 10 * time.Second, PerSecond: 1000}
	for _, c := range []struct {
		bytes int64
		took  time.Duration
		late  bool
	}{{0, 10 * time.Second, false}, {0, 11 * time.Second, true}, {999, 11 * time.Second, true}, {1000, 11 * time.Second, false}, {49_999, time.Minute, true}, {50_000, time.Minute, false}} {
		if p.late(c.bytes, c.took) != c.late {
			t.Errorf("%d in %s", c.bytes, c.took)
		}
	}
}

// TestADripIsCut: the wait for a piece has an end, and so has the whole.
func TestADripIsCut(t *testing.T) {
	for name, p := range map[string]Pace{"no piece": {Piece: 20 * time.Millisecond, Grace: time.Hour}, "too little": {Piece: time.Hour, PerSecond: 1 << 40}} {
		told := make(chan error, 1)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, err := io.Copy(io.Discard, p.Body(w, r))
			told <- err
		}))
		body, drip := io.Pipe()
		go func() {
			req, _ := http.NewRequest("POST", server.URL, body)
			if res, err := http.DefaultClient.Do(req); err == nil {
				res.Body.Close()
			}
		}()
		for range 3 {
			drip.Write([]byte("x"))
			if name == "no piece" {
				break
			}
		}
		if err := <-told; !errors.Is(err, ErrTooSlow) {
			t.Errorf("%s: %v", name, err)
		}
		drip.Close()
		server.CloseClientConnections()
		server.Close()
	}
}

// TestTheWayInStaysOpen: in a crowd a colleague still gets at the pages and the
// sign-in, and at nothing else before being known.
func TestTheWayInStaysOpen(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/desk/inbox": true, "/assets/app.js": true, "/healthz": true, "/readyz": true, Prefix + "/session": true, Prefix + "/setup": true,
		Prefix + "/me": false, Prefix + "/session/x": false, Prefix + "/widget/messages": false, "/widget.js": false, "/widget/demo": false,
	} {
		if got := forDesk(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
