package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tiexin/internal/platform/db/pagesum"
	"tiexin/internal/platform/fault"
)

// noted keeps what SQLite found by itself; what package pagesum finds it keeps
// by page, until the page is written anew.
func (d *DB) noted(err error) {
	if len(pagesum.Found(d.path)) == 0 {
		d.damage.Store(&err)
	}
}

// Damage tells which pages of the SQLite file were met that are not what was
// written, or what else SQLite found; nil: nothing has been met.
func (d *DB) Damage() error {
	if d.engine != SQLite {
		return nil
	}
	if spots := pagesum.Found(d.path); len(spots) > 0 {
		return &PagesError{Spots: spots}
	}
	if err := d.damage.Load(); err != nil {
		return *err
	}
	return nil
}

// Damaged counts the pages of Damage, at least one where there is any.
func (d *DB) Damaged() int {
	err := d.Damage()
	if err == nil {
		return 0
	}
	var pages *PagesError
	if errors.As(err, &pages) {
		return len(pages.Spots)
	}
	return 1
}

// A write that damage refuses weighs as much as so many that are kept; beyond
// the limit, which is the third in a row, writes are said to be refused.
const refusedWeighs, refusedFrom, refusedMost = 20, 41, 200

// weighed keeps account of what Refusing tells.
func (d *DB) weighed(err error) error {
	switch {
	case fault.HasCode(err, "storage.damaged"):
		d.strain.Store(min(d.strain.Add(refusedWeighs), refusedMost))
	case err == nil && d.strain.Load() > 0:
		d.strain.Add(-1)
	}
	return err
}

// Refusing tells why writes keep failing, where damage stands in the way of many
// of them and not of one thing that somebody asks for now and then.
func (d *DB) Refusing() error {
	if d.strain.Load() < refusedFrom {
		return nil
	}
	return fault.New(fault.KindUnavailable, "storage.damaged").Because(d.Damage())
}

// PagesError names pages that are not what was written, and where known what
// they belong to.
type PagesError struct {
	Spots []pagesum.Spot
	Of    map[int64]string
}

// pagesShown of them; the rest is counted.
const pagesShown = 8

// Error names the first of them.
func (e *PagesError) Error() string {
	var b strings.Builder
	for i, s := range e.Spots {
		if i == pagesShown {
			fmt.Fprintf(&b, ", … (%d)", len(e.Spots))
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "page %d", s.Page)
		if of := e.Of[s.Page]; of != "" {
			fmt.Fprintf(&b, " (%s)", of)
		}
		if s.Log {
			b.WriteString(" in the log")
		}
	}
	return b.String()
}

// wayBack says what to do about a file that cannot be opened for its damage.
func wayBack(path string, err error) error {
	if err == nil || !isDamaged(err) {
		return err
	}
	if spots := pagesum.Found(path); len(spots) > 0 {
		err = fmt.Errorf("%w: %w", &PagesError{Spots: spots}, err)
	}
	return fmt.Errorf("账本文件 %s 已损坏：请换一块好的磁盘，用 tiexin restore 把最近的备份恢复到一个空目录 (the ledger is damaged: restore the newest backup into an empty folder, on a disk that is well): %w", path, err)
}

// sweepStep pages are read in one statement.
const sweepStep = 256

// Sums tells whether the SQLite file's pages have sums; see package pagesum.
func (d *DB) Sums() (bool, error) { return pagesum.Reserved(d.path) }

// Sound asks SQLite whether everything in its file fits together, and tells who
// asked to be told where it does not. It takes a connection of its own: FTS5
// remembers on each how an index stood when it was last searched there, and its
// check does not see whether that still holds, so it would miss what has been
// merged away since and call that damage.
func (d *DB) Sound(ctx context.Context) error {
	q, err := openSQLite(d.path, readerMode, true, 1)
	if err != nil {
		return err
	}
	defer q.Close()
	var answer string
	if err := q.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&answer); err != nil {
		return classify(d.looked(err))
	}
	if answer == "ok" {
		return nil
	}
	err = errors.New(answer)
	d.noted(err)
	if d.hurt != nil {
		d.hurt(err)
	}
	return err
}

// Pages counts the pages of the SQLite file.
func (d *DB) Pages(ctx context.Context) (n int64, err error) {
	err = d.side.QueryRowContext(ctx, "PRAGMA page_count").Scan(&n)
	return n, classify(err)
}

// Sweep reads n pages of the SQLite file from one on, whatever they hold, and
// gives a PagesError of those that differ from what was written. It takes a
// connection of its own, so that nothing is answered from memory.
func (d *DB) Sweep(ctx context.Context, from, n int64, step func(done int64)) error {
	q, err := openSQLite(d.path, readerMode, true, 1)
	if err != nil {
		return err
	}
	defer q.Close()
	for at := from; at < from+n; at += sweepStep {
		if err := sweepPages(ctx, q, at, min(at+sweepStep, from+n)); err != nil {
			return err
		}
		if step != nil {
			step(min(at+sweepStep, from+n) - from)
		}
	}
	spots := pagesum.Found(d.path)
	if len(spots) == 0 {
		return nil
	}
	of, err := owners(ctx, q)
	if err != nil { // the schema may be what is damaged
		of = nil
	} else if len(of) == 0 { // no table and no index misses them
		for _, s := range spots {
			of[s.Page] = "unused"
		}
	}
	// Told last: another file may stand there from then on, and what is read
	// of this one would be held against it.
	if d.hurt != nil {
		d.hurt(&PagesError{Spots: spots})
	}
	return &PagesError{Spots: spots, Of: of}
}

func sweepPages(ctx context.Context, q *sql.DB, from, to int64) error {
	var read sql.NullInt64
	err := q.QueryRowContext(ctx, `WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
		SELECT SUM(length(data)) FROM n CROSS JOIN sqlite_dbpage WHERE pgno = i`, from, to).Scan(&read)
	switch {
	case err == nil || !isDamaged(err):
		return err
	case to-from > 1: // which of them
		for page := from; page < to; page++ {
			if err := sweepPages(ctx, q, page, page+1); err != nil {
				return err
			}
		}
		return nil
	}
	return nil // found, and so remembered
}

var (
	inTree  = regexp.MustCompile(`^Tree (\d+) `)
	getPage = regexp.MustCompile(`(?:get page|page) (\d+)(?:$|:)`)
)

// owners tells which table or index the pages belong to that cannot be read, by
// what SQLite's own check says of them.
func owners(ctx context.Context, q *sql.DB) (map[int64]string, error) {
	names := map[string]string{"1": "sqlite_schema"}
	rows, err := q.QueryContext(ctx, "SELECT rootpage, type || ' ' || name FROM sqlite_schema WHERE rootpage > 0")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var root, name string
		if err := rows.Scan(&root, &name); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		names[root] = name
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	of := map[int64]string{}
	rows, err = q.QueryContext(ctx, "PRAGMA integrity_check(1000)")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			return nil, err
		}
		for line := range strings.Lines(said) {
			line = strings.TrimSpace(line)
			found := getPage.FindAllStringSubmatch(line, -1)
			if len(found) == 0 {
				continue
			}
			page, err := strconv.ParseInt(found[len(found)-1][1], 10, 64)
			if err != nil {
				continue
			}
			if tree := inTree.FindStringSubmatch(line); tree != nil {
				of[page] = names[tree[1]]
			} else {
				of[page] = "unused"
			}
		}
	}
	return of, nil // what comes after the first line may end in an error again
}
