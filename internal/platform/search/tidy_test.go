package search

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// shelf is an owner that keeps what it is given.
type shelf map[string]Doc

func (s shelf) Found(_ context.Context, _ auth.Person, _ Kind, refs []Ref, _ Filter) (map[string]Shown, error) {
	out := map[string]Shown{}
	for _, r := range refs {
		if d, there := s[r.RefID]; there {
			out[r.RefID] = Shown{Doc: d}
		}
	}
	return out, nil
}

func (s shelf) Docs(context.Context, string, int) (docs []Doc, next string, err error) {
	for _, d := range s {
		docs = append(docs, d)
	}
	return docs, "", nil
}

// onFile opens an index beside a SQLite ledger in dir and keeps it going until
// stop.
func onFile(t *testing.T, dir string, s shelf) (x *Index, stop func()) {
	t.Helper()
	d := dbtest.Open(t, db.Options{Dir: t.TempDir()}, []db.Migrations{Migrations()})
	x, err := Open(t.Context(), d, clock.NewFixed(begin), dir)
	if err != nil {
		t.Fatal(err)
	}
	x.Owns("shelf", s, Message)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-done, x.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return x, stop
}

func (s shelf) say(t *testing.T, x *Index, id, text string, at time.Time) {
	t.Helper()
	s[id] = Doc{Ref: Ref{Kind: Message, RefID: id, Group: "g", At: at}, Text: text}
	if err := x.Home().Write(t.Context(), func(tx *db.Tx) error { return x.Put(t.Context(), tx, s[id]) }); err != nil {
		t.Fatal(err)
	}
}

func finds(t *testing.T, x *Index, query string) int {
	t.Helper()
	hits, _, err := x.Find(t.Context(), auth.Person{}, Message, query, Filter{}, nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(hits)
}

func segments(t *testing.T, x *Index, part int) (n int) {
	t.Helper()
	count := db.Shape("test.segments", `SELECT COUNT(DISTINCT segid) FROM `+textTable(part)+`_idx`)
	if err := db.Get(t.Context(), x.Home(), count, nil, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTidyMergesInSteps puts docs one by one, as messages come.
func TestTidyMergesInSteps(t *testing.T) {
	s := shelf{}
	x, _ := onFile(t, t.TempDir(), s)
	for i := range 15 {
		s.say(t, x, fmt.Sprint(i), "您好，这件大衣还有货吗？", begin)
	}
	s.say(t, x, "next", "下个月的大衣", begin.AddDate(0, 1, 0))
	if n := segments(t, x, 202603); n != 15 {
		t.Errorf("%d segments of 15 commits: something was merged inside one", n)
	}
	if n := segments(t, x, 202604); n != 1 {
		t.Errorf("%d segments in the next month", n)
	}
	select {
	case <-x.changed:
	default:
		t.Error("nobody is told that there is something to merge")
	}
	dirty := map[int]bool{}
	for part, any := x.nextDirty(); any; part, any = x.nextDirty() {
		dirty[part] = true
	}
	if len(dirty) != 2 || !dirty[202603] || !dirty[202604] {
		t.Errorf("to be merged: %v", dirty)
	}
	steps := 0
	for more := true; more; steps++ {
		var err error
		if more, err = x.merge(t.Context(), 202603, 16); err != nil || steps > 1000 {
			t.Fatal(steps, err)
		}
	}
	if n := segments(t, x, 202603); n > 3 || steps < 2 {
		t.Errorf("%d segments after %d steps", n, steps)
	}
	if n := finds(t, x, "大衣"); n != 16 {
		t.Errorf("%d found after merging", n)
	}
}

// TestTidyKeepsMerging by itself, woken by what is written.
func TestTidyKeepsMerging(t *testing.T) {
	s := shelf{}
	x, _ := onFile(t, t.TempDir(), s)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- x.Tidy(ctx) }()
	for i := range 15 {
		s.say(t, x, fmt.Sprint(i), "您好，这件大衣还有货吗？", begin)
	}
	for limit := time.Now().Add(time.Minute); segments(t, x, 202603) > 3; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d segments after a minute", segments(t, x, 202603))
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestStepsTakeAboutAsLong(t *testing.T) {
	for _, c := range []struct {
		pages int
		took  time.Duration
		want  int
	}{{8, tidyStep, 8}, {8, 3 * tidyStep, 4}, {1, 9 * tidyStep, 1}, {8, tidyStep / 4, 16}, {maxPages, 0, maxPages}, {8, 2 * tidyStep, 8}, {8, tidyStep / 2, 8}} {
		if got := nextPages(c.pages, c.took); got != c.want {
			t.Errorf("%d pages took %v: next %d, want %d", c.pages, c.took, got, c.want)
		}
	}
}
