package outbound

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// names is a resolver that answers from a table; each name has a list of
// answers, given in turn, the last one for ever.
type names struct {
	mu      sync.Mutex
	answers map[string][]string
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.answers[host]
	if len(list) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(list) > 1 {
		n.answers[host] = list[1:]
	}
	var addrs []netip.Addr
	for _, text := range strings.Fields(list[0]) {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

// trap is a loopback listener that counts the connections it gets.
type trap struct {
	port  string
	count atomic.Int64
}

func newTrap(t *testing.T) *trap {
	t.Helper()
	tr := &trap{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	_, tr.port, _ = net.SplitHostPort(l.Addr().String())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			tr.count.Add(1)
			conn.Close()
		}
	}()
	return tr
}

func get(t *testing.T, c *Client, url string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := c.Do(req)
	if err == nil {
		t.Cleanup(func() { res.Body.Close() })
	}
	return res, err
}

func TestSpellingsOfLoopback(t *testing.T) {
	tr := newTrap(t)
	resolver := &names{answers: map[string][]string{
		"localhost": {"127.0.0.1 ::1"}, "inside.example": {"127.0.0.1"}, "mixed.example": {"8.8.8.8 127.0.0.1"},
		"mapped.example": {"::ffff:127.0.0.1"}, "localhost.": {"127.0.0.1"}, "x.localhost": {"127.0.0.1"},
		// what a system resolver might make of odd spellings
		"127.1": {"127.0.0.1"}, "2130706433": {"127.0.0.1"}, "0x7f000001": {"127.0.0.1"}, "017700000001": {"127.0.0.1"},
	}}
	c := New(Options{Resolver: resolver, Timeout: 5 * time.Second})
	defer c.CloseIdle()
	hosts := []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "x.localhost", "0.0.0.0", "0", "[::]", "[::1]",
		"[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]",
		"[2002:7f00:1::]", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1",
		"127.0.1", "127.000.000.001", "127.0.0.1.", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1",
		"inside.example", "mixed.example", "mapped.example", "user:pass@127.0.0.1", "shop.example@127.0.0.1",
		"[fe80::1%25lo]", "127.8.9.10", "169.254.169.254",
	}
	for _, host := range hosts {
		_, err := get(t, c, "http://"+host+":"+tr.port+"/")
		if err == nil {
			t.Errorf("%s: no error", host)
			continue
		}
		if strings.Contains(err.Error(), "invalid URL") || strings.Contains(err.Error(), "parse") {
			continue // refused by net/url already
		}
		if !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if n := tr.count.Load(); n != 0 {
		t.Errorf("the loopback listener got %d connections", n)
	}
}

func TestOpenAndClosedPortsLookAlike(t *testing.T) {
	tr := newTrap(t)
	c := New(Options{Resolver: &names{answers: map[string][]string{"inside.example": {"127.0.0.1"}}}})
	texts := map[string]bool{}
	for _, host := range []string{"inside.example:" + tr.port, "inside.example:1", "absent.example:1", "absent.example:" + tr.port} {
		_, err := get(t, c, "http://"+host)
		if !errors.Is(err, ErrForbidden) || errors.Is(err, ErrUnreachable) {
			t.Fatalf("%s: %v", host, err)
		}
		texts[strings.ReplaceAll(err.Error(), host, "HOST")] = true
	}
	if len(texts) != 1 {
		t.Errorf("texts differ: %v", texts)
	}
	if tr.count.Load() != 0 {
		t.Error("a forbidden port was dialled")
	}
}

func TestSchemes(t *testing.T) {
	c := New(Options{})
	for _, url := range []string{"file:///etc/passwd", "ftp://shop.example/", "gopher://127.0.0.1:1/x", "javascript:alert(1)", "//shop.example/", "data:text/plain,x", "unix:///run/x"} {
		if _, err := get(t, c, url); !errors.Is(err, ErrScheme) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := get(t, c, "http:///path"); err == nil {
		t.Error("an empty host passed")
	}
}

// public pretends that 93.184.215.14 is the test server and records what is
// dialled.
func public(server *httptest.Server, dialled *[]string) func(context.Context, string, string) (net.Conn, error) {
	var mu sync.Mutex
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		mu.Lock()
		*dialled = append(*dialled, address)
		mu.Unlock()
		host, _, _ := net.SplitHostPort(address)
		if host != "93.184.215.14" {
			return nil, errors.New("connection refused")
		}
		var d net.Dialer
		return d.DialContext(ctx, network, strings.TrimPrefix(server.URL, "http://"))
	}
}

func TestRebinding(t *testing.T) {
	tr := newTrap(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, "ok")
	}))
	defer server.Close()
	var dialled []string
	resolver := &names{answers: map[string][]string{"rebind.example": {"93.184.215.14", "127.0.0.1"}}}
	c := New(Options{Resolver: resolver, dial: public(server, &dialled)})
	url := "http://rebind.example:" + tr.port + "/"
	res, err := get(t, c, url)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, res.Body)
	if _, err := get(t, c, url); !errors.Is(err, ErrForbidden) {
		t.Errorf("second time: %v", err)
	}
	if len(dialled) != 1 || dialled[0] != "93.184.215.14:"+tr.port {
		t.Errorf("dialled %v", dialled)
	}
	if tr.count.Load() != 0 {
		t.Error("loopback was reached")
	}
}

