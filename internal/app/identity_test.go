package app_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
)

// claim comes in saying who one is.
func claim(w *world, identity map[string]any, token string) map[string]any {
	body := map[string]any{"channel_key": w.shopKey, "identity": identity}
	if token != "" {
		body["token"] = token
	}
	return w.Client().Must(http.StatusCreated, "POST", "/widget/visitors", body)
}

func (w *world) as(in map[string]any) *apptest.Client {
	c := w.Client()
	c.ID, c.Token = apptest.Text(in, "visitor_id"), apptest.Text(in, "token")
	return c
}

// TestClaimedIdentityNeedsASignature tries to be 张三 in every way but the
// right one, and then on two devices the right way.
func TestClaimedIdentityNeedsASignature(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		now := s.Clock.Now().Unix()
		secret := apptest.Text(s.Admin.Must(http.StatusOK, "POST", "/channels/"+w.shopChannel+"/identity-secret", nil), "secret")
		signed := func(key, id string, expires int64) map[string]any {
			return map[string]any{"id": id, "expires": expires, "signature": auth.SignIdentity(key, id, expires)}
		}
		phone := claim(w, signed(secret, "张三", now+600), "")
		if phone["verified"] != true {
			t.Fatalf("the right signature is not taken: %v", phone)
		}
		first := say(w.as(phone), "我是张三")
		computer := claim(w, signed(secret, "张三", now+900), "")
		rows := apptest.Rows(w.as(computer).Must(http.StatusOK, "GET", "/widget/messages", nil))
		if len(rows) != 1 || rows[0]["id"] != first["id"] || apptest.Number(computer, "last_seq") != 1 {
			t.Errorf("the other device sees %v", rows)
		}
		again := say(w.as(computer), "换了电脑")
		if again["conversation_id"] != first["conversation_id"] || apptest.Number(again, "seq") != 2 {
			t.Errorf("another thread: %v", again)
		}
		replay := signed(secret, "李四", now+600)
		replay["id"] = "张三"
		longer := signed(secret, "张三", now+600)
		longer["expires"] = now + 99999999
		capital := signed(secret, "张三", now+600)
		capital["id"] = "张三 "
		for name, identity := range map[string]map[string]any{
			"no signature":       {"id": "张三", "expires": now + 600, "signature": ""},
			"random signature":   {"id": "张三", "expires": now + 600, "signature": "00"},
			"another secret":     signed("txi_guess", "张三", now+600),
			"no secret":          signed("", "张三", now+600),
			"another's replayed": replay,
			"expiry prolonged":   longer,
			"expired":            signed(secret, "张三", now-1),
			"another id":         capital,
			"our own prefix":     {"id": "id:张三", "expires": now + 600, "signature": ""},
		} {
			anonymous(t, w, name, claim(w, identity, ""))
			anonymous(t, w, name+", with the old token", claim(w, identity, apptest.Text(phone, "token")))
		}
		s.Clock.Advance(11 * time.Minute)
		anonymous(t, w, "the right one, too late", claim(w, signed(secret, "张三", now+600), ""))
		stranger := w.visitor(w.shopKey)
		conn, _, status := handshake(t, s, "/widget/socket", w.as(phone), "")
		defer conn.Close()
		if status != http.StatusSwitchingProtocols {
			t.Fatalf("a socket before: %d", status)
		}
		fresh := apptest.Text(s.Admin.Must(http.StatusOK, "POST", "/channels/"+w.shopChannel+"/identity-secret", nil), "secret")
		another, _, _ := handshake(t, s, "/widget/socket", w.as(claim(w, signed(fresh, "张三", now+6000), "")), "")
		defer another.Close()
		w.as(phone).Refused(http.StatusUnauthorized, "auth.required", "GET", "/widget/messages", nil)
		w.as(computer).Refused(http.StatusUnauthorized, "auth.required", "POST", "/widget/messages", map[string]any{"client_key": "k", "text": "x"})
		stranger.Must(http.StatusOK, "GET", "/widget/messages", nil)
		if err := conn.SetReadDeadline(time.Now().Add(apptest.Patience)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("the open socket is not ended: %v", err)
		}
		if err := s.App.Hub.RecheckAll(t.Context()); err != nil {
			t.Error(err)
		}
		s.Until("the one of the new secret alone is left", func() bool { return s.App.Hub.Count() == 1 })
		anonymous(t, w, "after the secret was replaced", claim(w, signed(secret, "张三", now+6000), ""))
		if body := (map[string]any{"channel_key": w.bankKey, "identity": signed(secret, "张三", now+6000)}); true {
			anonymous(t, w, "at another channel", w.Client().Must(http.StatusCreated, "POST", "/widget/visitors", body))
		}
	})
}

