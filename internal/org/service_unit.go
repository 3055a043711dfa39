package org

import (
	"context"
	"errors"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

// UnitView is a unit with how many people work directly in it.
type UnitView struct {
	Unit
	StaffCount int64 `json:"staff_count" doc:"Not counting the disabled."`
}

// Units lists the tree, oldest first.
func (s *Service) Units(ctx context.Context) ([]UnitView, error) {
	units, err := db.All[Unit](ctx, s.DB, stmtUnits)
	if err != nil {
		return nil, err
	}
	staff, err := counts(ctx, s.DB, stmtStaffUnits)
	out := make([]UnitView, len(units))
	for i, u := range units {
		out[i] = UnitView{Unit: u, StaffCount: staff[u.ID]}
	}
	return out, err
}

func (s *Service) viewUnit(ctx context.Context, u Unit) (*UnitView, error) {
	staff, err := counts(ctx, s.DB, stmtStaffUnits)
	return &UnitView{Unit: u, StaffCount: staff[u.ID]}, err
}

// tree reads the units inside a transaction that holds the tree's lock.
func tree(ctx context.Context, q db.Querier) (auth.UnitTree, error) {
	units, err := db.All[Unit](ctx, q, stmtUnits)
	if err != nil {
		return auth.UnitTree{}, err
	}
	nodes := make([]auth.UnitNode, len(units))
	for i, u := range units {
		nodes[i] = auth.UnitNode{ID: u.ID, ParentID: u.ParentID, Kind: auth.UnitKind(u.Kind)}
	}
	return auth.NewUnitTree(nodes)
}

// place checks that a unit may stand under a parent.
func place(ctx context.Context, tx *db.Tx, u Unit) error {
	if u.ParentID == "" {
		return fault.Invalid("unit.one_root", "parent_id")
	}
	parent, err := oneUnit(ctx, tx, stmtUnit, u.ParentID)
	if errors.Is(err, db.ErrNone) {
		return fault.Invalid("unit.unknown", "parent_id")
	}
	if err != nil {
		return err
	}
	t, err := tree(ctx, tx)
	if err != nil {
		return err
	}
	return u.mayStandUnder(parent, t)
}

var units = record.Of(record.Kind[Unit]{Name: "unit", Made: "unit.made", Changed: "unit.changed", Removed: "unit.dropped",
	ByKey: stmtUnitByUse, Lock: stmtUnitLock, Scan: scanUnit, Insert: insertUnit, Update: updateUnit, Delete: record.Deletes(stmtDropUnit),
	Mark: func(u *Unit) (string, string, *int64) { return u.ID, u.Name, &u.Version }})

func (s *Service) unitActs() record.Do[Unit] {
	return record.Do[Unit]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, Turn: lockTree, After: s.Directory.Changed,
		Shown: func(ctx context.Context, u Unit) (any, error) { return s.viewUnit(ctx, u) }}
}

// MakeUnit adds a unit under another.
func (s *Service) MakeUnit(ctx context.Context, clientKey string, u Unit) (Unit, error) {
	u.ID, u.Version = id.New(s.Clock.Now()), 1
	return record.Make(ctx, s.unitActs(), units, clientKey, func(tx *db.Tx) (_ Unit, err error) {
		if u.Name, err = checkUnitName(u.Name); err != nil {
			return u, err
		}
		return u, place(ctx, tx, u)
	})
}

// UnitChange is what may be changed of a unit; nil leaves it.
type UnitChange struct {
	Version  int64
	Name     *string
	ParentID *string
}

// EditUnit renames or moves a unit with everything below it.
func (s *Service) EditUnit(ctx context.Context, unitID string, ch UnitChange) (Unit, error) {
	return record.Edit(ctx, s.unitActs(), units, unitID, ch.Version, func(tx *db.Tx, u Unit) (_ Unit, err error) {
		if ch.Name != nil {
			if u.Name, err = checkUnitName(*ch.Name); err != nil {
				return u, err
			}
		}
		if ch.ParentID == nil || *ch.ParentID == u.ParentID {
			return u, nil
		}
		if u.ParentID == "" {
			return u, fault.Invalid("unit.one_root", "parent_id")
		}
		u.ParentID = *ch.ParentID
		if err := place(ctx, tx, u); err != nil {
			return u, err
		}
		return u, mayHang(ctx, tx, u)
	})
}

// mayHang refuses a move of units by which the acting person would see more
// than before: their own team under another project, or another under theirs.
func mayHang(ctx context.Context, tx *db.Tx, moved Unit) error {
	now := auth.From(ctx)
	units, err := db.All[Unit](ctx, tx, stmtUnits)
	if err != nil {
		return err
	}
	var nodes []auth.UnitNode
	for _, u := range units {
		if u.ID == moved.ID {
			u.ParentID = moved.ParentID
		}
		nodes = append(nodes, auth.UnitNode{ID: u.ID, ParentID: u.ParentID, Kind: auth.UnitKind(u.Kind)})
	}
	then := now
	if then.Units, err = auth.NewUnitTree(nodes); err != nil {
		return err
	}
	if seesMore(now, then) {
		return fault.New(fault.KindForbidden, "staff.beyond_own")
	}
	return nil
}

// DropUnit removes a unit that nothing hangs on any more.
func (s *Service) DropUnit(ctx context.Context, unitID string) error {
	return record.Drop(ctx, s.unitActs(), units, unitID, func(tx *db.Tx, u Unit) error {
		if u.ParentID == "" {
			return fault.Conflict("unit.is_root")
		}
		return s.unused(ctx, tx, unitID)
	})
}

// unused refuses to let go of a unit and counts what hangs on it.
func (s *Service) unused(ctx context.Context, tx *db.Tx, unitID string) error {
	var units, staff, other int64
	if err := db.Get(ctx, tx, stmtUnitBelow, []any{unitID}, &units); err != nil {
		return err
	}
	if err := db.Get(ctx, tx, stmtUnitStaff, []any{unitID}, &staff); err != nil {
		return err
	}
	refusal := fault.Conflict("unit.in_use").With("units", units).With("staff", staff)
	if s.UnitUses != nil {
		for _, use := range s.UnitUses() {
			n, err := use.Count(ctx, tx, unitID)
			if err != nil {
				return err
			}
			other += n
			refusal = refusal.With(use.What, n)
		}
	}
	if units+staff+other == 0 {
		return nil
	}
	return refusal.With("other", other)
}

// HoldUnit keeps a unit from being dropped until the transaction ends, for what
// is about to stand in it. It tells whether there is one.
func (d *Directory) HoldUnit(ctx context.Context, tx *db.Tx, unitID string) (bool, error) {
	return record.Hold(ctx, tx, units, unitID)
}
