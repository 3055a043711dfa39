package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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

// leaves is a running ledger with these tables.
func leaves(t *testing.T, tables string) *DB {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d, err := Open(ctx, Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	steps := []Migrations{{Module: "leaf", Files: fstest.MapFS{"migrations/sqlite/1_leaf.sql": {Data: []byte("-- +goose Up\n" + tables)}}}}
	if err := d.Migrate(ctx, steps); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() { d.Run(ctx); close(over) }()
	t.Cleanup(func() { cancel(); <-over; d.Close() })
	return d
}

// TestAFailedCommitIsToldToAllWhoShareIt: their rows are gone together, so
// nobody may believe theirs to be stored, and nothing is told to anybody. One
// caller's reference into nowhere is found at the commit only.
func TestAFailedCommitIsToldToAllWhoShareIt(t *testing.T) {
	ctx, d := t.Context(), leaves(t, "CREATE TABLE root (id TEXT NOT NULL PRIMARY KEY) STRICT;\nINSERT INTO root VALUES ('r');\n"+
		"CREATE TABLE leaf (id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL REFERENCES root (id) DEFERRABLE INITIALLY DEFERRED) STRICT;\n")
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

// TestWhoEndsTheCommitEndsItAlone: after a refusal, after a table that SQLite
// cannot take back to a savepoint, and after a disk that is full, though the
// function passes over it. Those who share the commit are stored all the same, and each of them once.
func TestWhoEndsTheCommitEndsItAlone(t *testing.T) {
	ctx, d := t.Context(), leaves(t, "CREATE TABLE leaf (id TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL) STRICT;\n")
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
	refuses := func(tx *Tx) error {
		if _, err := tx.Exec(ctx, stmtCommitPut, "refused", "r"); err != nil {
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
		"refuses": {refuses, func(err error) bool { return errors.Is(err, refused) }},
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
	if err := Get(ctx, d, stmtCommitCount, nil, &rows); err != nil || rows != 3*3*3 {
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
