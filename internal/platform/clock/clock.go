package clock

import (
	"sync/atomic"
	"time"
)

// Clock tells the time, in UTC and whole microseconds, as the database keeps it.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now tells the time.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Shifted runs like the machine's clock, moved by an offset that can be set.
type Shifted struct{ offset atomic.Int64 }

// Now tells the moved time.
func (s *Shifted) Now() time.Time {
	return System{}.Now().Add(time.Duration(s.offset.Load()))
}

// Set moves the clock so that it shows t now.
func (s *Shifted) Set(t time.Time) { s.offset.Store(int64(t.Sub(System{}.Now()))) }

// Advance moves the clock by d, which may be negative.
func (s *Shifted) Advance(d time.Duration) { s.offset.Add(int64(d)) }

// Fixed stands still until it is moved; for tests of rules and services.
type Fixed struct{ micros atomic.Int64 }

// NewFixed makes a clock that stands at t.
func NewFixed(t time.Time) *Fixed {
	f := &Fixed{}
	f.Set(t)
	return f
}

// Now tells the time it stands at.
func (f *Fixed) Now() time.Time { return time.UnixMicro(f.micros.Load()).UTC() }

// Set puts the clock at t.
func (f *Fixed) Set(t time.Time) { f.micros.Store(t.UnixMicro()) }

// Advance moves the clock by d.
func (f *Fixed) Advance(d time.Duration) { f.micros.Add(d.Microseconds()) }

// Stopwatch measures durations with the monotonic clock, for metrics only.
type Stopwatch struct{ start time.Time }

// Start begins a measurement.
func Start() Stopwatch { return Stopwatch{start: time.Now()} }

// Elapsed tells the time since Start.
func (s Stopwatch) Elapsed() time.Duration { return time.Since(s.start) }
