package audit

import (
	"context"
	"strings"
	"testing"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"

	"time"
)

// TestTheHealthPageWalksTheNewestPart breaks a seal before and one inside it.
func TestTheHealthPageWalksTheNewestPart(t *testing.T) {
	spoil := db.SQL("test.spoil", `UPDATE audit_seal SET lines = lines + $2 WHERE n = $1`)
	dbtest.Each(t, []db.Migrations{Migrations()}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		trail := New(d, clock.NewFixed(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)))
		write := func(do func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		newest := func() (n int64) {
			last, err := lastSeal(ctx, d)
			if err != nil {
				t.Fatal(err)
			}
			return last.N
		}
		change := func(n, by int64) {
			t.Helper()
			write(func(tx *db.Tx) error { _, err := tx.Exec(ctx, spoil, n, by); return err })
		}
		for n := int64(1); n <= recentSeals+5; n++ {
			write(func(tx *db.Tx) error { return trail.Record(ctx, tx, "test.done", Subject{Kind: "test"}, nil, nil) })
			for newest() < n { // on PostgreSQL once older transactions are over
				if err := trail.Seal(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		holds := func(what string, err error, want string) {
			t.Helper()
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", what, err, want)
			}
		}
		holds("whole", trail.VerifyRecent(ctx), "")
		change(recentSeals, 1)
		holds("broken inside", trail.VerifyRecent(ctx), "seal 1000:")
		change(recentSeals, -1)
		change(3, 1)
		holds("broken before", trail.VerifyRecent(ctx), "")
		holds("walked through", trail.Verify(ctx), "seal 3:")
		holds("after the walk", trail.VerifyRecent(ctx), "seal 3:")
		change(3, -1)
		holds("mended", trail.Verify(ctx), "")
		holds("after the mending", trail.VerifyRecent(ctx), "")
	})
}
