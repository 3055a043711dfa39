package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
)

// unflushable puts something that takes every write and refuses to be flushed
// in the place of a file that this process has open.
func unflushable(t *testing.T, path string) {
	t.Helper()
	zero, err := os.OpenFile("/dev/zero", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer zero.Close()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("needs /proc")
	}
	found := false
	for _, e := range open {
		to, err := os.Readlink(filepath.Join("/proc/self/fd", e.Name()))
		if err != nil || to != path {
			continue
		}
		var fd int
		for _, digit := range e.Name() {
			fd = fd*10 + int(digit-'0')
		}
		if err := syscall.Dup3(int(zero.Fd()), fd, syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		found = true
	}
	if !found {
		t.Fatalf("%s is not open", path)
	}
}

// emptied copies the log back, so that nobody has to read from it.
func emptied(t *testing.T, d *db.DB) {
	t.Helper()
	side, err := d.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	if _, err := side.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
}

func lost(d *db.DB) bool {
	select {
	case <-d.Lost():
		return true
	default:
		return false
	}
}

func putOne(t *testing.T, d *db.DB, id string) error {
	return d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), stmtPut, id, 1); return err })
}

// TestAFailedFlushIsSaid has the system refuse to flush the log: the write is
// refused, nothing more is taken, and whoever asks is told.
func TestAFailedFlushIsSaid(t *testing.T) {
	dir := t.TempDir()
	d := dbtest.Open(t, db.Options{Dir: dir}, things())
	if err := putOne(t, d, "kept"); err != nil || lost(d) || d.Broken() != nil || d.Ping(t.Context()) != nil {
		t.Fatal(err, d.Broken())
	}
	emptied(t, d)
	unflushable(t, filepath.Join(dir, db.FileName+"-wal"))
	if err := putOne(t, d, "lost"); err == nil {
		t.Fatal("accepted what was never flushed")
	}
	if !lost(d) || !fault.HasCode(d.Broken(), "storage.broken") {
		t.Fatalf("not told: %v", d.Broken())
	}
	if err := d.Ping(t.Context()); !fault.HasCode(err, "storage.broken") {
		t.Errorf("asked whether it answers: %v", err)
	}
	if err := putOne(t, d, "later"); !fault.HasCode(err, "storage.broken") {
		t.Errorf("the next write: %v", err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// TestWhatComesAgainIsNotFlushed: it is taken from a disk that refuses to, and
// the next that must be kept is refused, also where both wait at once.
func TestWhatComesAgainIsNotFlushed(t *testing.T) {
	for _, together := range []bool{false, true} {
		dir := t.TempDir()
		d := dbtest.Open(t, db.Options{Dir: dir}, things())
		emptied(t, d)
		if err := putOne(t, d, "kept"); err != nil { // the log's head is flushed in any case
			t.Fatal(err)
		}
		unflushable(t, filepath.Join(dir, db.FileName+"-wal"))
		begun, behind := make(chan struct{}), make(chan error, 1)
		go func() {
			<-begun
			behind <- putOne(t, d, "behind")
		}()
		if !together {
			if err := d.WriteUnflushed(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), stmtPut, "alone", 1); return err }); err != nil {
				t.Fatalf("what comes again: %v", err)
			}
			close(begun)
		} else {
			err := d.WriteUnflushed(t.Context(), func(tx *db.Tx) error {
				close(begun)
				d.Waiting(1)
				_, err := tx.Exec(t.Context(), stmtPut, "before", 1)
				return err
			})
			if err != nil {
				t.Fatalf("what comes again, before somebody: %v", err)
			}
		}
		if err := <-behind; err == nil || !lost(d) {
			t.Errorf("together %v: accepted what was never flushed: %v", together, err)
		}
	}
}

// TestOnPostgresToo the server is asked to flush, unless it comes again.
func TestOnPostgresToo(t *testing.T) {
	d := dbtest.Open(t, db.Options{URL: dbtest.Postgres(t)}, things())
	asks := func(write func(context.Context, func(*db.Tx) error) error) (how string) {
		err := write(t.Context(), func(tx *db.Tx) error {
			return db.EachOf(t.Context(), tx, db.Build("db_test.flushes", `SELECT current_setting('synchronous_commit')`), func(r db.Row) error { return r.Scan(&how) })
		})
		if err != nil {
			t.Fatal(err)
		}
		return how
	}
	for range 3 { // of one connection after the other
		if got := asks(d.WriteUnflushed); got != "off" {
			t.Errorf("what comes again: %s", got)
		}
		if got := asks(d.Write); got != "on" {
			t.Errorf("what is to be kept: %s", got)
		}
	}
}

// TestWhoDistrustsTheDiskIsHeard on both engines, and by who opened the file.
func TestWhoDistrustsTheDiskIsHeard(t *testing.T) {
	dbtest.Each(t, things(), func(t *testing.T, d *db.DB) {
		cause := errors.New("another file's flush")
		d.Distrust(cause)
		d.Distrust(errors.New("once more"))
		if err := putOne(t, d, "a"); !fault.HasCode(err, "storage.broken") || !errors.Is(err, cause) {
			t.Errorf("written: %v", err)
		}
		if !lost(d) || d.Ping(t.Context()) == nil {
			t.Error("not told")
		}
	})
	told := 0
	d := dbtest.Open(t, db.Options{Dir: t.TempDir(), Name: "side.db", Lost: func(error) { told++ }}, things())
	d.Distrust(errors.New("flush"))
	d.Distrust(errors.New("flush"))
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
