package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"tiexin/internal/platform/db/pagesum"
)

// Options says where the ledger lives: URL for PostgreSQL, else a file in Dir.
type Options struct {
	Dir         string
	URL         string // postgres://…, empty for SQLite
	Connections int    // PostgreSQL pool size; 0 means 16

	// Name of a SQLite file beside the ledger that can be made anew from it;
	// empty: the ledger itself. What such a file last took may be gone after a
	// power cut, and never a part of it.
	Name string
	// Damaged is told when SQLite finds the file damaged, more than once.
	Damaged func(error)
	// Lost is told once when the disk does not keep what such a file is given.
	Lost func(error)
}

// DB is the ledger. It reads by itself and writes through Write.
type DB struct {
	engine Engine
	path   string
	reader *sqliteReader
	writer *sqliteWriter
	side   *sql.DB // for checkpoints
	hurt   func(error)
	damage atomic.Pointer[error] // the last that SQLite found by itself
	pg     *pgxpool.Pool
	pgRead *pgxpool.Pool
	trust  *trust
	strain atomic.Int64 // see Refusing

	attending *pgx.Conn // see Attend
}

// FileName of the SQLite ledger inside the data folder.
const FileName = "tiexin.db"

// Open opens the ledger without changing it. Run must be started before Write.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.URL != "" {
		if !strings.HasPrefix(o.URL, "postgres://") && !strings.HasPrefix(o.URL, "postgresql://") {
			return nil, errors.New("database address must begin with postgres://")
		}
		n := o.Connections
		if n == 0 {
			n = 16
		}
		// Who is inside a write may ask for something that another has to read
		// for all of them. Were there one pool and all of it inside writes, they
		// would wait for each other; reads hold a connection and wait for nobody.
		reads := max(n*3/8, 1)
		pool, err := openPostgres(ctx, o.URL, int32(max(n-reads, 1)))
		if err != nil {
			return nil, err
		}
		reader, err := openPostgres(ctx, o.URL, int32(reads))
		return &DB{engine: Postgres, pg: pool, pgRead: reader, trust: newTrust(nil)}, err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	return openFile(ctx, o)
}

func openFile(ctx context.Context, o Options) (*DB, error) {
	path, mode, readers := filepath.Join(o.Dir, FileName), ledgerMode, sqliteReaders
	if o.Name != "" {
		path, mode, readers = filepath.Join(o.Dir, o.Name), derivedMode, derivedReaders
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		pagesum.Forget(path)
	}
	w, err := openSQLite(path, mode, false, 1)
	if err != nil {
		return nil, err
	}
	if err := w.PingContext(ctx); err != nil { // makes the file before readers look for it
		return nil, errors.Join(wayBack(path, err), w.Close())
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, err
	}
	r, err := openSQLite(path, mode, true, readers)
	if err != nil {
		return nil, err
	}
	side, err := openSQLite(path, mode, false, 1)
	if err != nil {
		return nil, err
	}
	t := newTrust(o.Lost)
	return &DB{engine: SQLite, path: path, reader: &sqliteReader{pool: r}, writer: newSQLiteWriter(w, t, o.Name == ""), side: side, hurt: o.Damaged, trust: t}, nil
}

// Engine tells which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Path is the SQLite file, or empty.
func (d *DB) Path() string { return d.path }

// Pool is the PostgreSQL pool for package job's library, or nil.
func (d *DB) Pool() *pgxpool.Pool { return d.pg }

// OpenSide opens one more SQLite handle for package job's library, which
// brings its own statements. Its writes take their turn behind ours.
func (d *DB) OpenSide() (*sql.DB, error) { return openSQLite(d.path, ledgerMode, false, 1) }

// Run keeps the SQLite writer going until ctx ends. On PostgreSQL it only waits.
func (d *DB) Run(ctx context.Context) error {
	if d.engine == SQLite {
		d.writer.loop(ctx)
		return nil
	}
	<-ctx.Done()
	return nil
}

