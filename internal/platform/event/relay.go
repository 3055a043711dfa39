package event

import (
	"context"
	"errors"
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
	if err := l.begin(ctx, sub); err != nil {
		return err
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	at := &glance{}
	for {
		more, err := l.turn(ctx, sub, at)
		turned := l.clock.Now()
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
			select { // what follows at once shares the batch
			case <-ctx.Done():
				return nil
			case <-time.After(max(gather, sub.Gather-l.clock.Now().Sub(turned).Abs())):
			}
			select { // several words of one write are one
			case <-l.wake[name]:
			default:
			}
		case <-poll.C:
			at.store, at.stored = at.passed > 0, nil
		}
	}
}

// begin gives a new subscriber its place: the beginning, or the end where its
// home is made anew from the ledger itself. Only SQLite has such homes, and
// there the latest event is the last that was committed.
func (l *Log) begin(ctx context.Context, sub Subscriber) error {
	home := l.home(sub)
	var c cursor
	if home != l.db {
		err := db.Get(ctx, l.db, stmtLatest, nil, &c.txid, &c.seq)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
	}
	return home.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtNewCursor, sub.Name, c.txid, c.seq)
		return err
	})
}

// Begin gives every subscriber its place; whoever makes a home anew calls it
// before reading the ledger.
func (l *Log) Begin(ctx context.Context) error {
	for _, s := range l.subs {
		if err := l.begin(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// TakeBack takes the places of those who store elsewhere back to the ledger's end:
// a power cut may have taken events from it that they have seen, and the numbers
// come again. It is called before anything new is written.
func (l *Log) TakeBack(ctx context.Context) error {
	var all error
	for _, s := range l.subs {
		home := l.home(s)
		if home == l.db {
			continue
		}
		var end cursor
		if err := db.Get(ctx, l.db, stmtLatest, nil, &end.txid, &end.seq); err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		all = errors.Join(all, home.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, stmtBackCursor, s.Name, end.txid, end.seq)
			return err
		}))
	}
	return all
}

// glance is how far a relay has looked past what it has stored: events that
// its subscriber does not want need no write each.
type glance struct {
	// stored is the place in the database as this relay has left it; nil: to be
	// read. A step checks it where it writes, so a wrong one costs a look.
	stored *cursor
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
	more, g.stored, err = l.step(ctx, sub, seen)
	g.at, g.passed, g.store = cursor{}, 0, false
	return more, err
}

// look reads on without a write. It tells whether a batch is to be taken:
// something is wanted, the last batch failed, or so much was passed over that
// the place is worth storing.
func (l *Log) look(ctx context.Context, sub Subscriber, g *glance) (seen batch, take, more bool, err error) {
	stored, err := l.stored(ctx, sub, g)
	if errors.Is(err, db.ErrNone) { // its home has been made anew
		return seen, false, true, l.begin(ctx, sub)
	}
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
	l.seen[sub.Name].Store(&cursor{txid: last.TxID, seq: last.Seq})
	return seen, g.passed >= batchSize, len(events) == batchSize, nil
}

// stored tells the place in the database. Where processes share the work, any
// of them moves it.
func (l *Log) stored(ctx context.Context, sub Subscriber, g *glance) (cursor, error) {
	if g.stored != nil && !l.bus.Shared() {
		return *g.stored, nil
	}
	c, err := readCursor(ctx, l.home(sub), stmtCursor, sub.Name)
	if err == nil {
		g.stored = &c
	}
	return c, err
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
// there may be more at once, and where the subscriber stands now if it knows.
// The place is stored with what was made of the events, so what a power cut
// takes is relayed again: it waits for no disk.
func (l *Log) step(ctx context.Context, sub Subscriber, seen batch) (more bool, at *cursor, err error) {
	var failing bool
	err = l.home(sub).WriteUnflushed(ctx, func(tx *db.Tx) error {
		more, at = false, nil
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
			if events, err = l.next(ctx, tx, sub, c, batchSize); err != nil || len(events) == 0 {
				return err
			}
		}
		if wanted := sub.wanted(events); len(wanted) > 0 {
			if err := sub.Handle(tx, wanted); err != nil {
				return err
			}
		}
		more = len(events) == batchSize
		last := events[len(events)-1]
		at = &cursor{txid: last.TxID, seq: last.Seq}
		return move(ctx, tx, sub.Name, last)
	})
	if err != nil || failing {
		more, err = l.stepAlone(ctx, sub)
		return more, nil, err
	}
	return more, at, nil
}

