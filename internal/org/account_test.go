package org_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
)

const newPassword = "another-long-secret"

func signIn(c *apptest.Client, login, password, code string) (int, map[string]any) {
	return c.Do("POST", "/session", map[string]any{"login": login, "password": password, "code": code})
}

// TestUnknownNamesAnswerLikeWrongPasswords compares whole answers.
func TestUnknownNamesAnswerLikeWrongPasswords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		gone := s.Staff("gone", "agent", "")
		row := staffRow(s, gone.Login)
		s.Admin.Must(200, "PATCH", "/staff/"+gone.ID, map[string]any{"version": row["version"], "state": "disabled"})
		var answers []string
		for _, login := range []string{lin.Login, "nobody", gone.Login, "LIN"} {
			status, out := s.Client().SignIn(login, "wrong-wrong-wrong")
			if status != http.StatusUnauthorized {
				t.Errorf("%s: %d", login, status)
			}
			delete(out, "request_id")
			answers = append(answers, apptest.Text(out, "code")+apptest.Text(out, "message"))
		}
		for _, a := range answers {
			if a != answers[0] || !strings.HasPrefix(a, "auth.wrong_password") {
				t.Errorf("answers differ: %q", answers)
			}
		}
		if status, _ := s.Client().SignIn(gone.Login, apptest.Password); status != http.StatusUnauthorized {
			t.Errorf("a disabled account signs in: %d", status)
		}
	})
}

// TestDelaysHitOnlyTheOneWhoGuesses lets a stranger guess from one address and
// the owner sign in from another.
func TestDelaysHitOnlyTheOneWhoGuesses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		stranger := s.Client()
		for i := range 5 {
			if status, _ := stranger.SignIn(lin.Login, "guess-guess-guess"); status != http.StatusUnauthorized {
				t.Fatalf("guess %d: %d", i, status)
			}
		}
		res, _ := stranger.Raw("POST", "/session", map[string]any{"login": lin.Login, "password": apptest.Password})
		if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
			t.Fatalf("no delay after five guesses: %d", res.StatusCode)
		}
		if status, _ := stranger.SignIn("somebody-else", "guess-guess-guess"); status != http.StatusUnauthorized {
			t.Errorf("another account from that address: %d", status)
		}
		if _, _, err := s.App.Org.SignIn(from("10.1.2.3"), lin.Login, apptest.Password, ""); err != nil {
			t.Errorf("the owner is locked out by a stranger: %v", err)
		}
		s.Clock.Advance(2 * time.Second)
		if status, _ := stranger.SignIn(lin.Login, apptest.Password); status != http.StatusOK {
			t.Errorf("after the delay: %d", status)
		}
	})
}

// TestOldHashesAreRenewed signs in with stronger parameters in force.
func TestOldHashesAreRenewed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Staff("lin", "agent", "")
		s.App.Org.Hasher = auth.NewHasher(auth.HasherOptions{Params: auth.Params{MemoryKiB: 128, Passes: 1, Lanes: 1}})
		m, _, err := s.App.Org.SignIn(from("10.1.2.3"), "lin", apptest.Password, "")
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := s.App.Org.SignIn(from("10.1.2.3"), "lin", apptest.Password, "")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Password, "m=64,") || !strings.Contains(again.Password, "m=128,") {
			t.Errorf("hash not renewed: %s, then %s", m.Password[:24], again.Password[:24])
		}
	})
}

// TestPasswordChangeEndsOtherSessions has two browsers and a token.
func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		other := s.Client()
		other.SignIn("lin", apptest.Password)
		rows := apptest.Rows(lin.Must(200, "GET", "/me/sessions", nil))
		if len(rows) != 2 {
			t.Fatalf("sessions: %v", rows)
		}
		lin.Refused(400, "password.wrong", "POST", "/me/password", map[string]any{"current": "wrong", "new": newPassword})
		lin.Refused(400, "password.too_short", "POST", "/me/password", map[string]any{"current": apptest.Password, "new": "short"})
		lin.Must(204, "POST", "/me/password", map[string]any{"current": apptest.Password, "new": newPassword})
		other.Refused(401, "auth.required", "GET", "/me", nil)
		lin.Must(200, "GET", "/me", nil)
		if status, _ := s.Client().SignIn("lin", apptest.Password); status != 401 {
			t.Error("the old password still works")
		}
		if status, _ := other.SignIn("lin", newPassword); status != 200 {
			t.Error("the new password does not work")
		}
		wantAudit(t, s, "password.changed", "同事lin", nil, nil)
	})
}

