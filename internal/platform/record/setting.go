package record

import (
	"context"
	"encoding/json"
	"errors"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
)

// Table holds a module's settings by their names, each with a version.
type Table struct {
	name         string
	read, lock   *db.Stmt
	replace, put *db.Stmt
}

// TableOf registers the statements of module_setting (key, value, version).
func TableOf(module string) *Table {
	name := module + "_setting"
	read := `SELECT value, version FROM ` + name + ` WHERE key = $1`
	put := `INSERT INTO ` + name + ` (key, value, version) VALUES ($1, $2, 1)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = ` + name + `.version + 1`
	return &Table{name: name, read: db.SQL(module+".setting", read), lock: db.SQL(module+".lock_setting", read+` {for_update}`),
		put: db.SQL(module+".put_setting", put), replace: db.SQL(module+".replace_setting", put+` WHERE `+name+`.version = $3`)}
}

// Get reads what the program itself keeps under a name into v; false: nothing.
func (t *Table) Get(ctx context.Context, q db.Querier, key string, v any) (bool, error) {
	_, found, err := t.get(ctx, q, t.read, key, v)
	return found, err
}

// Put stores what the program itself keeps under a name, whatever stands there.
// It holds the name's row until the transaction ends, so that those who put it
// first take turns.
func (t *Table) Put(ctx context.Context, tx *db.Tx, key string, v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		_, err = tx.Exec(ctx, t.put, key, string(text))
	}
	return err
}

func (t *Table) get(ctx context.Context, q db.Querier, s *db.Stmt, key string, v any) (version int64, found bool, err error) {
	var text string
	err = db.Get(ctx, q, s, []any{key}, &text, &version)
	if errors.Is(err, db.ErrNone) {
		return 0, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), v)
	}
	return version, true, err
}

// Setting is one that people replace whole. SettingOf makes one.
type Setting[T any] struct {
	Table   *Table
	Key     string // of its row
	Changed string // what the trail says: "routing.settings_changed"
	Subject audit.Subject
	Fresh   func() T // until somebody has stored one; nil: the zero value
	Mark    func(v *T) (version *int64)
	Facts   func(v T) any // what the trail may know; nil: all of it

	known bool // registered
}

// Load reads the setting, of version 0 until somebody has stored one.
func (s *Setting[T]) Load(ctx context.Context, q db.Querier) (T, error) {
	return s.load(ctx, q, false)
}

func (s *Setting[T]) load(ctx context.Context, q db.Querier, lock bool) (v T, err error) {
	if !s.known {
		return v, unknown(s.Key)
	}
	if s.Fresh != nil {
		v = s.Fresh()
	}
	by := s.Table.read
	if lock {
		by = s.Table.lock
	}
	version, _, err := s.Table.get(ctx, q, by, s.Key, &v)
	*s.Mark(&v) = version
	return v, err
}

// Replace stores what change makes of the setting, unless it is of another
// version than the one that the person saw.
func Replace[T any](ctx context.Context, d Do[T], s *Setting[T], version int64, change func(tx *db.Tx, v T) (T, error)) (T, error) {
	var after T
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		stands := func() (T, error) {
			v, err := s.load(ctx, tx, true)
			if err == nil && d.Whole != nil {
				v, err = d.Whole(ctx, v)
			}
			return v, err
		}
		before, err := stands()
		if err != nil {
			return err
		}
		if *s.Mark(&before) != version {
			return d.conflict(ctx, before)
		}
		if after, err = change(tx, before); err != nil {
			return err
		}
		*s.Mark(&after) = version
		text, err := json.Marshal(after)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, s.Table.replace, s.Key, string(text), version)
		if err != nil {
			return err
		}
		if n == 0 { // nobody had stored one, and two came at once
			if before, err = stands(); err != nil {
				return err
			}
			return d.conflict(ctx, before)
		}
		*s.Mark(&after) = version + 1
		if d.After != nil {
			tx.AfterCommit(d.After)
		}
		subject := s.Subject
		if d.Named != nil {
			subject = d.Named(after)
		}
		return d.Audit.Record(ctx, tx, s.Changed, subject, s.facts(before), s.facts(after))
	})
	return after, err
}

func (s *Setting[T]) facts(v T) any {
	if s.Facts == nil {
		return v
	}
	return s.Facts(v)
}