func anonymous(t *testing.T, w *world, name string, in map[string]any) {
	t.Helper()
	if in["verified"] != false || in["visitor_id"] == "id:张三" || apptest.Number(in, "last_seq") != 0 {
		t.Errorf("%s: let in as %v", name, in)
		return
	}
	thread := w.as(in).Must(http.StatusOK, "GET", "/widget/messages", nil)
	if len(apptest.Rows(thread)) != 0 || thread["conversation"] != nil {
		t.Errorf("%s: sees %v", name, thread)
	}
}

// TestVisitorTokens renews one's own token, and takes no other.
func TestVisitorTokens(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	v := w.visitor(w.shopKey)
	enter := func(key, token string) map[string]any {
		return s.Client().Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": key, "token": token})
	}
	if got := enter(w.shopKey, v.Token); got["visitor_id"] != v.ID {
		t.Errorf("not the same visitor: %v", got)
	}
	if got := enter(w.bankKey, v.Token); got["visitor_id"] == v.ID {
		t.Error("the token counts at another channel")
	}
	for _, forged := range []string{"x", v.Token[:len(v.Token)-1], v.Token + "A", "1." + v.ID + "." + v.ID} {
		if got := enter(w.shopKey, forged); got["visitor_id"] == v.ID {
			t.Errorf("%q counts", forged)
		}
	}
	file := v.Must(http.StatusCreated, "POST", "/widget/files?name=a.txt&client_key=k", "x")
	link := apptest.Text(file, "url")
	v.Token = link[len(link)-len(v.Token):]
	v.Refused(http.StatusUnauthorized, "auth.required", "GET", "/widget/messages", nil)
	v = w.visitor(w.shopKey)
	s.Clock.Advance(181 * 24 * time.Hour)
	v.Refused(http.StatusUnauthorized, "auth.required", "GET", "/widget/messages", nil)
	if got := enter(w.shopKey, v.Token); got["visitor_id"] == v.ID {
		t.Error("an expired token counts")
	}
}

// TestAllowedSitesAndDisabledChannels asks from pages of several sites, and
// from a channel that takes nothing in any more.
func TestAllowedSitesAndDisabledChannels(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	_, key := w.channel("限制", w.shop, map[string]any{"allowed_sites": []string{"https://shop.example", "https://*.shop.example", "http://localhost:8080"}})
	for origin, want := range map[string]int{"https://shop.example": 201, "https://www.shop.example": 201, "https://shop.example:443": 201, "http://localhost:8080": 201,
		"https://evil.example": 404, "http://shop.example": 404, "https://shop.example.evil.example": 404, "https://evilshop.example": 404,
		"null": 404, "https://shop.example:8443": 404, "file://": 404} {
		c := s.Client()
		c.Header.Set("Origin", origin)
		res, raw := c.Raw("POST", "/widget/visitors", map[string]any{"channel_key": key})
		if res.StatusCode != want {
			t.Errorf("from %s: %d, want %d: %s", origin, res.StatusCode, want, raw)
		}
		if res, _ := c.Raw("GET", "/widget/config?key="+key, nil); (res.StatusCode == 200) != (want == 201) {
			t.Errorf("the settings from %s: %d", origin, res.StatusCode)
		}
	}
	v := w.visitor(w.bankKey)
	say(v, "还开着")
	disableChannel(w, w.bankKey)
	s.Client().Refused(http.StatusNotFound, "not_found", "POST", "/widget/visitors", map[string]any{"channel_key": w.bankKey})
	s.Client().Refused(http.StatusNotFound, "not_found", "GET", "/widget/config?key="+w.bankKey, nil)
	for method, path := range map[string]string{"GET": "/widget/messages", "POST": "/widget/messages"} {
		v.Refused(http.StatusUnauthorized, "auth.required", method, path, map[string]any{"client_key": "k", "text": "x"})
	}
	v.Refused(http.StatusUnauthorized, "auth.required", "POST", "/widget/files?name=a&client_key=k", "x")
	conn, _, status := handshake(t, s, "/widget/socket", v, "")
	conn.Close()
	if status != http.StatusUnauthorized {
		t.Errorf("the socket of a closed channel: %d", status)
	}
}
