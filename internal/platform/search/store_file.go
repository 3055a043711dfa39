package search

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"tiexin/internal/platform/db"
)

// FileName of the index beside a SQLite ledger.
const FileName = "search.db"

//go:embed file
var fileSteps embed.FS

// FileMigrations are the steps that make the index's own file.
func FileMigrations() db.Migrations {
	steps, err := fs.Sub(fileSteps, "file")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return db.Migrations{Module: "search_file", Files: steps}
}

var (
	stmtParts   = db.SQLFor(db.SQLite, "search.parts", `SELECT part FROM search_part ORDER BY part DESC`)
	stmtAddPart = db.SQLFor(db.SQLite, "search.add_part", `INSERT INTO search_part (part) VALUES ($1)`)
)

// undated is the part of docs that move with every change.
const undated = 0

// partOf a doc: its month as YYYYMM.
func partOf(r Ref) int {
	if !r.Kind.dated() {
		return undated
	}
	at := r.At.UTC()
	return at.Year()*100 + int(at.Month())
}

// openFile opens the index's file. One that cannot be opened, or was made by
// another version, is thrown away.
func (x *Index) openFile(ctx context.Context) error {
	d, err := x.tryFile(ctx)
	if err != nil {
		slog.WarnContext(ctx, "search index is made anew", "err", err)
		if err := x.removeFile(); err != nil {
			return err
		}
		if d, err = x.tryFile(ctx); err != nil {
			return err
		}
	}
	x.home.Store(d)
	return nil
}

var errOlder = errors.New("made by another version")

