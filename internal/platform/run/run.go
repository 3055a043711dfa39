package run

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Group holds what runs in the background.
type Group struct {
	mu      sync.Mutex
	stops   []func()
	errands sync.WaitGroup
	stopped bool
}

// New makes an empty group.
func New() *Group { return &Group{} }

// Keep runs part until Stop, again after a panic or an error.
func (g *Group) Keep(name string, part func(ctx context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	g.OnStop(func() { cancel(); <-done })
	go func() {
		defer close(done)
		pause := 100 * time.Millisecond
		for ctx.Err() == nil {
			err := guarded(ctx, part)
			if ctx.Err() != nil {
				return
			}
			slog.Error("background part ended", "part", name, "err", err, "again_in", pause)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
				pause = min(pause*2, 30*time.Second)
			}
		}
	}()
}

// Every calls do after each interval until Stop.
func (g *Group) Every(name string, interval time.Duration, do func(ctx context.Context) error) {
	g.Keep(name, func(ctx context.Context) error {
		t := time.NewTicker(interval)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-t.C:
				if err := do(ctx); err != nil && ctx.Err() == nil {
					slog.Warn("background part failed once", "part", name, "err", err)
				}
			}
		}
	})
}

// Go runs a short errand, unless the group has stopped.
func (g *Group) Go(name string, do func()) {
	g.mu.Lock()
	if g.stopped {
		g.mu.Unlock()
		return
	}
	g.errands.Add(1)
	g.mu.Unlock()
	go func() {
		defer g.errands.Done()
		defer func() {
			if p := recover(); p != nil {
				slog.Error("panic in errand", "errand", name, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			}
		}()
		do()
	}()
}

// OnStop registers what Stop calls, last registered first.
func (g *Group) OnStop(do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stops = append(g.stops, do)
}

// Stop ends everything and waits. What the parts still have to say while they
// end, like a socket's farewell, may run as errands; afterwards none begins.
func (g *Group) Stop() {
	g.mu.Lock()
	stops := g.stops
	g.stops = nil
	g.mu.Unlock()
	for i := len(stops) - 1; i >= 0; i-- {
		stops[i]()
	}
	g.mu.Lock()
	g.stopped = true
	g.mu.Unlock()
	g.errands.Wait()
}

func guarded(ctx context.Context, part func(ctx context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return part(ctx)
}
