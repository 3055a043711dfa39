package db_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/pagesum"
)

// older makes a ledger without sums in a folder and opens it to be renewed.
func older(t *testing.T) (o *db.Older, path, kept, was string) {
	t.Helper()
	dir := t.TempDir()
	path, kept = filepath.Join(dir, db.FileName), filepath.Join(dir, "before-upgrade-0.db")
	d, err := sql.Open("sqlite", "file:"+path+"?room=0")
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"CREATE TABLE a (b TEXT)", "INSERT INTO a VALUES (hex(randomblob(20000)))"} {
		if _, err := d.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if o, err = db.FindOlder(t.Context(), dir); err != nil || o == nil {
		t.Fatal(o, err)
	}
	t.Cleanup(func() { o.Close() })
	return o, path, kept, string(raw)
}

func same(t *testing.T, path, want string) bool {
	t.Helper()
	raw, err := os.ReadFile(path)
	return err == nil && string(raw) == want
}

// TestWhatATryLeftIsNoCopy: a try that was cut short is begun anew, and what is
// kept is the ledger itself and not what that try had kept.
func TestWhatATryLeftIsNoCopy(t *testing.T) {
	o, path, kept, was := older(t)
	if err := os.WriteFile(kept, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err == nil {
		err = o.Renew(t.Context(), kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(kept)
	if err != nil || !os.SameFile(before, after) || !same(t, kept, was) {
		t.Errorf("kept as it was: %v, %v", same(t, kept, was), err)
	}
}

func noLinks(_, _ string) error { return errors.New("no links here") }

// TestWhereNoLinksCanBe a copy is kept before the ledger is replaced.
func TestWhereNoLinksCanBe(t *testing.T) {
	o, path, kept, was := older(t)
	db.Links(t, noLinks)
	if err := o.Renew(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	if has, err := pagesum.Reserved(path); err != nil || !has || !same(t, kept, was) {
		t.Errorf("renewed %v, kept as it was %v, %v", has, same(t, kept, was), err)
	}
}

// TestWhatCannotBeKeptIsNotReplaced: neither by a link nor by a copy, and nothing
// is left of the tries.
func TestWhatCannotBeKeptIsNotReplaced(t *testing.T) {
	o, path, kept, was := older(t)
	db.Links(t, noLinks)
	if err := os.MkdirAll(filepath.Join(kept+".part", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := o.Renew(t.Context(), kept); err == nil {
		t.Error("renewed")
	}
	if _, err := os.Stat(path + ".new"); !same(t, path, was) || err == nil {
		t.Errorf("the ledger is as it was: %v; a copy is left: %v", same(t, path, was), err == nil)
	}
}

// TestAnUnconfirmedNameIsSaid for what it is: before the ledger is replaced it
// stays, and afterwards the error does not claim that.
func TestAnUnconfirmedNameIsSaid(t *testing.T) {
	for fails, replaced := range map[int]bool{1: false, 2: true} {
		o, path, kept, was := older(t)
		count := 0
		db.FolderSyncs(t, func(string) error {
			if count++; count == fails {
				return errors.New("no flush")
			}
			return nil
		})
		err := o.Renew(t.Context(), kept)
		var done *db.RenewedError
		if err == nil || errors.As(err, &done) != replaced || same(t, path, was) == replaced || !same(t, kept, was) {
			t.Errorf("flush %d: %v; the ledger is as it was: %v, kept: %v", fails, err, same(t, path, was), same(t, kept, was))
		}
	}
}
