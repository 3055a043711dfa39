package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// TestTheFileIsKept over a restart, and filled only once.
func TestTheFileIsKept(t *testing.T) {
	dir, s := t.TempDir(), shelf{}
	x, stop := onFile(t, dir, s)
	s.say(t, x, "1", "漏水", begin)
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	stop()
	s["2"] = Doc{Ref: Ref{Kind: Message, RefID: "2", Group: "g", At: begin}, Text: "漏水"} // no event tells of it
	x, _ = onFile(t, dir, s)
	if done, err := x.Filled(t.Context()); err != nil || !done {
		t.Errorf("filled after a restart: %v %v", done, err)
	}
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if n := finds(t, x, "漏水"); n != 1 {
		t.Errorf("%d found: the file was made anew, or filled twice", n)
	}
}

// TestAnOldOrBrokenFileIsMadeAnew when the program starts.
func TestAnOldOrBrokenFileIsMadeAnew(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string, x *Index, stop func()){
		"another version": func(t *testing.T, _ string, x *Index, stop func()) {
			old := db.Shape("test.older", `UPDATE search_fill SET version = version - 1`)
			if err := x.Home().Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), old); return err }); err != nil {
				t.Fatal(err)
			}
			stop()
		},
		"no database": func(t *testing.T, dir string, _ *Index, stop func()) {
			stop()
			if err := os.WriteFile(filepath.Join(dir, FileName), []byte("this is no database, it only says so at some length"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"of a program without page sums": func(t *testing.T, dir string, _ *Index, stop func()) {
			stop()
			raw, err := os.ReadFile(filepath.Join(dir, FileName))
			if err != nil {
				t.Fatal(err)
			}
			raw[20] = 0 // the room at the end of a page
			raw[60]++   // and no sum that fits
			if err := os.WriteFile(filepath.Join(dir, FileName), raw, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"missing": func(t *testing.T, dir string, _ *Index, stop func()) {
			stop()
			if err := os.Remove(filepath.Join(dir, FileName)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, s := t.TempDir(), shelf{}
			x, stop := onFile(t, dir, s)
			s.say(t, x, "1", "漏水", begin)
			if err := x.Fill(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			spoil(t, dir, x, stop)
			x, _ = onFile(t, dir, s)
			if done, err := x.Filled(t.Context()); err != nil || done {
				t.Errorf("filled: %v %v", done, err)
			}
			if err := x.Fill(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			if n := finds(t, x, "漏水"); n != 1 {
				t.Errorf("%d found after filling", n)
			}
		})
	}
}

// TestADamagedFileIsMadeAnewWhileRunning and searches go on.
func TestADamagedFileIsMadeAnewWhileRunning(t *testing.T) {
	s := shelf{}
	x, _ := onFile(t, t.TempDir(), s)
	s.say(t, x, "1", "漏水", begin)
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	before := x.Home()
	spoil := db.Shape("test.spoil", `UPDATE `+textTable(202603)+`_data SET block = x'00ff00ff00ff'`)
	if err := before.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), spoil); return err }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Find(t.Context(), auth.Person{}, Message, "漏水", Filter{}, nil, 10); err == nil {
		t.Error("a damaged index answers as if nothing were")
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
	if n := finds(t, x, "漏水"); n != 1 {
		t.Errorf("%d found after filling", n)
	}
}

// TestCheckNamesDamage that no search has met yet.
func TestCheckNamesDamage(t *testing.T) {
	dir, s := t.TempDir(), shelf{}
	x, stop := onFile(t, dir, s)
	for i := range 300 {
		s.say(t, x, fmt.Sprint(i), "走廊漏水", begin)
	}
	if err := x.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()
	path := filepath.Join(dir, FileName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 4096; at+200 < len(raw); at += 4096 { // the head of every page but the first
		copy(raw[at:], "damaged damaged damaged")
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{Dir: dir, Name: FileName})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x.home.Store(d)
	if err := x.Check(t.Context()); err == nil {
		t.Error("a damaged file passes")
	}
}

// TestAFlippedBitIsNoticed while running: the file is made anew, and everything
// is found again.
func TestAFlippedBitIsNoticed(t *testing.T) {
	dir, s := t.TempDir(), shelf{}
	x, stop := onFile(t, dir, s)
	for i := range 300 {
		s.say(t, x, fmt.Sprint(i), "走廊漏水", begin)
	}
	if err := x.Fill(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	pages, err := x.Home().Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stop()
	dbtest.Flip(t, filepath.Join(dir, FileName), (pages*dbtest.PageSize-700)*8)
	x, _ = onFile(t, dir, s)
	before := x.Home()
	if err := x.Check(t.Context()); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("page %d", pages)) {
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
	now := x.Home()
	x.hurt(before, errors.New("read late from the file that is gone"))
	if n, err := finds(t, x, "漏水"), x.Check(t.Context()); n == 0 || err != nil || x.Home() != now || x.damaged.Load() {
		t.Errorf("%d found, %v; made anew once more: %v", n, err, x.Home() != now)
	}
}