// stepAlone takes one event by itself, after a batch has failed.
func (l *Log) stepAlone(ctx context.Context, sub Subscriber) (bool, error) {
	var handleErr error
	var moved bool
	now := l.clock.Now()
	err := l.home(sub).WriteUnflushed(ctx, func(tx *db.Tx) error {
		moved, handleErr = false, nil
		c, err := lockCursor(ctx, tx, sub.Name)
		if err != nil || c.nextTry.After(now) {
			return err
		}
		events, err := l.next(ctx, tx, sub, c, 1)
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

// giveUpOrWait makes a failing event wait, or buries it and goes on. Where the
// subscriber lives elsewhere the letter is stored first: a process that dies in
// between buries the event twice, and never loses it.
func (l *Log) giveUpOrWait(ctx context.Context, sub Subscriber, cause error) (moved bool, err error) {
	now, home := l.clock.Now(), l.home(sub)
	var last *Event
	err = home.Write(ctx, func(tx *db.Tx) error {
		moved, last = false, nil
		c, err := lockCursor(ctx, tx, sub.Name)
		if err != nil {
			return err
		}
		if c.attempts+1 < MaxAttempts {
			pause := min(100*time.Millisecond<<c.attempts, 10*time.Second)
			_, err := tx.Exec(ctx, stmtFailCursor, sub.Name, db.Micros(now.Add(pause)))
			return err
		}
		events, err := l.next(ctx, tx, sub, c, 1)
		if err != nil || len(events) == 0 {
			return err
		}
		last = &events[0]
		if home != l.db {
			return nil
		}
		moved = true
		return errors.Join(bury(ctx, tx, sub.Name, *last, cause, now), move(ctx, tx, sub.Name, *last))
	})
	if err != nil || last == nil {
		return moved, err
	}
	slog.ErrorContext(ctx, "event given up", "subscriber", sub.Name, "event", string(last.Kind), "err", cause)
	if home == l.db {
		return moved, nil
	}
	if err := l.db.Write(ctx, func(tx *db.Tx) error { return bury(ctx, tx, sub.Name, *last, cause, now) }); err != nil {
		return false, err
	}
	return true, home.Write(ctx, func(tx *db.Tx) error { return move(ctx, tx, sub.Name, *last) })
}

func bury(ctx context.Context, tx *db.Tx, name string, e Event, cause error, now time.Time) error {
	_, err := tx.Exec(ctx, stmtBury, id.New(now), name, e.Seq, e.TxID, string(e.Kind), e.Subject,
		db.Micros(e.At), string(e.Payload), cause.Error(), MaxAttempts, db.Micros(now))
	return err
}

// home is where a subscriber stores.
func (l *Log) home(s Subscriber) *db.DB {
	if s.Home == nil {
		return l.db
	}
	return s.Home()
}

// next reads on in the log: inside the write where that is the ledger's.
func (l *Log) next(ctx context.Context, tx *db.Tx, sub Subscriber, c cursor, limit int) ([]Event, error) {
	if l.home(sub) == l.db {
		return next(ctx, tx, c, limit)
	}
	return next(ctx, l.db, c, limit)
}

func (s Subscriber) wanted(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if s.wants(e) {
			out = append(out, e)
		}
	}
	return out
}

func (s Subscriber) wants(e Event) bool {
	return slices.Contains(s.Kinds, e.Kind) && (s.Wants == nil || s.Wants(e))
}

func move(ctx context.Context, tx *db.Tx, name string, last Event) error {
	_, err := tx.Exec(ctx, stmtMoveCursor, name, last.TxID, last.Seq)
	return err
}
