package search

import (
	"context"
	"embed"
	"strings"

	"tiexin/internal/platform/db"
)

//go:embed migrations
var files embed.FS

// Migrations are the steps that make the index.
func Migrations() db.Migrations { return db.Migrations{Module: "search", Files: files} }

var (
	stmtDrop   = db.SQL("search.drop", `DELETE FROM search_doc WHERE seq = $1`)
	stmtNewest = db.SQL("search.newest", `SELECT COALESCE(MAX(seq), 0) FROM search_doc`)
	// SQLite's seq is chosen here: INSERT … RETURNING would open a savepoint for
	// every row, at which FTS5 writes out what it has gathered.
	stmtLiteLast = db.SQLFor(db.SQLite, "search.last_sqlite", `SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'search_doc'`)
	stmtLitePut  = db.SQLFor(db.SQLite, "search.put_sqlite", `INSERT INTO search_doc (kind, ref_id, group_id, place, title, text, hidden, at, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	stmtLiteText = db.SQLFor(db.SQLite, "search.put_text", `INSERT INTO search_text (rowid, terms) VALUES ($1, $2)`)
	stmtLiteGone = db.SQLFor(db.SQLite, "search.drop_text", `DELETE FROM search_text WHERE rowid = $1`)
	stmtLiteFind = db.SQLFor(db.SQLite, "search.find_sqlite", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.title, d.text, d.hidden, d.at
		FROM search_text JOIN search_doc d ON d.seq = search_text.rowid
		WHERE search_text MATCH $1 AND search_text.rowid < $2 ORDER BY search_text.rowid DESC LIMIT $3`)
	stmtPgPut = db.SQLFor(db.Postgres, "search.put_postgres", `INSERT INTO search_doc (kind, ref_id, group_id, place, title, text, hidden, at, terms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::tsvector)`)
	// The newest docs, in order: a common word is found among them.
	stmtPgNear = db.SQLFor(db.Postgres, "search.find_near", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.title, d.text, d.hidden, d.at
		FROM search_doc d WHERE d.seq < $2 AND d.seq >= $4 AND d.terms @@ $1::text::tsquery ORDER BY d.seq DESC LIMIT $3`)
	// For the rest the GIN index is used; "+ 0" keeps the planner from walking, and
	// from reading the whole of the primary key only to leave out the newest.
	stmtPgFar = db.SQLFor(db.Postgres, "search.find_far", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.title, d.text, d.hidden, d.at
		FROM search_doc d WHERE d.seq + 0 < $2 AND d.terms @@ $1::text::tsquery ORDER BY d.seq + 0 DESC LIMIT $3`)
)

// near is how many of the newest docs PostgreSQL walks before it uses GIN.
const near = 1000

type found struct {
	Doc
	seq int64
}

// Put indexes docs, each once, replacing what stood under their kinds and ids.
func (x *Index) Put(ctx context.Context, tx *db.Tx, docs ...Doc) error {
	if len(docs) == 0 {
		return nil
	}
	refs := map[Kind][]string{}
	for _, d := range docs {
		refs[d.Kind] = append(refs[d.Kind], d.RefID)
	}
	for k, ids := range refs {
		if err := x.Remove(ctx, tx, k, ids...); err != nil {
			return err
		}
	}
	tx.AfterCommit(x.touched)
	var last int64
	if tx.Engine() == db.SQLite {
		if err := db.Get(ctx, tx, stmtLiteLast, nil, &last); err != nil {
			return err
		}
	}
	for i, d := range docs {
		list := terms(d.Kind, d.all())
		args := []any{string(d.Kind), d.RefID, d.Group, d.Place, d.Title, d.Text, d.Hidden, db.Micros(d.At)}
		var err error
		if tx.Engine() == db.Postgres {
			_, err = tx.Exec(ctx, stmtPgPut, append(args, vector(list))...)
		} else {
			err = putLite(ctx, tx, args, last+int64(i)+1, strings.Join(list, " "))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putLite stores the row of a doc and its terms on SQLite.
func putLite(ctx context.Context, tx *db.Tx, args []any, seq int64, terms string) error {
	if _, err := tx.Exec(ctx, stmtLitePut, append(args, seq)...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, stmtLiteText, seq, terms)
	return err
}

// Remove takes docs out of the index.
func (x *Index) Remove(ctx context.Context, tx *db.Tx, k Kind, refIDs ...string) error {
	if len(refIDs) == 0 {
		return nil
	}
	b := db.Build("search.seqs_of", `SELECT seq FROM search_doc`).Add("WHERE kind = ?", string(k)).InList("AND ref_id", refIDs)
	seqs, err := db.CollectOf(ctx, tx, b, func(r db.Row) (seq int64, err error) { return seq, r.Scan(&seq) })
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if tx.Engine() == db.SQLite {
			if _, err := tx.Exec(ctx, stmtLiteGone, seq); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, stmtDrop, seq); err != nil {
			return err
		}
	}
	return nil
}

// candidates reads docs that hold the terms, newest first, before a seq.
func (x *Index) candidates(ctx context.Context, query string, before int64, limit int) ([]found, error) {
	if x.db.Engine() == db.SQLite {
		return x.collect(ctx, stmtLiteFind, query, before, limit)
	}
	var newest int64
	if err := db.Get(ctx, x.db, stmtNewest, nil, &newest); err != nil {
		return nil, err
	}
	before = min(before, newest+1)
	floor := before - near
	out, err := x.collect(ctx, stmtPgNear, query, before, limit, floor)
	if err != nil || len(out) == limit || floor <= 1 {
		return out, err
	}
	if n := wider(int64(len(out)), int64(limit), floor); n > 0 {
		more, err := x.collect(ctx, stmtPgNear, query, floor, limit-len(out), floor-n)
		out, floor = append(out, more...), floor-n
		if err != nil || len(out) == limit {
			return out, err
		}
	}
	more, err := x.collect(ctx, stmtPgFar, query, floor, limit-len(out))
	return append(out, more...), err
}

// wider is how many docs to walk for the rest of a batch, when so many were
// found among the newest and so many lie before: as are needed at that density,
// and as many again. 0: there are likely fewer hits than that altogether, so
// the index gives them sooner.
func wider(had, limit, before int64) int64 {
	if had == 0 {
		return 0
	}
	walk, hits := 2*near*(limit-had)/had, before*had/near
	if walk >= min(hits, before) {
		return 0
	}
	return walk
}

func (x *Index) collect(ctx context.Context, s *db.Stmt, args ...any) ([]found, error) {
	var out []found
	err := db.Each(ctx, x.db, s, func(r db.Row) error {
		var f found
		var at int64
		err := r.Scan(&f.seq, &f.Kind, &f.RefID, &f.Group, &f.Place, &f.Title, &f.Text, &f.Hidden, &at)
		f.At = db.Time(at)
		out = append(out, f)
		return err
	}, args...)
	return out, err
}
