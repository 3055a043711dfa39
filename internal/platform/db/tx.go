package db

import (
	"context"
	"database/sql"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Tx is a running write. It ends when the function given to DB.Write returns.
type Tx struct {
	engine Engine
	sql    *sql.Tx
	lite   *sqliteWriter
	pgx    pgx.Tx
	after  []func()
	shapes bool // it has made a table, on SQLite
}

// Exec runs a changing statement and tells how many rows it touched.
func (t *Tx) Exec(ctx context.Context, s *Stmt, args ...any) (int64, error) {
	if err := failed(ctx, s, true, args); err != nil {
		return 0, err
	}
	if t.engine == Postgres {
		tag, err := t.pgx.Exec(ctx, s.postgres, args...)
		return tag.RowsAffected(), named(s, err)
	}
	t.shapes = t.shapes || strings.HasPrefix(s.sqlite, "CREATE ")
	return t.lite.exec(t.sql, s, args)
}

// ExecEach runs statements that take one id for each of these ids.
func (t *Tx) ExecEach(ctx context.Context, ids []string, list ...*Stmt) error {
	for _, one := range ids {
		for _, s := range list {
			if _, err := t.Exec(ctx, s, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExecOf runs a built changing statement.
func (t *Tx) ExecOf(ctx context.Context, b *Query) (int64, error) {
	return t.Exec(ctx, b.stmt(), b.args...)
}

func (t *Tx) query(ctx context.Context, s *Stmt, args []any) (Rows, error) {
	if err := failed(ctx, s, true, args); err != nil {
		return nil, err
	}
	if t.engine == Postgres {
		rows, err := t.pgx.Query(ctx, s.postgres, args...)
		if err != nil {
			return nil, err
		}
		return pgRows{rows}, nil
	}
	return t.lite.query(t.sql, s, args)
}

// AfterCommit registers what happens once the write is on disk and before its
// caller is answered: wake-ups and fan-out from memory, nothing that can fail.
// A write that fails runs none of it.
func (t *Tx) AfterCommit(do func()) { t.after = append(t.after, do) }

// Raw gives the driver's transaction to package job, whose library inserts
// into it: exactly one of the two is set.
func (t *Tx) Raw() (*sql.Tx, pgx.Tx) { return t.sql, t.pgx }

// Engine tells which database this is.
func (t *Tx) Engine() Engine { return t.engine }
