package insight

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

// pruneStep is how many things one write removes: others want to write, too.
const pruneStep = 100

// Prune removes the facts, rounds and incidents of before a time, except what
// later rounds of the same conversation stand on. They are looked for outside
// of the writes.
func (s *Service) Prune(ctx context.Context, before time.Time) error {
	for _, old := range []struct {
		stmt *db.Stmt
		drop func(context.Context, *db.Tx, string) error
	}{{stmtFactsOld, dropFacts(before)}, {stmtRoundsOld, drop}, {stmtIncidentsOld, dropIncident}} {
		if err := s.prune(ctx, old.stmt, before, old.drop); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) prune(ctx context.Context, old *db.Stmt, before time.Time, drop func(context.Context, *db.Tx, string) error) error {
	for {
		ids, err := db.Collect(ctx, s.DB, old, func(r db.Row) (id string, err error) { return id, r.Scan(&id) }, db.Micros(before), pruneStep)
		if err != nil || len(ids) == 0 {
			return err
		}
		err = s.DB.Write(ctx, func(tx *db.Tx) error {
			for _, one := range ids {
				if err := drop(ctx, tx, one); err != nil {
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
