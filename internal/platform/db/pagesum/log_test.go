package pagesum_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"tiexin/internal/platform/db/pagesum"
)

const logFrame = 24 + 4096

// twelve writes twelve transactions of one frame each into a log.
func twelve(t *testing.T) (path string, log []byte) {
	path = filepath.Join(t.TempDir(), "a.db")
	d := open(t, path)
	must(t, d, "CREATE TABLE word (text TEXT)")
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	for i := range 12 {
		must(t, d, "INSERT INTO word VALUES (?)", i)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return path, log
}

// started begins with a copy of a database and such a log, as after a kill, and
// tells how many rows there are, or that it refused by name.
func started(t *testing.T, database string, log []byte) (rows int, refused *pagesum.BrokenLogError) {
	t.Helper()
	return startedAt(t, database, log, true)
}

// startedAt counts the rows only where asked to, else it tells -1.
func startedAt(t *testing.T, database string, log []byte, count bool) (rows int, refused *pagesum.BrokenLogError) {
	t.Helper()
	raw, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "killed.db")
	if !count {
		raw = nil
	}
	for name, data := range map[string][]byte{path: raw, path + "-wal": log} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := pagesum.CheckLog(path); err != nil {
		if !errors.As(err, &refused) {
			t.Fatal(err)
		}
		if err := os.Truncate(path+"-wal", refused.Whole); err != nil {
			t.Fatal(err)
		}
		if err := pagesum.CheckLog(path); err != nil {
			t.Fatalf("after the cut that it names: %v", err)
		}
	}
	if !count {
		os.Remove(path + "-wal")
		return -1, refused
	}
	d := open(t, path)
	defer d.Close()
	if err := d.QueryRow("SELECT COUNT(*) FROM word").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	return rows, refused
}

// TestNoBitOfTheLogsHeaderLosesWhatWasAccepted, nor of any frame's header but the
// last, whose transaction a power cut may have cut short.
func TestNoBitOfTheLogsHeaderLosesWhatWasAccepted(t *testing.T) {
	path, log := twelve(t)
	check := func(bit int64) {
		t.Helper()
		broken := append([]byte{}, log...)
		broken[bit/8] ^= 1 << (bit % 8)
		if _, refused := startedAt(t, path, broken, false); refused != nil {
			return
		}
		if rows, _ := started(t, path, broken); rows < 11 {
			t.Errorf("byte %d, bit %d: %d rows are left without a word", bit/8, bit%8, rows)
		}
	}
	for bit := range int64(32 * 8) {
		check(bit)
	}
	for frame := range int64(len(log)-32) / logFrame {
		for bit := range int64(24 * 8) {
			if frame < 1 || frame > 9 { // those between are like the second
				check((32+frame*logFrame)*8 + bit)
			}
		}
		check((32 + frame*logFrame + 24 + 4000) * 8)
	}
}

// TestOneTransactionBehindABrokenHeaderIsRefusedToo: the header was on the disk
// before it.
func TestOneTransactionBehindABrokenHeaderIsRefusedToo(t *testing.T) {
	path, log := twelve(t)
	one := append([]byte{}, log[:32+logFrame]...)
	one[17] ^= 1
	if rows, refused := started(t, path, one); refused == nil || refused.Page != 0 || refused.Whole != 0 {
		t.Errorf("%d rows, %+v", rows, refused)
	}
	clear(one[32:]) // room that nobody has written
	if _, refused := started(t, path, one); refused != nil {
		t.Errorf("nothing was lost: %v", refused)
	}
}

