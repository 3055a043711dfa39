package org_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lxzan/gws"

	"tiexin/internal/app/apptest"
)

type screen struct {
	gws.BuiltinEventHandler
	frames chan string
	closed chan struct{}
}

func (h *screen) OnMessage(_ *gws.Conn, m *gws.Message) { h.frames <- m.Data.String() }
func (h *screen) OnClose(*gws.Conn, error)              { close(h.closed) }

// TestSocketsCloseWithinFiveSeconds of a password change and of disabling.
func TestSocketsCloseWithinFiveSeconds(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	open := func(c *apptest.Client) *screen {
		h := &screen{frames: make(chan string, 100), closed: make(chan struct{})}
		header := http.Header{"Cookie": {"tiexin_session=" + c.Cookie}, "Origin": {s.URL}}
		conn, _, err := gws.NewClient(h, &gws.ClientOption{Addr: strings.Replace(s.URL, "http", "ws", 1) + "/api/v1/socket", RequestHeader: header})
		if err != nil {
			t.Fatal(err)
		}
		go conn.ReadLoop()
		if f := <-h.frames; !strings.Contains(f, `"welcome"`) {
			t.Fatalf("first frame: %s", f)
		}
		return h
	}
	lin, wang := s.Staff("lin", "agent", ""), s.Staff("wang", "agent", "")
	other := s.Client()
	other.SignIn("lin", apptest.Password)
	kept, ended, disabled := open(lin), open(other), open(wang)
	lin.Must(204, "POST", "/me/password", map[string]any{"current": apptest.Password, "new": newPassword})
	s.Admin.Must(200, "PATCH", "/staff/"+wang.ID, map[string]any{"version": staffRow(s, "wang")["version"], "state": "disabled"})
	for name, h := range map[string]*screen{"ended": ended, "disabled": disabled} {
		select {
		case <-h.closed:
		case <-time.After(apptest.Patience):
			t.Errorf("the %s session's socket is still open", name)
		}
	}
	select {
	case <-kept.closed:
		t.Error("the socket of the one who changed the password closed too")
	default:
	}
}
