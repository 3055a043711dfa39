package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Times a write is tried when the server asks for another go.
const writeTries = 5

func openPostgres(ctx context.Context, url string, connections int32) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	cfg.MaxConns = connections
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	set := cfg.ConnConfig.RuntimeParams
	set["application_name"] = "tiexin"
	set["timezone"] = "UTC"
	set["statement_timeout"] = "5000"
	set["lock_timeout"] = "5000"
	set["idle_in_transaction_session_timeout"] = "10000"
	return pgxpool.NewWithConfig(ctx, cfg)
}

// pgRows gives pgx's rows the shape that the scanner expects.
type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error { r.Rows.Close(); return nil }

func (r pgRows) NextResultSet() bool { return false }

func (r pgRows) Columns() ([]string, error) {
	fields := r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, nil
}

func writePostgres(ctx context.Context, pool *pgxpool.Pool, flush bool, fn func(*Tx) error) error {
	var err error
	for try := range writeTries {
		var tx *Tx
		tx, err = tryPostgres(ctx, pool, flush, fn)
		if err == nil {
			for _, do := range tx.after {
				do()
			}
			return nil
		}
		if !retriable(err) {
			break
		}
		select {
		case <-ctx.Done():
			return classify(err)
		case <-time.After(time.Duration(try*try) * 5 * time.Millisecond):
		}
	}
	return classify(err)
}

func tryPostgres(ctx context.Context, pool *pgxpool.Pool, flush bool, fn func(*Tx) error) (*Tx, error) {
	var how pgx.TxOptions
	if !flush {
		how.BeginQuery = "BEGIN; SET LOCAL synchronous_commit = off"
	}
	raw, err := pool.BeginTx(ctx, how)
	if err != nil {
		return nil, err
	}
	tx := &Tx{engine: Postgres, pgx: raw}
	if err := guarded(fn, tx); err != nil {
		raw.Rollback(context.WithoutCancel(ctx))
		return nil, err
	}
	return tx, raw.Commit(ctx)
}
