package search

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tiexin/internal/platform/db"
)

var rounds = flag.Int("rounds", 40, "rounds of each writer in the tests that look for damage")

// mergeAll of a month that there is to merge.
func mergeAll(t *testing.T, x *Index, part int) {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = x.merge(t.Context(), part, maxPages); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMergingIsNoDamage: a connection that has searched remembers how the index
// stood then, and the check must not look for what has been merged away since.
func TestMergingIsNoDamage(t *testing.T) {
	s := shelf{}
	x, _ := onFile(t, t.TempDir(), s)
	for i := range 15 {
		s.say(t, x, fmt.Sprint(i), "走廊漏水", begin)
	}
	if n := finds(t, x, "漏水"); n != 15 {
		t.Fatalf("%d found", n)
	}
	mergeAll(t, x, 202603)
	if err := x.Check(t.Context()); err != nil {
		t.Errorf("checked: %v", err)
	}
	if n := finds(t, x, "漏水"); n != 15 || x.damaged.Load() {
		t.Errorf("%d found, taken for damaged: %v", n, x.damaged.Load())
	}
}

// TestWhatOnlyTheCheckNoticesIsMadeAnew: every page is as written, and a part of
// the index that no search has asked for is gone.
func TestWhatOnlyTheCheckNoticesIsMadeAnew(t *testing.T) {
	s := shelf{}
	x, _ := onFile(t, t.TempDir(), s)
	s.say(t, x, "1", "走廊漏水", begin)
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	before := x.Home()
	spoil := db.Shape("test.spoil", `DELETE FROM `+textTable(202603)+`_data WHERE id > 1000`)
	if err := before.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), spoil); return err }); err != nil {
		t.Fatal(err)
	}
	if err := x.Check(t.Context()); err == nil || !strings.Contains(err.Error(), textTable(202603)) {
		t.Fatalf("checked: %v", err)
	}
	select {
	case <-x.again:
	case <-time.After(time.Minute):
		t.Fatal("the damaged file was not replaced")
	}
	if x.Home() == before {
		t.Error("the damaged file is still in use")
	}
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if n, err := finds(t, x, "漏水"), x.Check(t.Context()); n != 1 || err != nil {
		t.Errorf("%d found after filling, %v", n, err)
	}
}

var (
	errRefused = errors.New("refused")
	stmtBreaks = db.Shape("test.breaks", `INSERT INTO search_fill (source, version, before, done) VALUES (NULL, 1, '', 0)`)
	words      = []string{"走廊漏水", "大衣有货吗", "退货运费", "您好，这件大衣还有货吗？", "订单 SF12345", "谢谢"}
)

// author writes docs of its own into the index and knows which of them stand.
type author struct {
	x    *Index
	name string
	rnd  *rand.Rand
	has  map[string]bool
	// mayFail tells of errors that are nobody's fault.
	mayFail func(error) bool
}

// write puts and removes a few docs of some months, and refuses now and then
// when it has written: by an error, a statement that breaks a rule, or a panic.
func (a *author) write(ctx context.Context) error {
	will, fails := maps.Clone(a.has), a.rnd.IntN(9)
	err := a.x.Home().Write(ctx, func(tx *db.Tx) error {
		for range 1 + a.rnd.IntN(4) {
			id := fmt.Sprint(a.name, a.rnd.IntN(20))
			if a.rnd.IntN(3) == 0 {
				delete(will, id)
				if err := a.x.Remove(ctx, tx, Message, id); err != nil {
					return err
				}
				continue
			}
			will[id] = true
			text := strings.Repeat(words[a.rnd.IntN(len(words))]+fmt.Sprint(a.rnd.IntN(500)), 1+a.rnd.IntN(9))
			at := begin.AddDate(0, a.rnd.IntN(3), 0)
			if err := a.x.Put(ctx, tx, Doc{Ref: Ref{Kind: Message, RefID: id, Group: "g", At: at}, Text: text}); err != nil {
				return err
			}
		}
		switch fails {
		case 0:
			return errRefused
		case 1:
			_, err := tx.Exec(ctx, stmtBreaks)
			return err
		case 2:
			panic(errRefused)
		}
		return nil
	})
	switch {
	case err == nil && fails <= 2:
		return errors.New("stored what was refused")
	case err == nil:
		a.has = will
	case fails > 2 && !a.mayFail(err):
		return err
	}
	return nil
}

