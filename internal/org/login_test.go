package org

import "testing"

// TestALoginIsReadAsTyped: capitals and the blanks around it are no other login.
func TestALoginIsReadAsTyped(t *testing.T) {
	for typed, want := range map[string]string{" Zhao ": "zhao", "\u3000ZHAO\t": "zhao", "zhao.li": "zhao.li"} {
		if got := typedLogin(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
