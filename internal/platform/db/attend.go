package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// attendLock is held, shared, by every server that works on a PostgreSQL
	// ledger, and alone by whoever changes its catalog.
	attendLock  = 7446012
	attendEvery = 10 * time.Second
	alonePause  = 100 * time.Millisecond
)

// ErrAttended says that a server works on the ledger.
var ErrAttended = errors.New("a server works on this ledger")

// Attend says, until ctx ends, that a server works on this ledger. It ends with
// an error when its connection is lost, to be begun again. On SQLite the lock
// on the data folder says it.
func (d *DB) Attend(ctx context.Context) error {
	if d.engine == SQLite {
		<-ctx.Done()
		return nil
	}
	conn, err := pgx.ConnectConfig(ctx, d.pg.Config().ConnConfig)
	if err != nil {
		return ended(ctx, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock_shared($1, hashtext(current_schema()))", attendLock); err != nil {
		return ended(ctx, err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(attendEvery):
			if err := conn.Ping(ctx); err != nil {
				return ended(ctx, err)
			}
		}
	}
}

func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Alone does something while no server works on the ledger and nobody else
// does the same; ErrAttended after patience. On SQLite it is done at once.
func (d *DB) Alone(ctx context.Context, patience time.Duration, do func() error) error {
	if d.engine == SQLite {
		return do()
	}
	conn, err := pgx.ConnectConfig(ctx, d.pg.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for waited := time.Duration(0); ; waited += alonePause {
		var mine bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))", attendLock).Scan(&mine); err != nil {
			return err
		}
		if mine {
			return do()
		}
		if waited >= patience {
			return ErrAttended
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(alonePause):
		}
	}
}
