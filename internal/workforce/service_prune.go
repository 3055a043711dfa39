package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

// pruneStep is how many rows one write removes: others want to write, too.
const pruneStep = 100

// Prune removes spans that ended before a time. They are looked for outside of
// the writes.
func (s *Service) Prune(ctx context.Context, before time.Time) error {
	for {
		ids, err := db.Collect(ctx, s.DB, stmtSpansOld, func(r db.Row) (id string, err error) { return id, r.Scan(&id) }, db.Micros(before), pruneStep)
		if err != nil || len(ids) == 0 {
			return err
		}
		err = s.DB.Write(ctx, func(tx *db.Tx) error {
			for _, spanID := range ids {
				if _, err := tx.Exec(ctx, stmtSpanDrop, spanID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
