package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"tiexin/internal/platform/fault"
)

var (
	stmtCommitPut   = SQL("dbtest.commit_put", `INSERT INTO leaf (id, root) VALUES ($1, $2)`)
	stmtCommitCount = SQL("dbtest.commit_count", `SELECT COUNT(*) FROM leaf`)
)

// TestAFailedCommitIsToldToAllWhoShareIt: their rows are gone together, so
// nobody may believe theirs to be stored, and nothing is told to anybody. One
// caller's reference into nowhere is found at the commit only.
func TestAFailedCommitIsToldToAllWhoShareIt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := Open(ctx, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	steps := []Migrations{{Module: "leaf", Files: fstest.MapFS{"migrations/sqlite/1_leaf.sql": {Data: []byte("-- +goose Up\n" +
		"CREATE TABLE root (id TEXT NOT NULL PRIMARY KEY) STRICT;\nINSERT INTO root VALUES ('r');\n" +
		"CREATE TABLE leaf (id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL REFERENCES root (id) DEFERRABLE INITIALLY DEFERRED) STRICT;\n")}}}}
	if err := d.Migrate(ctx, steps); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() { d.Run(ctx); close(over) }()
	t.Cleanup(func() { cancel(); <-over; d.Close() })
	const others = 3
	var told, failed atomic.Int64
	write := func(id, root string, wait func()) {
		err := d.Write(ctx, func(tx *Tx) error {
			tx.AfterCommit(func() { told.Add(1) })
			_, err := tx.Exec(ctx, stmtCommitPut, id, root)
			wait()
			return err
		})
		if err != nil {
			failed.Add(1)
		}
	}
	begun := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		write("first", "r", func() {
			close(begun)
			for len(d.writer.calls) < others { // until all share the commit
				runtime.Gosched()
			}
		})
	})
	<-begun
	for i, root := range []string{"r", "nowhere", "r"} {
		all.Go(func() { write(string(rune('a'+i)), root, func() {}) })
	}
	all.Wait()
	var rows int64
	if err := Get(ctx, d, stmtCommitCount, nil, &rows); err != nil {
		t.Fatal(err)
	}
	if rows != 0 || failed.Load() != others+1 || told.Load() != 0 {
		t.Errorf("%d rows stored, %d callers told that they failed, %d acted as if stored", rows, failed.Load(), told.Load())
	}
	write("after", "r", func() {})
	if err := Get(ctx, d, stmtCommitCount, nil, &rows); err != nil || rows != 1 {
		t.Errorf("the next write: %d rows, %v", rows, err)
	}
}

// TestTheFirstFailsByItself: who opens a shared commit and then refuses, or
// meets a full disk and goes on as if nothing were, leaves nothing of theirs;
// those who wait behind them are stored and told so.
func TestTheFirstFailsByItself(t *testing.T) {
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		first func(ctx context.Context, tx *Tx) error
		told  func(error) bool
	}{
		"refuses": {func(context.Context, *Tx) error { return refused }, func(err error) bool { return errors.Is(err, refused) }},
		"full disk, hushed up": {func(ctx context.Context, tx *Tx) error {
			if _, err := tx.Exec(ctx, stmtCommitPut, "big", strings.Repeat("x", 400_000)); err == nil {
				t.Error("400 kB fit into 40 pages")
			}
			_, err := tx.Exec(ctx, stmtCommitPut, "after", "r")
			if err == nil {
				t.Error("a statement after the end of its transaction was run")
			}
			return nil
		}, func(err error) bool { return fault.Is(err, fault.KindStorageFull) }},
	} {
		t.Run(name, func(t *testing.T) { firstFails(t, c.first, c.told) })
	}
}

