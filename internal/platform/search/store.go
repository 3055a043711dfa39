package search

import (
	"context"
	"embed"
	"time"

	"tiexin/internal/platform/db"
)

//go:embed migrations
var files embed.FS

// Migrations are the steps that make the index in the ledger: on PostgreSQL.
func Migrations() db.Migrations { return db.Migrations{Module: "search", Files: files} }

var (
	stmtDrop = db.SQL("search.drop", `DELETE FROM search_doc WHERE seq = $1`)
	// Each bound by itself: asked for both at once SQLite reads the whole table.
	stmtBounds = db.SQL("search.bounds", `SELECT COALESCE((SELECT MIN(seq) FROM search_doc), $1), COALESCE((SELECT MAX(seq) FROM search_doc), $1 - 1)`)
	stmtPgPut  = db.SQLFor(db.Postgres, "search.put_postgres", `INSERT INTO search_doc (kind, ref_id, group_id, place, at, terms)
		VALUES ($1, $2, $3, $4, $5, $6::text::tsvector)`)
	stmtPgFill = db.SQLFor(db.Postgres, "search.fill_postgres", `INSERT INTO search_doc (kind, ref_id, group_id, place, at, terms, seq)
		VALUES ($1, $2, $3, $4, $5, $6::text::tsvector, $7)`)
	stmtLitePut = db.SQLFor(db.SQLite, "search.put_sqlite", `INSERT INTO search_doc (seq, kind, ref_id, group_id, place, at, part)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	// Where fillings have come, per source.
	stmtFill    = db.SQL("search.fill", `SELECT version, before, done FROM search_fill WHERE source = $1 {for_update}`)
	stmtPutFill = db.SQL("search.put_fill", `INSERT INTO search_fill (source, version, before, done) VALUES ($1, $2, $3, $4)
		ON CONFLICT (source) DO UPDATE SET version = excluded.version, before = excluded.before, done = excluded.done`)
	stmtOlder   = db.SQL("search.older", `SELECT COUNT(*) FROM search_fill WHERE version <> $1`)
	stmtUnfill  = db.SQL("search.unfill", `DELETE FROM search_fill`)
	stmtPgEmpty = db.SQLFor(db.Postgres, "search.empty", `TRUNCATE search_doc`)
	// The newest docs, in order: a common word is found among them.
	stmtPgNear = db.SQLFor(db.Postgres, "search.find_near", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.at
		FROM search_doc d WHERE d.seq < $2 AND d.seq >= $4 AND d.terms @@ $1::text::tsquery AND d.at >= $5 AND d.at < $6 ORDER BY d.seq DESC LIMIT $3`)
	// For the rest the GIN index is used; "+ 0" keeps the planner from walking, and
	// from reading the whole of the primary key only to leave out the newest.
	stmtPgFar = db.SQLFor(db.Postgres, "search.find_far", `SELECT d.seq, d.kind, d.ref_id, d.group_id, d.place, d.at
		FROM search_doc d WHERE d.seq + 0 < $2 AND d.terms @@ $1::text::tsquery AND d.at >= $4 AND d.at < $5 ORDER BY d.seq + 0 DESC LIMIT $3`)
)

// firstSeq is the number of the first doc that is indexed as it is written.
// Filling numbers downwards from it.
const firstSeq = 1 << 40

// near is how many of the newest docs PostgreSQL walks before it uses GIN.
const near = 1000

type found struct {
	Ref
	spot Spot
}

// Spot is where a doc stands in the order of results.
type Spot struct {
	Part int   `json:"p"`
	Seq  int64 `json:"s"`
}

// Put indexes docs, each once, replacing what stood under their kinds and ids.
// tx is a write of Home.
func (x *Index) Put(ctx context.Context, tx *db.Tx, docs ...Doc) error {
	if len(docs) == 0 {
		return nil
	}
	docs = once(docs)
	for k, ids := range refIDs(docs) {
		if err := x.Remove(ctx, tx, k, ids...); err != nil {
			return err
		}
	}
	if tx.Engine() == db.SQLite {
		_, last, err := bounds(ctx, tx)
		if err != nil {
			return err
		}
		return x.insertLite(ctx, tx, last+1, docs, allTerms(docs))
	}
	for i, t := range allTerms(docs) {
		if _, err := tx.Exec(ctx, stmtPgPut, row(docs[i], t)...); err != nil {
			return err
		}
	}
	return nil
}

