package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
)

var (
	stmtPut   = db.SQL("dbtest.put", `INSERT INTO thing (id, n) VALUES ($1, $2)`)
	stmtAdd   = db.SQL("dbtest.add", `UPDATE thing SET n = n + $2 WHERE id = $1`)
	stmtN     = db.SQL("dbtest.n", `SELECT n FROM thing WHERE id = $1`)
	stmtLock  = db.SQL("dbtest.lock", `SELECT n FROM thing WHERE id = $1 {for_update}`)
	stmtSet   = db.SQL("dbtest.set", `UPDATE thing SET n = $2 WHERE id = $1`)
	stmtCount = db.SQL("dbtest.count", `SELECT COUNT(*) FROM thing`)
)

func things() []db.Migrations {
	return []db.Migrations{{Module: "thing", Files: fstest.MapFS{
		"migrations/sqlite/1_thing.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) STRICT;\n")},
		"migrations/postgres/1_thing.sql": {Data: []byte("-- +goose Up\nCREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);\n")},
	}}}
}

func count(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := db.Get(t.Context(), d, stmtCount, nil, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFailingCallersTakeNobodyAlong runs many writers at once, a third of
// which fail after having written: exactly the others' rows are there.
func TestFailingCallersTakeNobodyAlong(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		refused := fault.Conflict("test.refused")
		var wg sync.WaitGroup
		var committed, told atomic.Int64
		for i := range 300 {
			wg.Go(func() {
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					if _, err := tx.Exec(context.Background(), stmtPut, fmt.Sprint("t", i), i); err != nil {
						return err
					}
					tx.AfterCommit(func() { told.Add(1) })
					if i%3 == 0 {
						return refused
					}
					return nil
				})
				if i%3 == 0 {
					if !errors.Is(err, refused) {
						t.Errorf("writer %d: %v", i, err)
					}
				} else if err != nil {
					t.Errorf("writer %d: %v", i, err)
				} else {
					committed.Add(1)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != 200 || committed.Load() != 200 || told.Load() != 200 {
			t.Errorf("%d rows, %d committed, %d told; want 200 each", n, committed.Load(), told.Load())
		}
	})
}

// TestPanicIsTheCallersAlone keeps the writer alive after a panic inside it.
func TestPanicIsTheCallersAlone(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			tx.Exec(t.Context(), stmtPut, "a", 1)
			panic("boom")
		})
		if !fault.Is(err, fault.KindInternal) {
			t.Fatalf("got %v", err)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), stmtPut, "b", 1); return err }); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows, want only the second", n)
		}
	})
}

// TestBrokenStatementHarmsOnlyItsCaller breaks a uniqueness rule beside others.
func TestBrokenStatementHarmsOnlyItsCaller(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		put := func() error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				_, err := tx.Exec(context.Background(), stmtPut, "same", 1)
				return err
			})
		}
		var wg sync.WaitGroup
		var won, unique atomic.Int64
		for range 50 {
			wg.Go(func() {
				switch err := put(); {
				case err == nil:
					won.Add(1)
				case db.IsUnique(err):
					unique.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || unique.Load() != 49 {
			t.Errorf("%d won, %d refused", won.Load(), unique.Load())
		}
	})
}

// TestReadThenWriteLosesNoUpdate lets many add one by reading and setting.
func TestReadThenWriteLosesNoUpdate(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, stmtPut, "x", 0); return err }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					var n int64
					if err := db.Get(ctx, tx, stmtLock, []any{"x"}, &n); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, stmtSet, "x", n+1)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var n int64
		if err := db.Get(ctx, d, stmtN, []any{"x"}, &n); err != nil || n != 100 {
			t.Errorf("n = %d, %v", n, err)
		}
	})
}

// TestWriteIsReadAtOnce reads over another connection right after the answer.
func TestWriteIsReadAtOnce(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for i := range 50 {
			key := fmt.Sprint("k", i)
			if err := d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, stmtPut, key, 1); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, stmtAdd, key, i)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := db.Get(ctx, d, stmtN, []any{key}, &n); err != nil || n != i+1 {
				t.Fatalf("read %d after writing %d: %v", n, i+1, err)
			}
		}
		if err := db.Get(ctx, d, stmtN, []any{"absent"}, new(int)); !errors.Is(err, db.ErrNone) {
			t.Errorf("got %v", err)
		}
	})
}

// TestBuiltQueryNumbersItsParameters puts a list statement together.
func TestBuiltQueryNumbersItsParameters(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range 10 {
				if _, err := tx.Exec(ctx, stmtPut, fmt.Sprint("q", i), i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		q := db.Build("dbtest.list", `SELECT id, n FROM thing WHERE n >= $1`, 2).
			InList("AND id", []string{"q1", "q2", "q7"}).Add("AND n < ?", 9).Add("ORDER BY n DESC LIMIT ?", 5)
		rows, err := db.List[struct {
			ID string `db:"id"`
			N  int    `db:"n"`
		}](ctx, d, q)
		if err != nil || len(rows) != 2 || rows[0].ID != "q7" || rows[1].N != 2 {
			t.Errorf("%v %v", rows, err)
		}
	})
}

// TestOlderProgramRefusesNewerCatalog opens a ledger that knows more steps.
// TestALimitIsNoPartOfThePlan: SQLite takes a statement to pieces again for every
// value that is bound for a bare limit.
func TestALimitIsNoPartOfThePlan(t *testing.T) {
	const text = "SELECT a FROM b WHERE c > $1 LIMIT $2"
	if got := db.Spelt(text, db.SQLite); got != "SELECT a FROM b WHERE c > $1 LIMIT +$2" {
		t.Error(got)
	}
	if got := db.Spelt(text, db.Postgres); got != text {
		t.Error(got)
	}
}

func TestOlderProgramRefusesNewerCatalog(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), things()); err != nil {
			t.Errorf("second run: %v", err)
		}
		more := append(things(), db.Migrations{Module: "later", Files: fstest.MapFS{
			"migrations/sqlite/2_later.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE later (id TEXT NOT NULL) STRICT;\n")},
			"migrations/postgres/2_later.sql": {Data: []byte("-- +goose Up\nCREATE TABLE later (id TEXT NOT NULL);\n")},
		}})
		if err := d.Migrate(t.Context(), more); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), things()); err == nil {
			t.Error("an older program took a newer catalog")
		}
	})
}

// TestWritersMayReadBesides lets more writers than there are connections each
// read by the DB inside their transaction, as directories and settings do.
func TestWritersMayReadBesides(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		var all sync.WaitGroup
		const writers = 40
		for i := range writers {
			all.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					var n int64
					if err := db.Get(t.Context(), d, stmtCount, nil, &n); err != nil {
						return err
					}
					_, err := tx.Exec(t.Context(), stmtPut, fmt.Sprint("w", i), 1)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := count(t, d); n != writers {
			t.Errorf("%d of %d written", n, writers)
		}
	})
}
