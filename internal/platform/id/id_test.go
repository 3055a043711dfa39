package id

import (
	"testing"
	"time"
)

func TestNewIsValidUniqueAndNearInTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for range 10_000 {
		s := New(at)
		if !Valid(s) || seen[s] {
			t.Fatalf("bad or repeated id %q", s)
		}
		seen[s] = true
	}
	if a, b := New(at), New(at.Add(time.Hour)); a[:8] >= b[:8] {
		t.Fatalf("ids do not grow with time: %s %s", a, b)
	}
}

func TestValidRefusesOtherForms(t *testing.T) {
	for _, s := range []string{"", "x", "../../etc/passwd", "0123456789ABCDEFGHJKMNPQRS", "01234567890123456789012345i", "0123456789012345678901234'"} {
		if Valid(s) {
			t.Errorf("%q accepted", s)
		}
	}
}
