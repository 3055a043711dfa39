package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/config"
)

// TestQuotasOfStrangers: what one address can leave and begin has an end, for
// all its visitors together; another address, and who is known, go on; whoever
// is refused may leave a message.
func TestQuotasOfStrangers(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }})
	w := newWorld(s)
	come := func(ip string) *apptest.Client {
		v := w.visitor(w.shopKey)
		v.Header.Set("X-Forwarded-For", ip)
		return v
	}
	upload := func(ip string) int {
		body := make([]byte, 10<<20)
		code, _ := come(ip).Do("POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", apptest.Key()), body)
		return code
	}
	for i := range 22 {
		want := http.StatusCreated
		if i >= 20 {
			want = http.StatusTooManyRequests
		}
		if got := upload(fmt.Sprintf("2001:db8::%x", i+1)); got != want {
			t.Fatalf("upload %d: %d", i, got)
		}
	}
	if got := upload("2001:db8:0:1::1"); got != http.StatusCreated {
		t.Errorf("another address: %d", got)
	}
	s.Clock.Advance(time.Hour)
	if got := upload("2001:db8::1"); got != http.StatusCreated {
		t.Errorf("an hour later: %d", got)
	}
	known := come("192.0.2.1")
	say(known, "第一句")
	admitted, refused := 1, false
	for !refused && admitted < 2000 { // one more may come every two seconds
		v := come("192.0.2.1")
		code, out := v.Do("POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "在吗"})
		if code == http.StatusCreated {
			admitted++
			continue
		}
		if refused = true; code != http.StatusTooManyRequests || out["code"] != "widget.crowded" || apptest.At(out, "details.may_leave_message") != true {
			t.Fatalf("%d %v", code, out)
		}
		v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": apptest.Key(), "name": "王先生", "contact": "13877654321", "matter": "请回电"})
	}
	if !refused || admitted < 120 {
		t.Errorf("%d came, refused %v", admitted, refused)
	}
	say(known, "还是我")
	say(come("192.0.2.2"), "别人")
}
