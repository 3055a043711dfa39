package record

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// Kind says how rows of T are stored and what they are called. Of makes one.
type Kind[T any] struct {
	Name    string   // of the thing in the trail: "skill"
	Made    string   // what the trail says of the acts: "skill.made"
	Changed string   // empty: rows of this kind are never changed, and have no version
	Removed string   // empty: rows of this kind stay
	Also    []string // what Act may say instead
	Taken   string   // code of the refusal when another has the name; empty: names may repeat
	Field   string   // that the refusal names; empty: name

	ByKey  *db.Stmt // finds by the client's key
	Lock   *db.Stmt // finds by id, {for_update}
	Scan   func(r db.Row) (T, error)
	Fill   func(ctx context.Context, q db.Querier, v *T) error // reads what other tables hold of the row; may be nil
	Insert func(ctx context.Context, tx *db.Tx, key string, v T, now time.Time) error
	Update func(ctx context.Context, tx *db.Tx, v T) (int64, error) // WHERE id = … AND version = v's
	Delete func(ctx context.Context, tx *db.Tx, id string, now time.Time) error
	Mark   func(v *T) (id, name string, version *int64)

	Facts func(v T) any                // what the trail may know; nil: the row
	Act   func(before, after T) string // names a change; nil or "": Changed

	known bool // registered
}

// Do carries what the acts of one kind need.
type Do[T any] struct {
	DB    *db.DB
	Clock clock.Clock
	Audit *audit.Trail
	Turn  func(ctx context.Context, tx *db.Tx) error  // takes a lock that all who change rows of the kind take; may be nil
	Sees  func(ctx context.Context, v T) error        // refuses who may not know of the row, before anything is told of it; may be nil
	Shown func(ctx context.Context, v T) (any, error) // what whoever comes with an old version is shown; nil: the row
	Whole func(ctx context.Context, v T) (T, error)   // completes a setting that was read; may be nil
	Named func(v T) audit.Subject                     // the thing in the trail; nil: as the kind or the setting says
	After func()                                      // after the commit: caches, screens; may be nil
}

// Make stores what fresh gives, once per key and person; a retry gets the first.
func Make[T any](ctx context.Context, d Do[T], k *Kind[T], key string, fresh func(tx *db.Tx) (T, error)) (T, error) {
	var v T
	key = keyOf(ctx, key)
	err := d.DB.WriteKeyed(ctx, func(tx *db.Tx) (err error) {
		if err := d.turn(ctx, tx); err != nil {
			return err
		}
		if v, err = k.find(ctx, tx, k.ByKey, key); !errors.Is(err, db.ErrNone) {
			return err // found, or failed
		}
		if v, err = fresh(tx); err != nil {
			return err
		}
		if err := k.Insert(ctx, tx, key, v, d.Clock.Now()); err != nil {
			return err
		}
		return d.note(ctx, tx, k, k.Made, v, nil, k.facts(v))
	})
	return v, k.taken(err)
}

// keyOf is a client's key as it is stored: one person's is not another's. The
// program's own stand as they are.
func keyOf(ctx context.Context, key string) string {
	if who := auth.From(ctx).ID; who != "" {
		return who + ":" + key
	}
	return key
}

// Edit locks the row, refuses an old version with what stands now, and stores
// what change makes of it.
func Edit[T any](ctx context.Context, d Do[T], k *Kind[T], id string, version int64, change func(tx *db.Tx, v T) (T, error)) (T, error) {
	return edit(ctx, d, k, id, func(now int64) bool { return now == version }, change)
}

// Amend is Edit for what does not ask what stands, like a new secret.
func Amend[T any](ctx context.Context, d Do[T], k *Kind[T], id string, change func(tx *db.Tx, v T) (T, error)) (T, error) {
	return edit(ctx, d, k, id, func(int64) bool { return true }, change)
}

