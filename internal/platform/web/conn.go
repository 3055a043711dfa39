package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
)

// proofTime is how long a connection that came when only the reserve was left
// has to show that it is a colleague's.
const proofTime = 3 * time.Second

// Crowd bounds the connections of a server: how many one address has, and how
// many there are in all, of which a part is kept for staff. What is known to be
// a colleague's counts for neither, so that an office behind one address, and a
// house under siege, go on working.
type Crowd struct {
	All        int // connections in all; 0 is no bound
	PerAddress int // of one address, IPv6 by its /64; 0 is no bound
	Known      func(netip.Addr) bool

	mu     sync.Mutex
	open   int // all
	public int // of them not known to be staff's
	by     map[string]int
}

// reserve for staff of all connections.
func (c *Crowd) reserve() int { return max(c.All/8, 1) }

// Listen bounds what a listener accepts.
func (c *Crowd) Listen(l net.Listener) net.Listener { return &crowded{Listener: l, crowd: c} }

type crowded struct {
	net.Listener
	crowd *Crowd
}

// Accept closes what is too much at once and goes on.
func (l *crowded) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c := l.crowd.admit(raw); c != nil {
			return c, nil
		}
		raw.Close()
	}
}

// guest is a counted connection.
type guest struct {
	net.Conn
	crowd *Crowd
	key   string // of its address; empty: not counted by it

	mu    sync.Mutex
	until time.Time // by when it must be a colleague's; zero: it need not
	staff bool
	gone  bool
}

func (c *Crowd) admit(raw net.Conn) *guest {
	g := &guest{Conn: raw, crowd: c}
	if peer, err := netip.ParseAddrPort(raw.RemoteAddr().String()); err == nil {
		addr := peer.Addr().Unmap()
		if c.Known == nil || !c.Known(addr) {
			g.key = auth.AddressKey(addr)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.All > 0 && c.open >= c.All || c.PerAddress > 0 && g.key != "" && c.by[g.key] >= c.PerAddress {
		return nil
	}
	if c.All > 0 && c.public >= c.All-c.reserve() {
		g.until = clock.Deadline(proofTime)
		raw.SetDeadline(g.until)
	}
	if c.by == nil {
		c.by = map[string]int{}
	}
	c.open++
	c.count(g, 1)
	return g
}

// count changes what counts as the public's; the caller holds the lock.
func (c *Crowd) count(g *guest, n int) {
	c.public += n
	if g.key == "" {
		return
	}
	if c.by[g.key] += n; c.by[g.key] <= 0 {
		delete(c.by, g.key)
	}
}

// Close counts the connection out, once.
func (g *guest) Close() error {
	g.mu.Lock()
	first, staff := !g.gone, g.staff
	g.gone = true
	g.mu.Unlock()
	if first {
		g.crowd.mu.Lock()
		g.crowd.open--
		if !staff {
			g.crowd.count(g, -1)
		}
		g.crowd.mu.Unlock()
	}
	return g.Conn.Close()
}

// known takes the connection out of the public's count.
func (g *guest) known() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.staff || g.gone {
		return
	}
	g.staff, g.until = true, time.Time{}
	g.Conn.SetDeadline(time.Time{})
	g.crowd.mu.Lock()
	g.crowd.count(g, -1)
	g.crowd.mu.Unlock()
}

func (g *guest) proving() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.until.IsZero()
}

// latest bounds a deadline that the server sets while the proof is missing.
func (g *guest) latest(t time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.until.IsZero() && (t.IsZero() || t.After(g.until)) {
		return g.until
	}
	return t
}

// SetDeadline implements net.Conn.
func (g *guest) SetDeadline(t time.Time) error { return g.Conn.SetDeadline(g.latest(t)) }

// SetReadDeadline implements net.Conn.
func (g *guest) SetReadDeadline(t time.Time) error { return g.Conn.SetReadDeadline(g.latest(t)) }

// SetWriteDeadline implements net.Conn.
func (g *guest) SetWriteDeadline(t time.Time) error { return g.Conn.SetWriteDeadline(g.latest(t)) }

type guestKey struct{}

// withGuest lets requests find the connection they came by.
func withGuest(ctx context.Context, c net.Conn) context.Context {
	if g, ok := c.(*guest); ok {
		return context.WithValue(ctx, guestKey{}, g)
	}
	return ctx
}

// isStaff notes that a request was a colleague's.
func isStaff(ctx context.Context) {
	if g, ok := ctx.Value(guestKey{}).(*guest); ok {
		g.known()
	}
}

// full refuses what came by the reserve and is no colleague's: the desk's pages
// and the sign-in are still given, each on a connection that ends with it.
func (a *API) full(w http.ResponseWriter, r *http.Request) bool {
	g, ok := r.Context().Value(guestKey{}).(*guest)
	if !ok || !g.proving() {
		return false
	}
	if find := a.identifiers[Staff]; find != nil {
		if _, err := find(r.Context(), infoFrom(r.Context())); err == nil {
			g.known()
			return false
		}
	}
	w.Header().Set("Connection", "close")
	if forDesk(r.URL.Path) {
		return false
	}
	a.Refuse(w, r, &fault.Error{Kind: fault.KindUnavailable, Code: "request.crowded", RetryAfter: 10 * time.Second})
	return true
}

// forDesk tells what a colleague needs before being known as one.
func forDesk(path string) bool {
	if path == Prefix+"/session" || path == Prefix+"/setup" || path == "/healthz" || path == "/readyz" {
		return true
	}
	return !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/widget")
}
