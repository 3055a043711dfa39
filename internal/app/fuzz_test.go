package app_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/realtime"
)

// fuzzFrames is how many frames TestFuzzedFrames sends.
func fuzzFrames(t *testing.T) int {
	if text := os.Getenv("TIEXIN_FUZZ_FRAMES"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 100_000
}

// TestFuzzedFrames throws frames of every kind at both doors. The program must
// not panic, not grow, and go on serving the others.
func TestFuzzedFrames(t *testing.T) {
	var said syncBuffer
	log.SetOutput(&said)
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&said, nil)))
	t.Cleanup(func() { slog.SetDefault(before); log.SetOutput(os.Stderr) })

	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	v, conversation := w.thread(w.shopKey, w.lin)
	witness, outside := staffTab(t, s, w.lin), visitorTab(t, s, v)
	heap, threads := heapNow(), runtime.NumGoroutine()
	total := fuzzFrames(t)
	const hands = 8
	var all sync.WaitGroup
	for i := range hands {
		all.Go(func() {
			f := &fuzzer{t: t, s: s, r: rand.New(rand.NewPCG(uint64(i), 7)), id: conversation, path: "/socket", c: w.chen}
			if i%2 == 1 {
				f.path, f.c = "/widget/socket", w.visitor(w.shopKey)
			}
			f.run(total / hands)
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for served := 0; ; served++ {
		witness.settle()
		outside.settle()
		select {
		case <-done:
		case <-time.After(100 * time.Millisecond):
			continue
		}
		if served < 2 {
			t.Error("it was over before anybody else was served: the test looks at nothing")
		}
		break
	}
	say(v, "之后的话")
	witness.wait("the message after it all", with("message", "message.text", "之后的话"))
	s.Until("the connections are gone", func() bool { return s.App.Hub.Count() == 2 })
	s.Until("their routines too", func() bool { return runtime.NumGoroutine() < threads+40 })
	if grown := heapNow() - heap; grown > 48<<20 {
		t.Errorf("the heap has grown by %d MiB", grown>>20)
	}
	if text := said.String(); strings.Contains(text, "panic") {
		t.Errorf("something has panicked: %.3000s", text)
	}
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func heapNow() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

type fuzzer struct {
	t    *testing.T
	s    *apptest.Server
	r    *rand.Rand
	c    *apptest.Client
	path string
	id   string
	conn net.Conn
	gone chan struct{} // the server has closed
}

func (f *fuzzer) run(n int) {
	for range n {
		if f.conn == nil {
			conn, r, status := handshake(f.t, f.s, f.path, f.c, f.s.URL)
			if status != http.StatusSwitchingProtocols {
				f.t.Errorf("handshake: %d", status)
				return
			}
			f.conn, f.gone = conn, make(chan struct{})
			go func(gone chan struct{}) { io.Copy(io.Discard, r); close(gone) }(f.gone)
		}
		frame, last := f.frame()
		if _, err := f.conn.Write(frame); err != nil || last {
			f.finish()
		}
	}
	f.finish()
}

// finish lets the server read what was sent, to the end, and close.
func (f *fuzzer) finish() {
	if f.conn == nil {
		return
	}
	f.conn.(*net.TCPConn).CloseWrite()
	select {
	case <-f.gone:
	case <-time.After(apptest.Patience):
		f.t.Error("the server does not close")
	}
	f.conn.Close()
	f.conn = nil
}

// frame makes the next one: mostly JSON with names the doors know and values
// they do not expect, sometimes noise after which the connection is void, so
// that it is the last.
func (f *fuzzer) frame() (frame []byte, last bool) {
	switch n := f.r.IntN(400); {
	case n == 0: // bytes that are no frame
		return f.noise(64), true
	case n == 1: // any opcode, reserved bits, not masked
		out := clientFrame(byte(f.r.IntN(16)), f.noise(40))
		out[0] ^= byte(f.r.IntN(8)) << 4
		out[1] ^= byte(f.r.IntN(2)) << 7
		return out, true
	case n == 2: // a text that is none
		return clientFrame(1, f.noise(200)), true
	case n == 3: // longer than is taken
		return clientFrame(1, bytes.Repeat([]byte("["), 70<<10)), true
	case n < 6:
		return clientFrame(1, bytes.Repeat([]byte(`{"t":`), 5000)), false
	case n < 8:
		return clientFrame(9, f.noise(125)), false
	case n < 50:
		return clientFrame(2, f.noise(100)), false
	}
	return f.object(), false
}

// object makes one that the doors nearly know.
func (f *fuzzer) object() []byte {
	frame := map[string]any{"t": pick(f.r, "watch", "unwatch", "typing", "read", "hello", "ping", "pong", "welcome", "message", "", "bye")}
	for range f.r.IntN(4) {
		frame[pick(f.r, "conversation_id", "after", "on", "seq", "token", "kind", "t", "message", "白")] = f.value(0)
	}
	if f.r.IntN(50) == 0 {
		frame["t"] = f.value(0)
	}
	raw, err := json.Marshal(frame)
	if err != nil {
		f.t.Error(err)
	}
	return clientFrame(1, raw)
}

func (f *fuzzer) value(depth int) any {
	switch f.r.IntN(12) {
	case 0:
		return nil
	case 1:
		return f.r.IntN(2) == 0
	case 2:
		return f.r.Int64() - 1<<62
	case 3:
		return f.r.NormFloat64() * 1e300
	case 4:
		return strings.Repeat("长", f.r.IntN(2000))
	case 5:
		return "\x00\u202e\ufeff"
	case 6, 7:
		return f.id
	case 8:
		return f.c.Token
	case 9, 10:
		if depth < 4 {
			return map[string]any{"a": f.value(depth + 1), "t": f.value(depth + 1)}
		}
	}
	if depth < 4 {
		return []any{f.value(depth + 1), f.value(depth + 1)}
	}
	return 1
}

func (f *fuzzer) noise(most int) []byte {
	out := make([]byte, f.r.IntN(most))
	for i := range out {
		out[i] = byte(f.r.Uint32())
	}
	return out
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

// TestImpossibleLengths sends frames that say they are longer than anything, or
// of a negative length: the connection goes, and nothing of it stays.
func TestImpossibleLengths(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	lin := s.Staff("lin", "agent", "")
	for _, length := range []uint64{1 << 63, 1<<64 - 1, 1<<63 - 1, 1 << 40} {
		for _, door := range []string{"/socket", "/widget/socket"} {
			c := lin
			if door != "/socket" {
				c = s.Client()
			}
			conn, _, status := handshake(t, s, door, c, s.URL)
			if status != http.StatusSwitchingProtocols {
				t.Fatal(status)
			}
			s.Until("it is there", func() bool { return s.App.Hub.Count() == 1 })
			conn.Write(append(binary.BigEndian.AppendUint64([]byte{0x81, 0xff}, length), 1, 2, 3, 4))
			s.Until("it is gone", func() bool { return s.App.Hub.Count() == 0 })
			conn.Close()
		}
	}
}

// TestSlowConsumerIsCut fills the queue of a tab that does not read. It is cut;
// who reads gets everything at once meanwhile.
func TestSlowConsumerIsCut(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	lin := s.Staff("lin", "agent", "")
	quick := staffTab(t, s, lin)
	slow, _, status := handshake(t, s, "/socket", lin, s.URL)
	defer slow.Close()
	if status != http.StatusSwitchingProtocols {
		t.Fatal(status)
	}
	s.Until("both are there", func() bool { return s.App.Hub.Count() == 2 })
	fat, worst := strings.Repeat("x", 200<<10), time.Duration(0)
	for i := range 60 { // 12 MB: more than the kernel keeps
		began := time.Now()
		s.App.Hub.Publish([]string{"staff:" + lin.ID}, realtime.Gate{Browser: true}, realtime.Frame{"t": "fat", "n": i, "x": fat})
		quick.wait("frame "+strconv.Itoa(i), with("fat", "n", float64(i)))
		worst = max(worst, time.Since(began))
	}
	s.Until("the slow one is cut", func() bool { return s.App.Hub.Count() == 1 })
	if worst > 5*time.Second {
		t.Errorf("the quick one waited %v for a frame", worst)
	}
	slow.SetReadDeadline(time.Now().Add(apptest.Patience))
	// What the kernel kept still comes, then the end.
	if n, err := io.Copy(io.Discard, slow); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("after %d bytes it is still open", n)
	}
}
