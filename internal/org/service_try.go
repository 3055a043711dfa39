package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// try is what was counted for one attempt before it was judged.
type try struct {
	at      time.Time
	counted []attempt
}

// attempt is the count of one key as it was before.
type attempt struct {
	key   string
	count int
	last  time.Time
}

// reserve counts an attempt against its keys, in the order in which everybody
// takes them, or refuses it while the delay of one of them lasts. A key of an
// address may fail more often, since offices share one.
func (s *Service) reserve(ctx context.Context, keys ...string) (try, error) {
	t := try{at: s.Clock.Now()}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		t.counted = nil
		var wait time.Duration
		for _, key := range keys {
			a, err := lockAttempt(ctx, tx, key)
			if err != nil {
				return err
			}
			t.counted = append(t.counted, a)
			wait = max(wait, a.failures().Delay(t.at))
		}
		if wait > 0 {
			return fault.TooMany("auth.slow_down", wait)
		}
		for _, a := range t.counted {
			if _, err := tx.Exec(ctx, stmtFailed, a.key, a.next(t.at), db.Micros(t.at)); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

// release takes an attempt back that was right, or that nobody has judged.
func (s *Service) release(ctx context.Context, t try) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, a := range t.counted {
			if _, err := tx.Exec(ctx, stmtReleased, a.key, db.Micros(t.at), db.Micros(a.last)); err != nil {
				return err
			}
		}
		return nil
	})
}

// withFactor runs what checks a second factor. Its tries count by themselves
// and for the account, whatever addresses they come from: who makes them has
// the password already.
func (s *Service) withFactor(ctx context.Context, m Staff, enter func() error) error {
	if !m.TOTPOn {
		return enter()
	}
	t, err := s.reserve(ctx, factorKey(m.ID))
	if err != nil {
		return err
	}
	err = enter()
	switch {
	case fault.HasCode(err, "auth.second_factor_wrong"):
		return s.refused(ctx, m, true, err)
	case err != nil:
		_ = s.release(ctx, t) // the first error says more
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtForgive, factorKey(m.ID))
		return err
	})
}

func (a attempt) ofAddress() bool { return len(a.key) > 5 && a.key[:5] == "addr:" }

func (a attempt) failures() auth.Failures {
	if a.ofAddress() {
		return auth.Failures{Address: a.count, AddressLast: a.last}
	}
	return auth.Failures{Pair: a.count, PairLast: a.last}
}

// next is the count with one more.
func (a attempt) next(now time.Time) int {
	f := a.failures().Add(now)
	if a.ofAddress() {
		return f.Address
	}
	return f.Pair
}

func lockAttempt(ctx context.Context, tx *db.Tx, key string) (attempt, error) {
	if _, err := tx.Exec(ctx, stmtTouch, key); err != nil {
		return attempt{}, err
	}
	n, last, err := failures(ctx, tx, key)
	return attempt{key: key, count: n, last: last}, err
}

// pairKey names what is tried at one account from one address. The account is
// what somebody typed, maybe a password by mistake: three bytes of its sum keep
// tries apart and tell nothing.
func pairKey(login, ip string) string {
	sum := sha256.Sum256([]byte(login))
	return "pair:" + addressKey(ip) + ":" + hex.EncodeToString(sum[:3])
}

func addrKey(ip string) string { return "addr:" + addressKey(ip) }

func factorKey(staffID string) string { return "factor:" + staffID }

func addressKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	return auth.AddressKey(addr)
}
