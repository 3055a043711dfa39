package workforce_test

import (
	"fmt"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

var (
	stmtTestSpan = db.SQL("test.span", `INSERT INTO workforce_span (id, staff_id, state, former, break_kind, reason, cover_id, by_id, from_at, to_at)
		VALUES ($1, $2, 'online', 'offline', '', '', '', '', $3, $4)`)
	stmtTestSpans = db.SQL("test.spans", `SELECT COUNT(*), COALESCE(SUM(CASE WHEN to_at IS NULL THEN 1 ELSE 0 END), 0) FROM workforce_span WHERE id LIKE 'test%'`)
)

// TestPruneRemovesOldSpans and leaves those that are young or still run.
func TestPruneRemovesOldSpans(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		now := s.Clock.Now()
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 250 { // more than two steps of the old
				from, to := now.AddDate(0, 0, -500), db.MicrosOrNil(now.AddDate(0, 0, -499))
				switch i {
				case 0:
					to = nil // runs since then
				case 1:
					to = db.MicrosOrNil(now.AddDate(0, 0, -399))
				}
				if _, err := tx.Exec(t.Context(), stmtTestSpan, fmt.Sprint("test", i), fmt.Sprint("staff", i), db.Micros(from), to); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.App.Workforce.Prune(t.Context(), now.Add(-400*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		var left, running int
		if err := db.Get(t.Context(), s.App.DB, stmtTestSpans, nil, &left, &running); err != nil || left != 2 || running != 1 {
			t.Errorf("%d left, %d of them running, %v", left, running, err)
		}
	})
}
