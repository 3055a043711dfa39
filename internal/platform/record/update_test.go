package record

import (
	"context"
	"errors"
	"testing"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
)

// thing is a row that a test makes up.
type thing struct {
	ID      string
	Version int64
}

var (
	stmtThing = db.SQL("test.thing", `SELECT id FROM audit_entry WHERE id = $1 {for_update}`)
	stmtTrail = db.SQL("test.trail", `SELECT COUNT(*) FROM audit_entry WHERE action = 'thing.changed'`)
	stmtOne   = db.SQL("test.one_thing", `SELECT MAX(id) FROM audit_entry`)
)

// TestAChangeThatChangesNothingIsAConflict: whatever the lock said, what was not
// stored is not told as done, nor kept in the trail.
func TestAChangeThatChangesNothingIsAConflict(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations()}, func(t *testing.T, d *db.DB) {
		ctx, trail := t.Context(), audit.New(d, clock.System{})
		if err := d.Write(ctx, func(tx *db.Tx) error { return trail.Record(ctx, tx, "thing.made", audit.Subject{}, nil, nil) }); err != nil {
			t.Fatal(err)
		}
		var id string
		if err := db.Get(ctx, d, stmtOne, nil, &id); err != nil {
			t.Fatal(err)
		}
		stored, told := int64(0), 0
		k := &Kind[thing]{Name: "thing", Changed: "thing.changed", Lock: stmtThing, known: true,
			Scan:   func(r db.Row) (v thing, err error) { v.Version = 7; return v, r.Scan(&v.ID) },
			Update: func(context.Context, *db.Tx, thing) (int64, error) { return stored, nil },
			Mark:   func(v *thing) (string, string, *int64) { return v.ID, "", &v.Version }}
		acts := Do[thing]{DB: d, Clock: clock.System{}, Audit: trail, After: func() { told++ }}
		same := func(_ *db.Tx, v thing) (thing, error) { return v, nil }
		trailed := func() (n int) {
			if err := db.Get(ctx, d, stmtTrail, nil, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		var f *fault.Error
		if _, err := Edit(ctx, acts, k, id, 7, same); !errors.As(err, &f) || f.Code != "version.conflict" || f.Details["current"] != any(thing{id, 7}) {
			t.Errorf("nothing was stored: %v", err)
		}
		if n := trailed(); n != 0 || told != 0 {
			t.Errorf("%d lines in the trail, told %d times", n, told)
		}
		stored = 1
		if _, err := Edit(ctx, acts, k, id, 6, same); !fault.HasCode(err, "version.conflict") {
			t.Errorf("of an old version: %v", err)
		}
		if v, err := Edit(ctx, acts, k, id, 7, same); err != nil || v.Version != 8 || trailed() != 1 || told != 1 {
			t.Errorf("stored: %+v %v, %d lines in the trail, told %d times", v, err, trailed(), told)
		}
	})
}

// TestAKeyIsItsSendersAlone: two people may choose the same, and the program's
// own stand as they are.
func TestAKeyIsItsSendersAlone(t *testing.T) {
	for id, want := range map[string]string{"lin": "lin:k", "chen": "chen:k", "": "k"} {
		if got := keyOf(auth.With(t.Context(), auth.Person{Kind: auth.Staff, ID: id}), "k"); got != want {
			t.Errorf("%q: %s, want %s", id, got, want)
		}
	}
}
