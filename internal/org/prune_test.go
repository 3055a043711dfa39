package org_test

import (
	"fmt"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

var stmtCounts = db.SQL("test.org_counts", `SELECT (SELECT COUNT(*) FROM org_attempt), (SELECT COUNT(*) FROM org_session), (SELECT COUNT(*) FROM org_link)`)

// TestWhatLetsNobodyInGoes while what is alive stays.
func TestWhatLetsNobodyInGoes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		token := apptest.Text(lin.Must(201, "POST", "/me/tokens", map[string]any{"client_key": apptest.Key(), "name": "永久", "scopes": []string{"conversation.read"}}), "token")
		for i := range 3 {
			s.Client().SignIn(fmt.Sprint("nobody", i), "wrong-wrong-wrong")
		}
		prune := func() string {
			t.Helper()
			if err := s.App.Org.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
			var attempts, sessions, links int
			if err := db.Get(t.Context(), s.App.DB, stmtCounts, nil, &attempts, &sessions, &links); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(attempts, sessions, links)
		}
		if got := prune(); got != "4 3 1" { // three pairs and the address; two signed in and the token
			t.Errorf("at once: %s", got)
		}
		s.Clock.Advance(time.Hour)
		if got := prune(); got != "0 3 1" {
			t.Errorf("after an hour: %s", got)
		}
		s.Clock.Advance(100 * 24 * time.Hour)
		if got := prune(); got != "0 1 0" {
			t.Errorf("after a hundred days: %s", got)
		}
		c := s.Client()
		c.Token = token
		c.Must(200, "GET", "/me", nil)
	})
}
