package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"tiexin/internal/platform/fault"
)

// At most this many callers share one commit, which bounds how long the first
// of them waits and how much is lost to a failing commit.
const sharedCommit = 128

// How often the writer asks for the file's lock, and for how long at least.
const lockPause, lockPatience = 250 * time.Microsecond, 10 * time.Second

type sqliteWriter struct {
	pool     *sql.DB
	calls    chan *writeCall
	prepared map[string]*sql.Stmt // owned by the loop
	wanted   map[string]struct{}  // texts to prepare between transactions
	spoiled  error                // why the running transaction is over
	ledger   bool                 // its commits are flushed unless nobody minds; no other file's are
	unminded bool                 // SQLite flushes no commit at present
	held     *writeCall           // the next, where it could not share the last commit
	trust    *trust
	stopped  chan struct{}
	stopOnce sync.Once
}

type writeCall struct {
	ctx   context.Context
	fn    func(*Tx) error
	flush bool
	tx    *Tx
	err   error
	done  chan struct{}
}

func newSQLiteWriter(pool *sql.DB, t *trust, ledger bool) *sqliteWriter {
	return &sqliteWriter{
		pool: pool, trust: t, ledger: ledger, calls: make(chan *writeCall, 4096), stopped: make(chan struct{}),
		prepared: map[string]*sql.Stmt{}, wanted: map[string]struct{}{},
	}
}

// write queues the call and waits until it is on disk, or only committed.
func (w *sqliteWriter) write(ctx context.Context, flush bool, fn func(*Tx) error) error {
	c := &writeCall{ctx: ctx, fn: fn, flush: flush, done: make(chan struct{})}
	select {
	case w.calls <- c:
	case <-ctx.Done():
		return ctx.Err() // not begun, so nothing happened
	case <-w.stopped:
		return fault.New(fault.KindUnavailable, "storage.closing")
	}
	select {
	case <-c.done:
	case <-w.stopped:
		select {
		case <-c.done:
		default:
			return fault.New(fault.KindUnavailable, "storage.closing")
		}
	}
	if c.err != nil {
		return c.err
	}
	for _, do := range c.tx.after {
		do()
	}
	return nil
}

// loop is the one writer. It ends when ctx does.
func (w *sqliteWriter) loop(ctx context.Context) {
	defer w.stopOnce.Do(func() { close(w.stopped) })
	if _, err := w.pool.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil { // begin waits by itself
		slog.WarnContext(ctx, "the writer keeps SQLite's way of waiting", "err", err)
	}
	for {
		if c := w.held; c != nil {
			w.held = nil
			w.commit(c)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case c := <-w.calls:
			w.commit(c)
		}
	}
}

// commit runs the first call and all that wait behind it in one transaction.
func (w *sqliteWriter) commit(first *writeCall) {
	batch, err := []*writeCall{first}, w.trust.Broken()
	for gather := true; err == nil && len(batch) > 0; gather = false {
		var at int
		if batch, at, err = w.run(batch, gather); err == nil || at < 0 {
			break
		}
		batch[at].err, err = classify(err), nil
		close(batch[at].done)
		batch = slices.Delete(batch, at, at+1) // the others have nothing to do with it
	}
	if lostDisk(err) {
		w.trust.end(err)
	}
	for _, c := range batch {
		if err != nil {
			c.err = classify(err) // a failed commit takes every caller of it along
		}
		close(c.done)
	}
	w.prepareWanted()
}

// run runs the calls in one transaction, with those that wait behind them if so
// wanted. Where one of them ended the transaction of all, it tells which; else
// it tells -1.
func (w *sqliteWriter) run(batch []*writeCall, gather bool) (_ []*writeCall, at int, err error) {
	w.spoiled = nil
	flush := slices.ContainsFunc(batch, func(c *writeCall) bool { return c.flush })
	if err := w.minds(flush); err != nil {
		return batch, -1, err
	}
	tx, err := w.begin(context.Background())
	if err != nil {
		return batch, -1, err
	}
	for i := 0; ; i++ {
		if i == len(batch) && gather {
			batch = w.waiting(batch, flush)
		}
		if i == len(batch) {
			break
		}
		if own, err := w.one(tx, batch[i], i == 0); err != nil {
			tx.Rollback() // dead either way; the first error tells why
			if !own || lostDisk(err) {
				i = -1
			}
			return batch, i, err
		}
	}
	if err := tx.Commit(); err != nil {
		tx.Rollback()
		return batch, -1, err
	}
	return batch, -1, nil
}

// waiting adds who waits, if anybody does and there is room. Who wants to be
// flushed cannot share a commit that is not, and has the next one.
func (w *sqliteWriter) waiting(batch []*writeCall, flush bool) []*writeCall {
	if len(batch) < sharedCommit && w.held == nil {
		select {
		case c := <-w.calls:
			if flush || !c.flush {
				return append(batch, c)
			}
			w.held = c
		default:
		}
	}
	return batch
}

