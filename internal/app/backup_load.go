package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// loadPostgres makes the catalog and fills it in one transaction.
func loadPostgres(ctx context.Context, cfg config.Config, c clock.Clock, staging string, m *Manifest, mark Restored) error {
	blank := cfg
	blank.Data = filepath.Join(staging, "blank")
	a, err := Open(ctx, blank, c)
	if err != nil {
		return err
	}
	if err := a.Close(); err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		var step int64
		if err := tx.QueryRow(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&step); err != nil {
			return err
		}
		if step != m.Step {
			return fmt.Errorf("backup of catalog step %d, this program is at %d: restore with version %s, then upgrade", m.Step, step, m.Version)
		}
		tables, err := pgTables(ctx, tx)
		if err != nil {
			return err
		}
		var have []Table
		for _, t := range tables {
			one, err := copyIn(ctx, conn, t, staging, *m)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			have = append(have, one)
		}
		if err := sameTables(m.Tables, have); err != nil {
			return err
		}
		if err := blobsOfPostgres(ctx, tx, m.compare()); err != nil {
			return err
		}
		return settlePostgres(ctx, tx, mark)
	})
}

// copyIn fills a table, sets its sequence, and digests what is there now.
func copyIn(ctx context.Context, conn *pgx.Conn, t pgTable, staging string, m Manifest) (Table, error) {
	name := pgx.Identifier{t.name}.Sanitize()
	if slices.ContainsFunc(m.Tables, func(in Table) bool { return in.Name == t.name }) {
		f, err := os.Open(filepath.Join(staging, t.name+".copy"))
		if err != nil {
			return Table{}, err
		}
		if _, err := conn.Exec(ctx, "DELETE FROM "+name); err != nil { // what migrating laid
			return Table{}, errors.Join(err, f.Close())
		}
		_, err = conn.PgConn().CopyFrom(ctx, f, "COPY "+name+" ("+t.columns+") FROM STDIN")
		if err = errors.Join(err, f.Close()); err != nil {
			return Table{}, err
		}
	}
	if t.serial != "" {
		column := pgx.Identifier{t.serial}.Sanitize()
		_, err := conn.Exec(ctx, fmt.Sprintf("SELECT setval(pg_get_serial_sequence($1, $2), GREATEST((SELECT COALESCE(MAX(%s), 0) FROM %s), 1))", column, name), name, t.serial)
		if err != nil {
			return Table{}, err
		}
	}
	sum, err := copyTo(ctx, conn, t, io.Discard)
	return sum.table(t.name), err
}

// settlePostgres makes the ledger forget who was signed in, and transaction
// numbers go on above those that are stored.
func settlePostgres(ctx context.Context, tx pgx.Tx, mark Restored) error {
	raw, err := json.Marshal(mark)
	if err != nil {
		return err
	}
	for _, statement := range forgotten {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, endFeeds, id.New(mark.At)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, putRestored, string(raw)); err != nil {
		return err
	}
	var highest, current int64
	var name string
	err = tx.QueryRow(ctx, `SELECT GREATEST((SELECT COALESCE(MAX(txid), 0) FROM event_outbox), (SELECT COALESCE(MAX(txid), 0) FROM event_cursor),
		(SELECT COALESCE(MAX(txid), 0) FROM audit_entry), (SELECT COALESCE(MAX(txid), 0) FROM audit_seal)),
		pg_current_xact_id()::text::bigint, current_database()`).Scan(&highest, &current, &name)
	if err != nil || highest < current {
		return err
	}
	_, err = tx.Exec(ctx, "ALTER DATABASE "+pgx.Identifier{name}.Sanitize()+" SET "+db.TxIDBase+" = '"+strconv.FormatInt(highest-current+1, 10)+"'")
	return err
}
