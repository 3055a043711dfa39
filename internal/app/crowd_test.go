package app_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// crowdedDoor serves a program with few connections.
func crowdedDoor(t *testing.T, s *apptest.Server, all int) (address string, server *http.Server) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server = s.App.API.Server("")
	crowd := &web.Crowd{All: all}
	go server.Serve(crowd.Listen(l))
	t.Cleanup(func() { server.Close() })
	return l.Addr().String(), server
}

// drip begins an upload of which a byte has come, and waits until the program
// reads it.
func drip(t *testing.T, address, token string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "POST /api/v1/widget/files?name=a.txt&client_key=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n", apptest.Key(), token)
	if _, err := io.ReadAtLeast(conn, make([]byte, 25), 12); err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "x")
	return conn
}

// TestAHouseUnderSiegeServesItsPeople: strangers have taken all they can have;
// a colleague comes in, a stranger is told why not.
func TestAHouseUnderSiegeServesItsPeople(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	address, _ := crowdedDoor(t, s, 16) // two are kept
	v := w.visitor(w.shopKey)
	for range 14 {
		drip(t, address, v.Token)
	}
	ask := func(path, cookie string) (int, string) {
		req, _ := http.NewRequest("GET", "http://"+address+path, nil)
		if cookie != "" {
			req.Header.Set("Cookie", "tiexin_session="+cookie)
		}
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		var res *http.Response
		s.Until("whoever asked before has gone, and there is a place", func() (free bool) {
			var err error
			res, err = client.Do(req)
			return err == nil
		})
		defer res.Body.Close()
		raw, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(raw)
	}
	for range 3 { // each leaves its place again
		if code, body := ask("/api/v1/widget/config?key="+w.shopKey, ""); code != http.StatusServiceUnavailable || !strings.Contains(body, "request.crowded") {
			t.Errorf("a stranger: %d %s", code, body)
		}
		if code, body := ask("/api/v1/conversations", w.lin.Cookie); code != http.StatusOK {
			t.Errorf("a colleague: %d %s", code, body)
		}
		if code, _ := ask("/", ""); code != http.StatusOK {
			t.Errorf("the page to sign in: %d", code)
		}
	}
}

// TestTheHouseClosesOnDrips: who never ends an upload does not keep it open.
func TestTheHouseClosesOnDrips(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	address, server := crowdedDoor(t, s, 0)
	conn := drip(t, address, w.visitor(w.shopKey).Token)
	if err := app.EndServer(server, time.Millisecond); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("the drip is still there: %v", err)
	}
}
