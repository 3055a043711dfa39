package event

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// Log is where modules emit and the relay reads.
type Log struct {
	db    *db.DB
	clock clock.Clock
	bus   *Bus
	wake  map[string]chan struct{}
	seen  map[string]*atomic.Pointer[cursor] // how far this process has looked
	subs  []Subscriber
}

// NewLog makes the log without subscribers.
func NewLog(d *db.DB, c clock.Clock, bus *Bus) *Log {
	return &Log{db: d, clock: c, bus: bus, wake: map[string]chan struct{}{}, seen: map[string]*atomic.Pointer[cursor]{}}
}

// Subscribe adds a subscriber while the program is wired, before Run.
func (l *Log) Subscribe(s Subscriber) {
	l.subs = append(l.subs, s)
	l.wake[s.Name] = make(chan struct{}, 1)
	l.seen[s.Name] = &atomic.Pointer[cursor]{}
}

// Emit writes an event into the running transaction and wakes the relay once
// that is on disk.
func (l *Log) Emit(ctx context.Context, tx *db.Tx, kind Kind, subject string, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Internal(err, "event %s", kind)
	}
	e := Event{Kind: kind, Subject: subject, At: l.clock.Now(), Payload: raw}
	if err := insert(ctx, tx, e); err != nil {
		return err
	}
	tx.AfterCommit(func() { l.wakeFor(e) })
	return nil
}

// wakeFor tells those whom an event concerns to look. The others pass over it
// when they next look by themselves, many at a time. On PostgreSQL an event may
// also be what another has waited for, see {settled_after}: there everybody is
// told who hears of its kind.
func (l *Log) wakeFor(e Event) {
	for _, s := range l.subs {
		if s.wants(e) || l.db.Engine() == db.Postgres && slices.Contains(s.Kinds, e.Kind) {
			wake(l.wake[s.Name])
		}
	}
	if l.bus.Shared() {
		l.bus.Publish(wakeSubject, []byte(e.Kind))
	}
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Wake tells the relay, here and in the other processes, to look.
func (l *Log) Wake() {
	l.wakeHere()
	if l.bus.Shared() {
		l.bus.Publish(wakeSubject, nil)
	}
}

func (l *Log) wakeHere() {
	for _, c := range l.wake {
		wake(c)
	}
}

// DeadLetters lists what subscribers could not take, newest first, before the
// given letter (empty: from the start).
func (l *Log) DeadLetters(ctx context.Context, before time.Time, beforeID string, limit int) ([]DeadLetter, error) {
	at := int64(math.MaxInt64)
	if beforeID != "" {
		at = db.Micros(before)
	}
	var out []DeadLetter
	err := db.Each(ctx, l.db, stmtDead, func(r db.Row) error {
		d, err := scanDead(r)
		out = append(out, d)
		return err
	}, at, beforeID, limit)
	return out, err
}

// Replay hands a dead letter to its subscriber again, inside tx; it leaves
// the dead letters when the subscriber takes it.
func (l *Log) Replay(ctx context.Context, tx *db.Tx, id string) (d DeadLetter, err error) {
	found := false
	err = db.Each(ctx, tx, stmtDeadOne, func(r db.Row) (err error) {
		d, err = scanDead(r)
		found = true
		return err
	}, id)
	if err != nil {
		return d, err
	}
	if !found {
		return d, fault.NotFound()
	}
	for _, s := range l.subs {
		if s.Name == d.Subscriber {
			if err := l.again(ctx, tx, s, d.Event); err != nil {
				return d, fault.Conflict("event.still_failing").With("error", err.Error())
			}
			_, err := tx.Exec(ctx, stmtUnbury, id)
			return d, err
		}
	}
	return d, fault.Conflict("event.no_subscriber")
}

// again hands an event to its subscriber, where that stores.
func (l *Log) again(ctx context.Context, tx *db.Tx, s Subscriber, e Event) error {
	if home := l.home(s); home != l.db {
		return home.Write(ctx, func(tx *db.Tx) error { return s.Handle(tx, []Event{e}) })
	}
	return s.Handle(tx, []Event{e})
}

// Prune removes events that every subscriber has taken and that are older
// than keep.
func (l *Log) Prune(ctx context.Context, keep time.Duration) (removed int64, err error) {
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		txid, seq, any, err := l.slowest(ctx, tx)
		if err != nil || !any {
			return err
		}
		removed, err = tx.Exec(ctx, stmtPrune, txid, db.Micros(l.clock.Now().Add(-keep)), seq)
		return err
	})
	return removed, err
}

// slowest finds how far every subscriber of this program has come. The cursor
// of one that a former version had holds nothing back.
func (l *Log) slowest(ctx context.Context, q db.Querier) (txid, seq int64, any bool, err error) {
	for _, s := range l.subs {
		c, err := l.placeOf(ctx, q, s)
		if errors.Is(err, db.ErrNone) {
			continue // has not begun, and will begin with what is there then
		}
		if err != nil {
			return 0, 0, false, err
		}
		if !any || c.before(cursor{txid: txid, seq: seq}) {
			txid, seq, any = c.txid, c.seq, true
		}
	}
	return txid, seq, any, nil
}

// placeOf reads where a subscriber stands; q reads the ledger.
func (l *Log) placeOf(ctx context.Context, q db.Querier, s Subscriber) (cursor, error) {
	if home := l.home(s); home != l.db {
		q = home
	}
	return readCursor(ctx, q, stmtCursor, s.Name)
}

// Lag tells how many events each subscriber has yet to take; those that its
// relay here has looked at and passed over are none.
func (l *Log) Lag(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	for _, s := range l.subs {
		c, err := l.placeOf(ctx, l.db, s)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return nil, err
		}
		if at := l.seen[s.Name].Load(); at != nil && c.before(*at) {
			c = *at
		}
		var n int64
		if err := db.Get(ctx, l.db, stmtWaiting, []any{c.txid, c.seq}, &n); err != nil {
			return nil, err
		}
		out[s.Name] = n
	}
	return out, nil
}