func firstFails(t *testing.T, first func(ctx context.Context, tx *Tx) error, told func(error) bool) {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := Open(ctx, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	steps := []Migrations{{Module: "leaf", Files: fstest.MapFS{"migrations/sqlite/1_leaf.sql": {Data: []byte("-- +goose Up\n" +
		"CREATE TABLE leaf (id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL) STRICT;\n")}}}}
	if err := d.Migrate(ctx, steps); err != nil {
		t.Fatal(err)
	}
	if _, err := d.writer.pool.Exec("PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() { d.Run(ctx); close(over) }()
	t.Cleanup(func() { cancel(); <-over; d.Close() })
	begun := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		err := d.Write(ctx, func(tx *Tx) error {
			if _, err := tx.Exec(ctx, stmtCommitPut, "first", "r"); err != nil {
				return err
			}
			close(begun)
			for len(d.writer.calls) < 3 {
				runtime.Gosched()
			}
			return first(ctx, tx)
		})
		if !told(err) {
			t.Errorf("the first was told %v", err)
		}
	})
	<-begun
	for _, id := range []string{"a", "b", "c"} {
		all.Go(func() {
			if err := d.Write(ctx, func(tx *Tx) error { _, err := tx.Exec(ctx, stmtCommitPut, id, "r"); return err }); err != nil {
				t.Errorf("%s, who waited behind, was told %v", id, err)
			}
		})
	}
	all.Wait()
	var rows int64
	if err := Get(ctx, d, stmtCommitCount, nil, &rows); err != nil || rows != 3 {
		t.Errorf("%d rows are stored, want those of the three: %v", rows, err)
	}
}

// TestWhoEndsTheCommitEndsItAlone: after a table that SQLite cannot take back to
// a savepoint, and after a disk that is full, though the function passes over it.
// Those who share the commit are stored all the same, and each of them once.
func TestWhoEndsTheCommitEndsItAlone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	d, err := Open(ctx, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	steps := []Migrations{{Module: "leaf", Files: fstest.MapFS{"migrations/sqlite/1_leaf.sql": {Data: []byte("-- +goose Up\n" +
		"CREATE TABLE leaf (id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL) STRICT;\n")}}}}
	if err := d.Migrate(ctx, steps); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() { d.Run(ctx); close(over) }()
	t.Cleanup(func() { cancel(); <-over; d.Close() })
	refused := errors.New("refused")
	table := func(tx *Tx) error {
		if _, err := tx.ExecOf(ctx, Build("dbtest.table", `CREATE VIRTUAL TABLE word USING fts5(text)`)); err != nil {
			return err
		}
		if _, err := tx.ExecOf(ctx, Build("dbtest.word", `INSERT INTO word VALUES ('a')`)); err != nil {
			return err
		}
		return refused
	}
	full := func(tx *Tx) error {
		var pages int64
		if err := Get(ctx, tx, Shape("dbtest.most", `PRAGMA max_page_count = 1`), nil, &pages); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, stmtCommitPut, "full", string(make([]byte, 100_000)))
		if err == nil {
			t.Error("there was room")
		}
		if _, err := tx.Exec(ctx, stmtCommitPut, "behind", "r"); err == nil {
			t.Error("went on in a transaction that is over")
		}
		return nil
	}
	for name, c := range map[string]struct {
		ends func(*Tx) error
		told func(error) bool
	}{
		"a table": {table, func(err error) bool { return errors.Is(err, refused) }},
		"full":    {full, func(err error) bool { return fault.HasCode(err, "storage.full") }},
	} {
		for place := range 3 {
			shared(t, d, fmt.Sprint(name, place), place, c.ends, func(err error) {
				if !c.told(err) {
					t.Errorf("%s, place %d: told %v", name, place, err)
				}
			})
			room := func(tx *Tx) error {
				var pages int64
				return Get(ctx, tx, Shape("dbtest.all", `PRAGMA max_page_count = 1000000`), nil, &pages)
			}
			if err := d.Write(ctx, room); err != nil {
				t.Fatal(err)
			}
		}
	}
	var rows int64
	if err := Get(ctx, d, stmtCommitCount, nil, &rows); err != nil || rows != 2*3*3 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// shared has four callers share a commit, one of whom ends it.
func shared(t *testing.T, d *DB, name string, place int, ends func(*Tx) error, told func(error)) {
	t.Helper()
	ctx := t.Context()
	var all sync.WaitGroup
	hold, release := make(chan struct{}), make(chan struct{})
	all.Go(func() { // who comes before, so that the four wait together
		err := d.Write(ctx, func(tx *Tx) error {
			close(hold)
			<-release
			return errors.New("makes room")
		})
		if err == nil {
			t.Error("nobody made room")
		}
	})
	<-hold
	for i := range 4 {
		all.Go(func() {
			if i == place {
				told(d.Write(ctx, ends))
				return
			}
			err := d.Write(ctx, func(tx *Tx) error { _, err := tx.Exec(ctx, stmtCommitPut, fmt.Sprint(name, i), "r"); return err })
			if err != nil {
				t.Errorf("%s: who shared the commit was told %v", name, err)
			}
		})
		for len(d.writer.calls) <= i {
			runtime.Gosched()
		}
	}
	close(release)
	all.Wait()
}
