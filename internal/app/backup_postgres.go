package app

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/db"
)

// bySchema are tables that migrating fills, not copying, and those that are made
// anew from the others.
func bySchema(table string) bool {
	return table == "goose_db_version" || table == "river_migration" || strings.HasPrefix(table, "search_")
}

// pgTable is a table of the PostgreSQL ledger, referred tables before those
// that refer to them.
type pgTable struct {
	name    string
	columns string // quoted, joined
	serial  string // column with a sequence of its own
}

// dumpPostgres copies every table in one transaction that sees one moment.
func (a *App) dumpPostgres(ctx context.Context, room string) (s snapshot, err error) {
	conn, err := pgx.Connect(ctx, a.Config.Database)
	if err != nil {
		return s, err
	}
	s = snapshot{engine: db.Postgres, close: func() error { return conn.Close(context.WithoutCancel(ctx)) }}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return s, errors.Join(err, s.close())
	}
	s.blobs = func(visit func(blobFact) error) error { return blobsOfPostgres(ctx, tx, visit) }
	err = func() error {
		if err := tx.QueryRow(ctx, "SELECT MAX(version_id) FROM goose_db_version").Scan(&s.step); err != nil {
			return err
		}
		tables, err := pgTables(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			path := filepath.Join(room, t.name+".copy")
			table, err := copyOut(ctx, conn, t, path)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			s.tables = append(s.tables, table)
			s.files = append(s.files, laid{copyFolder + t.name + ".copy", path})
		}
		return nil
	}()
	if err != nil {
		return s, errors.Join(err, s.close())
	}
	return s, nil
}

func blobsOfPostgres(ctx context.Context, tx pgx.Tx, visit func(blobFact) error) error {
	rows, err := tx.Query(ctx, "SELECT blob, size, sha256, subject_kind <> '', name FROM file ORDER BY blob")
	if err != nil {
		return err
	}
	facts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[blobFact])
	if err != nil {
		return err
	}
	for _, f := range facts {
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// pgTables lists the tables to copy in an order in which references hold.
func pgTables(ctx context.Context, tx pgx.Tx) ([]pgTable, error) {
	rows, err := tx.Query(ctx, `SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
		COALESCE(MAX(column_name) FILTER (WHERE pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL), '')
		FROM information_schema.columns JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND is_generated = 'NEVER'
		GROUP BY table_name ORDER BY table_name`)
	if err != nil {
		return nil, err
	}
	var all []pgTable
	var t pgTable
	_, err = pgx.ForEachRow(rows, []any{&t.name, &t.columns, &t.serial}, func() error {
		if !bySchema(t.name) {
			all = append(all, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	needs, err := pgReferences(ctx, tx)
	if err != nil {
		return nil, err
	}
	return inOrder(all, needs), nil
}

func pgReferences(ctx context.Context, tx pgx.Tx) (map[string][]string, error) {
	rows, err := tx.Query(ctx, `SELECT a.relname, b.relname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid
		JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f' AND a.oid <> b.oid`)
	if err != nil {
		return nil, err
	}
	needs := map[string][]string{}
	var from, to string
	_, err = pgx.ForEachRow(rows, []any{&from, &to}, func() error {
		needs[from] = append(needs[from], to)
		return nil
	})
	return needs, err
}

func inOrder(all []pgTable, needs map[string][]string) []pgTable {
	byName, done := map[string]pgTable{}, map[string]bool{}
	for _, t := range all {
		byName[t.name] = t
	}
	var out []pgTable
	var visit func(t pgTable)
	visit = func(t pgTable) {
		if t.name == "" || done[t.name] {
			return
		}
		done[t.name] = true
		for _, other := range needs[t.name] {
			visit(byName[other])
		}
		out = append(out, t)
	}
	for _, t := range all {
		visit(t)
	}
	return out
}

// copyOut writes a table's rows to a file and digests them line by line.
func copyOut(ctx context.Context, conn *pgx.Conn, t pgTable, path string) (Table, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Table{}, err
	}
	out := bufio.NewWriterSize(f, 1<<20)
	sum, err := copyTo(ctx, conn, t, out)
	return sum.table(t.name), errors.Join(err, out.Flush(), f.Close())
}

// copyTo streams a table's rows and digests them.
func copyTo(ctx context.Context, conn *pgx.Conn, t pgTable, out io.Writer) (*rowSum, error) {
	lines := &lineSum{out: out}
	_, err := conn.PgConn().CopyTo(ctx, lines, "COPY "+pgx.Identifier{t.name}.Sanitize()+" ("+t.columns+") TO STDOUT")
	if err == nil && len(lines.rest) > 0 {
		err = errors.New("copy ended inside a row")
	}
	return &lines.sum, err
}

// lineSum digests the lines that pass; COPY spells a row on one line.
type lineSum struct {
	out  io.Writer
	sum  rowSum
	rest []byte
}

// Write implements io.Writer.
func (l *lineSum) Write(p []byte) (int, error) {
	if _, err := l.out.Write(p); err != nil {
		return 0, err
	}
	l.rest = append(l.rest, p...)
	for {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 {
			return len(p), nil
		}
		l.sum.add(l.rest[:i])
		l.rest = l.rest[i+1:]
	}
}
