package org

import (
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// How long a browser stays signed in without being used.
const sessionIdle = 7 * 24 * time.Hour

// A session's last-seen time is stored at most this often.
const seenEvery = 5 * time.Minute

// How long a one-time link may be used.
const linkLife = 24 * time.Hour

// alive tells whether a link may be used for somebody in this state.
func (l storedLink) alive(state State, now time.Time) bool {
	wanted := StateActive
	if l.Kind == LinkInvite {
		wanted = StateInvited
	}
	return l.UsedAt.IsZero() && now.Before(l.ExpiresAt) && state == wanted
}

// typedLogin is a login as people type and paste it: it holds neither capitals
// nor blanks.
func typedLogin(typed string) string {
	return strings.ToLower(check.Line(typed))
}

// checkPassword refuses a password that is too easy, naming the field.
func checkPassword(login, password, field string) error {
	if code, ok := auth.CheckPassword(password, login); !ok {
		return fault.Invalid(code, field)
	}
	return nil
}

// expired tells whether a session may no longer be used: what is stored may be
// of a program that let browsers go on for ever.
func expired(s Session, now time.Time) bool {
	if s.Kind == Browser && !now.Before(s.CreatedAt.Add(sessionLife)) {
		return true
	}
	return !s.ExpiresAt.IsZero() && !now.Before(s.ExpiresAt)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