// TestTwoNewPasswordsAtOnce: of two who change one password at the same moment,
// one knows what it is afterwards and the other that it was not changed.
func TestTwoNewPasswordsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		s.Staff("lin", "agent", "")
		for round := range 3 {
			is := apptest.Password
			if round > 0 {
				is = fmt.Sprint("the one of round ", round-1)
			}
			var at [2]*apptest.Client
			for i := range at {
				at[i] = s.Client()
				if status, out := at[i].SignIn("lin", is); status != 200 {
					t.Fatalf("round %d: %d %v", round, status, out)
				}
			}
			var got [2]int
			var wg sync.WaitGroup
			for i, c := range at {
				wg.Go(func() {
					got[i], _ = c.Do("POST", "/me/password", map[string]any{"current": is, "new": fmt.Sprintf("the one of round %d by %d", round, i)})
				})
			}
			wg.Wait()
			if min(got[0], got[1]) != 204 || max(got[0], got[1]) < 400 {
				t.Fatalf("round %d: %v, want one 204 and a refusal", round, got)
			}
			won := 0
			if got[1] == 204 {
				won = 1
			}
			at[won].Must(204, "POST", "/me/password", map[string]any{"current": fmt.Sprintf("the one of round %d by %d", round, won), "new": fmt.Sprint("the one of round ", round)})
		}
	})
}

// TestSessionsEnd one by one and all at once.
func TestSessionsEnd(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, wang := s.Staff("lin", "agent", ""), s.Staff("wang", "agent", "")
		tabs := []*apptest.Client{s.Client(), s.Client(), s.Client()}
		for _, c := range tabs {
			c.SignIn("lin", apptest.Password)
		}
		for _, row := range apptest.Rows(tabs[0].Must(200, "GET", "/me/sessions", nil)) {
			if row["current"] == true {
				wang.Refused(404, "not_found", "DELETE", "/me/sessions/"+row["id"].(string), nil)
				lin.Must(204, "DELETE", "/me/sessions/"+row["id"].(string), nil)
			}
		}
		tabs[0].Refused(401, "auth.required", "GET", "/me", nil)
		lin.Must(204, "DELETE", "/me/sessions", nil)
		tabs[1].Refused(401, "auth.required", "GET", "/me", nil)
		lin.Must(200, "GET", "/me", nil)
		s.Admin.Must(204, "DELETE", "/staff/"+lin.ID+"/sessions", nil)
		lin.Refused(401, "auth.required", "GET", "/me", nil)
		wang.Must(200, "GET", "/me", nil)
		s.Clock.Advance(8 * 24 * time.Hour)
		wang.Refused(401, "auth.required", "GET", "/me", nil)
	})
}

