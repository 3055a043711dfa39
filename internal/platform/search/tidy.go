package search

import (
	"context"
	"log/slog"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
)

// An FTS5 index is a heap of sorted segments: every commit adds one, and what
// has gathered is merged by and by, or a search would look into thousands.
// FTS5 would do so inside the write of whoever comes along, for as long as it
// takes. So that is turned off, and Tidy merges in steps of a few milliseconds,
// most of the time resting. A month's table bounds what there is to merge.
const (
	tidyStep  = 4 * time.Millisecond  // a step is to take
	tidyPause = 20 * time.Millisecond // at least, and
	tidyRest  = 4                     // times what the step took
	maxPages  = 256
)

var stmtChanges = db.SQLFor(db.SQLite, "search.changes", `SELECT total_changes()`)

// Tidy merges the months that have changed, until ctx ends. PostgreSQL does so
// by itself.
func (x *Index) Tidy(ctx context.Context) error {
	if x.ledger.Engine() == db.Postgres {
		<-ctx.Done()
		return nil
	}
	if all, err := parts(ctx, x.Home()); err == nil {
		x.touched(all)
	}
	pages := 8
	for {
		part, found := x.nextDirty()
		if !found {
			select {
			case <-ctx.Done():
				return nil
			case <-x.changed:
			}
			continue
		}
		watch := clock.Start()
		more, err := x.merge(ctx, part, pages)
		took := watch.Elapsed()
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "search index not merged", "err", err)
		}
		if more {
			x.dirty.Store(part, true)
		}
		pages = nextPages(pages, took)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(tidyPause, tidyRest*took)):
		}
	}
}

// nextPages makes the next step about as long as a step is to be.
func nextPages(pages int, took time.Duration) int {
	switch {
	case took > 2*tidyStep:
		return max(pages/2, 1)
	case took < tidyStep/2:
		return min(pages*2, maxPages)
	}
	return pages
}

func (x *Index) nextDirty() (part int, found bool) {
	x.dirty.Range(func(k, _ any) bool {
		part, found = k.(int), true
		x.dirty.Delete(k)
		return false
	})
	return part, found
}

// merge merges some pages of a month and tells whether there was anything to
// merge: when not, FTS5 counts fewer than two changes.
func (x *Index) merge(ctx context.Context, part, pages int) (more bool, err error) {
	name := textTable(part)
	step := db.Shape("search.merge", `INSERT INTO `+name+` (`+name+`, rank) VALUES ('merge', $1)`)
	err = x.Home().Write(ctx, func(tx *db.Tx) error {
		var before, after int64
		if err := db.Get(ctx, tx, stmtChanges, nil, &before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, step, pages); err != nil {
			return err
		}
		err := db.Get(ctx, tx, stmtChanges, nil, &after)
		more = after-before >= 2
		return err
	})
	return more, err
}

// touched wakes Tidy once a change of these months is stored.
func (x *Index) touched(parts []int) {
	for _, p := range parts {
		x.dirty.Store(p, true)
	}
	wake(x.changed)
}
