package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"tiexin/internal/platform/fault"
)

// SQLite's result codes that decide something here; the low byte is the class.
const (
	sqliteBusy          = 5
	sqliteNoMemory      = 7
	sqliteInterrupt     = 9
	sqliteIOErr         = 10
	sqliteCorrupt       = 11
	sqliteFull          = 13
	sqliteConstraint    = 19
	sqliteNotADB        = 26
	sqliteUnique        = 2067
	sqlitePrimaryKey    = 1555
	sqliteRowID         = 2579
	sqliteIOErrFsync    = 1034
	sqliteIOErrDirFsync = 1290
	sqliteIOErrData     = 8202 // a page differs from what was written, see package pagesum
)

// named says which statement failed.
func named(s *Stmt, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", s.Name, err)
}

// IsUnique tells whether err is a broken uniqueness rule.
func IsUnique(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		c := lite.Code()
		return c == sqliteUnique || c == sqlitePrimaryKey || c == sqliteRowID
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// IsForeign tells whether err is a reference to something that is not there,
// or the removal of something that is still referred to.
func IsForeign(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 787 || lite.Code() == 1811
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503"
}

// isBusy tells whether another handle holds the file's write lock.
func isBusy(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqliteBusy
}

// isDamaged tells whether SQLite read something that cannot be, or that is not
// what was written.
func isDamaged(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && damages(lite.Code())
}

func damages(code int) bool {
	return code == sqliteIOErrData || code&0xff == sqliteCorrupt || code&0xff == sqliteNotADB
}

// endsIt tells whether SQLite has taken back the whole transaction with this
// error, or cannot be relied on to have kept it: what is said next would stand
// in none, and be stored by itself.
func endsIt(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	class := lite.Code() & 0xff
	return damages(lite.Code()) || class == sqliteFull || class == sqliteIOErr || class == sqliteNoMemory || class == sqliteInterrupt
}

func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// lostDisk tells whether a flush failed: after that the disk's word is void.
func lostDisk(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == sqliteIOErrFsync || lite.Code() == sqliteIOErrDirFsync)
}

// classify turns an engine's trouble into a fault; faults pass through.
func classify(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch class := lite.Code() & 0xff; {
		case damages(lite.Code()):
			return fault.New(fault.KindUnavailable, "storage.damaged").Because(err)
		case class == sqliteFull:
			return fault.New(fault.KindStorageFull, "storage.full").Because(err)
		case class == sqliteIOErr, class == sqliteBusy:
			return fault.New(fault.KindUnavailable, "storage.unavailable").Because(err)
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "XX001", pg.Code == "XX002": // of a table, of an index
			return fault.New(fault.KindUnavailable, "storage.damaged").Because(err)
		case pg.Code == "53100":
			return fault.New(fault.KindStorageFull, "storage.full").Because(err)
		case pg.Code[:2] == "53", pg.Code[:2] == "57", pg.Code[:2] == "08", pg.Code[:2] == "40":
			return fault.New(fault.KindUnavailable, "storage.unavailable").Because(err)
		}
		return err
	}
	var dial *pgconn.ConnectError
	if errors.As(err, &dial) || pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) {
		return fault.New(fault.KindUnavailable, "storage.unavailable").Because(err)
	}
	return err
}