// busy has authors write, merges go on and people search until all is written,
// and gives the ids that stand.
func busy(t *testing.T, x *Index, authors, rounds int, mayFail func(error) bool, each func()) []string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var writing, beside sync.WaitGroup
	var all []*author
	for i := range authors {
		a := &author{x: x, name: string(rune('a' + i)), rnd: rand.New(rand.NewPCG(uint64(i), 7)), has: map[string]bool{}, mayFail: mayFail}
		all = append(all, a)
		writing.Go(func() {
			for n := range rounds {
				if err := a.write(ctx); err != nil {
					t.Errorf("round %d of %s: %v", n, a.name, err)
				}
				each()
			}
		})
	}
	checked := atomic.Int64{}
	beside.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			if n%3 == 0 {
				if err := x.Check(ctx); err != nil && ctx.Err() == nil && !mayFail(err) {
					t.Errorf("check %d: %v", n, err)
				}
				checked.Add(1)
			}
			query := match(db.SQLite, Message, x.ask(ctx, "大衣"))
			if _, err := x.candidates(ctx, Message, query, Spot{Part: 999999, Seq: maxSeq}, 50, Filter{}); err != nil && ctx.Err() == nil && !mayFail(err) {
				t.Errorf("search: %v", err)
			}
		}
	})
	beside.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			known, err := parts(ctx, x.Home())
			for _, part := range known {
				if err == nil {
					_, err = x.merge(ctx, part, 1+n%16)
				}
			}
			if err != nil && ctx.Err() == nil && !mayFail(err) {
				t.Errorf("merge: %v", err)
			}
		}
	})
	writing.Wait()
	stop()
	beside.Wait()
	t.Logf("checked %d times", checked.Load())
	var stand []string
	for _, a := range all {
		stand = slices.AppendSeq(stand, maps.Keys(a.has))
	}
	slices.Sort(stand)
	return stand
}

// holds compares what stands in the index, by its own rows and by what FTS5
// finds, with what should.
func holds(t *testing.T, x *Index, want []string) {
	t.Helper()
	if err := x.Check(t.Context()); err != nil {
		t.Errorf("in the end: %v", err)
	}
	known, err := parts(t.Context(), x.Home())
	if err != nil {
		t.Fatal(err)
	}
	var rows, found []string
	scan := func(r db.Row) (id string, err error) { return id, r.Scan(&id) }
	for _, part := range known {
		for to, text := range map[*[]string]string{
			&rows: `SELECT ref_id FROM search_doc WHERE part = ` + fmt.Sprint(part),
			// What is left of a doc that is no more has no row to be joined with.
			&found: `SELECT COALESCE(d.ref_id, 'none ' || t.rowid) FROM ` + textTable(part) + ` t LEFT JOIN search_doc d ON d.seq = t.rowid AND d.part = ` + fmt.Sprint(part) +
				` WHERE ` + textTable(part) + ` MATCH '` + kindToken(Message) + `'`,
		} {
			more, err := db.Collect(t.Context(), x.Home(), db.Shape("test.stands", text), scan)
			if err != nil {
				t.Fatal(err)
			}
			*to = append(*to, more...)
		}
	}
	slices.Sort(rows)
	slices.Sort(found)
	if !slices.Equal(rows, want) || !slices.Equal(found, want) {
		t.Errorf("%d should stand, %d rows, %d found:\n%v\n%v\n%v", len(want), len(rows), len(found), want, rows, found)
	}
}

// TestWorkIsNoDamage: many write at once, share commits and fail in them, the
// first of a commit too, while months are merged, searched and checked.
func TestWorkIsNoDamage(t *testing.T) {
	x, _ := onFile(t, t.TempDir(), shelf{})
	holds(t, x, busy(t, x, 6, *rounds, func(error) bool { return false }, func() {}))
}

// TestAFullDiskIsNoDamage: the log cannot grow, in the midst of a frame or
// between two; what was refused is gone wholly, and the rest is whole.
func TestAFullDiskIsNoDamage(t *testing.T) {
	dir := t.TempDir()
	x, _ := onFile(t, dir, shelf{})
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	room := func(n uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: before.Max}); err != nil {
			t.Error(err)
		}
	}
	defer room(before.Cur)
	var turns, refused atomic.Int64
	full := func(err error) bool {
		refused.Add(1)
		return strings.Contains(err.Error(), "disk I/O error") || strings.Contains(err.Error(), "full")
	}
	stand := busy(t, x, 3, *rounds, full, func() {
		switch n := turns.Add(1); n % 4 {
		case 0:
			if at, err := os.Stat(filepath.Join(dir, FileName+"-wal")); err == nil {
				room(uint64(at.Size()) + uint64(n*997%20000))
			}
		case 2:
			room(before.Cur)
		}
	})
	room(before.Cur)
	t.Logf("refused %d times", refused.Load())
	if refused.Load() == 0 {
		t.Error("nothing was refused")
	}
	holds(t, x, stand)
}