func (x *Index) tryFile(ctx context.Context) (*db.DB, error) {
	var d *db.DB
	hurt := func(err error) { x.hurt(d, err) }
	d, err := db.Open(ctx, db.Options{Dir: x.dir, Name: FileName, Damaged: hurt, Lost: x.ledger.Distrust})
	if err != nil {
		return nil, err
	}
	var older int
	err = d.Migrate(ctx, []db.Migrations{FileMigrations()})
	if err == nil {
		err = db.Get(ctx, d, stmtOlder, []any{Version}, &older)
	}
	if err == nil && older > 0 {
		err = errOlder
	}
	if sums, look := d.Sums(); err == nil && !sums {
		err = errors.Join(errOlder, look)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (x *Index) removeFile() error {
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(x.dir, FileName+tail)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// hurt is told that a file is damaged, by whoever still reads it: perhaps when
// another stands in its place.
func (x *Index) hurt(d *db.DB, err error) {
	if x.Home() != d {
		return
	}
	if !x.damaged.Swap(true) {
		slog.Error("search index is damaged", "err", err)
	}
	if stop := x.stop.Load(); stop != nil {
		(*stop)()
	}
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run keeps the file's writer going until ctx ends, and makes a damaged file
// anew. On PostgreSQL it only waits.
func (x *Index) Run(ctx context.Context) error {
	if x.ledger.Engine() == db.Postgres {
		<-ctx.Done()
		return nil
	}
	for {
		if err := x.write(ctx); ctx.Err() != nil || err != nil {
			return err
		}
		if err := errors.Join(x.Home().Close(), x.removeFile(), x.openFile(ctx)); err != nil {
			return err
		}
		x.damaged.Store(false)
		wake(x.again)
	}
}

// write keeps the writer going until ctx ends or damage is found.
func (x *Index) write(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	x.stop.Store(&stop)
	if x.damaged.Load() {
		return nil
	}
	return x.Home().Run(ctx)
}

// Close lets go of the file.
func (x *Index) Close() error {
	if x.ledger.Engine() == db.Postgres {
		return nil
	}
	return x.Home().Close()
}

// Check reads the whole file and tells whether it is damaged. Where Run keeps it
// going, a damaged one is made anew.
func (x *Index) Check(ctx context.Context) error {
	if x.ledger.Engine() == db.Postgres {
		return nil
	}
	home := x.Home()
	pages, err := home.Pages(ctx)
	if err == nil {
		err = home.Sweep(ctx, 1, pages, nil)
	}
	if err == nil {
		err = home.Sound(ctx)
	}
	if err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	return nil
}

func textTable(part int) string { return "search_text_" + strconv.Itoa(part) }

func parts(ctx context.Context, q db.Querier) ([]int, error) {
	return db.Collect(ctx, q, stmtParts, func(r db.Row) (part int, err error) { return part, r.Scan(&part) })
}

// addPart makes the table of a month. FTS5 would merge inside the write of
// whoever comes along; Tidy does it.
func addPart(ctx context.Context, tx *db.Tx, part int) error {
	if _, err := tx.Exec(ctx, stmtAddPart, part); err != nil {
		return err
	}
	name := textTable(part)
	for _, text := range []string{
		`CREATE VIRTUAL TABLE ` + name + ` USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')`,
		`INSERT INTO ` + name + ` (` + name + `, rank) VALUES ('automerge', 0)`,
	} {
		if _, err := tx.ExecOf(ctx, db.Build("search.add_part", text)); err != nil {
			return err
		}
	}
	return nil
}

// insertLite numbers docs upwards from seq.
func (x *Index) insertLite(ctx context.Context, tx *db.Tx, seq int64, docs []Doc, terms []string) error {
	known, err := parts(ctx, tx)
	if err != nil {
		return err
	}
	var touched []int
	for i, d := range docs {
		part := partOf(d.Ref)
		if !slices.Contains(known, part) {
			if err := addPart(ctx, tx, part); err != nil {
				return err
			}
			known = append(known, part)
		}
		if !slices.Contains(touched, part) {
			touched = append(touched, part)
		}
		at := row(d, "")
		if _, err := tx.Exec(ctx, stmtLitePut, append([]any{seq + int64(i)}, append(at[:5:5], part)...)...); err != nil {
			return err
		}
	}
	// Month by month: FTS5 writes out what it has gathered where a statement
	// stands between two inserts.
	for _, part := range touched {
		insert := db.Shape("search.put_text", fmt.Sprintf(`INSERT INTO %s (rowid, terms) VALUES ($1, $2)`, textTable(part)))
		for i, d := range docs {
			if partOf(d.Ref) == part {
				if _, err := tx.Exec(ctx, insert, seq+int64(i), terms[i]); err != nil {
					return err
				}
			}
		}
	}
	tx.AfterCommit(func() { x.touched(touched) })
	return nil
}

func (x *Index) removeLite(ctx context.Context, tx *db.Tx, k Kind, refIDs []string) error {
	b := db.Build("search.spots_of", `SELECT seq, part FROM search_doc`).Add("WHERE kind = ?", string(k)).InList("AND ref_id", refIDs)
	gone, err := db.CollectOf(ctx, tx, b, func(r db.Row) (s Spot, err error) { return s, r.Scan(&s.Seq, &s.Part) })
	if err != nil {
		return err
	}
	for _, s := range gone {
		remove := db.Shape("search.drop_text", `DELETE FROM `+textTable(s.Part)+` WHERE rowid = $1`)
		if _, err := tx.Exec(ctx, remove, s.Seq); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtDrop, s.Seq); err != nil {
			return err
		}
	}
	return nil
}

// candidatesLite goes through the months, the newest first.
func (x *Index) candidatesLite(ctx context.Context, k Kind, query string, before Spot, limit int, f Filter) ([]found, error) {
	home := x.Home()
	all, err := parts(ctx, home)
	if err != nil {
		return nil, err
	}
	from, to := f.span()
	var out []found
	for _, part := range all {
		if part > before.Part || !k.dated() && part != undated || k.dated() && !f.reaches(part) {
			continue
		}
		top := before.Seq
		if part < before.Part {
			top = maxSeq
		}
		b := db.Build("search.find_sqlite", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.at FROM `+textTable(part)+` t JOIN search_doc d ON d.seq = t.rowid
			WHERE `+textTable(part)+` MATCH $1 AND t.rowid < $2 AND d.at >= $3 AND d.at < $4 ORDER BY t.rowid DESC LIMIT $5`, query, top, from, to, limit-len(out))
		more, err := db.CollectOf(ctx, home, b, scanFound)
		if err != nil {
			return nil, err
		}
		for i := range more {
			more[i].spot.Part = part
		}
		if out = append(out, more...); len(out) == limit {
			break
		}
	}
	return out, nil
}

// reaches tells whether a month may hold anything of the time asked for.
func (f Filter) reaches(part int) bool {
	if part == undated {
		return false
	}
	month := Ref{Kind: Message}
	if month.At = f.From; !f.From.IsZero() && part < partOf(month) {
		return false
	}
	month.At = f.To
	return f.To.IsZero() || part <= partOf(month)
}