func row(d Doc, terms string) []any {
	return []any{string(d.Kind), d.RefID, d.Group, d.Place, db.Micros(d.At), terms}
}

// once keeps the last of docs that are given more than once: a file that several
// messages carry stands where it was sent last.
func once(docs []Doc) []Doc {
	type key struct {
		kind Kind
		id   string
	}
	last := map[key]int{}
	for i, d := range docs {
		last[key{d.Kind, d.RefID}] = i
	}
	out := make([]Doc, 0, len(last))
	for i, d := range docs {
		if last[key{d.Kind, d.RefID}] == i {
			out = append(out, d)
		}
	}
	return out
}

// refIDs of docs, by kind.
func refIDs(docs []Doc) map[Kind][]string {
	out := map[Kind][]string{}
	for _, d := range docs {
		out[d.Kind] = append(out[d.Kind], d.RefID)
	}
	return out
}

func bounds(ctx context.Context, tx *db.Tx) (first, last int64, err error) {
	err = db.Get(ctx, tx, stmtBounds, []any{int64(firstSeq)}, &first, &last)
	return first, last, err
}

func allTerms(docs []Doc) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = terms(d)
	}
	return out
}

// fillIn stores docs below all that are there, the oldest first.
func (x *Index) fillIn(ctx context.Context, tx *db.Tx, docs []Doc, terms []string) error {
	first, _, err := bounds(ctx, tx)
	if err != nil {
		return err
	}
	first -= int64(len(docs))
	if tx.Engine() == db.SQLite {
		return x.insertLite(ctx, tx, first, docs, terms)
	}
	for i, d := range docs {
		if _, err := tx.Exec(ctx, stmtPgFill, append(row(d, terms[i]), first+int64(i))...); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes docs out of the index. tx is a write of Home.
func (x *Index) Remove(ctx context.Context, tx *db.Tx, k Kind, refIDs ...string) error {
	if len(refIDs) == 0 {
		return nil
	}
	if tx.Engine() == db.SQLite {
		return x.removeLite(ctx, tx, k, refIDs)
	}
	b := db.Build("search.seqs_of", `SELECT seq FROM search_doc`).Add("WHERE kind = ?", string(k)).InList("AND ref_id", refIDs)
	seqs, err := db.CollectOf(ctx, tx, b, func(r db.Row) (seq int64, err error) { return seq, r.Scan(&seq) })
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if _, err := tx.Exec(ctx, stmtDrop, seq); err != nil {
			return err
		}
	}
	return nil
}

// span is the time asked for, in microseconds.
func (f Filter) span() (from, to int64) {
	from, to = 0, db.Micros(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if !f.From.IsZero() {
		from = db.Micros(f.From)
	}
	if !f.To.IsZero() {
		to = db.Micros(f.To)
	}
	return from, to
}

// candidates reads docs that hold the terms, newest first, before a spot.
func (x *Index) candidates(ctx context.Context, k Kind, query string, before Spot, limit int, f Filter) ([]found, error) {
	if x.ledger.Engine() == db.SQLite {
		return x.candidatesLite(ctx, k, query, before, limit, f)
	}
	from, to := f.span()
	var oldest, newest int64
	if err := db.Get(ctx, x.ledger, stmtBounds, []any{int64(firstSeq)}, &oldest, &newest); err != nil {
		return nil, err
	}
	top := min(before.Seq, newest+1)
	floor := top - near
	out, err := collect(ctx, x.ledger, stmtPgNear, query, top, limit, floor, from, to)
	if err != nil || len(out) == limit || floor <= oldest {
		return out, err
	}
	if n := wider(int64(len(out)), int64(limit), floor-oldest); n > 0 {
		more, err := collect(ctx, x.ledger, stmtPgNear, query, floor, limit-len(out), floor-n, from, to)
		out, floor = append(out, more...), floor-n
		if err != nil || len(out) == limit {
			return out, err
		}
	}
	more, err := collect(ctx, x.ledger, stmtPgFar, query, floor, limit-len(out), from, to)
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

func collect(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]found, error) {
	return db.Collect(ctx, q, s, scanFound, args...)
}

func scanFound(r db.Row) (found, error) {
	var f found
	var at int64
	err := r.Scan(&f.spot.Seq, &f.Kind, &f.RefID, &f.Group, &f.Place, &at)
	f.At = db.Time(at)
	return f, err
}
