package pagesum_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"tiexin/internal/platform/db/pagesum"
)

func open(t testing.TB, path string, pragmas ...string) *sql.DB {
	t.Helper()
	if pagesum.Ready != nil {
		t.Fatal(pagesum.Ready)
	}
	d, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)"+strings.Join(pragmas, ""))
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	t.Cleanup(func() { d.Close() })
	return d
}

func must(t testing.TB, d *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := d.Exec(statement, args...); err != nil {
		t.Fatalf("%.60s: %v", statement, err)
	}
}

func code(err error) int {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()
	}
	return 0
}

// filled makes a file with pages of each kind: rows, an index, long values, and
// pages that nobody uses any more.
func filled(t testing.TB, path string) {
	d := open(t, path)
	must(t, d, "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
	must(t, d, "CREATE INDEX word_text ON word (text)")
	must(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO word SELECT i, 'word ' || i || hex(zeroblob(i % 90)) FROM n")
	must(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6) INSERT INTO word SELECT 1000 + i, hex(randomblob(12000)) FROM n")
	must(t, d, "CREATE TABLE gone (b)")
	must(t, d, "INSERT INTO gone VALUES (zeroblob(40000))")
	must(t, d, "DROP TABLE gone")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// readAll reads every page.
func readAll(d *sql.DB) error {
	var n, bytes int64
	return d.QueryRow("SELECT COUNT(*), SUM(length(data)) FROM sqlite_dbpage").Scan(&n, &bytes)
}

func flip(t testing.TB, path string, bit int64) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[bit/8] ^= 1 << (bit % 8)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryBitCounts flips single bits, some in each page and each of the header
// that says there are sums.
func TestEveryBitCounts(t *testing.T) {
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.db")
	filled(t, whole)
	raw, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var bits []int64
	for b := int64(16 * 8); b < 24*8; b++ {
		bits = append(bits, b)
	}
	for page := int64(0); page < int64(len(raw)/4096); page += 3 {
		bits = append(bits, (page*4096+100)*8+random.Int64N((4096-100)*8))
	}
	for _, bit := range bits {
		path := filepath.Join(dir, fmt.Sprintf("%d.db", bit))
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		flip(t, path, bit)
		d := open(t, path)
		err := readAll(d)
		if err == nil {
			t.Errorf("bit %d (page %d, byte %d) was read as if nothing were", bit, bit/8/4096+1, bit/8%4096)
		}
		if spots := pagesum.Found(path); code(err) == 8202 && (len(spots) != 1 || spots[0].Page != bit/8/4096+1) {
			t.Errorf("bit %d: %+v", bit, spots)
		}
		d.Close()
		pagesum.Forget(path)
		os.Remove(path)
	}
	d := open(t, whole)
	if err := readAll(d); err != nil {
		t.Fatal(err)
	}
}

// TestTheLogIsComparedToo flips a bit in a frame before it is copied back, with
// the program running: what stands on it is refused, and not copied.
func TestTheLogIsComparedToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	filled(t, path)
	d := open(t, path)
	must(t, d, "UPDATE word SET text = 'changed' WHERE id = 1003")
	must(t, d, "UPDATE word SET text = 'after' WHERE id = 1")
	must(t, d, "PRAGMA cache_size = 0")
	must(t, d, "PRAGMA shrink_memory")
	log, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var was [1]byte
	at := int64(32 + 24 + 2000)
	if _, err := log.ReadAt(was[:], at); err != nil {
		t.Fatal(err)
	}
	if _, err := log.WriteAt([]byte{was[0] ^ 4}, at); err != nil {
		t.Fatal(err)
	}
	other := open(t, path)
	if err := readAll(other); code(err) != 8202 {
		t.Fatalf("read: %v", err)
	}
	if spots := pagesum.Found(path); len(spots) != 1 || !spots[0].Log {
		t.Errorf("%+v", spots)
	}
	if _, err := other.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); code(err) != 8202 {
		t.Errorf("copied back: %v", err)
	}
	if _, err := log.WriteAt(was[:], at); err != nil {
		t.Fatal(err)
	}
	if err := readAll(other); err != nil || len(pagesum.Found(path)) != 0 {
		t.Errorf("whole again: %v %v", err, pagesum.Found(path))
	}
}

// TestALargeTransactionReadsItsOwnFrames has a transaction outgrow the cache, so
// that it writes, reads and writes again what is not committed.
func TestALargeTransactionReadsItsOwnFrames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	filled(t, path)
	d := open(t, path, "&_pragma=cache_size(8)")
	other := open(t, path)
	for _, end := range []string{"COMMIT", "ROLLBACK", "COMMIT"} {
		must(t, d, "BEGIN IMMEDIATE")
		for round := range 4 {
			must(t, d, "UPDATE word SET text = text || ?", fmt.Sprint(round))
			must(t, d, "SAVEPOINT inner")
			must(t, d, "UPDATE word SET text = 'x' || text WHERE id % 3 = ?", round%3)
			if round%2 == 0 {
				must(t, d, "ROLLBACK TO inner")
			}
			must(t, d, "RELEASE inner")
			must(t, d, "DELETE FROM word WHERE id = ?", 100+round)
		}
		must(t, d, end)
		for _, q := range []*sql.DB{d, other} {
			if err := readAll(q); err != nil {
				t.Fatalf("after %s: %v", end, err)
			}
			var sound string
			if err := q.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
				t.Fatalf("after %s: %s %v", end, sound, err)
			}
		}
	}
	if len(pagesum.Found(path)) > 0 {
		t.Error(pagesum.Found(path))
	}
}

