package realtime

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"
	"golang.org/x/time/rate"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// Longest frame a screen may send, and longest time one write may take.
const (
	maxFrame     = 64 << 10
	writeTimeout = 10 * time.Second
)

// What a screen sends: a person's keys and a page that is loaded anew, with all
// its conversations, stay far below. Each bigFrame bytes count once more.
const (
	framesPerSecond = 20
	framesAtOnce    = 200
	bigFrame        = 4 << 10
)

// typingEvery is how often it is told again that somebody still types.
const typingEvery = 3 * time.Second

// Conn is one tab's connection.
type Conn struct {
	ID       string
	Door     auth.Kind // which endpoint it came through
	hub      *Hub
	info     *web.Info
	socket   *gws.Conn
	openedAt time.Time
	person   atomic.Pointer[auth.Person]
	seen     atomic.Int64 // microseconds
	budget   *rate.Limiter
	typing   map[string]time.Time // since when it is told that somebody types, by where; the reader's alone

	mu       sync.Mutex
	topics   map[string]struct{}
	pending  net.Buffers
	size     int
	flushing bool
	ending   bool
	gone     bool
}

// Person tells who is behind the connection now.
func (c *Conn) Person() auth.Person { return *c.person.Load() }

func (c *Conn) setPerson(p auth.Person) { c.person.Store(&p) }

// Seen tells when the connection last gave a sign of life: any frame or pong.
func (c *Conn) Seen() time.Time { return time.UnixMicro(c.seen.Load()).UTC() }

// Become makes a connection somebody's, once it has shown a token. It stops
// listening to what it joined as somebody else.
func (c *Conn) Become(p auth.Person) {
	c.hub.mu.Lock()
	for topic := range c.topics {
		c.leave(topic)
	}
	c.hub.mu.Unlock()
	c.setPerson(p)
}

// Join makes the connection listen to a topic.
func (c *Conn) Join(topic string) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	if _, alive := c.hub.conns[c]; !alive {
		return
	}
	if c.hub.topics[topic] == nil {
		c.hub.topics[topic] = map[*Conn]struct{}{}
	}
	c.hub.topics[topic][c] = struct{}{}
	c.topics[topic] = struct{}{}
}

// Leave ends listening to a topic.
func (c *Conn) Leave(topic string) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	c.leave(topic)
}

func (c *Conn) leave(topic string) {
	delete(c.topics, topic)
	delete(c.hub.topics[topic], c)
	if len(c.hub.topics[topic]) == 0 {
		delete(c.hub.topics, topic)
	}
}

// Send gives this connection alone a frame.
func (c *Conn) Send(frame any) { c.enqueue(wire(opText, encode(frame))) }

// Bye says why and ends the connection after what is queued.
func (c *Conn) Bye(code string) {
	c.enqueue(wire(opText, encode(Frame{"t": "bye", "code": code, "retry": code != "blocked"})))
	c.enqueue(closeFrame(1000))
	c.mu.Lock()
	c.ending = true
	idle := !c.flushing
	c.mu.Unlock()
	if idle {
		c.socket.NetConn().Close()
	}
}

// enqueue adds an encoded frame to the queue and sees that it is written.
func (c *Conn) enqueue(data []byte) {
	c.mu.Lock()
	if c.gone || c.ending {
		c.mu.Unlock()
		return
	}
	if c.size+len(data) > MaxQueued {
		c.gone = true
		c.mu.Unlock()
		c.socket.NetConn().Close() // too far behind to be told so; it will resume
		return
	}
	c.pending = append(c.pending, data)
	c.size += len(data)
	start := !c.flushing
	c.flushing = true
	c.mu.Unlock()
	if start {
		c.hub.Run.Go("socket flush", c.flush)
	}
}

// flush writes all that waits in as few calls as possible.
func (c *Conn) flush() {
	raw := c.socket.NetConn()
	for {
		c.mu.Lock()
		batch := c.pending
		if len(batch) == 0 || c.gone {
			c.flushing = false
			end := c.ending
			c.mu.Unlock()
			if end {
				raw.Close()
			}
			return
		}
		c.pending, c.size = nil, 0
		c.mu.Unlock()
		raw.SetWriteDeadline(clock.Deadline(writeTimeout))
		if _, err := batch.WriteTo(raw); err != nil {
			c.mu.Lock()
			c.gone, c.flushing = true, false
			c.mu.Unlock()
			raw.Close()
			return
		}
	}
}

// door adapts one endpoint to the socket library.
type door struct {
	hub  *Hub
	kind auth.Kind
	open func(c *Conn)
}

