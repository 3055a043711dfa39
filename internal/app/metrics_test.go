package app_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/config"
)

// TestMetricsAreForThisMachine asks the main address from here, from another
// machine and through proxies.
func TestMetricsAreForThisMachine(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	for _, c := range []struct {
		name, remote, host, header string
		status                     int
	}{
		{"from here", "127.0.0.1:5000", "127.0.0.1:8080", "", 200},
		{"from here by name", "[::1]:5000", "localhost:8080", "", 200},
		{"from here, IPv6", "[::1]:5000", "[::1]:8080", "", 200},
		{"from another machine", "10.0.0.9:5000", "10.0.0.1:8080", "", 404},
		{"from another machine that says otherwise", "10.0.0.9:5000", "localhost", "X-Forwarded-For: 127.0.0.1", 404},
		{"through a proxy here", "127.0.0.1:5000", "127.0.0.1:8080", "X-Forwarded-For: 203.0.113.5", 404},
		{"through a proxy here that hides", "127.0.0.1:5000", "help.example.com", "", 404},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		if name, value, ok := strings.Cut(c.header, ": "); ok {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		s.App.API.Handler().ServeHTTP(w, r)
		if w.Code != c.status || strings.Contains(w.Body.String(), "tiexin_sockets") != (c.status == 200) {
			t.Errorf("%s: %d", c.name, w.Code)
		}
	}
	if s.App.MetricsServer() != nil {
		t.Error("a second server without an address")
	}
}

// TestMetricsOnTheirOwnAddress have the main one answer nobody.
func TestMetricsOnTheirOwnAddress(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Config: func(c *config.Config) { c.MetricsListen = "127.0.0.1:0" }})
	if res, _ := s.Client().Raw("GET", "/api/../metrics", nil); res.StatusCode == http.StatusOK {
		t.Errorf("the main address: %d", res.StatusCode)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.RemoteAddr, r.Host = "127.0.0.1:5000", "127.0.0.1"
	s.App.API.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusNotFound {
		t.Errorf("the main address from here: %d", w.Code)
	}
	figures := s.App.MetricsServer()
	l, err := net.Listen("tcp", figures.Addr)
	if err != nil {
		t.Fatal(err)
	}
	go figures.Serve(l)
	defer figures.Close()
	for path, want := range map[string]int{"/metrics": 200, "/": 404, "/api/v1/me": 404} {
		req, _ := http.NewRequestWithContext(context.Background(), "GET", "http://"+l.Addr().String()+path, nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
}
