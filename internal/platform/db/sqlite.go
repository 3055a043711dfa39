package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"sync"

	_ "modernc.org/sqlite"

	"tiexin/internal/platform/db/pagesum"
)

// Four readers beside the one writer: more only fight for two cores.
const sqliteReaders, derivedReaders = 4, 2

// What the two kinds of files ask of SQLite beside what both need. Readers keep
// little: what others write voids what they have read before.
var (
	ledgerMode  = []string{"journal_mode(WAL)", "synchronous(FULL)", "cache_size(-8192)", "wal_autocheckpoint(16000)"}
	readerMode  = []string{"cache_size(-2048)"}
	derivedMode = []string{"journal_mode(WAL)", "synchronous(NORMAL)", "cache_size(-2048)"}
)

// sqliteDSN opens with what every connection needs.
//
// The writer does not copy its log back into the file by itself, or somebody
// would wait for that about once in a hundred commits: Checkpoint does, on a
// connection of its own. Only when that cannot keep up the writer helps.
func sqliteDSN(path string, mode []string, readOnly bool) string {
	q := url.Values{}
	for _, p := range append([]string{"busy_timeout(10000)", "foreign_keys(1)", "temp_store(MEMORY)"}, mode...) {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
		for _, p := range readerMode {
			q.Add("_pragma", p)
		}
	}
	q.Set("_txlock", "immediate")
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(path string, mode []string, readOnly bool, connections int) (*sql.DB, error) {
	if pagesum.Ready != nil {
		return nil, pagesum.Ready
	}
	pool, err := sql.Open("sqlite", sqliteDSN(path, mode, readOnly))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// sqliteReader keeps every statement prepared on its connections.
type sqliteReader struct {
	pool     *sql.DB
	prepared sync.Map // text -> *sql.Stmt
}

// query runs without the caller's cancellation: the driver would start a
// goroutine for every statement to watch for it, and our reads are short.
// Long ones carry a deadline of their own (see WithDeadline).
func (r *sqliteReader) query(ctx context.Context, s *Stmt, args []any) (Rows, error) {
	if _, limited := ctx.Value(deadlineKey{}).(struct{}); !limited {
		ctx = context.WithoutCancel(ctx)
	}
	text := s.sqlite
	if p, ok := r.prepared.Load(text); ok {
		return p.(*sql.Stmt).QueryContext(ctx, args...)
	}
	p, err := r.pool.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil, err
	}
	if old, raced := r.prepared.LoadOrStore(text, p); raced {
		p.Close()
		p = old.(*sql.Stmt)
	}
	return p.QueryContext(ctx, args...)
}

type deadlineKey struct{}

// WithDeadline marks a context whose own deadline shall cut SQLite statements
// too, for searches and reports that may run long.
func WithDeadline(ctx context.Context) context.Context {
	return context.WithValue(ctx, deadlineKey{}, struct{}{})
}

// lookedRows says what is found while reading on, damage too.
type lookedRows struct {
	Rows
	db *DB
}

// Err implements Rows.
func (r lookedRows) Err() error { return classify(r.db.looked(r.Rows.Err())) }