// TestSecondFactor goes through its whole life.
func TestSecondFactor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		lin.Refused(409, "factor.not_begun", "POST", "/me/totp/confirm", map[string]any{"code": "123456"})
		lin.Refused(400, "password.wrong", "POST", "/me/totp", map[string]any{"password": "wrong"})
		made := lin.Must(200, "POST", "/me/totp", map[string]any{"password": apptest.Password})
		secret := apptest.Text(made, "secret")
		code := func() string {
			text, err := totp.GenerateCode(secret, s.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if status, _ := s.Client().SignIn("lin", apptest.Password); status != 200 {
			t.Fatal("a factor that is not confirmed counts already")
		}
		lin.Refused(400, "factor.code", "POST", "/me/totp/confirm", map[string]any{"code": "000000"})
		first := code()
		codes := lin.Must(200, "POST", "/me/totp/confirm", map[string]any{"code": first})["recovery_codes"].([]any)
		if len(codes) != 8 {
			t.Fatalf("%d recovery codes", len(codes))
		}
		wantCode := func(code, want string, status int) {
			t.Helper()
			got, out := signIn(s.Client(), "lin", apptest.Password, code)
			if got != status || want != "" && out["code"] != want {
				t.Errorf("sign-in: %d %v, want %d %s", got, out["code"], status, want)
			}
		}
		wantCode("", "auth.second_factor", 401)
		wantCode(first, "auth.second_factor_wrong", 401) // used to confirm
		s.Clock.Advance(time.Minute)
		now := code()
		wantCode(now, "", 200)
		wantCode(now, "auth.second_factor_wrong", 401)
		wantCode(codes[0].(string), "", 200)
		wantCode(codes[0].(string), "auth.second_factor_wrong", 401)
		wantCode(strings.ToUpper(codes[1].(string)), "", 200)
		lin.Must(204, "DELETE", "/me/totp", map[string]any{"password": apptest.Password})
		wantCode("", "", 200)
		// A new one begins anew: neither what was used of the former nor its codes count.
		secret = apptest.Text(lin.Must(200, "POST", "/me/totp", map[string]any{"password": apptest.Password}), "secret")
		fresh := lin.Must(200, "POST", "/me/totp/confirm", map[string]any{"code": code()})["recovery_codes"].([]any)
		wantCode(codes[2].(string), "auth.second_factor_wrong", 401)
		wantCode(fresh[2].(string), "", 200)
	})
}

// TestSameCodeTwiceAtOnce lets two browsers show one code at one moment.
func TestSameCodeTwiceAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		secret := apptest.Text(lin.Must(200, "POST", "/me/totp", map[string]any{"password": apptest.Password}), "secret")
		first, _ := totp.GenerateCode(secret, s.Clock.Now())
		lin.Must(200, "POST", "/me/totp/confirm", map[string]any{"code": first})
		s.Clock.Advance(time.Minute)
		code, _ := totp.GenerateCode(secret, s.Clock.Now())
		done := make(chan error)
		for i := range 8 {
			go func() {
				_, _, err := s.App.Org.SignIn(from("10.0.0."+string(rune('1'+i))), "lin", apptest.Password, code)
				done <- err
			}()
		}
		in := 0
		for range 8 {
			if <-done == nil {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d signed in with one code", in)
		}
	})
}

// TestTokensDoNoMoreThanTheyMay limits by scope, time and owner.
func TestTokensDoNoMoreThanTheyMay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		ask := func(more map[string]any) map[string]any {
			in := map[string]any{"client_key": apptest.Key(), "name": "报表", "scopes": []string{"conversation.read"}}
			for k, v := range more {
				in[k] = v
			}
			return in
		}
		lin.Refused(400, "token.scopes", "POST", "/me/tokens", ask(map[string]any{"scopes": []string{"staff.manage"}}))
		lin.Refused(400, "request.invalid", "POST", "/me/tokens", ask(map[string]any{"scopes": []string{}}))
		lin.Refused(400, "token.expiry", "POST", "/me/tokens", ask(map[string]any{"expires_at": "2026-01-01T00:00:00Z"}))
		body := ask(map[string]any{"expires_at": s.Clock.Now().Add(time.Hour).Format(time.RFC3339)})
		lost := apptest.Text(lin.Must(201, "POST", "/me/tokens", body), "token")
		made := lin.Must(201, "POST", "/me/tokens", body)
		c, old := s.Client(), s.Client()
		c.Token, old.Token = apptest.Text(made, "token"), lost
		old.Refused(401, "auth.required", "GET", "/me", nil)
		if rows := apptest.Rows(lin.Must(200, "GET", "/me/tokens", nil)); len(rows) != 1 {
			t.Fatalf("tokens: %v", rows)
		}
		me := c.Must(200, "GET", "/me", nil)
		if p := me["permissions"].(map[string]any); len(p) != 1 {
			t.Errorf("permissions of the token: %v", p)
		}
		c.Must(200, "GET", "/conversations?tab=queue", nil)
		c.Refused(403, "auth.forbidden", "GET", "/staff", nil)
		c.Refused(403, "auth.browser_only", "POST", "/me/tokens", ask(nil))
		c.Refused(403, "auth.browser_only", "POST", "/me/password", map[string]any{"current": apptest.Password, "new": newPassword})
		s.Clock.Advance(2 * time.Hour)
		c.Refused(401, "auth.required", "GET", "/me", nil)
		lin.Must(204, "DELETE", "/me/tokens/"+apptest.Text(made, "id"), nil)
	})
}