// TestManyAtOnce reads, writes and copies back at once.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	filled(t, path)
	var all sync.WaitGroup
	fail := make(chan error, 16)
	work := func(n int, do func(d *sql.DB, i int) error) {
		d := open(t, path, "&_pragma=cache_size(20)")
		all.Go(func() {
			for i := range n {
				if err := do(d, i); err != nil && code(err)&0xff != 5 {
					fail <- err
					return
				}
			}
		})
	}
	for range 3 {
		work(60, func(d *sql.DB, _ int) error { return readAll(d) })
	}
	work(300, func(d *sql.DB, i int) error {
		_, err := d.Exec("INSERT INTO word (text) VALUES (hex(randomblob(?)))", 1+i*7%3000)
		return err
	})
	work(100, func(d *sql.DB, i int) error { _, err := d.Exec("PRAGMA wal_checkpoint(PASSIVE)"); return err })
	all.Wait()
	close(fail)
	for err := range fail {
		t.Error(err)
	}
}

// TestAnOlderFileIsReadAndCopied: one without room works on, and a copy has sums.
func TestAnOlderFileIsReadAndCopied(t *testing.T) {
	dir := t.TempDir()
	older, copied := filepath.Join(dir, "older.db"), filepath.Join(dir, "copied.db")
	d := open(t, older, "&room=0")
	must(t, d, "CREATE TABLE word (text TEXT)")
	must(t, d, "INSERT INTO word SELECT hex(randomblob(9000))")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	if has, err := pagesum.Reserved(older); err != nil || has {
		t.Fatal("said to have sums", err)
	}
	must(t, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO word SELECT hex(randomblob(1000)) FROM n")
	d.Close()
	d = open(t, older, "&_pragma=cache_size(20)") // so that pages are written before the first
	must(t, d, "VACUUM INTO ?", copied)
	told := filepath.Join(dir, "told.db")
	must(t, open(t, older, "&_pragma=cache_size(20)"), "VACUUM INTO ?", "file:"+told+"?room=8")
	if has, err := pagesum.Reserved(copied); err != nil || !has {
		t.Fatal("the copy has no sums", err)
	}
	for _, path := range []string{older, copied, told} {
		if err := readAll(open(t, path)); err != nil {
			t.Fatal(path, err)
		}
	}
	d = open(t, older, "&room=0")
	if _, err := d.Exec("VACUUM INTO ?", "file:"+filepath.Join(dir, "lied.db")+"?room=8"); err == nil {
		t.Error("promised room was taken for granted")
	}
}

// TestABrokenLogIsNotTakenForItsEnd flips bits in the log of a program that was
// killed: only the last transaction can be one that a power cut has cut short.
func TestABrokenLogIsNotTakenForItsEnd(t *testing.T) {
	dir := t.TempDir()
	path, killed := filepath.Join(dir, "a.db"), filepath.Join(dir, "killed.db")
	d := open(t, path)
	must(t, d, "CREATE TABLE word (text TEXT)")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	for i := range 4 {
		must(t, d, "INSERT INTO word VALUES (hex(randomblob(3000)) || ?)", i)
	}
	raw, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	const frame = 24 + 4096
	last := int64(len(raw)-32)/frame - 1
	for i, c := range []struct {
		bit    int64
		broken bool
	}{{-1, false}, {(32 + 2000) * 8, true}, {(32 + 8) * 8, true}, {(32 + 17) * 8, true}, {(32 + 4*frame + 3000) * 8, true}, {(32 + last*frame + 30) * 8, false}} {
		log := append([]byte{}, raw...)
		if c.bit >= 0 {
			log[c.bit/8] ^= 1
		}
		if err := os.WriteFile(killed+"-wal", log, 0o600); err != nil {
			t.Fatal(err)
		}
		err := pagesum.CheckLog(killed)
		var broken *pagesum.BrokenLogError
		if errors.As(err, &broken) != c.broken || err != nil && !c.broken {
			t.Errorf("%d: %v", i, err)
		}
		if broken != nil {
			if err := os.Truncate(killed+"-wal", broken.Whole); err != nil {
				t.Fatal(err)
			}
			if err := pagesum.CheckLog(killed); err != nil {
				t.Errorf("%d: after the cut: %v", i, err)
			}
		}
	}
	for _, cut := range []int{0, 10, 32, len(raw) - 5, len(raw) - frame} {
		if err := os.WriteFile(killed+"-wal", raw[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := pagesum.CheckLog(killed); err != nil {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	if err := pagesum.CheckLog(filepath.Join(dir, "none.db")); err != nil {
		t.Error(err)
	}
}

// TestLongValuesAreComparedWhole reads values over many pages, which SQLite would
// rather read in part.
func TestLongValuesAreComparedWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	filled(t, path)
	d := open(t, path)
	var page int64
	if err := d.QueryRow("SELECT MAX(pageno) FROM dbstat WHERE name = 'word' AND pagetype = 'overflow'").Scan(&page); err != nil {
		t.Fatal(err)
	}
	d.Close()
	flip(t, path, ((page-1)*4096+2000)*8)
	rows, err := open(t, path).Query("SELECT text FROM word NOT INDEXED WHERE id > 1000")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
	}
	if code(rows.Err()) != 8202 {
		t.Errorf("read as if nothing were: %v", rows.Err())
	}
}
