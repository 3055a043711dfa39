package db

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// attendLock is held, shared, by every program that works on a PostgreSQL
	// ledger, and alone by whoever changes its catalog.
	attendLock  = 7446012
	attendEvery = 10 * time.Second
	alonePause  = 100 * time.Millisecond

	// Tried in a loop and never waited for: a statement of ours has a timeout.
	takeShared = "SELECT pg_try_advisory_lock_shared($1, hashtext(current_schema()))"
	takeAlone  = "SELECT pg_try_advisory_lock($1, hashtext(current_schema()))"
	// heldShared asks whether a program works on the ledger. The lock's second
	// number stands in pg_locks as an oid, which has no sign.
	heldShared = `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock'
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid = $1 AND objsubid = 2 AND objid::bigint = hashtext(current_schema())::bigint & 4294967295)`
)

// ErrAttended says that a program works on the ledger.
var ErrAttended = errors.New("a program works on this ledger")

// Attend says, until Leave or Close, that this program works on the ledger, so
// that nobody changes its catalog under it. While somebody does it waits. On
// SQLite the lock on the data folder says it.
func (d *DB) Attend(ctx context.Context) error {
	if d.engine == SQLite {
		return nil
	}
	conn, err := d.hold(ctx, takeShared, func(*pgx.Conn, time.Duration) error { return nil })
	if err != nil {
		return err
	}
	d.Leave()
	d.attending = conn
	return nil
}

// Leave ends what Attend began.
func (d *DB) Leave() {
	if d.attending != nil {
		d.attending.Close(context.Background())
		d.attending = nil
	}
}

// Attending keeps up what Attend began until ctx ends. Where its connection has
// been lost it attends again and calls again, for somebody may have changed the
// catalog in between.
func (d *DB) Attending(ctx context.Context, again func(context.Context) error) error {
	if d.engine == SQLite {
		<-ctx.Done()
		return nil
	}
	for ctx.Err() == nil {
		if d.attending == nil || lostConn(ctx, d.attending) {
			if err := d.Attend(ctx); err != nil {
				return ended(ctx, err)
			}
			if err := again(ctx); err != nil {
				return ended(ctx, err)
			}
		}
	}
	return nil
}

// lostConn waits a while for the end of a connection.
func lostConn(ctx context.Context, conn *pgx.Conn) bool {
	wait, done := context.WithTimeout(ctx, attendEvery)
	defer done()
	if _, err := conn.WaitForNotification(wait); err != nil && wait.Err() == nil {
		return ctx.Err() == nil
	}
	return conn.Ping(ctx) != nil && ctx.Err() == nil
}

func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Alone does something while no program works on the ledger and nobody else
// does the same, for whom it waits; ErrAttended when one works there longer than
// patience. On SQLite it is done at once.
func (d *DB) Alone(ctx context.Context, patience time.Duration, do func() error) error {
	if d.engine == SQLite {
		return do()
	}
	conn, err := d.hold(ctx, takeAlone, func(conn *pgx.Conn, waited time.Duration) error {
		if waited < patience {
			return nil
		}
		var attended bool
		if err := conn.QueryRow(ctx, heldShared, attendLock).Scan(&attended); err != nil || !attended {
			return err
		}
		return ErrAttended
	})
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := do(); err != nil {
		return err
	}
	return conn.Ping(ctx) // the lock was held to the end
}

// hold takes a lock on a connection of its own, which has it as long as it
// lives; refuse may end the waiting.
func (d *DB) hold(ctx context.Context, take string, refuse func(*pgx.Conn, time.Duration) error) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, d.pg.Config().ConnConfig)
	if err != nil {
		return nil, err
	}
	// A server may end sessions that do nothing, and the lock with them; those
	// before version 14 do not know the setting.
	if _, err := conn.Exec(ctx, "SET idle_session_timeout = 0"); err != nil {
		slog.Debug("idle sessions", "err", err)
	}
	if err := waitFor(ctx, conn, take, refuse); err != nil {
		return nil, errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	return conn, nil
}

func waitFor(ctx context.Context, conn *pgx.Conn, take string, refuse func(*pgx.Conn, time.Duration) error) error {
	for waited := time.Duration(0); ; waited += alonePause {
		var mine bool
		if err := conn.QueryRow(ctx, take, attendLock).Scan(&mine); err != nil || mine {
			return err
		}
		if err := refuse(conn, waited); err != nil {
			return err
		}
		if waited == alonePause*10 {
			slog.Info("waiting for another program on this ledger")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(alonePause):
		}
	}
}