// TestTheNameOfTheDamageIsRight: the page, and what is whole before it.
func TestTheNameOfTheDamageIsRight(t *testing.T) {
	path, log := twelve(t)
	for at, what := range map[int64]string{4: "size", 8: "first salt", 12: "second salt", 16: "sum", 23: "sum's end", 2000: "page"} {
		broken := append([]byte{}, log...)
		broken[32+10*logFrame+at] ^= 2 // the last but one
		rows, refused := started(t, path, broken)
		if refused == nil || refused.Page != 2 || refused.Whole != 32+10*logFrame || rows != 10 {
			t.Errorf("%s: %d rows, %+v", what, rows, refused)
		}
	}
	broken := append([]byte{}, log...) // damage without measure: half a salt tells
	copy(broken[32+10*logFrame+12:], make([]byte, 400))
	if _, refused := started(t, path, broken); refused == nil {
		t.Error("a broken sector is taken for the end")
	}
}

// TestAPowerCutStarts: sectors of the last transaction are there or not, behind it
// stand frames of an earlier round or nothing.
func TestAPowerCutStarts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	d := open(t, path, "&_pragma=cache_size(10)")
	must(t, d, "CREATE TABLE word (text TEXT)")
	log := func() []byte {
		raw, err := os.ReadFile(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for range 300 { // a round of many small transactions
		must(t, d, "INSERT INTO word VALUES (hex(randomblob(30)))")
	}
	must(t, d, "PRAGMA wal_checkpoint(FULL)") // and begin the log again, over it
	old := log()
	for i := range 6 {
		must(t, d, "INSERT INTO word VALUES (hex(randomblob(3000)) || ?)", i)
	}
	restarted := log()
	if string(restarted[16:24]) == string(old[16:24]) || len(restarted) != len(old) {
		t.Fatal("the log was not begun again over itself")
	}
	from := 32 // behind what is accepted
	for string(restarted[from+8:from+16]) == string(restarted[16:24]) {
		from += logFrame
	}
	rows, refused := started(t, path, restarted)
	if refused != nil {
		t.Fatal("frames of the round before are taken for ours:", refused)
	}
	must(t, d, "BEGIN")
	for range 20 { // outgrows the cache
		must(t, d, "INSERT INTO word VALUES (hex(randomblob(3000)))")
	}
	must(t, d, "UPDATE word SET text = text || 'x' WHERE length(text) > 100")
	must(t, d, "COMMIT")
	after := log()
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 60 {
		for what, before := range map[string][]byte{"an earlier round": restarted, "nothing": make([]byte, len(after))} {
			cut := append([]byte{}, after...)
			for at := from / 512 * 512; at < len(cut); at += 512 {
				if begin, end := max(at, from), min(at+512, len(cut)); random.IntN(2+round%9) == 0 {
					clear(cut[begin:end])
					if begin < len(before) {
						copy(cut[begin:end], before[begin:min(end, len(before))])
					}
				}
			}
			if got, refused := startedAt(t, path, cut, round%20 == 0); refused != nil || got >= 0 && got < rows {
				t.Fatalf("round %d over %s: %d rows of %d, %v", round, what, got, rows, refused)
			}
		}
	}
	for cut := from; cut < len(after); cut += 4993 { // nothing behind it
		if got, refused := startedAt(t, path, after[:cut], cut%5 == 0); refused != nil || got >= 0 && got < rows {
			t.Fatalf("cut at %d: %d rows of %d, %v", cut, got, rows, refused)
		}
	}
}

// TestAFieldFromBeforeIsNoCommit: at one frame in 64 a sector ends between the
// size and the salt, and the size may be that of an earlier round.
func TestAFieldFromBeforeIsNoCommit(t *testing.T) {
	path, _ := twelve(t)
	d := open(t, path)
	must(t, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, d, "INSERT INTO word VALUES (hex(zeroblob(200000)))") // one transaction, a hundred frames
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	at := 32
	for (at+8)%512 != 0 {
		at += logFrame
	}
	binary.BigEndian.PutUint32(log[at+4:], 77)
	copy(log[at+24+1000:], fmt.Sprint("and parts of its page"))
	if _, refused := started(t, path, log); refused != nil {
		t.Error(refused)
	}
}
