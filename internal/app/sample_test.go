package app_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/channel"
	"tiexin/internal/platform/auth"
)

// TestTheSamplePageEnds tells when a stranger gets the key of the first channel.
func TestTheSamplePageEnds(t *testing.T) {
	enter := func(s *apptest.Server, key, origin string, identity map[string]any) {
		body := map[string]any{"channel_key": key}
		if identity != nil {
			body["identity"] = identity
		}
		c := s.Client()
		c.Header = http.Header{"Origin": {origin}}
		if origin == "" {
			c.Header = nil
		}
		c.Must(http.StatusCreated, "POST", "/widget/visitors", body)
	}
	begin := func(s *apptest.Server) (string, channel.Channel) {
		key := apptest.Text(s.Client().Must(http.StatusOK, "GET", "/widget/demo", nil), "key")
		rows, err := s.App.Channels.List(t.Context(), channel.Widget)
		if err != nil || rows[0].Key != key {
			t.Fatalf("%v %v", rows, err)
		}
		return key, rows[0]
	}
	why := ""
	ended := func(s *apptest.Server) bool {
		code, out := s.Client().Do("GET", "/widget/demo", nil)
		if code == http.StatusNotFound {
			why = apptest.Text(out, "code")
		}
		return code == http.StatusNotFound
	}
	t.Run("trials", func(t *testing.T) {
		apptest.Each(t, func(t *testing.T, s *apptest.Server) {
			key, _ := begin(s)
			say(s.Visitor(), "试一下")
			for _, origin := range []string{"", apptest.PublicURL, "http://localhost:3000", "http://127.0.0.1:8080", "null"} {
				if enter(s, key, origin, nil); ended(s) {
					t.Fatalf("a visitor of %q ends it", origin)
				}
			}
			if enter(s, key, "https://shop.example", nil); !ended(s) {
				t.Error("a visitor of a real site does not end it")
			}
			if enter(s, key, "", nil); !ended(s) {
				t.Error("a trial opens it again")
			}
			if why != "widget.demo_over" {
				t.Error(why)
			}
		})
	})
	t.Run("a proved customer", func(t *testing.T) {
		apptest.Each(t, func(t *testing.T, s *apptest.Server) {
			key, c := begin(s)
			secret := apptest.Text(s.Admin.Must(http.StatusOK, "POST", "/channels/"+c.ID+"/identity-secret", nil), "secret")
			expires := s.Clock.Now().Unix() + 600
			if enter(s, key, "", map[string]any{"id": "张三", "expires": expires, "signature": "00"}); ended(s) {
				t.Fatal("somebody who proves nothing ends it")
			}
			if enter(s, key, "", map[string]any{"id": "张三", "expires": expires, "signature": auth.SignIdentity(secret, "张三", expires)}); !ended(s) {
				t.Error("a proved customer does not end it")
			}
		})
	})
	t.Run("switched off", func(t *testing.T) {
		apptest.Each(t, func(t *testing.T, s *apptest.Server) {
			_, c := begin(s)
			for i, hide := range []bool{true, false} {
				c.Settings.HideDemo = hide
				s.Admin.Must(http.StatusOK, "PATCH", "/channels/"+c.ID, map[string]any{"version": int(c.Version) + i, "settings": c.Settings})
				if ended(s) != hide || why != "widget.demo_hidden" {
					t.Errorf("hidden %v: %s", hide, why)
				}
			}
			s.Admin.Must(http.StatusOK, "PATCH", "/channels/"+c.ID, map[string]any{"version": int(c.Version) + 2, "enabled": false})
			if !ended(s) || why != "widget.demo_none" {
				t.Errorf("without a channel: %s", why)
			}
		})
	})
}
