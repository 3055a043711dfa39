package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"tiexin/internal/tools/rig"
)

// outcome of one send, as the client knows it.
type outcome int

const (
	unknown outcome = iota // sent, no answer
	done                   // answered: must be there once
	refused                // answered with an error: must not be there
)

// entry is one send in the ledger. The text is the key, so that it is found
// again by reading.
type entry struct {
	key     string
	outcome outcome
	seq     int64
	status  int
	at      time.Time // of the answer
	took    time.Duration
}

// writer sends one line after the other, each with a key of its own. A line
// without an answer is sent again with the same key.
type writer struct {
	name    string
	staff   bool
	client  *rig.Client // visitor, or staff
	thread  string      // conversation, for staff
	entries []*entry
	pending *entry
	retried int

	lastDone atomic.Int64 // when the newest answer came, Unix nanoseconds
}

func (w *writer) next() *entry {
	if w.pending != nil {
		w.retried++
		return w.pending
	}
	e := &entry{key: fmt.Sprintf("%s-%06d", w.name, len(w.entries))}
	w.entries = append(w.entries, e)
	return e
}

// once sends the next line and writes down what came of it.
func (w *writer) once(ctx context.Context) *entry {
	e := w.next()
	began := time.Now()
	var m rig.Message
	var err error
	if w.staff {
		m, err = w.client.Reply(ctx, w.thread, e.key, e.key)
	} else {
		m, err = w.client.Say(ctx, e.key, e.key)
	}
	e.took, e.at = time.Since(began), time.Now()
	var no *rig.Refused
	switch {
	case err == nil:
		e.outcome, e.seq, w.pending = done, m.Seq, nil
		w.lastDone.Store(e.at.UnixNano())
	case errors.As(err, &no) && no.Status < 500:
		e.outcome, e.status, w.pending = refused, no.Status, nil
	case errors.As(err, &no):
		e.outcome, e.status, w.pending = unknown, no.Status, e // 5xx: try again with the same key
	default:
		e.outcome, e.status, w.pending = unknown, 0, e
	}
	return e
}

// crew is the writers of one drill: visitors, and staff who answer them.
type crew struct {
	house   *house
	writers []*writer
	stop    atomic.Bool
	wg      sync.WaitGroup
}

// hire makes the writers; every visitor says a first word, so that staff have
// something to answer.
func hire(ctx context.Context, h *house, count int) (*crew, error) {
	c := &crew{house: h}
	for i := range count / 2 {
		client, err := rig.Enter(ctx, h.Base(), h.key, h.staff.HTTP)
		if err != nil {
			return nil, err
		}
		v := &writer{name: fmt.Sprintf("v%02d", i), client: client}
		if e := v.once(ctx); e.outcome != done {
			return nil, fmt.Errorf("first word of %s: status %d", v.name, e.status)
		}
		mine, err := client.MyThread(ctx)
		if err != nil {
			return nil, err
		}
		s := &writer{name: fmt.Sprintf("s%02d", i), staff: true, client: h.staff, thread: mine[0].ConversationID}
		v.thread = s.thread
		c.writers = append(c.writers, v, s)
	}
	return c, nil
}

// work lets everybody write until rest is called, a pause after each answer.
func (c *crew) work(ctx context.Context, pause time.Duration) {
	c.stop.Store(false)
	for _, w := range c.writers {
		c.wg.Go(func() {
			for !c.stop.Load() {
				if e := w.once(ctx); e.outcome == unknown {
					time.Sleep(20 * time.Millisecond)
				}
				time.Sleep(pause)
			}
		})
	}
}

func (c *crew) rest() {
	c.stop.Store(true)
	c.wg.Wait()
}

// settle sends again what has no answer yet, until everything has one.
func (c *crew) settle(ctx context.Context) error {
	for _, w := range c.writers {
		for range 50 {
			if w.pending == nil {
				break
			}
			if e := w.once(ctx); e.outcome == unknown {
				time.Sleep(100 * time.Millisecond)
			}
		}
		if w.pending != nil {
			return fmt.Errorf("%s still gets no answer, status %d", w.name, w.pending.status)
		}
	}
	return nil
}

// tally is what reading everything back has shown.
type tally struct{ answered, retried, present int }

// check reads everything back from a house and compares it with the ledger.
// before, if set, is the moment up to which answers count as promised.
func (c *crew) check(ctx context.Context, h *house, before time.Time) (tally, error) {
	var t tally
	for i := 0; i < len(c.writers); i += 2 {
		lines, err := h.staff.Thread(ctx, c.writers[i].thread)
		if err != nil {
			return t, err
		}
		times, place := map[string]int{}, map[string]int64{}
		for n, m := range lines {
			if m.Seq != int64(n+1) {
				return t, fmt.Errorf("conversation of %s: seq %d at place %d", c.writers[i].name, m.Seq, n+1)
			}
			times[m.Text]++
			place[m.Text] = m.Seq
		}
		for _, w := range c.writers[i : i+2] {
			if err := w.compare(times, place, before, &t); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

func (w *writer) compare(times map[string]int, place map[string]int64, before time.Time, t *tally) error {
	last := int64(0)
	t.retried += w.retried
	for _, e := range w.entries {
		n := times[e.key]
		t.present += n
		promised := e.outcome == done && (before.IsZero() || e.at.Before(before))
		switch {
		case n > 1:
			return fmt.Errorf("%s is there %d times", e.key, n)
		case promised && n == 0:
			return fmt.Errorf("%s was answered and is lost", e.key)
		case e.outcome == refused && n > 0:
			return fmt.Errorf("%s was refused with %d and is there", e.key, e.status)
		case promised && w.staff && place[e.key] != e.seq:
			return fmt.Errorf("%s was answered with seq %d and has %d", e.key, e.seq, place[e.key])
		case n == 1 && place[e.key] <= last:
			return fmt.Errorf("%s is out of order", e.key)
		}
		if promised {
			t.answered++
		}
		last = max(last, place[e.key])
	}
	return nil
}
