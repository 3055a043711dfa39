package db_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
)

var stmtLong = db.SQL("dbtest.long", "SELECT length(upper(id)) FROM thing WHERE n = $1")

// damaged makes a ledger in which one row's long text cannot be read.
func damaged(t *testing.T) (*db.DB, int64) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, db.FileName)
	var last int64
	t.Run("whole", func(t *testing.T) {
		d := dbtest.Open(t, db.Options{Dir: dir}, things())
		if err := putOne(t, d, "first"); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), stmtPut, strings.Repeat("long ", 4000), 77)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		side, err := d.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer side.Close()
		if err := side.QueryRow("SELECT MAX(pageno) FROM dbstat WHERE name = 'thing' AND pagetype = 'overflow'").Scan(&last); err != nil {
			t.Fatal(err)
		}
		all, err := d.Pages(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Sweep(t.Context(), 1, all, nil); err != nil || d.Damage() != nil {
			t.Fatal(err, d.Damage())
		}
	})
	dbtest.Flip(t, path, ((last-1)*dbtest.PageSize+100)*8+3)
	return dbtest.Open(t, db.Options{Dir: dir}, things()), last
}

// TestABrokenPageIsNamed by who reads it and by who sweeps, and healed by who
// writes it anew.
func TestABrokenPageIsNamed(t *testing.T) {
	d, page := damaged(t)
	var n int64
	err := db.Get(t.Context(), d, stmtLong, []any{77}, &n)
	if !fault.HasCode(err, "storage.damaged") {
		t.Fatalf("read: %v", err)
	}
	want := fmt.Sprintf("page %d", page)
	if err := d.Damage(); err == nil || err.Error() != want || d.Damaged() != 1 {
		t.Errorf("%v", err)
	}
	var pages *db.PagesError
	if err := d.Sweep(t.Context(), 1, page, nil); !errors.As(err, &pages) || !strings.Contains(err.Error(), want+" (") || !strings.Contains(err.Error(), "table thing") {
		t.Errorf("swept: %v", err)
	}
	if err := d.Ping(t.Context()); err != nil {
		t.Errorf("the rest does not answer: %v", err)
	}
	if err := putOne(t, d, "later"); err != nil || count(t, d) != 3 {
		t.Errorf("the rest is not written: %v", err)
	}
}

// TestABrokenPageTakesNobodyAlong: of those who share a commit only the one who
// asks for what cannot be read fails.
func TestABrokenPageTakesNobodyAlong(t *testing.T) {
	d, _ := damaged(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	results := map[string]chan error{}
	ask := func(name string, fn func(tx *db.Tx) error) {
		results[name] = make(chan error, 1)
		go func() { results[name] <- d.Write(t.Context(), fn) }()
	}
	put := func(id string) func(tx *db.Tx) error {
		return func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), stmtPut, id, 1); return err }
	}
	first := true
	ask("first", func(tx *db.Tx) error {
		if first {
			first = false
			close(entered)
			<-leave
		}
		return put("a")(tx)
	})
	<-entered
	bad := func(swallow bool) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			if err := put(fmt.Sprint("bad", swallow))(tx); err != nil {
				return err
			}
			var n int64
			if err := db.Get(t.Context(), tx, stmtLong, []any{77}, &n); err != nil && !swallow {
				return err
			}
			put("worse")(tx)
			return nil
		}
	}
	ask("bad", bad(false))
	ask("swallowing", bad(true))
	ask("second", put("b"))
	d.Waiting(3)
	close(leave)
	for name, want := range map[string]bool{"first": true, "second": true, "bad": false, "swallowing": false} {
		if err := <-results[name]; (err == nil) != want || !want && !fault.HasCode(err, "storage.damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, d); n != 4 {
		t.Errorf("%d rows", n)
	}
}

// TestRefusingIsAboutMany: one thing that cannot be read, asked for now and then,
// refuses nobody else; three in a row do, until writes are kept again.
func TestRefusingIsAboutMany(t *testing.T) {
	d, _ := damaged(t)
	bad := func() {
		t.Helper()
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			var n int64
			return db.Get(t.Context(), tx, stmtLong, []any{77}, &n)
		}); !fault.HasCode(err, "storage.damaged") {
			t.Fatal(err)
		}
	}
	good := func(n int) {
		t.Helper()
		for range n {
			if err := d.Write(t.Context(), func(*db.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 5 {
		bad()
		good(20)
	}
	bad()
	bad()
	if err := d.Refusing(); err != nil {
		t.Errorf("two of many: %v", err)
	}
	bad()
	if err := d.Refusing(); !fault.HasCode(err, "storage.damaged") {
		t.Errorf("three in a row: %v", err)
	}
	good(1)
	if err := d.Refusing(); err == nil {
		t.Error("one that was kept by chance makes all well")
	}
	for range 100 {
		bad()
	}
	good(200)
	if err := d.Refusing(); err != nil {
		t.Errorf("kept again: %v", err)
	}
}
