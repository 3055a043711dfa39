package app_test

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// tab is one socket as a browser's tab has it, close to the wire, so that a
// test can send what no browser would.
type tab struct {
	t    testing.TB
	conn net.Conn

	writing sync.Mutex
	mu      sync.Mutex
	frames  []map[string]any
	raw     strings.Builder // every byte of every text frame
	ended   bool
	news    chan struct{}
}

// handshake opens the socket of a door and gives the status and the reader.
func handshake(t testing.TB, s *apptest.Server, path string, c *apptest.Client, origin string) (net.Conn, *bufio.Reader, int) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s%s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
		web.Prefix, path, strings.TrimPrefix(s.URL, "http://"))
	if origin != "" {
		fmt.Fprintf(&b, "Origin: %s\r\n", origin)
	}
	if c.Cookie != "" {
		fmt.Fprintf(&b, "Cookie: tiexin_session=%s\r\n", c.Cookie)
	}
	if c.Token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", c.Token)
	}
	if _, err := io.WriteString(conn, b.String()+"\r\n"); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return conn, r, res.StatusCode
}

// open opens a socket that reads until it ends.
func openTab(t testing.TB, s *apptest.Server, path string, c *apptest.Client) *tab {
	t.Helper()
	conn, r, status := handshake(t, s, path, c, s.URL)
	if status != http.StatusSwitchingProtocols {
		t.Fatalf("socket %s: %d", path, status)
	}
	tb := &tab{t: t, conn: conn, news: make(chan struct{}, 1)}
	t.Cleanup(tb.cut)
	go tb.read(r)
	return tb
}

func staffTab(t testing.TB, s *apptest.Server, c *apptest.Client) *tab {
	t.Helper()
	tb := openTab(t, s, "/socket", c)
	tb.wait("welcome", named("welcome"))
	return tb
}

func visitorTab(t testing.TB, s *apptest.Server, c *apptest.Client) *tab {
	t.Helper()
	tb := openTab(t, s, "/widget/socket", c)
	tb.wait("welcome", named("welcome"))
	return tb
}

func (tb *tab) cut() { tb.conn.Close() }

func (tb *tab) read(r *bufio.Reader) {
	for {
		op, payload, err := readFrame(r)
		tb.mu.Lock()
		if err != nil || op == 8 {
			tb.ended = true
		} else if op == 1 {
			tb.raw.Write(payload)
			var f map[string]any
			if json.Unmarshal(payload, &f) != nil {
				tb.t.Errorf("no JSON in a frame: %q", payload)
			}
			tb.frames = append(tb.frames, f)
		}
		ended := tb.ended
		tb.mu.Unlock()
		if op == 9 {
			tb.send(10, payload)
		}
		select {
		case tb.news <- struct{}{}:
		default:
		}
		if ended {
			return
		}
	}
}

// readFrame reads one frame of a server.
func readFrame(r *bufio.Reader) (op byte, payload []byte, err error) {
	var head [2]byte
	if _, err = io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1] & 127)
	var wide [8]byte
	switch n {
	case 126:
		_, err = io.ReadFull(r, wide[6:])
		n = binary.BigEndian.Uint64(wide[:])
	case 127:
		_, err = io.ReadFull(r, wide[:])
		n = binary.BigEndian.Uint64(wide[:])
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(r, payload)
	return head[0] & 15, payload, err
}

// clientFrame encodes a masked frame.
func clientFrame(op byte, payload []byte) []byte {
	out := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		out = append(out, 0x80|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 0x80|127), uint64(n))
	}
	var mask [4]byte
	binary.BigEndian.PutUint32(mask[:], rand.Uint32())
	out = append(out, mask[:]...)
	for i, b := range payload {
		out = append(out, b^mask[i&3])
	}
	return out
}

func (tb *tab) send(op byte, payload []byte) {
	tb.writing.Lock()
	defer tb.writing.Unlock()
	tb.conn.Write(clientFrame(op, payload)) // a cut socket shows in what is awaited
}

func (tb *tab) tell(frame map[string]any) {
	raw, err := json.Marshal(frame)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.send(1, raw)
}

// seen lists the frames so far that fit.
func (tb *tab) seen(fits func(map[string]any) bool) []map[string]any {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	var out []map[string]any
	for _, f := range tb.frames {
		if fits(f) {
			out = append(out, f)
		}
	}
	return out
}

func (tb *tab) over() bool {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	return tb.ended
}

func (tb *tab) bytes() string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	return tb.raw.String()
}

// until waits for what comes by and by.
func (tb *tab) until(what string, done func() bool) {
	tb.t.Helper()
	late := time.After(apptest.Patience)
	for !done() {
		select {
		case <-tb.news:
		case <-time.After(20 * time.Millisecond):
		case <-late:
			tb.t.Fatalf("did not come about: %s; got %s", what, tb.bytes())
		}
	}
}

// wait gives the first frame that fits.
func (tb *tab) wait(what string, fits func(map[string]any) bool) map[string]any {
	tb.t.Helper()
	tb.until(what, func() bool { return len(tb.seen(fits)) > 0 })
	return tb.seen(fits)[0]
}

func (tb *tab) end(what string) {
	tb.t.Helper()
	tb.until(what, tb.over)
}

// settle waits until the server has answered everything sent before.
func (tb *tab) settle() {
	tb.t.Helper()
	n := len(tb.seen(named("pong")))
	tb.tell(map[string]any{"t": "ping"})
	tb.until("pong", func() bool { return len(tb.seen(named("pong"))) > n })
}

func named(t string) func(map[string]any) bool {
	return func(f map[string]any) bool { return f["t"] == t }
}

// with fits frames of a name with a value at a path.
func with(t, path string, value any) func(map[string]any) bool {
	return func(f map[string]any) bool { return f["t"] == t && reflect.DeepEqual(apptest.At(f, path), value) }
}
