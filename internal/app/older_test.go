package app

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/db/pagesum"
)

// TestAnOlderLedgerGetsSums once, behind a copy, whatever an earlier try has left
// in the folder; and every row is there afterwards.
func TestAnOlderLedgerGetsSums(t *testing.T) {
	d := newDrill(t)
	path := filepath.Join(d.data, db.FileName)
	dbtest.Older(t, path)
	if has, err := pagesum.Reserved(path); err != nil || has {
		t.Fatal("it has sums already", err)
	}
	cfg := inFolder(t)
	cfg.Data = d.data
	if err := os.WriteFile(path+".new", []byte("half a copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := opened(t, cfg)
	kept := copies(t, a)
	if len(kept) != 1 {
		t.Fatalf("kept %v", kept)
	}
	if has, err := a.DB.Sums(); err != nil || !has {
		t.Fatal("no sums", err)
	}
	if has, err := pagesum.Reserved(filepath.Join(d.data, kept[0])); err != nil || has {
		t.Fatal("the copy is not the ledger as it was", err)
	}
	if _, err := os.Stat(path + ".new"); err == nil {
		t.Error("half a copy is still there")
	}
	a.StartWriters()
	for _, talk := range d.talks {
		if texts, err := textsOf(t.Context(), a, talk); err != nil || !maps.Equal(texts, d.texts[talk]) {
			t.Fatalf("%s: %v", talk, err)
		}
	}
	if list := a.Doctor(t.Context()); !Healthy(list) || strings.Contains(states(list), "page_sums") {
		t.Errorf("%s", states(list))
	}
	closed(t, a)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	a = opened(t, cfg)
	defer closed(t, a)
	after, err := os.Stat(path)
	if err != nil || !os.SameFile(before, after) || !slices.Equal(copies(t, a), kept) {
		t.Errorf("done again: %v, %v", copies(t, a), err)
	}
}

// TestAnOlderLedgerThatIsDamagedStays as it is, and the start says so.
func TestAnOlderLedgerThatIsDamagedStays(t *testing.T) {
	d := newDrill(t)
	path := filepath.Join(d.data, db.FileName)
	dbtest.Older(t, path)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	root := len(raw) / dbtest.PageSize / 2 * dbtest.PageSize
	for page := root; page < root+20*dbtest.PageSize; page += dbtest.PageSize {
		copy(raw[page:], strings.Repeat("\xff", 64)) // no page begins so
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := inFolder(t)
	cfg.Data = d.data
	if _, err := Open(t.Context(), cfg, clock.System{}); err == nil || !strings.Contains(err.Error(), "tiexin restore") {
		t.Fatalf("opened: %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(raw) {
		t.Errorf("the ledger was touched, %v", err)
	}
	list, err := filepath.Glob(filepath.Join(d.data, "*.new"))
	if err != nil || len(list) > 0 {
		t.Errorf("left %v, %v", list, err)
	}
}

// TestABrokenLogStopsTheStart of a killed program, before SQLite drops what comes
// behind the damage.
func TestABrokenLogStopsTheStart(t *testing.T) {
	cfg := inFolder(t)
	killed := inFolder(t)
	a := sampled(t, cfg, 3)
	side, err := a.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	for _, statement := range []string{"PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE conversation SET unread = 0", "UPDATE conversation_message SET text = 'a'", "UPDATE conversation_message SET text = 'b'"} {
		if _, err := side.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{db.FileName, db.FileName + "-wal", signingKey} {
		raw, err := os.ReadFile(filepath.Join(cfg.Data, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(killed.Data, name), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	dbtest.Flip(t, filepath.Join(killed.Data, db.FileName+"-wal"), (32+24+100)*8)
	if _, err := Open(t.Context(), killed, clock.System{}); err == nil || !strings.Contains(err.Error(), "truncate -s 32 ") {
		t.Fatalf("opened: %v", err)
	}
	if err := os.Truncate(filepath.Join(killed.Data, db.FileName+"-wal"), 32); err != nil {
		t.Fatal(err)
	}
	closed(t, opened(t, killed))
}
