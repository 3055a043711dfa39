package db

import (
	"context"
	"errors"

	"github.com/georgysavva/scany/v2/dbscan"
)

// Rows is what a statement gives back, on either engine.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Columns() ([]string, error)
	Err() error
	Close() error
	NextResultSet() bool
}

// Row is one row under the cursor, for hand-written scanning on hot paths.
type Row interface {
	Scan(dest ...any) error
}

// Querier reads: a *DB outside, a *Tx inside a write.
type Querier interface {
	query(ctx context.Context, s *Stmt, args []any) (Rows, error)
}

// ErrNone says that a statement meant to find one row found none.
var ErrNone = errors.New("db: no row")

var scanner, _ = dbscan.NewAPI(dbscan.WithAllowUnknownColumns(false))

// All reads every row into a T by column name (tag `db`).
func All[T any](ctx context.Context, q Querier, s *Stmt, args ...any) ([]T, error) {
	rows, err := q.query(ctx, s, args)
	if err != nil {
		return nil, named(s, err)
	}
	var out []T
	if err := scanner.ScanAll(&out, rows); err != nil {
		return nil, named(s, err)
	}
	return out, nil
}

// One reads the single row into a T, or gives ErrNone.
func One[T any](ctx context.Context, q Querier, s *Stmt, args ...any) (T, error) {
	var out T
	rows, err := q.query(ctx, s, args)
	if err != nil {
		return out, named(s, err)
	}
	if err := scanner.ScanOne(&out, rows); err != nil {
		if dbscan.NotFound(err) {
			return out, ErrNone
		}
		return out, named(s, err)
	}
	return out, nil
}

// List reads the rows of a built query into Ts.
func List[T any](ctx context.Context, q Querier, b *Query) ([]T, error) {
	return All[T](ctx, q, b.stmt(), b.args...)
}

// Each hands every row to scan; for hot paths that scan by hand.
func Each(ctx context.Context, q Querier, s *Stmt, scan func(Row) error, args ...any) error {
	rows, err := q.query(ctx, s, args)
	if err != nil {
		return named(s, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return named(s, err)
		}
	}
	return named(s, rows.Err())
}

// EachOf is Each for a built query.
func EachOf(ctx context.Context, q Querier, b *Query, scan func(Row) error) error {
	return Each(ctx, q, b.stmt(), scan, b.args...)
}

// Collect scans every row with a function that knows the columns.
func Collect[T any](ctx context.Context, q Querier, s *Stmt, scan func(Row) (T, error), args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, q, s, func(r Row) error {
		v, err := scan(r)
		out = append(out, v)
		return err
	}, args...)
	return out, err
}

// CollectOf is Collect for a built query.
func CollectOf[T any](ctx context.Context, q Querier, b *Query, scan func(Row) (T, error)) ([]T, error) {
	return Collect(ctx, q, b.stmt(), scan, b.args...)
}

// First scans the first row, or gives ErrNone.
func First[T any](ctx context.Context, q Querier, s *Stmt, scan func(Row) (T, error), args ...any) (T, error) {
	found, err := Collect(ctx, q, s, scan, args...)
	if err == nil && len(found) == 0 {
		err = ErrNone
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// Get scans the single row by hand, or gives ErrNone.
func Get(ctx context.Context, q Querier, s *Stmt, args []any, dest ...any) error {
	found := false
	err := Each(ctx, q, s, func(r Row) error {
		found = true
		return r.Scan(dest...)
	}, args...)
	if err == nil && !found {
		return ErrNone
	}
	return err
}
