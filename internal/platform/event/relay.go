package event

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

const (
	batchSize = 100 // bounds how long the one SQLite writer is held
	// MaxAttempts after which an event goes to the dead letters: about 40 s.
	MaxAttempts = 8
	// gather is waited after a wake-up: a batch of ten costs little more than
	// one event alone.
	gather = 15 * time.Millisecond
	// pollEvery recovers from lost wake-ups.
	pollEvery = 2 * time.Second
)

// Run relays to one subscriber until ctx ends.
func (l *Log) Run(ctx context.Context, name string) error {
	i := slices.IndexFunc(l.subs, func(s Subscriber) bool { return s.Name == name })
	sub := l.subs[i]
	err := l.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtNewCursor, name)
		return err
	})
	if err != nil {
		return err
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	at := &glance{}
	for {
		more, err := l.turn(ctx, sub, at)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "event relay step failed", "subscriber", name, "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.wake[name]:
			time.Sleep(gather) // what follows at once shares the batch
		case <-poll.C:
			at.store = at.passed > 0
		}
	}
}

// glance is how far a relay has looked past what it has stored: events that
// its subscriber does not want need no write each.
type glance struct {
	at     cursor
	passed int
	store  bool // the place is to be stored now
}

// batch is what look has read outside of any write, so that the one writer need
// not: it counts as long as the stored place has not moved meanwhile.
type batch struct {
	from   cursor
	events []Event
}

func (b batch) stands(stored cursor) bool {
	return len(b.events) > 0 && b.from.txid == stored.txid && b.from.seq == stored.seq
}

// turn looks what has come and takes a batch of it if there is anything to do.
func (l *Log) turn(ctx context.Context, sub Subscriber, g *glance) (more bool, err error) {
	seen, take, more, err := l.look(ctx, sub, g)
	if err != nil || !take {
		return more, err
	}
	*g = glance{}
	return l.step(ctx, sub, seen)
}

// look reads on without a write. It tells whether a batch is to be taken:
// something is wanted, the last batch failed, or so much was passed over that
// the place is worth storing.
func (l *Log) look(ctx context.Context, sub Subscriber, g *glance) (seen batch, take, more bool, err error) {
	stored, err := readCursor(ctx, l.db, stmtCursor, sub.Name)
	if err != nil || stored.attempts > 0 || g.store {
		return seen, err == nil, false, err
	}
	from := stored
	if from.before(g.at) {
		from = g.at
	} else {
		g.passed = 0 // another process has been there
	}
	events, err := next(ctx, l.db, from, batchSize)
	if err != nil || len(events) == 0 {
		return seen, false, false, err
	}
	seen = batch{from: stored, events: events}
	if len(sub.wanted(events)) > 0 {
		return seen, true, false, nil
	}
	last := events[len(events)-1]
	g.at, g.passed = cursor{txid: last.TxID, seq: last.Seq}, g.passed+len(events)
	return seen, g.passed >= batchSize, len(events) == batchSize, nil
}

// Subscribers lists the names Run takes.
func (l *Log) Subscribers() []string {
	names := make([]string, len(l.subs))
	for i, s := range l.subs {
		names[i] = s.Name
	}
	return names
}

// step relays one batch, the seen one if it still stands. It tells whether
// there may be more at once.
func (l *Log) step(ctx context.Context, sub Subscriber, seen batch) (more bool, err error) {
	var failing bool
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		more = false
		c, err := lockCursor(ctx, tx, sub.Name)
		if err != nil {
			return err
		}
		if c.attempts > 0 {
			failing = true
			return nil
		}
		events := seen.events
		if !seen.stands(c) {
			if events, err = next(ctx, tx, c, batchSize); err != nil || len(events) == 0 {
				return err
			}
		}
		if wanted := sub.wanted(events); len(wanted) > 0 {
			if err := sub.Handle(tx, wanted); err != nil {
				return err
			}
		}
		more = len(events) == batchSize
		return move(ctx, tx, sub.Name, events[len(events)-1])
	})
	if err != nil || failing {
		return l.stepAlone(ctx, sub)
	}
	return more, nil
}

// stepAlone takes one event by itself, after a batch has failed.
func (l *Log) stepAlone(ctx context.Context, sub Subscriber) (bool, error) {
	var handleErr error
	var moved bool
	now := l.clock.Now()
	err := l.db.Write(ctx, func(tx *db.Tx) error {
		moved, handleErr = false, nil
		c, err := lockCursor(ctx, tx, sub.Name)
		if err != nil || c.nextTry.After(now) {
			return err
		}
		events, err := next(ctx, tx, c, 1)
		if err != nil || len(events) == 0 {
			return err
		}
		if wanted := sub.wanted(events); len(wanted) > 0 {
			if handleErr = sub.Handle(tx, wanted); handleErr != nil {
				return handleErr
			}
		}
		moved = true
		return move(ctx, tx, sub.Name, events[0])
	})
	if handleErr != nil {
		return l.giveUpOrWait(ctx, sub, handleErr)
	}
	return moved, err
}

func (l *Log) giveUpOrWait(ctx context.Context, sub Subscriber, cause error) (moved bool, err error) {
	now := l.clock.Now()
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		moved = false
		c, err := lockCursor(ctx, tx, sub.Name)
		if err != nil {
			return err
		}
		if c.attempts+1 < MaxAttempts {
			pause := min(100*time.Millisecond<<c.attempts, 10*time.Second)
			_, err := tx.Exec(ctx, stmtFailCursor, sub.Name, db.Micros(now.Add(pause)))
			return err
		}
		events, err := next(ctx, tx, c, 1)
		if err != nil || len(events) == 0 {
			return err
		}
		e := events[0]
		_, err = tx.Exec(ctx, stmtBury, id.New(now), sub.Name, e.Seq, e.TxID, string(e.Kind), e.Subject,
			db.Micros(e.At), string(e.Payload), cause.Error(), c.attempts+1, db.Micros(now))
		if err != nil {
			return err
		}
		moved = true
		slog.ErrorContext(ctx, "event given up", "subscriber", sub.Name, "event", string(e.Kind), "err", cause)
		return move(ctx, tx, sub.Name, e)
	})
	return moved, err
}

func (s Subscriber) wanted(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if slices.Contains(s.Kinds, e.Kind) && (s.Wants == nil || s.Wants(e)) {
			out = append(out, e)
		}
	}
	return out
}

func move(ctx context.Context, tx *db.Tx, name string, last Event) error {
	_, err := tx.Exec(ctx, stmtMoveCursor, name, last.TxID, last.Seq)
	return err
}
