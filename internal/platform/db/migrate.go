package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"testing/fstest"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Migrations is one module's steps: folders sqlite/ and postgres/ with the
// same file names, numbered across all modules (YYYYMMDDNNNN_module_what.sql).
type Migrations struct {
	Module string
	Files  fs.FS
}

// Migrate brings the catalog to the newest step. It is safe to run again and
// to be killed in the middle: each step is one transaction. A module that is
// new to an installation may bring steps older than the newest one there.
func (d *DB) Migrate(ctx context.Context, all []Migrations) error {
	p, closeSide, err := d.provider(all)
	if err != nil {
		return err
	}
	defer closeSide()
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read catalog version: %w", err)
	}
	if current > target {
		return fmt.Errorf("data folder is at step %d, this program knows steps up to %d: use a newer program", current, target)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Steps tells the newest step that has been taken, 0 for none, and whether
// others wait.
func (d *DB) Steps(ctx context.Context, all []Migrations) (current int64, pending bool, err error) {
	p, closeSide, err := d.provider(all)
	if err != nil {
		return 0, false, err
	}
	defer closeSide()
	if current, _, err = p.GetVersions(ctx); err != nil {
		return 0, false, err
	}
	pending, err = p.HasPending(ctx)
	return current, pending, err
}

func (d *DB) provider(all []Migrations) (*goose.Provider, func(), error) {
	merged, err := merge(all, string(d.engine))
	if err != nil {
		return nil, nil, err
	}
	var side *sql.DB
	kind := goose.DialectSQLite3
	if d.engine == Postgres {
		side, kind = stdlib.OpenDBFromPool(d.pg), goose.DialectPostgres
	} else if side, err = d.OpenSide(); err != nil {
		return nil, nil, err
	}
	p, err := goose.NewProvider(kind, side, merged, goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, nil, errors.Join(err, side.Close())
	}
	return p, func() { side.Close() }, nil
}

// merge lays the modules' files of one engine into one folder.
func merge(all []Migrations, engine string) (fs.FS, error) {
	out := fstest.MapFS{}
	for _, m := range all {
		names, err := fs.Glob(m.Files, "migrations/"+engine+"/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(m.Files, name)
			if err != nil {
				return nil, err
			}
			base := name[len("migrations/"+engine+"/"):]
			if out[base] != nil {
				return nil, fmt.Errorf("migration %s of %s exists twice", base, m.Module)
			}
			out[base] = &fstest.MapFile{Data: text}
		}
	}
	return out, nil
}
