package apptest_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestStartGivesEverybodyAClient walks in by every door once.
func TestStartGivesEverybodyAClient(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		if name := apptest.Text(lin.Must(http.StatusOK, "GET", "/me", nil), "roles"); name != "" {
			t.Fatal("roles are a list")
		}
		s.Client().Refused(http.StatusUnauthorized, "auth.required", "GET", "/me", nil)
		v := s.Visitor()
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "在吗？"})
		s.Until("the message waits", func() bool {
			return len(apptest.Rows(lin.Must(http.StatusOK, "GET", "/conversations?tab=queue", nil))) == 1
		})
		if code, _ := s.Client().SignIn("lin", apptest.Password); code != http.StatusOK {
			t.Fatalf("sign-in: %d", code)
		}
	})
}