// Endpoint makes the handler of a door: find tells who comes (anonymous is
// allowed to say hello later), open what happens first.
func (h *Hub) Endpoint(kind auth.Kind, find func(r *http.Request) (auth.Person, error), open func(c *Conn), refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	d := &door{hub: h, kind: kind, open: open}
	up := gws.NewUpgrader(d, &gws.ServerOption{
		ReadMaxPayloadSize: maxFrame, ReadBufferSize: 1024, WriteBufferSize: 512,
		CheckUtf8Enabled: true, Recovery: gws.Recovery,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := find(r)
		if err == nil && !upgrades(r) { // the library would answer and break the connection off
			err = fault.Invalid("request.invalid", "Upgrade")
		}
		if err != nil {
			refuse(w, r, err)
			return
		}
		socket, err := up.Upgrade(w, r)
		if err != nil {
			return // the library has answered
		}
		c := &Conn{ID: id.New(h.Clock.Now()), Door: kind, hub: h, socket: socket, openedAt: h.Clock.Now(), topics: map[string]struct{}{}, typing: map[string]time.Time{}}
		c.budget = rate.NewLimiter(framesPerSecond, framesAtOnce)
		facts := *web.InfoFrom(r.Context())
		c.info = &facts
		c.setPerson(p)
		socket.Session().Store("conn", c)
		h.Run.Go("socket", func() { d.listen(socket) })
	})
}

func upgrades(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && strings.Contains(strings.ToLower(r.Header.Get("Connection")), "upgrade") &&
		r.Header.Get("Sec-WebSocket-Version") == "13" && r.Header.Get("Sec-WebSocket-Key") != ""
}

// listen reads until the connection ends. The library stumbles over a frame of
// negative length before it can tell us of the end.
func (d *door) listen(s *gws.Conn) {
	defer func() {
		if p := recover(); p != nil {
			slog.Info("socket cut for a broken frame", "why", fmt.Sprint(p))
			d.OnClose(s, nil)
		}
	}()
	s.ReadLoop()
}

// spend takes a frame from the connection's budget. Over it the connection is
// cut: what one screen sends is work for all.
func (c *Conn) spend(s *gws.Conn, bytes int) bool {
	c.mu.Lock()
	over := c.ending || c.gone
	c.mu.Unlock()
	if over {
		return false
	}
	if c.budget.AllowN(c.hub.Clock.Now(), 1+bytes/bigFrame) {
		return true
	}
	slog.Info("socket cut for too many frames", "door", string(c.Door), "ip", c.info.IP)
	c.Bye("too_many")
	s.SetReadDeadline(clock.Deadline(time.Second)) // time for the farewell
	return false
}

// Typing tells whether it is worth telling that somebody types at a place, or
// no longer does: when it has changed, and now and then while it lasts.
func (c *Conn) Typing(at string, on bool) bool {
	since, was := c.typing[at]
	now := c.hub.Clock.Now()
	if on && was && now.Sub(since).Abs() < typingEvery || !on && !was {
		return false
	}
	if !on {
		delete(c.typing, at)
		return true
	}
	if len(c.typing) > 100 { // nobody types at so many
		clear(c.typing)
	}
	c.typing[at] = now
	return true
}

func connOf(s *gws.Conn) *Conn {
	v, _ := s.Session().Load("conn")
	c, _ := v.(*Conn)
	return c
}

func alive(s *gws.Conn, bytes int) bool {
	c := connOf(s)
	if !c.spend(s, bytes) {
		return false
	}
	c.seen.Store(c.hub.Clock.Now().UnixMicro())
	s.SetReadDeadline(clock.Deadline(SilentLimit))
	return true
}

// OnOpen registers the connection.
func (d *door) OnOpen(s *gws.Conn) {
	c := connOf(s)
	d.hub.mu.Lock()
	d.hub.conns[c] = struct{}{}
	d.hub.mu.Unlock()
	alive(s, 0)
	d.open(c)
	for _, do := range d.hub.opened {
		do(c)
	}
}

// OnClose forgets the connection.
func (d *door) OnClose(s *gws.Conn, _ error) {
	c := connOf(s)
	d.hub.mu.Lock()
	for t := range c.topics {
		c.leave(t)
	}
	delete(d.hub.conns, c)
	d.hub.mu.Unlock()
	c.mu.Lock()
	c.gone, c.pending = true, nil
	c.mu.Unlock()
	s.NetConn().Close()
	for _, do := range d.hub.closed {
		do(c)
	}
}

// OnPing answers in the connection's own queue.
func (d *door) OnPing(s *gws.Conn, payload []byte) {
	if alive(s, len(payload)) {
		connOf(s).enqueue(wire(opPong, payload))
	}
}

// OnPong notes the sign of life.
func (d *door) OnPong(s *gws.Conn, payload []byte) { alive(s, len(payload)) }

// OnMessage hands a frame to whoever registered for its name. What is no
// frame of ours is passed over: a broken screen must not hurt itself.
func (d *door) OnMessage(s *gws.Conn, m *gws.Message) {
	defer m.Close()
	if !alive(s, m.Data.Len()) {
		return
	}
	c := connOf(s)
	var head struct {
		T string `json:"t"`
	}
	if m.Opcode != gws.OpcodeText || json.Unmarshal(m.Bytes(), &head) != nil {
		return
	}
	if head.T == "ping" {
		c.Send(Frame{"t": "pong"})
		return
	}
	do := d.hub.handlers[string(d.kind)+":"+head.T]
	if do == nil {
		return
	}
	raw := append([]byte(nil), m.Bytes()...)
	ctx := auth.With(web.WithInfo(context.Background(), c.info), c.Person())
	do(ctx, c, raw)
}
