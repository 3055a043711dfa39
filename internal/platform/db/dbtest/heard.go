package dbtest

import (
	"context"
	"errors"
	"testing"

	"tiexin/internal/platform/db"
)

var errTaken = errors.New("taken back")

// EachFails tries a use case once for each statement of it that fails, and sees
// that it says so; then once where none fails. Nothing of it is kept. For what no
// request does: jobs, turns and subscribers.
func EachFails(t *testing.T, d *db.DB, least int, act func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	disk := errors.New("the disk is not what it was")
	for n := 0; ; n++ {
		at, name := 0, ""
		ctx := db.Failing(t.Context(), func(s *db.Stmt, write bool, _ []any) error {
			if !write {
				return nil
			}
			if at++; at != n+1 {
				return nil
			}
			name = s.Name
			return disk
		})
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			at, name = 0, ""
			if err := act(ctx, tx); err != nil {
				return err
			}
			return errTaken
		})
		switch {
		case name == "" && !errors.Is(err, errTaken):
			t.Fatalf("when nothing fails: %v", err)
		case name == "" && n < least:
			t.Errorf("only %d statements: it does nothing", n)
			return
		case name == "":
			return
		case errors.Is(err, errTaken):
			t.Errorf("%s failed, and was passed over", name)
		case !errors.Is(err, disk):
			t.Errorf("%s failed, and what is said is %v", name, err)
		}
	}
}
