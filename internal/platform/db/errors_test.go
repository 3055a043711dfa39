package db

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"tiexin/internal/platform/fault"
)

// TestTroubleOfPostgresIsNamed by the classes of its codes.
func TestTroubleOfPostgresIsNamed(t *testing.T) {
	for code, v := range map[string]struct {
		kind                   fault.Kind // empty: passed on
		name                   string
		unique, foreign, again bool
	}{
		"23505": {unique: true}, "23503": {foreign: true}, "42601": {}, "22001": {},
		"40001": {kind: fault.KindUnavailable, name: "storage.unavailable", again: true}, "40P01": {kind: fault.KindUnavailable, name: "storage.unavailable", again: true},
		"40003": {kind: fault.KindUnavailable, name: "storage.unavailable"},
		"53100": {kind: fault.KindStorageFull, name: "storage.full"}, "53300": {kind: fault.KindUnavailable, name: "storage.unavailable"},
		"57P01": {kind: fault.KindUnavailable, name: "storage.unavailable"}, "57014": {kind: fault.KindUnavailable, name: "storage.unavailable"}, "08006": {kind: fault.KindUnavailable, name: "storage.unavailable"},
		"XX001": {kind: fault.KindUnavailable, name: "storage.damaged"}, "XX002": {kind: fault.KindUnavailable, name: "storage.damaged"}, "XX000": {},
	} {
		raw := fmt.Errorf("a statement: %w", &pgconn.PgError{Code: code})
		got := classify(raw)
		if v.name == "" && got != raw || v.name != "" && (!fault.Is(got, v.kind) || !fault.HasCode(got, v.name) || !errors.Is(got, raw)) {
			t.Errorf("%s: %v", code, got)
		}
		if IsUnique(raw) != v.unique || IsForeign(raw) != v.foreign || retriable(raw) != v.again || endsIt(raw) || isBusy(raw) || isDamaged(raw) || lostDisk(raw) {
			t.Errorf("%s: unique %v, foreign %v, to be tried again %v", code, IsUnique(raw), IsForeign(raw), retriable(raw))
		}
	}
}

// TestTroubleOfSQLiteIsNamed has the engine itself make it.
func TestTroubleOfSQLiteIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	open := func() *sql.DB {
		d, err := openSQLite(path, ledgerMode, false, 1)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	one, two := open(), open()
	run := func(d *sql.DB, text string) error { _, err := d.Exec(text); return err }
	for _, text := range []string{"CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT UNIQUE)", "CREATE TABLE c (a_id INTEGER REFERENCES a (id))", "INSERT INTO a VALUES (1, 'x')", "INSERT INTO c VALUES (1)"} {
		if err := run(one, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(run(two, "PRAGMA busy_timeout = 0"), run(one, "BEGIN IMMEDIATE")); err != nil {
		t.Fatal(err)
	}
	busy := run(two, "BEGIN IMMEDIATE")
	if err := run(one, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := run(two, "PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	full := run(two, "CREATE TABLE d AS SELECT hex(randomblob(100000))")
	for what, v := range map[string]struct {
		err                         error
		kind                        fault.Kind
		unique, foreign, busy, ends bool
	}{
		"busy":        {err: busy, kind: fault.KindUnavailable, busy: true},
		"full":        {err: full, kind: fault.KindStorageFull, ends: true},
		"a key twice": {err: run(one, "INSERT INTO a VALUES (1, 'y')"), unique: true},
		"a name":      {err: run(one, "INSERT INTO a VALUES (2, 'x')"), unique: true},
		"to nothing":  {err: run(one, "INSERT INTO c VALUES (7)"), foreign: true},
		"referred to": {err: run(one, "DELETE FROM a WHERE id = 1"), foreign: true},
		"nonsense":    {err: run(one, "SELECT nonsense")},
	} {
		got := classify(v.err)
		if v.err == nil || v.kind == "" && got != v.err || v.kind != "" && (!fault.Is(got, v.kind) || !errors.Is(got, v.err)) {
			t.Errorf("%s: %v", what, got)
		}
		if IsUnique(v.err) != v.unique || IsForeign(v.err) != v.foreign || isBusy(v.err) != v.busy || endsIt(v.err) != v.ends || isDamaged(v.err) || lostDisk(v.err) {
			t.Errorf("%s: %v: unique %v, foreign %v, busy %v, ends the transaction %v", what, v.err, IsUnique(v.err), IsForeign(v.err), isBusy(v.err), endsIt(v.err))
		}
	}
	if got := classify(fault.NotFound()); !fault.Is(got, fault.KindNotFound) || classify(nil) != nil {
		t.Errorf("a fault of ours: %v", got)
	}
}