// minds tells SQLite, which asks only between transactions, whether commits are
// to be flushed.
func (w *sqliteWriter) minds(flush bool) error {
	if !w.ledger || w.unminded == !flush {
		return nil
	}
	mode := "PRAGMA synchronous = FULL"
	if !flush {
		mode = "PRAGMA synchronous = NORMAL"
	}
	_, err := w.pool.Exec(mode)
	if err == nil {
		w.unminded = !flush
	}
	return err
}

// begin takes the file's write lock. Package job's library and commands hold it
// for a moment now and then, and SQLite's own waiting sleeps longer each time
// (1, 2, 5, 10 ms, …) while somebody waits for an answer; so we ask often.
func (w *sqliteWriter) begin(ctx context.Context) (tx *sql.Tx, err error) {
	for waited := time.Duration(0); waited < lockPatience; waited += lockPause {
		if tx, err = w.pool.BeginTx(ctx, nil); !isBusy(err) {
			return tx, err
		}
		time.Sleep(lockPause)
	}
	return nil, err
}

var (
	savepoint         = newStmt("db.savepoint", "SAVEPOINT caller")
	releaseSavepoint  = newStmt("db.release", "RELEASE caller")
	rollbackSavepoint = newStmt("db.rollback_to", "ROLLBACK TO caller")
)

// one runs a caller's function in its savepoint. The error it returns is that
// of the shared transaction, and own says that this caller has ended it; the
// caller's own goes into c.err. Nothing stands before what is alone so far, so
// that needs no savepoint, which would keep a second copy of every page: its own
// error ends the transaction. So does that of who has made a table: SQLite goes
// on asking a virtual one at every later savepoint, also where it is gone.
func (w *sqliteWriter) one(tx *sql.Tx, c *writeCall, alone bool) (own bool, err error) {
	if !alone {
		if _, err := w.exec(tx, savepoint, nil); err != nil {
			return false, err
		}
	}
	c.tx = &Tx{engine: SQLite, sql: tx, lite: w}
	c.err = guarded(c.fn, c.tx)
	if w.spoiled != nil { // whatever the function made of it
		return true, w.spoiled
	}
	if alone || c.tx.shapes && c.err != nil {
		return true, c.err
	}
	if c.err == nil {
		_, err := w.exec(tx, releaseSavepoint, nil)
		return false, err
	}
	if lostDisk(c.err) {
		return false, c.err
	}
	c.err = classify(c.err)
	if _, err := w.exec(tx, rollbackSavepoint, nil); err != nil {
		return false, errors.Join(c.err, err)
	}
	_, err = w.exec(tx, releaseSavepoint, nil)
	return false, err
}

// guarded turns a panic of the caller's function into its error: the writer
// serves everybody and must live.
func guarded(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.Internal(fmt.Errorf("%v\n%s", p, debug.Stack()), "panic in a write")
		}
	}()
	return fn(tx)
}

// spoils takes note of an error after which SQLite may have taken the whole
// transaction back: what came after it would stand in none.
func (w *sqliteWriter) spoils(err error) error {
	if w.spoiled == nil && endsIt(err) {
		w.spoiled = err
	}
	return err
}

// spoiledRows notice what is met while reading on.
type spoiledRows struct {
	Rows
	w *sqliteWriter
}

// Err implements Rows.
func (r spoiledRows) Err() error { return r.w.spoils(r.Rows.Err()) }

func (w *sqliteWriter) exec(tx *sql.Tx, s *Stmt, args []any) (int64, error) {
	if w.spoiled != nil {
		return 0, w.spoiled
	}
	var res sql.Result
	var err error
	if p := w.prepared[s.sqlite]; p != nil {
		res, err = tx.Stmt(p).Exec(args...)
	} else {
		w.wanted[s.sqlite] = struct{}{}
		res, err = tx.Exec(s.sqlite, args...)
	}
	if err != nil {
		return 0, named(s, w.spoils(err))
	}
	n, err := res.RowsAffected()
	return n, named(s, err)
}

func (w *sqliteWriter) query(tx *sql.Tx, s *Stmt, args []any) (Rows, error) {
	if w.spoiled != nil {
		return nil, w.spoiled
	}
	var rows *sql.Rows
	var err error
	if p := w.prepared[s.sqlite]; p != nil {
		rows, err = tx.Stmt(p).Query(args...)
	} else {
		w.wanted[s.sqlite] = struct{}{}
		rows, err = tx.Query(s.sqlite, args...)
	}
	if err != nil {
		return nil, w.spoils(err)
	}
	return spoiledRows{rows, w}, nil
}

// prepareWanted prepares what the last transaction ran unprepared; inside it
// the only connection was busy.
func (w *sqliteWriter) prepareWanted() {
	for text := range w.wanted {
		delete(w.wanted, text)
		if p, err := w.pool.Prepare(text); err == nil {
			w.prepared[text] = p
		}
	}
}
