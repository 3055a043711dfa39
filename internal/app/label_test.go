package app_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestLabelRenamed: every desk fetches what it shows of a label when it has
// another name, or is no more.
func TestLabelRenamed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		label := s.Admin.Must(http.StatusCreated, "POST", "/labels", map[string]any{"client_key": apptest.Key(), "name": "退货", "colour": "#1f6f66"})
		at := "/labels/" + apptest.Text(label, "id")
		for i, step := range []func(){
			func() {
				label = s.Admin.Must(http.StatusOK, "PATCH", at, map[string]any{"version": label["version"], "name": "退款", "colour": "#1f6f66"})
			},
			func() { s.Admin.Must(http.StatusNoContent, "DELETE", at, nil) },
		} {
			tb := staffTab(t, s, s.Staff([]string{"lin", "chen"}[i], "agent", ""))
			step()
			tb.wait("the desk looks again", named("resync"))
		}
	})
}

// TestPermissionsInWords: whoever makes a token reads what it may do.
func TestPermissionsInWords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		clerk := s.Staff("lin", "agent", "")
		for _, p := range apptest.Rows(clerk.Must(http.StatusOK, "GET", "/permissions", nil)) {
			if p["name"] == "" || p["name"] == p["key"] {
				t.Errorf("%v has no word", p["key"])
			}
		}
		clerk.Refused(http.StatusForbidden, "auth.forbidden", "GET", "/roles", nil)
	})
}
