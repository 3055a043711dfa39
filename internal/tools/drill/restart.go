package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tiexin/internal/tools/rig"
)

// tab is a visitor's page: a socket that comes back, and what it has seen.
type tab struct {
	client *rig.Client
	mu     sync.Mutex
	seen   map[int64]int // seq -> times, over socket and fetched gaps
	last   int64
	backAt time.Time
	lost   int // connections lost
}

func (t *tab) take(list ...rig.Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range list {
		if m.Seq > t.last { // as the widget does: a line it has is not shown again
			t.seen[m.Seq]++
			t.last = m.Seq
		}
	}
}

// live keeps the tab connected until ctx ends.
func (t *tab) live(ctx context.Context) {
	for pause := 50 * time.Millisecond; ctx.Err() == nil; {
		s, err := t.client.Dial("/widget/socket", func(f rig.Frame) {
			if f.T == "message" && f.Message != nil && f.Message.Seq == t.next() {
				t.take(*f.Message)
			} else if f.T == "message" || f.T == "welcome" && f.LastSeq >= t.next() {
				t.fetch(ctx) // a gap: fetched, as the widget does
			}
		})
		if err != nil {
			time.Sleep(pause)
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 50 * time.Millisecond
		t.fetch(ctx)
		t.mu.Lock()
		t.backAt = time.Now()
		t.mu.Unlock()
		select {
		case <-s.Closed:
			t.mu.Lock()
			t.lost++
			t.mu.Unlock()
		case <-ctx.Done():
			s.Close()
		}
	}
}

func (t *tab) next() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last + 1
}

func (t *tab) fetch(ctx context.Context) {
	if all, err := t.client.MyThread(ctx); err == nil {
		t.take(all...)
	}
}

// restarts is F26: SIGTERM under load; clients with sockets are back in time
// and nothing is lost.
func restarts(ctx context.Context, o options, binary string) (report string, err error) {
	h, err := open(ctx, o, binary, folder(o, "restart-"+o.engine))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	c, err := hire(ctx, h, o.writers)
	if err != nil {
		return "", err
	}
	live, cancel := context.WithCancel(ctx)
	var tabs []*tab
	var wg sync.WaitGroup
	for i := 0; i < len(c.writers); i += 2 {
		t := &tab{client: c.writers[i].client, seen: map[int64]int{}}
		tabs = append(tabs, t)
		wg.Go(func() { t.live(live) })
	}
	c.work(ctx, 10*time.Millisecond)
	var slowest, drain time.Duration
	for range 3 {
		time.Sleep(o.load / 3)
		began := time.Now()
		if err := h.Stop(); err != nil {
			c.rest()
			cancel()
			return "", fmt.Errorf("stop: %w", err)
		}
		drain = max(drain, time.Since(began))
		if _, err := h.Start(ctx); err != nil {
			c.rest()
			cancel()
			return "", err
		}
		back, err := allBack(tabs, began, o.ready)
		if err != nil {
			c.rest()
			cancel()
			return "", err
		}
		slowest = max(slowest, back)
	}
	c.rest()
	err = c.settle(ctx)
	time.Sleep(500 * time.Millisecond)
	cancel()
	wg.Wait()
	if err != nil {
		return "", err
	}
	t, err := c.check(ctx, h, time.Time{})
	if err != nil {
		return "", err
	}
	if err := checkTabs(ctx, tabs); err != nil {
		return "", err
	}
	return fmt.Sprintf("3 restarts under load, drained within %s, %d tabs back within %s, %d answered, 0 lost, 0 doubled",
		drain.Round(time.Millisecond), len(tabs), slowest.Round(time.Millisecond), t.answered), h.sound(ctx)
}

// allBack waits until every tab has connected again since the stop began.
func allBack(tabs []*tab, began time.Time, limit time.Duration) (time.Duration, error) {
	for time.Since(began) < limit {
		all := true
		var last time.Time
		for _, t := range tabs {
			t.mu.Lock()
			all = all && t.backAt.After(began)
			if t.backAt.After(last) {
				last = t.backAt
			}
			t.mu.Unlock()
		}
		if all {
			return last.Sub(began), nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, fmt.Errorf("not every tab was back within %s", limit)
}

// checkTabs compares what the tabs have seen with what there is.
func checkTabs(ctx context.Context, tabs []*tab) error {
	for i, t := range tabs {
		all, err := t.client.MyThread(ctx)
		if err != nil {
			return err
		}
		for _, m := range all {
			if t.seen[m.Seq] != 1 {
				return fmt.Errorf("tab %d saw line %d %d times (%d there, last %d seen)", i, m.Seq, t.seen[m.Seq], len(all), t.last)
			}
		}
	}
	return nil
}
