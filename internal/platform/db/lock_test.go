package db_test

import (
	"testing"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// TestWriterWaitsForTheOtherHandle holds the file's write lock for a while, as
// package job's library does.
func TestWriterWaitsForTheOtherHandle(t *testing.T) {
	d := dbtest.Open(t, db.Options{Dir: t.TempDir()}, things())
	side, err := d.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	for range 5 {
		held, err := side.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			done <- d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), stmtPut, time.Now().String(), 1); return err })
		}()
		select {
		case err := <-done:
			t.Fatalf("written while another held the lock, %v", err)
		case <-time.After(30 * time.Millisecond):
		}
		if err := held.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, d); n != 5 {
		t.Errorf("%d rows", n)
	}
}
