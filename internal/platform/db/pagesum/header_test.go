package pagesum_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tiexin/internal/platform/db/pagesum"
)

// TestADamagedHeaderIsNoLicence: the first page stands in the log, so SQLite never
// reads the one in the file, which is damaged where it tells of sums. Other damage
// is met all the same, and copying the log back does not seal it as sound.
func TestADamagedHeaderIsNoLicence(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	d := open(t, path)
	must(t, d, "CREATE TABLE word (text TEXT)")
	must(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO word SELECT 'what a customer said ' || i || hex(zeroblob(500)) FROM n")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, d, "CREATE TABLE other (text TEXT)") // writes the first page
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	for what, hurt := range map[string]func(page []byte){
		"the signature":             func(page []byte) { page[3] ^= 1 },
		"the flag":                  func(page []byte) { page[20] ^= 8 },
		"another bit of the flag":   func(page []byte) { page[20] ^= 1 },
		"the flag and more":         func(page []byte) { page[20] = 0; page[2000] ^= 1 },
		"the flag and the size":     func(page []byte) { page[20] = 0; page[16] = 0xff },
		"a sector":                  func(page []byte) { clear(page[:512]) },
		"the page":                  func(page []byte) { clear(page) },
		"nothing, and the log goes": func([]byte) {},
	} {
		k := filepath.Join(t.TempDir(), "k.db")
		raw := slices.Clone(file)
		raw[10*4096+3000] ^= 4 // a page of words
		hurt(raw[:4096])
		for name, data := range map[string][]byte{k: raw, k + "-wal": log} {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if has, err := pagesum.Reserved(k); err != nil || !has {
			t.Errorf("%s: taken for an older program's: %v", what, err)
		}
		for round := range 3 {
			d := open(t, k)
			if err := readAll(d); code(err) != 8202 {
				t.Errorf("%s, round %d: read as if nothing were: %v", what, round, err)
			}
			if spots := pagesum.Found(k); !slices.Contains(spots, pagesum.Spot{Page: 11}) {
				t.Errorf("%s, round %d: found %v", what, round, spots)
			}
			if _, err := d.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Errorf("%s: %v", what, err)
			}
			d.Close()
		}
		if after, err := os.ReadFile(k); err != nil || string(after[10*4096:11*4096]) != string(raw[10*4096:11*4096]) {
			t.Errorf("%s: the damaged page was written again: %v", what, err)
		}
		pagesum.Forget(k)
	}
}

// TestAnOlderFileStaysOne: what has no sums is told from what has lost its flag,
// also where a page is empty, and keeps taking writes.
func TestAnOlderFileStaysOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "older.db")
	d := open(t, path, "&room=0")
	must(t, d, "CREATE TABLE word (text TEXT)")
	must(t, d, "CREATE TABLE gone (b)")
	must(t, d, "INSERT INTO gone VALUES (zeroblob(40000))") // pages of zeros
	must(t, d, "INSERT INTO word VALUES ('a')")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	d.Close()
	d = open(t, path)
	must(t, d, "INSERT INTO word VALUES ('b')")
	must(t, d, "CREATE TABLE other (text TEXT)")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	d.Close()
	if has, err := pagesum.Reserved(path); err != nil || has {
		t.Fatal("has sums", err)
	}
	if err := readAll(open(t, path)); err != nil {
		t.Error(err)
	}
}
