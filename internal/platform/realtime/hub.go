package realtime

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/run"
)

const (
	// RecheckEvery is how often persons are looked up again.
	RecheckEvery = 3 * time.Second
	// PingEvery keeps idle connections known to be alive. Visitors are many and
	// must stay cheap; of staff it is shown soon whether they are still there.
	PingEvery = 25 * time.Second
	// PingStaffEvery is the same for staff.
	PingStaffEvery = 10 * time.Second
	// SilentLimit after which a connection counts as dead.
	SilentLimit = 40 * time.Second
	// MaxQueued bytes a connection may fall behind.
	MaxQueued = 1 << 20

	busSubject = "tiexin.frames"
)

// Gate says who of those listening may see a publication: with a permission,
// the staff whose scope covers owner and unit or who serve the queue, and
// visitors always, since they join no topic but their own. Without one no
// member of staff does, but for what is about one's own desk, which a browser
// shows and no program gets.
type Gate struct {
	Permission string   `json:"p,omitempty"`
	Needs      []string `json:"n,omitempty"` // and has these too, as far as may be
	Browser    bool     `json:"b,omitempty"` // of staff at a browser, without a permission
	OwnerID    string   `json:"o,omitempty"`
	UnitID     string   `json:"u,omitempty"`
	Queue      bool     `json:"q,omitempty"` // it waits in the unit's queue, for all below
	Unless     *Gate    `json:"x,omitempty"` // and not who passes this one
	Also       []string `json:"a,omitempty"` // and these people, if they have the permission at all
}

func (g Gate) lets(p auth.Person) bool {
	if p.Kind == auth.Visitor {
		return true
	}
	if g.Permission == "" {
		return g.Browser && p.Kind == auth.Staff && !p.Program
	}
	for _, permission := range g.Needs {
		if _, ok := p.Can(permission); !ok {
			return false
		}
	}
	if g.Unless != nil && g.Unless.lets(p) {
		return false
	}
	filter := p.Visible(g.Permission)
	if filter.None {
		return false
	}
	return filter.Allows(g.OwnerID, g.UnitID) || slices.Contains(g.Also, p.ID) || g.Queue && p.Units.Contains(g.UnitID, p.UnitID)
}

// Receive handles a frame that a screen sent.
type Receive func(ctx context.Context, c *Conn, raw json.RawMessage)

// Recheck finds a person's present state; fault.Unsigned or
// fault.NotFound ends the connection, any other error only says that the state
// cannot be read now.
type Recheck func(ctx context.Context, p auth.Person) (auth.Person, error)

// Options of the hub.
type Options struct {
	Clock   clock.Clock
	Run     *run.Group
	Bus     *event.Bus
	Recheck Recheck
}

// Hub knows the connections of this process.
type Hub struct {
	Options
	node     string
	mu       sync.RWMutex
	conns    map[*Conn]struct{}
	topics   map[string]map[*Conn]struct{}
	handlers map[string]Receive
	opened   []func(*Conn)
	closed   []func(*Conn)
}

// New makes a hub without connections.
func New(o Options) *Hub {
	return &Hub{Options: o, node: id.New(o.Clock.Now()), conns: map[*Conn]struct{}{},
		topics: map[string]map[*Conn]struct{}{}, handlers: map[string]Receive{}}
}

// Handle says who takes the frames of a door ("staff" or "visitor") and name.
func (h *Hub) Handle(door auth.Kind, t string, do Receive) { h.handlers[string(door)+":"+t] = do }

// Watch says what happens when a connection has been welcomed and when it has
// ended; before the start.
func (h *Hub) Watch(opened, closed func(*Conn)) {
	h.opened, h.closed = append(h.opened, opened), append(h.closed, closed)
}

// Start begins pinging, rechecking and listening to other processes.
func (h *Hub) Start() error {
	h.Run.Every("realtime ping", PingEvery, func(context.Context) error { h.ping(auth.Visitor); return nil })
	h.Run.Every("realtime ping staff", PingStaffEvery, func(context.Context) error { h.ping(auth.Staff); return nil })
	h.Run.Every("realtime recheck", RecheckEvery, h.RecheckAll)
	h.Run.OnStop(h.closeAll)
	return h.Bus.Subscribe(busSubject, h.fromBus)
}

// listeners collects who joined any of the topics, each once.
func (h *Hub) listeners(topics []string) []*Conn {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if len(topics) == 1 {
		out := make([]*Conn, 0, len(h.topics[topics[0]]))
		for c := range h.topics[topics[0]] {
			out = append(out, c)
		}
		return out
	}
	seen := map[*Conn]struct{}{}
	var out []*Conn
	for _, t := range topics {
		for c := range h.topics[t] {
			if _, again := seen[c]; !again {
				seen[c] = struct{}{}
				out = append(out, c)
			}
		}
	}
	return out
}

// Listening tells whether any connection of this process joined the topic.
func (h *Hub) Listening(topic string) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.topics[topic]) > 0
}

// Joined gives the topics that begin so and that somebody in this process has
// joined.
func (h *Hub) Joined(prefix string) []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var out []string
	for t := range h.topics {
		if strings.HasPrefix(t, prefix) {
			out = append(out, t)
		}
	}
	return out
}

// Count tells how many connections this process holds.
func (h *Hub) Count() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return len(h.conns)
}

func (h *Hub) all() []*Conn {
	h.mu.RLock()
	defer h.mu.RUnlock()
	out := make([]*Conn, 0, len(h.conns))
	for c := range h.conns {
		out = append(out, c)
	}
	return out
}

// ping asks those who came through a door for a sign of life.
func (h *Hub) ping(door auth.Kind) {
	ping := wire(opPing, nil)
	for _, c := range h.all() {
		if c.Door == door {
			c.enqueue(ping)
		}
	}
}

// RecheckAll looks everybody up again, each once for all their tabs.
func (h *Hub) RecheckAll(ctx context.Context) error {
	known := map[string]auth.Person{}
	for _, c := range h.all() {
		p := c.Person()
		if p.Kind == auth.Anonymous && h.Clock.Now().Sub(c.openedAt) > 15*time.Second {
			c.Bye("expired")
		}
		if p.Kind == auth.Anonymous || h.Recheck == nil {
			continue
		}
		key := string(p.Kind) + "/" + p.ID + "/" + p.SessionID + p.ChannelID + p.Proof
		now, ok := known[key]
		if !ok {
			now = h.present(ctx, p)
			known[key] = now
		}
		switch {
		case now.Kind == p.Kind:
			c.setPerson(now)
		case p.Kind == auth.Staff:
			c.Bye("signed_out")
		default:
			c.Bye("expired")
		}
	}
	return nil
}

// present finds a person's state now, anonymous if they may no longer listen.
// While the ledger does not answer nothing is published either: they stay.
func (h *Hub) present(ctx context.Context, p auth.Person) auth.Person {
	now, err := h.Recheck(ctx, p)
	switch {
	case err == nil:
		return now
	case fault.Is(err, fault.KindUnsigned), fault.Is(err, fault.KindNotFound):
		return auth.Person{Kind: auth.Anonymous}
	}
	return p
}

func (h *Hub) closeAll() {
	for _, c := range h.all() {
		c.Bye("restart")
	}
	for range 50 {
		if h.Count() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	slog.Info("connections cut at stop", "count", h.Count())
	for _, c := range h.all() {
		c.socket.NetConn().Close()
	}
}
