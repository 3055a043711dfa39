package app

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"tiexin/internal/platform/db"
)

// dumpSQLite copies the ledger as of one moment, whoever writes meanwhile.
func (a *App) dumpSQLite(ctx context.Context, room string) (s snapshot, err error) {
	if err := a.checkPages(ctx); err != nil {
		return s, fmt.Errorf("账本已损坏，没有备份 (the ledger is damaged, nothing was backed up): %w: %s", err, wayBackWords)
	}
	path := filepath.Join(room, db.FileName)
	side, err := a.DB.OpenSide()
	if err != nil {
		return s, err
	}
	if err = errors.Join(db.CopyInto(ctx, side, path), side.Close()); err != nil {
		return s, err
	}
	copied, err := openCopy(path)
	if err != nil {
		return s, err
	}
	s = snapshot{engine: db.SQLite, files: []laid{{db.FileName, path}}, close: copied.Close}
	s.blobs = func(visit func(blobFact) error) error { return blobsOf(ctx, copied, visit) }
	if s.tables, err = digestSQLite(ctx, copied); err == nil {
		s.step, err = stepOf(ctx, copied)
	}
	if err != nil {
		return s, errors.Join(err, copied.Close())
	}
	return s, nil
}

// openCopy opens a ledger that nobody else uses.
func openCopy(path string) (*sql.DB, error) {
	return db.OpenFile(path)
}

// stepOf tells the catalog's step; the statement reads the same on both.
func stepOf(ctx context.Context, q *sql.DB) (step int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&step)
	return step, err
}

func blobsOf(ctx context.Context, q *sql.DB, visit func(blobFact) error) error {
	rows, err := q.QueryContext(ctx, "SELECT blob, size, sha256, subject_kind <> '', name FROM file ORDER BY blob")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f blobFact
		if err := rows.Scan(&f.Blob, &f.Size, &f.SHA256, &f.Claimed, &f.Name); err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
	}
	return rows.Err()
}

// digestSQLite counts and digests the rows of every table with rows of its own.
func digestSQLite(ctx context.Context, q *sql.DB) ([]Table, error) {
	names, err := q.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	var list []string
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			return nil, errors.Join(err, names.Close())
		}
		list = append(list, name)
	}
	if err := errors.Join(names.Err(), names.Close()); err != nil {
		return nil, err
	}
	var out []Table
	for _, name := range list {
		t, err := digestTable(ctx, q, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, t)
	}
	return out, nil
}

func digestTable(ctx context.Context, q *sql.DB, name string) (Table, error) {
	rows, err := q.QueryContext(ctx, `SELECT * FROM "`+name+`"`)
	if err != nil {
		return Table{}, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return Table{}, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var sum rowSum
	var b bytes.Buffer
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return Table{}, err
		}
		b.Reset()
		for _, v := range values {
			spellValue(&b, v)
		}
		sum.add(b.Bytes())
	}
	return sum.table(name), rows.Err()
}

// spellValue writes a value with its kind and length, so that no two rows
// are spelt alike.
func spellValue(b *bytes.Buffer, v any) {
	number := func(kind byte, n uint64) {
		b.WriteByte(kind)
		b.Write(binary.BigEndian.AppendUint64(nil, n))
	}
	switch v := v.(type) {
	case nil:
		b.WriteByte('n')
	case int64:
		number('i', uint64(v))
	case float64:
		number('f', math.Float64bits(v))
	case string:
		number('s', uint64(len(v)))
		b.WriteString(v)
	case []byte:
		number('b', uint64(len(v)))
		b.Write(v)
	default: // the driver makes times of columns declared so
		text := fmt.Sprint(v)
		number('t', uint64(len(text)))
		b.WriteString(text)
	}
}

// sound checks the pages and the references of a SQLite ledger.
func sound(ctx context.Context, q *sql.DB) error {
	var answer string
	if err := q.QueryRowContext(ctx, "PRAGMA integrity_check(10)").Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("integrity check: %s", answer)
	}
	rows, err := q.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		var table, parent string
		var row, key any
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		return fmt.Errorf("a row of %s refers to something missing in %s", table, parent)
	}
	return rows.Err()
}