// checkpointFrom is the size of the log from which it is worth copying back.
const checkpointFrom = 4 << 20

// Checkpoint copies SQLite's log back into its file where it has grown; it
// makes no writer wait. To be called now and then.
func (d *DB) Checkpoint(ctx context.Context) error {
	if d.engine != SQLite {
		return nil
	}
	log, err := os.Stat(d.path + "-wal")
	if err != nil || log.Size() < checkpointFrom {
		return nil // no log yet, or not worth it
	}
	_, err = d.side.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	if lostDisk(err) {
		d.Distrust(err)
	}
	return err
}

// Write runs fn in a transaction and returns when the result is on disk.
// An error from fn undoes everything fn did. fn may be run again.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(ctx, true, fn)
}

// WriteUnflushed is Write for what is done again by itself if it gets lost: it
// waits for no disk. A power cut may take it, together with everything that came
// after it and never without; the next Write keeps it.
func (d *DB) WriteUnflushed(ctx context.Context, fn func(tx *Tx) error) error {
	return d.write(ctx, false, fn)
}

func (d *DB) write(ctx context.Context, flush bool, fn func(tx *Tx) error) error {
	if d.engine == Postgres {
		if err := d.Broken(); err != nil {
			return err
		}
		return d.weighed(writePostgres(ctx, d.pg, flush, fn))
	}
	return d.weighed(d.looked(d.writer.write(ctx, flush, fn)))
}

// looked takes note of damage, and tells who asked to be told.
func (d *DB) looked(err error) error {
	if err != nil && isDamaged(err) {
		d.noted(err)
		if d.hurt != nil {
			d.hurt(err)
		}
	}
	return err
}

// keyedTries of WriteKeyed.
const keyedTries = 5

// WriteKeyed is Write for a fn that looks first whether its client key has been
// used. Where writers do not wait for each other, two with one key both find
// nothing and the second breaks a uniqueness rule; fn is run again then, and
// finds what the first has stored.
func (d *DB) WriteKeyed(ctx context.Context, fn func(tx *Tx) error) error {
	for try := 1; ; try++ {
		err := d.Write(ctx, fn)
		if !IsUnique(err) || try == keyedTries || d.engine == SQLite {
			return err
		}
	}
}

func (d *DB) query(ctx context.Context, s *Stmt, args []any) (Rows, error) {
	if err := failed(ctx, s, false, args); err != nil {
		return nil, err
	}
	if d.engine == Postgres {
		rows, err := d.pgRead.Query(ctx, s.postgres, args...)
		if err != nil {
			return nil, classify(err)
		}
		return pgRows{rows}, nil
	}
	rows, err := d.reader.query(ctx, s, args)
	if err != nil {
		return nil, classify(d.looked(err))
	}
	return lookedRows{rows, d}, nil
}

// Ping tells whether the ledger answers and takes what it is given.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.trust.Broken(); err != nil {
		return err
	}
	if d.engine == Postgres {
		return classify(d.pgRead.Ping(ctx))
	}
	return classify(d.reader.pool.PingContext(ctx))
}

// Close lets go of every connection. Nothing may use the DB afterwards.
func (d *DB) Close() error {
	if d.engine == Postgres {
		d.Leave()
		d.pg.Close()
		d.pgRead.Close()
		return nil
	}
	return errors.Join(d.side.Close(), d.reader.pool.Close(), d.writer.pool.Close())
}

// Prepare checks that a statement fits the catalog; for the test that tries
// every statement.
func (d *DB) Prepare(ctx context.Context, s *Stmt) error {
	if d.engine == Postgres {
		conn, err := d.pg.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		_, err = conn.Conn().Prepare(ctx, "", s.postgres)
		return err
	}
	p, err := d.writer.pool.PrepareContext(ctx, s.sqlite)
	if err != nil {
		return err
	}
	return p.Close()
}
