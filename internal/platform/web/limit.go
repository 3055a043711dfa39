package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
)

// Limiter gives each key its own rate, like "5 a second, 20 at once".
type Limiter struct {
	clock clock.Clock
	rate  rate.Limit
	burst int
	mu    sync.Mutex
	keys  map[string]*limited
	swept time.Time
}

type limited struct {
	bucket *rate.Limiter
	seen   time.Time
}

// NewLimiter makes a limiter of so many a second and so many at once.
func NewLimiter(c clock.Clock, perSecond float64, burst int) *Limiter {
	return &Limiter{clock: c, rate: rate.Limit(perSecond), burst: burst, keys: map[string]*limited{}, swept: c.Now()}
}

// Take asks for one go; over the rate it gives fault.TooMany with the pause.
func (l *Limiter) Take(key string) error { return l.TakeN(key, 1) }

// TakeN asks for n goes at once, or for as many as may be at once.
func (l *Limiter) TakeN(key string, n int) error {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > time.Minute {
		l.sweep(now)
	}
	k := l.keys[key]
	if k == nil {
		k = &limited{bucket: rate.NewLimiter(l.rate, l.burst)}
		l.keys[key] = k
	}
	k.seen = now
	r := k.bucket.ReserveN(now, min(max(n, 1), l.burst))
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return fault.TooMany("request.too_many", wait)
	}
	return nil
}

// sweep forgets keys that have been quiet long enough to be full again.
func (l *Limiter) sweep(now time.Time) {
	l.swept = now
	full := time.Duration(float64(l.burst)/float64(l.rate)*float64(time.Second)) + time.Minute
	for key, k := range l.keys {
		if now.Sub(k.seen) > full {
			delete(l.keys, key)
		}
	}
}
