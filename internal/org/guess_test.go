package org_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
)

var stmtAttempts = db.SQL("test.attempts", `SELECT key FROM org_attempt WHERE last_at >= $1`)

// enough guesses are judged where five are free: on a slow machine the first
// delays, of 1, 2 and 4 seconds, are over before a test is.
const enough = 9

// behindProxy starts a program that believes what this machine says of
// addresses, so that a test comes from many.
func behindProxy(t *testing.T, test func(t *testing.T, s *apptest.Server)) {
	for engine, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": apptest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			test(t, apptest.Start(t, apptest.Options{Database: database(t), Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }}))
		})
	}
}

// tries sends n at the same moment and counts the answers by code.
func tries(n int, send func(i int) map[string]any) map[string]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	out, start := map[string]int{}, make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			code := fmt.Sprint(send(i)["code"])
			mu.Lock()
			out[code]++
			mu.Unlock()
		})
	}
	close(start)
	all.Wait()
	return out
}

// TestGuessesAtOnceDoNotOverrunTheDelay: a try counts before it is judged.
func TestGuessesAtOnceDoNotOverrunTheDelay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Staff("lin", "agent", "")
		guess := func(int) map[string]any {
			_, out := s.Client().SignIn("lin", "wrong-horse-battery")
			return out
		}
		got := tries(64, guess)
		// Too many passwords at one moment are put off unjudged, which is no try.
		if judged := got["auth.wrong_password"]; judged > enough || judged == 0 || judged+got["auth.slow_down"] != 64 {
			t.Errorf("64 at once: %v", got)
		}
		for range 10 { // until the delay holds, however many were put off
			guess(0)
		}
		if code, _ := s.Client().SignIn("lin", apptest.Password); code != http.StatusTooManyRequests {
			t.Errorf("the right one at once: %d", code)
		}
		s.Clock.Advance(5 * time.Minute)
		if got := tries(16, guess); got["auth.wrong_password"] > 1 {
			t.Errorf("after the delay: %v", got)
		}
		s.Clock.Advance(5 * time.Minute)
		for range 30 { // right ones do not count against anybody
			if code, out := s.Client().SignIn(" LIN　", apptest.Password); code != http.StatusOK {
				t.Fatalf("the right one: %d %v", code, out)
			}
		}
	})
}

// TestTheSecondFactorCountsByItself: who guesses it knows the password, comes
// from anywhere, and a right password takes nothing back.
func TestTheSecondFactorCountsByItself(t *testing.T) {
	behindProxy(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		secret := apptest.Text(lin.Must(200, "POST", "/me/totp", map[string]any{"password": apptest.Password}), "secret")
		code := func() string {
			c, err := totp.GenerateCode(secret, s.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		lin.Must(200, "POST", "/me/totp/confirm", map[string]any{"code": code()})
		s.Clock.Advance(time.Minute)
		send := func(from int, code string) map[string]any {
			c := s.Client()
			c.Header.Set("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", from))
			_, out := c.Do("POST", "/session", map[string]any{"login": "lin", "password": apptest.Password, "code": code})
			return out
		}
		wrong := "000000"
		if wrong == code() {
			wrong = "000001"
		}
		judged := 0
		for i := range 40 {
			switch got := send(i+1, wrong)["code"]; got {
			case "auth.second_factor_wrong":
				judged++
			case "auth.slow_down":
			default:
				t.Fatalf("answer %v", got)
			}
			if got := send(i+1, "")["code"]; got != "auth.second_factor" {
				t.Fatalf("the right password alone: %v", got)
			}
		}
		if judged < 5 || judged > enough {
			t.Errorf("%d of 40 guesses judged, want 5", judged)
		}
		if got := send(99, code())["code"]; got != "auth.slow_down" {
			t.Errorf("the right code within the delay: %v", got)
		}
		s.Clock.Advance(time.Minute)
		got := tries(16, func(i int) map[string]any { return send(100+i, wrong) })
		if got["auth.second_factor_wrong"] > enough-5 {
			t.Errorf("at once: %v", got)
		}
		s.Clock.Advance(5 * time.Minute)
		if out := send(99, code()); out["login"] != "lin" {
			t.Fatalf("the right code: %v", out)
		}
		s.Clock.Advance(time.Minute)
		for range 4 { // a right one has cleared the count
			if got := send(98, wrong)["code"]; got != "auth.second_factor_wrong" {
				t.Errorf("after a right one: %v", got)
			}
		}
	})
}

// TestOurOwnTroubleIsNoGuess: a right code that could not be taken for the
// ledger's sake is counted for nobody.
func TestOurOwnTroubleIsNoGuess(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		secret := apptest.Text(lin.Must(200, "POST", "/me/totp", map[string]any{"password": apptest.Password}), "secret")
		code := func() string {
			c, err := totp.GenerateCode(secret, s.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		lin.Must(200, "POST", "/me/totp/confirm", map[string]any{"code": code()})
		s.Clock.Advance(time.Minute)
		trouble := errors.New("no room")
		ctx := db.Failing(from("192.0.2.7"), func(stmt *db.Stmt, _ bool, _ []any) error {
			if stmt.Name == "org.insert_session" {
				return trouble
			}
			return nil
		})
		for range enough {
			if _, _, err := s.App.Org.SignIn(ctx, "lin", apptest.Password, code()); !errors.Is(err, trouble) {
				t.Fatalf("with the ledger's trouble: %v", err)
			}
		}
		if status, out := signIn(s.Client(), "lin", apptest.Password, code()); status != 200 {
			t.Errorf("afterwards: %d %v", status, out)
		}
	})
}

// TestWhatIsTypedForNobodyIsKeptNowhere: now and then it is a password.
func TestWhatIsTypedForNobodyIsKeptNowhere(t *testing.T) {
	const typed = "hunter2-my-secret"
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Client().SignIn(typed, "x-wrong-password")
		s.Client().SignIn("admin", "x-wrong-password")
		_, raw := s.Admin.Raw("GET", "/audit?limit=100", nil)
		if strings.Contains(string(raw), typed) || strings.Count(string(raw), `"session.refused"`) != 2 {
			t.Errorf("the trail: %s", raw)
		}
		n := 0
		err := db.Each(t.Context(), s.App.DB, stmtAttempts, func(r db.Row) error {
			var key string
			n++
			if err := r.Scan(&key); err != nil {
				return err
			}
			if strings.Contains(key, typed) {
				t.Errorf("kept as %s", key)
			}
			return nil
		}, int64(0))
		if err != nil || n < 3 {
			t.Errorf("%d keys: %v", n, err)
		}
	})
}

// TestABrowserStaysThirtyDaysAtMost, however often it is used.
func TestABrowserStaysThirtyDaysAtMost(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		token := s.Client()
		token.Token = apptest.Text(lin.Must(201, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "x", "scopes": []string{"conversation.read"}}), "token")
		for day := range 29 {
			s.Clock.Advance(24 * time.Hour)
			if code, out := lin.Do("GET", "/me", nil); code != 200 {
				t.Fatalf("day %d: %d %v", day+1, code, out)
			}
		}
		s.Clock.Advance(24 * time.Hour)
		lin.Refused(401, "auth.required", "GET", "/me", nil)
		token.Must(200, "GET", "/me", nil)
	})
}
