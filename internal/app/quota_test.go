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

// aMinute tells whether a wait is one, of which a slow machine has used some.
func aMinute(seconds int64) bool { return 30 <= seconds && seconds <= 60 }

// TestMessagesLeftHaveAQuota: of one address for all its visitors together, with
// a word when to come again; who has written before stands apart, a repetition
// counts for nothing, and not everything is urgent.
func TestMessagesLeftHaveAQuota(t *testing.T) {
	for engine, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": apptest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			s := apptest.Start(t, apptest.Options{Database: database(t), Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }})
			w := newWorld(s)
			come := func(ip string) *apptest.Client {
				v := w.visitor(w.shopKey)
				v.Header.Set("X-Forwarded-For", ip)
				return v
			}
			form := func() map[string]any {
				return map[string]any{"client_key": apptest.Key(), "name": "王", "contact": "13877654321", "matter": "请回电", "urgency": "urgent"}
			}
			leave := func(v *apptest.Client) (int, map[string]any) { return v.Do("POST", "/widget/phone-messages", form()) }
			regular := come("2001:db8::9")
			say(regular, "在吗")
			first := form()
			v := come("2001:db8::1")
			kept := v.Must(http.StatusCreated, "POST", "/widget/phone-messages", first)
			for i := 1; i < 40; i++ { // other visitors of the same network
				if i%3 == 0 {
					v = come(fmt.Sprintf("2001:db8::%x", i))
				}
				v.Must(http.StatusBadRequest, "POST", "/widget/phone-messages", map[string]any{"client_key": apptest.Key(), "name": "王", "contact": "", "matter": "请回电"})
				code, out := leave(v)
				if want := map[bool]int{true: http.StatusCreated, false: http.StatusTooManyRequests}[i < 20]; code != want {
					t.Fatalf("message %d: %d %v", i, code, out)
				}
				if code == http.StatusTooManyRequests && (out["code"] != "widget.messages_full" || !aMinute(apptest.Number(out, "details.retry_after"))) {
					t.Fatalf("refused with %v", out)
				}
			}
			for who, c := range map[string]*apptest.Client{"who is known": regular, "another network": come("2001:db8:0:1::1")} {
				if code, out := leave(c); code != http.StatusCreated {
					t.Errorf("%s: %d %v", who, code, out)
				}
			}
			urgent := 0
			for _, row := range apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages?limit=100", nil)) {
				if row["urgency"] == "urgent" {
					urgent++
				}
				if row["id"] == kept["id"] && row["urgency"] != "urgent" {
					t.Error("the first of all is not urgent")
				}
			}
			if urgent != 11 { // ten of the first network, who is known there too among them, and one of the other
				t.Errorf("%d urgent", urgent)
			}
			s.Clock.Advance(59 * time.Second)
			if code, _ := leave(v); code != http.StatusTooManyRequests {
				t.Errorf("a second too early: %d", code)
			}
			s.Clock.Advance(time.Second)
			if code, out := leave(v); code != http.StatusCreated {
				t.Errorf("when it was said: %d %v", code, out)
			}
		})
	}
}

// TestAMessageThatWasTakenIsNotCountedAgain, however full it is by then.
func TestAMessageThatWasTakenIsNotCountedAgain(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }})
	w := newWorld(s)
	v := w.visitor(w.shopKey)
	v.Header.Set("X-Forwarded-For", "192.0.2.1")
	form := map[string]any{"client_key": "one", "name": "王", "contact": "13877654321", "matter": "请回电", "urgency": "urgent"}
	first := v.Must(http.StatusCreated, "POST", "/widget/phone-messages", form)
	for range 30 {
		if again := v.Must(http.StatusCreated, "POST", "/widget/phone-messages", form); again["id"] != first["id"] {
			t.Fatalf("another: %v", again)
		}
	}
	urgent := 0
	for i := range 19 { // three an hour of one person are urgent
		v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": fmt.Sprint(i), "name": "王", "contact": "13877654321", "matter": "请回电", "urgency": "urgent"})
	}
	for _, row := range apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages?limit=100", nil)) {
		if row["urgency"] == "urgent" {
			urgent++
		}
	}
	if urgent != 3 {
		t.Errorf("%d urgent", urgent)
	}
}
