package search

import (
	"context"
	"strings"

	"tiexin/internal/platform/db"
)

// Prepared is a doc with its terms cut, for writing many at once.
type Prepared struct {
	doc   Doc
	terms string // as this engine takes them
}

// Prepare cuts the terms of a doc; this is most of the work of indexing and
// needs no transaction.
func (x *Index) Prepare(d Doc) Prepared {
	list := terms(d.Kind, d.all())
	if x.db.Engine() == db.Postgres {
		return Prepared{doc: d, terms: vector(list)}
	}
	return Prepared{doc: d, terms: strings.Join(list, " ")}
}

// Import indexes docs that are not in the index yet, for sample worlds and
// rebuilt indexes.
func (x *Index) Import(ctx context.Context, tx *db.Tx, docs []Prepared) error {
	var last int64
	if tx.Engine() == db.SQLite {
		if err := db.Get(ctx, tx, stmtLiteLast, nil, &last); err != nil {
			return err
		}
	}
	for i, p := range docs {
		d := p.doc
		args := []any{string(d.Kind), d.RefID, d.Group, d.Place, d.Title, d.Text, d.Hidden, db.Micros(d.At)}
		var err error
		if tx.Engine() == db.Postgres {
			_, err = tx.Exec(ctx, stmtPgPut, append(args, p.terms)...)
		} else {
			err = putLite(ctx, tx, args, last+1+int64(i), p.terms)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
