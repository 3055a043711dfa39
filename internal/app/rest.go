package app

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A house that has made less than this in a while rests.
const (
	restEvery   = 10 * time.Second
	restingMade = 24 << 20 // bytes, in that time
)

// rest gives back what a busy time, or the start, has left in memory: once for
// each time of rest, since looking through all of it takes a core some tens of
// milliseconds.
type rest struct {
	made  uint64 // bytes, ever
	taken bool
	free  func()
}

func newRest() *rest { return &rest{free: debug.FreeOSMemory} }

func (r *rest) look(context.Context) error {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	r.after(sample[0].Value.Uint64())
	return nil
}

// after is told how much has been made, ever.
func (r *rest) after(made uint64) {
	resting := made-r.made < restingMade
	r.made = made
	if resting && !r.taken {
		r.free()
	}
	r.taken = resting
}
