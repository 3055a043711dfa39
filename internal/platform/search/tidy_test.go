package search

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

var stmtSegments = db.SQLFor(db.SQLite, "test.segments", `SELECT COUNT(DISTINCT segid) FROM search_text_idx`)

// TestTidyMergesInSteps puts docs one by one, as messages come.
func TestTidyMergesInSteps(t *testing.T) {
	d := dbtest.Open(t, db.Options{Dir: t.TempDir()}, []db.Migrations{Migrations()})
	x := New(d, clock.NewFixed(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)))
	x.Decides(Message, func(context.Context, auth.Person, []string) (map[string]bool, error) {
		return map[string]bool{"g": true}, nil
	})
	segments := func() (n int) {
		t.Helper()
		if err := db.Get(t.Context(), d, stmtSegments, nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 15 {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return x.Put(t.Context(), tx, Doc{Kind: Message, RefID: fmt.Sprint(i), Group: "g", Text: "您好，这件大衣还有货吗？"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := segments(); n != 15 {
		t.Errorf("%d segments of 15 commits: something was merged inside one", n)
	}
	select {
	case <-x.changed:
	default:
		t.Error("nobody is told that there is something to merge")
	}
	steps := 0
	for more := true; more; steps++ {
		var err error
		if more, err = x.tidyStep(t.Context()); err != nil || steps > 1000 {
			t.Fatal(steps, err)
		}
	}
	if n := segments(); n > 3 || steps < 2 {
		t.Errorf("%d segments after %d steps", n, steps)
	}
	hits, _, err := x.Find(t.Context(), auth.Person{}, Message, "大衣", 0, 100)
	if err != nil || len(hits) != 15 {
		t.Errorf("%d found after merging, %v", len(hits), err)
	}
}
