package app_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tiexin/internal/app"
	"tiexin/internal/app/apptest"
)

// TestABrokenLedgerIsNeverGreen: after a failed flush readiness, the health
// page, the doctor and the figures say so, each with the reason.
func TestABrokenLedgerIsNeverGreen(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	figure := func() string {
		w := httptest.NewRecorder()
		s.App.API.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		return w.Body.String()
	}
	if !strings.Contains(figure(), "tiexin_ledger_broken 0") {
		t.Error("no figure before")
	}
	ready := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.App.API.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		return w
	}
	if w := ready(); w.Code != http.StatusOK {
		t.Fatalf("before: %d", w.Code)
	}
	s.App.DB.Distrust(errors.New("fsync: input/output error"))
	if w := ready(); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "storage.broken") {
		t.Errorf("readyz: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(figure(), "tiexin_ledger_broken 1") {
		t.Error("no figure after")
	}
	for what, list := range map[string][]app.Diagnosis{"glance": s.App.Glance(t.Context()), "doctor": s.App.Doctor(t.Context())} {
		if d := list[0]; d.Name != "ledger" || d.State != app.Failing || !strings.Contains(d.Message, "input/output") {
			t.Errorf("%s: %+v", what, d)
		}
	}
}
