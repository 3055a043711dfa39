package search

import (
	"context"
	"log/slog"
	"time"

	"tiexin/internal/platform/db"
)

// SQLite's index is a heap of sorted segments: every commit adds one, and what
// has gathered is merged by and by, or a search would look into thousands.
// FTS5 would do so inside the commit that fills up 64 pages, and whoever is in
// it waits twenty milliseconds. So that is turned off, and Tidy merges a few
// pages at a time in writes of its own, between which others take their turn.
const (
	tidyPages = 16 // of one step: about a millisecond
	tidyPause = 20 * time.Millisecond
)

var (
	stmtLiteMerge   = db.SQLFor(db.SQLite, "search.merge", `INSERT INTO search_text (search_text, rank) VALUES ('merge', $1)`)
	stmtLiteChanges = db.SQLFor(db.SQLite, "search.changes", `SELECT total_changes()`)
)

// Tidy merges the index in small steps after it has changed, until ctx ends.
// PostgreSQL does so by itself.
func (x *Index) Tidy(ctx context.Context) error {
	if x.db.Engine() == db.Postgres {
		<-ctx.Done()
		return nil
	}
	for {
		more, err := x.tidyStep(ctx)
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "search index not merged", "err", err)
		}
		if !more || err != nil {
			select {
			case <-ctx.Done():
				return nil
			case <-x.changed:
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(tidyPause):
		}
	}
}

// tidyStep merges some pages and tells whether there was anything to merge:
// when not, FTS5 counts fewer than two changes.
func (x *Index) tidyStep(ctx context.Context) (more bool, err error) {
	err = x.db.Write(ctx, func(tx *db.Tx) error {
		var before, after int64
		if err := db.Get(ctx, tx, stmtLiteChanges, nil, &before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtLiteMerge, tidyPages); err != nil {
			return err
		}
		err := db.Get(ctx, tx, stmtLiteChanges, nil, &after)
		more = after-before >= 2
		return err
	})
	return more, err
}

// touched wakes Tidy once the change is on disk.
func (x *Index) touched() {
	select {
	case x.changed <- struct{}{}:
	default:
	}
}