func edit[T any](ctx context.Context, d Do[T], k *Kind[T], id string, meant func(int64) bool, change func(tx *db.Tx, v T) (T, error)) (T, error) {
	var after T
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := d.lock(ctx, tx, k, id)
		if err != nil {
			return err
		}
		_, _, version := k.Mark(&before)
		if !meant(*version) {
			return d.conflict(ctx, before)
		}
		if after, err = change(tx, before); err != nil {
			return err
		}
		_, _, next := k.Mark(&after)
		*next = *version
		n, err := k.Update(ctx, tx, after)
		if err == nil && n == 0 {
			err = d.conflict(ctx, before)
		}
		if err != nil {
			return err
		}
		*next++
		act := ""
		if k.Act != nil {
			act = k.Act(before, after)
		}
		if act == "" {
			act = k.Changed
		}
		return d.note(ctx, tx, k, act, after, k.facts(before), k.facts(after))
	})
	return after, k.taken(err)
}

// Drop removes the row unless may, where there is one, refuses.
func Drop[T any](ctx context.Context, d Do[T], k *Kind[T], id string, may func(tx *db.Tx, v T) error) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		v, err := d.lock(ctx, tx, k, id)
		if err != nil {
			return err
		}
		if may != nil {
			if err := may(tx, v); err != nil {
				return err
			}
		}
		if err := k.Delete(ctx, tx, id, d.Clock.Now()); err != nil {
			return err
		}
		return d.note(ctx, tx, k, k.Removed, v, k.facts(v), nil)
	})
}

// Hold keeps a row from being removed or changed until the transaction ends, for
// another row that is about to refer to it. Whether it stands is told by the
// answer, not by what was read before: somebody may be removing it.
func Hold[T any](ctx context.Context, tx *db.Tx, k *Kind[T], id string) (stands bool, err error) {
	_, err = k.find(ctx, tx, k.Lock, id)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// Deletes is a Kind's Delete by statements that take the id, in their order.
func Deletes(list ...*db.Stmt) func(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	return func(ctx context.Context, tx *db.Tx, id string, _ time.Time) error {
		for _, s := range list {
			if _, err := tx.Exec(ctx, s, id); err != nil {
				return err
			}
		}
		return nil
	}
}

func (k *Kind[T]) find(ctx context.Context, q db.Querier, s *db.Stmt, by string) (T, error) {
	if !k.known {
		var none T
		return none, unknown(k.Name)
	}
	v, err := db.First(ctx, q, s, k.Scan, by)
	if err == nil && k.Fill != nil {
		err = k.Fill(ctx, q, &v)
	}
	return v, err
}

func (d Do[T]) turn(ctx context.Context, tx *db.Tx) error {
	if d.Turn == nil {
		return nil
	}
	return d.Turn(ctx, tx)
}

// lock finds the row for changing, or says that there is none.
func (d Do[T]) lock(ctx context.Context, tx *db.Tx, k *Kind[T], id string) (T, error) {
	var v T
	if err := d.turn(ctx, tx); err != nil {
		return v, err
	}
	v, err := k.find(ctx, tx, k.Lock, id)
	if errors.Is(err, db.ErrNone) {
		err = fault.NotFound()
	}
	if err == nil && d.Sees != nil {
		err = d.Sees(ctx, v)
	}
	return v, err
}

func (d Do[T]) conflict(ctx context.Context, now T) error {
	if d.Shown == nil {
		return fault.VersionConflict(now)
	}
	view, err := d.Shown(ctx, now)
	if err != nil {
		return err
	}
	return fault.VersionConflict(view)
}

// note leaves the line in the trail.
func (d Do[T]) note(ctx context.Context, tx *db.Tx, k *Kind[T], act string, v T, before, after any) error {
	if d.After != nil {
		tx.AfterCommit(d.After)
	}
	id, name, _ := k.Mark(&v)
	subject := audit.Subject{Kind: k.Name, ID: id, Name: name}
	if d.Named != nil {
		subject = d.Named(v)
	}
	return d.Audit.Record(ctx, tx, act, subject, before, after)
}

func (k *Kind[T]) facts(v T) any {
	if k.Facts == nil {
		return v
	}
	return k.Facts(v)
}

// taken words a broken constraint: of rows with a key of their own it can only
// be the name's.
func (k *Kind[T]) taken(err error) error {
	if k.Taken == "" || !db.IsUnique(err) {
		return err
	}
	field := k.Field
	if field == "" {
		field = "name"
	}
	return &fault.Error{Kind: fault.KindConflict, Code: k.Taken, Field: field}
}
