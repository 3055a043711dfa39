package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"tiexin/internal/platform/db/pagesum"
)

const newSuffix = ".new"

// Older is a SQLite ledger of a program that put no sums on pages. Nobody else
// may have it open.
type Older struct {
	path string
	pool *sql.DB
	Step int64 // of the catalog, 0 for none
	Size int64
}

// FindOlder opens the ledger in a folder if it is an older one; else it gives
// nil, and what an earlier try has left is gone.
func FindOlder(ctx context.Context, dir string) (*Older, error) {
	path := filepath.Join(dir, FileName)
	if err := os.Remove(path + newSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	has, err := pagesum.Reserved(path)
	if err != nil || has {
		return nil, err
	}
	stat, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	o := &Older{path: path, Size: stat.Size()}
	if o.pool, err = OpenFile(path); err != nil {
		return nil, err
	}
	var made int
	err = o.pool.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'").Scan(&made)
	if err == nil && made > 0 {
		err = o.pool.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&o.Step)
	}
	if err != nil {
		return nil, errors.Join(wayBack(path, err), o.Close())
	}
	return o, nil
}

// CheckLog refuses a log that is damaged in front of what was accepted later;
// nobody may have the ledger open.
func CheckLog(dir string) error { return pagesum.CheckLog(filepath.Join(dir, FileName)) }

// OpenFile opens a SQLite file that nobody else uses.
func OpenFile(path string) (*sql.DB, error) {
	return openSQLite(path, []string{"synchronous(FULL)", "journal_mode(DELETE)"}, false, 1)
}

// CopyInto copies a SQLite file as of one moment into a new one with page sums.
// Where the file has none it takes a fresh handle each time: SQLite forgets after
// a copy that room was asked for.
func CopyInto(ctx context.Context, q *sql.DB, path string) error {
	_, err := q.ExecContext(ctx, "VACUUM INTO $1", "file:"+(&url.URL{Path: path}).EscapedPath()+"?room="+strconv.Itoa(pagesum.Reserve))
	return err
}

// Done tells how much of the copy has been written.
func (o *Older) Done() int64 {
	stat, err := os.Stat(o.path + newSuffix)
	if err != nil {
		return 0
	}
	return stat.Size()
}

// Close lets go of it.
func (o *Older) Close() error { return o.pool.Close() }

// Renew puts a copy with sums in the ledger's place and keeps the file as it was
// under another name in the same folder. A power cut leaves the one or the other
// as the ledger: the copy is on the disk and read through before it is renamed.
func (o *Older) Renew(ctx context.Context, kept string) error {
	next := o.path + newSuffix
	err := o.copyTo(ctx, next)
	if err == nil {
		err = o.swap(next, kept)
	}
	if err != nil {
		if gone := os.Remove(next); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

func (o *Older) copyTo(ctx context.Context, next string) error {
	// Without its log, which must not stand beside another file of that name.
	var mode string
	if err := o.pool.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode); err != nil {
		return wayBack(o.path, err)
	}
	if mode != "delete" {
		return fmt.Errorf("%s: somebody else has it open", o.path)
	}
	if err := CopyInto(ctx, o.pool, next); err != nil {
		return wayBack(o.path, err)
	}
	has, err := pagesum.Reserved(next)
	if err == nil && !has {
		err = errors.New("the copy has no sums")
	}
	if err != nil {
		return err
	}
	d, err := OpenFile(next)
	if err != nil {
		return err
	}
	var pages int64
	if err = d.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err == nil {
		err = sweepPages(ctx, d, 1, pages+1)
	}
	if spots := pagesum.Found(next); err == nil && len(spots) > 0 {
		err = &PagesError{Spots: spots}
	}
	return errors.Join(err, d.Close())
}

func (o *Older) swap(next, kept string) error {
	if err := o.pool.Close(); err != nil {
		return err
	}
	for _, tail := range []string{"-wal", "-journal"} {
		if _, err := os.Stat(o.path + tail); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fmt.Errorf("%s%s is still there", o.path, tail), err)
		}
	}
	f, err := os.OpenFile(next, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := o.keep(kept); err != nil {
		return err
	}
	if err := os.Rename(next, o.path); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(o.path)); err != nil {
		return &RenewedError{err}
	}
	return nil
}

// link is os.Link but in tests.
var link = os.Link

// keep has the ledger as it is stand under another name too, on the disk, before
// anything takes its place: as a copy where the file system has no links.
func (o *Older) keep(kept string) error {
	if err := os.Remove(kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // of a try that was cut short
	}
	if err := link(o.path, kept); err != nil {
		slog.Warn("the ledger cannot be kept by a link and is copied", "err", err)
		part := kept + ".part"
		err := copySynced(o.path, part)
		if err == nil {
			err = os.Rename(part, kept)
		}
		if err != nil {
			return errors.Join(err, os.RemoveAll(part))
		}
	}
	return syncFolder(filepath.Dir(kept))
}

// RenewedError says that the ledger has been renewed and kept as it was, but that
// the disk did not confirm the change of names.
type RenewedError struct{ Err error }

// Error names the disk's trouble.
func (e *RenewedError) Error() string { return e.Err.Error() }

// Unwrap gives it.
func (e *RenewedError) Unwrap() error { return e.Err }

func copySynced(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// syncFolder has the disk keep the names in a folder; in tests something else.
var syncFolder = func(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
