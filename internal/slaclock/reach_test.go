package slaclock

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"tiexin/internal/platform/db"
)

// neighbours are clocks of which each differs from the first in one thing.
var neighbours = []Ref{{"test", "x", FirstResponse, ""}, {"test", "x", FirstResponse, "2"}, {"test", "x", Hold, ""},
	{"test", "y", FirstResponse, ""}, {"else", "x", FirstResponse, ""}}

// reached starts the neighbours anew, their subjects told apart by a mark, acts,
// and tells which of them have changed.
func (b *bench) reached(mark string, act func(tx *db.Tx, apart func(Ref) Ref) error) (out []int) {
	b.t.Helper()
	apart := func(r Ref) Ref { r.SubjectID += mark; return r }
	seen := func() (out []string) {
		for _, r := range neighbours {
			r = apart(r)
			views, err := b.Of(b.t.Context(), r.Subject, []string{r.SubjectID})
			if err != nil {
				b.t.Fatal(err)
			}
			text := ""
			for _, v := range views[r.SubjectID] {
				if v.Kind == r.Kind && v.Key == r.Key {
					text = fmt.Sprintf("%+v", v)
				}
			}
			out = append(out, text)
		}
		return out
	}
	for _, r := range neighbours {
		r = apart(r)
		b.start(r.SubjectID, func(s *Spec) { s.Subject, s.Kind, s.Key = r.Subject, r.Kind, r.Key })
	}
	b.clock.Advance(time.Second)
	before := seen()
	b.write(func(tx *db.Tx) error { return act(tx, apart) })
	for i, after := range seen() {
		if before[i] != after {
			out = append(out, i)
		}
	}
	return out
}

// TestAnActReachesItsOwnClocks: whatever is done by a reference is done to the
// clocks that it names, and to none of another subject, kind or key.
func TestAnActReachesItsOwnClocks(t *testing.T) {
	acts := map[string]func(*bench, context.Context, *db.Tx, Ref) error{
		"stop":   func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error { return b.Stop(ctx, tx, r, b.clock.Now()) },
		"cancel": func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error { return b.Cancel(ctx, tx, r) },
		"pause": func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error {
			return b.Pause(ctx, tx, r, "customer", b.clock.Now())
		},
		"retarget": func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error {
			return b.Retarget(ctx, tx, r, 90, "", b.clock.Now())
		},
		"owner": func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error { return b.SetOwner(ctx, tx, r, "chen") },
		"forget": func(b *bench, ctx context.Context, tx *db.Tx, r Ref) error {
			return b.Forget(ctx, tx, r.Subject, r.SubjectID)
		},
	}
	each(t, func(t *testing.T, b *bench) {
		n := 0
		for name, act := range acts {
			refs := map[Ref][]int{{"test", "x", "", ""}: {0, 1, 2}}
			if name != "forget" {
				refs[neighbours[0]], refs[neighbours[1]], refs[neighbours[3]] = []int{0}, []int{1}, []int{3}
			}
			for ref, want := range refs {
				n++
				got := b.reached(fmt.Sprint(n), func(tx *db.Tx, apart func(Ref) Ref) error { return act(b, t.Context(), tx, apart(ref)) })
				if !slices.Equal(got, want) {
					t.Errorf("%s %+v reached %v, want %v", name, ref, got, want)
				}
			}
		}
	})
}