// TestMeChangesOnlyWhatIsMine tries every column of the table.
func TestMeChangesOnlyWhatIsMine(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		version := apptest.Number(lin.Must(200, "GET", "/me", nil), "version")
		for _, field := range []string{"id", "login", "unit_id", "state", "password", "totp_secret", "totp_on", "totp_enabled",
			"recovery", "role_ids", "roles", "permissions", "created_at", "client_key", "organisation"} {
			lin.Refused(400, "request.unknown_field", "PATCH", "/me", map[string]any{"version": version, field: "x"})
		}
		me := lin.Must(200, "PATCH", "/me", map[string]any{"version": version, "name": " 林小满 ", "phone": "13812342100",
			"email": "lin@example.com", "locale": "en", "theme": "dark", "preferences": map[string]any{"send_key": "ctrl_enter", "density": "compact", "sound": false}})
		if me["name"] != "林小满" || me["phone"] != "138 1234 2100" || me["theme"] != "dark" || apptest.At(me, "preferences.sound") != false {
			t.Errorf("me: %v", me)
		}
		if role := me["roles"].([]any)[0].(map[string]any); role["name"] != "Agent" {
			t.Errorf("the role is not named in the reader's language: %v", role)
		}
		current := lin.Refused(409, "version.conflict", "PATCH", "/me", map[string]any{"version": version, "name": "x"})
		if apptest.Text(current, "current.name") != "林小满" {
			t.Errorf("details: %v", current)
		}
		lin.Refused(400, "check.email", "PATCH", "/me", map[string]any{"version": version + 1, "email": "nope"})
		lin.Refused(400, "phone.invalid", "PATCH", "/me", map[string]any{"version": version + 1, "phone": "12"})
	})
}

// TestCommandBeforeFirstRun has no organisation to invite into, and says what
// to do instead.
func TestCommandBeforeFirstRun(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Fresh: true})
	link, err := s.App.Org.CommandCreate(context.Background(), "boss", "老板", "admin")
	if err == nil || !strings.Contains(err.Error(), "first run") || link != "" {
		t.Errorf("before the first run: %q, %v", link, err)
	}
}

// TestCommandsMakeLinks runs what `tiexin user` runs.
func TestCommandsMakeLinks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		ctx := context.Background()
		link, err := s.App.Org.CommandCreate(ctx, "boss", "老板", "admin")
		if err != nil {
			t.Fatal(err)
		}
		boss := s.Client()
		boss.Must(200, "POST", "/links/"+tokenOf(link), map[string]any{"password": apptest.Password})
		boss.Must(200, "GET", "/staff", nil)
		if link, err = s.App.Org.CommandReset(ctx, "boss"); err != nil {
			t.Fatal(err)
		}
		boss.Must(200, "GET", "/me", nil) // holds until the link is used
		s.Client().Must(200, "POST", "/links/"+tokenOf(link), map[string]any{"password": newPassword})
		boss.Refused(401, "auth.required", "GET", "/me", nil)
		for _, login := range []string{"nobody", ""} {
			if _, err := s.App.Org.CommandReset(ctx, login); err == nil {
				t.Errorf("reset of %q", login)
			}
		}
		if _, err := s.App.Org.CommandCreate(ctx, "x1y", "某人", "king"); err == nil {
			t.Error("an unknown role")
		}
	})
}
