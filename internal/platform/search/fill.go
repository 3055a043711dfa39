package search

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"tiexin/internal/platform/db"
)

const (
	// fillAtOnce docs are read, cut and stored in one write.
	fillAtOnce = 500
	// fillPause after each, while people work.
	fillPause = 5 * time.Millisecond
	fillRetry = 5 * time.Second
)

// Filling keeps the index filled from the ledger until ctx ends: after the first
// start, after a new Version, and when the file had to be made anew.
func (x *Index) Filling(ctx context.Context) error {
	for {
		pause := time.Duration(-1)
		if err := x.Fill(ctx, fillPause); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "search index not filled yet", "err", err)
			pause = fillRetry
		}
		if pause < 0 {
			select {
			case <-ctx.Done():
				return nil
			case <-x.again:
			}
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

// Fill indexes all that the modules have and the index has not, the newest
// first. What comes meanwhile is indexed as it comes.
func (x *Index) Fill(ctx context.Context, pause time.Duration) error {
	if err := x.forgetOlder(ctx); err != nil {
		return err
	}
	if x.Begin != nil {
		if err := x.Begin(ctx); err != nil {
			return err
		}
	}
	for _, s := range x.fills {
		for more := true; more; {
			var err error
			if more, err = x.fillStep(ctx, s); err != nil {
				return err
			}
			if pause > 0 && more {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(pause):
				}
			}
		}
	}
	return nil
}

// Filled tells whether everything in the ledger is in the index.
func (x *Index) Filled(ctx context.Context) (bool, error) {
	for _, s := range x.fills {
		if _, done, err := progress(ctx, x.Home(), s.name); err != nil || !done {
			return false, err
		}
	}
	return true, nil
}

// forgetOlder empties an index that another version has cut. A file is thrown
// away when it is opened; here PostgreSQL's tables are.
func (x *Index) forgetOlder(ctx context.Context) error {
	if x.ledger.Engine() == db.SQLite {
		return nil
	}
	return x.Home().Write(ctx, func(tx *db.Tx) error {
		var older int
		if err := db.Get(ctx, tx, stmtOlder, []any{Version}, &older); err != nil || older == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, stmtPgEmpty); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, stmtUnfill)
		return err
	})
}

// progress reads how far a source has been filled.
func progress(ctx context.Context, q db.Querier, name string) (before string, done bool, err error) {
	var version int
	err = db.Get(ctx, q, stmtFill, []any{name}, &version, &before, &done)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return before, done, err
}

// fillStep indexes the next docs of a source. They are read and cut outside of
// the write, which sees that nobody has filled meanwhile; what was indexed as it
// came stays.
func (x *Index) fillStep(ctx context.Context, s source) (more bool, err error) {
	before, done, err := progress(ctx, x.Home(), s.name)
	if err != nil || done {
		return false, err
	}
	docs, next, err := s.owner.Docs(ctx, before, fillAtOnce)
	if err != nil {
		return false, err
	}
	slices.Reverse(docs) // numbers rise with time
	docs = once(docs)
	cut := allTerms(docs)
	err = x.Home().Write(ctx, func(tx *db.Tx) error {
		at, done, err := progress(ctx, tx, s.name)
		if err != nil || done || at != before {
			return err
		}
		fresh, terms, err := unknown(ctx, tx, docs, cut)
		if err != nil {
			return err
		}
		if err := x.fillIn(ctx, tx, fresh, terms); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, stmtPutFill, s.name, Version, next, next == "")
		return err
	})
	return next != "", err
}

// unknown leaves out what is in the index.
func unknown(ctx context.Context, tx *db.Tx, docs []Doc, cut []string) (fresh []Doc, terms []string, err error) {
	known := map[Kind]map[string]bool{}
	for k, list := range refIDs(docs) {
		known[k] = map[string]bool{}
		b := db.Build("search.known", `SELECT ref_id FROM search_doc`).Add("WHERE kind = ?", string(k)).InList("AND ref_id", list)
		err := db.EachOf(ctx, tx, b, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			known[k][id] = true
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	for i, d := range docs {
		if !known[d.Kind][d.RefID] {
			fresh, terms = append(fresh, d), append(terms, cut[i])
		}
	}
	return fresh, terms, nil
}