func TestRedirects(t *testing.T) {
	tr := newTrap(t)
	targets := map[string]string{
		"/loopback": "http://127.0.0.1:" + tr.port + "/", "/name": "http://inside.example:" + tr.port + "/",
		"/file": "file:///etc/passwd", "/four": "/three", "/three": "/two", "/two": "/one", "/one": "/end",
		"/metadata": "http://169.254.169.254/latest/meta-data/",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to, ok := targets[r.URL.Path]; ok {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		io.WriteString(w, "end")
	}))
	defer server.Close()
	var dialled []string
	resolver := &names{answers: map[string][]string{"out.example": {"93.184.215.14"}, "inside.example": {"127.0.0.1"}}}
	c := New(Options{Resolver: resolver, dial: public(server, &dialled)})
	for path, want := range map[string]error{
		"/loopback": ErrForbidden, "/name": ErrForbidden, "/metadata": ErrForbidden, "/file": ErrScheme, "/four": ErrRedirects, "/three": nil, "/end": nil,
	} {
		if _, err := get(t, c, "http://out.example"+path); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	for _, address := range dialled {
		if address != "93.184.215.14:80" {
			t.Errorf("dialled %s", address)
		}
	}
	if tr.count.Load() != 0 {
		t.Error("loopback was reached by a redirect")
	}
}

func TestProxyFromEnvironmentIsIgnored(t *testing.T) {
	tr := newTrap(t)
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:"+tr.port)
	t.Setenv("http_proxy", "http://127.0.0.1:"+tr.port)
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	var dialled []string
	c := New(Options{Resolver: &names{answers: map[string][]string{"out.example": {"93.184.215.14"}}}, dial: public(server, &dialled)})
	if _, err := get(t, c, "http://out.example/"); err != nil {
		t.Fatal(err)
	}
	if tr.count.Load() != 0 {
		t.Error("the proxy was asked")
	}
}

func TestAllowPrivateAndBodyLimit(t *testing.T) {
	body := strings.Repeat("x", 1000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stream" {
			w.(http.Flusher).Flush() // no Content-Length
		}
		io.WriteString(w, body)
	}))
	defer server.Close()
	allow := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	for _, c := range []struct {
		max      int64
		path     string
		do, read error
	}{
		{1000, "/", nil, nil}, {1000, "/stream", nil, nil}, {999, "/", ErrTooLarge, nil}, {999, "/stream", nil, ErrTooLarge}, {1, "/stream", nil, ErrTooLarge},
	} {
		client := New(Options{AllowPrivate: allow, MaxBytes: c.max})
		res, err := get(t, client, server.URL+c.path)
		if !errors.Is(err, c.do) {
			t.Fatalf("%+v: %v", c, err)
		}
		if err != nil {
			continue
		}
		data, err := io.ReadAll(res.Body)
		if !errors.Is(err, c.read) || int64(len(data)) > c.max {
			t.Errorf("%+v: %d bytes, %v", c, len(data), err)
		}
		client.CloseIdle()
	}
}

func TestUnreachable(t *testing.T) {
	var tried []string
	c := New(Options{
		Resolver: &names{answers: map[string][]string{"many.example": {"8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9"}}},
		dial: func(_ context.Context, _, address string) (net.Conn, error) {
			tried = append(tried, address)
			return nil, errors.New("refused")
		},
	})
	_, err := get(t, c, "http://many.example/")
	if !errors.Is(err, ErrUnreachable) || errors.Is(err, ErrForbidden) {
		t.Error(err)
	}
	if len(tried) != maxAddresses {
		t.Errorf("tried %v", tried)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.DialContext(ctx, "tcp", "8.8.8.8:80"); !errors.Is(err, ErrUnreachable) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDialContext(t *testing.T) {
	tr := newTrap(t)
	c := New(Options{Resolver: &names{}})
	for _, address := range []string{"127.0.0.1:" + tr.port, "[::1]:25", "nonsense", "absent.example:25", ":25"} {
		if _, err := c.DialContext(t.Context(), "tcp", address); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := c.DialContext(t.Context(), "unix", "/run/x"); !errors.Is(err, ErrForbidden) {
		t.Error(err)
	}
	if tr.count.Load() != 0 {
		t.Error("loopback was reached")
	}
	open := New(Options{AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	conn, err := open.DialContext(t.Context(), "tcp", "127.0.0.1:"+tr.port)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

// No text whatever makes the client reach the loopback listener.
func FuzzURL(f *testing.F) {
	for _, seed := range []string{"127.0.0.1", "[::1]", "0x7f.1", "localhost#@shop.example", "shop.example:80\\@127.0.0.1"} {
		f.Add(seed)
	}
	c := New(Options{Resolver: &names{}, dial: func(_ context.Context, _, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		if addr, err := netip.ParseAddr(host); err != nil || !Permitted(addr, nil) {
			panic("dialled " + address)
		}
		return nil, errors.New("refused")
	}})
	f.Fuzz(func(_ *testing.T, host string) {
		req, err := http.NewRequest(http.MethodGet, "http://"+host+"/", nil)
		if err != nil {
			return
		}
		if res, err := c.Do(req); err == nil {
			res.Body.Close()
		}
	})
}
