package org

import (
	"context"
	"errors"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// UnitView is a unit with how many people work directly in it.
type UnitView struct {
	Unit
	StaffCount int64 `json:"staff_count" doc:"Not counting the disabled."`
}

func (u Unit) subject() audit.Subject { return audit.Subject{Kind: "unit", ID: u.ID, Name: u.Name} }

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

// MakeUnit adds a unit under another.
func (s *Service) MakeUnit(ctx context.Context, clientKey string, u Unit) (Unit, error) {
	var err error
	if u.Name, err = checkUnitName(u.Name); err != nil {
		return u, err
	}
	now := s.Clock.Now()
	u.ID, u.Version = id.New(now), 1
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := oneUnit(ctx, tx, stmtUnitByUse, clientKey)
		if err == nil {
			u = old
			return nil
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if _, err := lockTree(ctx, tx); err != nil {
			return err
		}
		if err := place(ctx, tx, u); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtInsertUnit, u.ID, clientKey, u.ParentID, string(u.Kind), u.Name, db.Micros(now)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "unit.made", u.subject(), nil, u)
	})
	return u, err
}

// UnitChange is what may be changed of a unit; nil leaves it.
type UnitChange struct {
	Version  int64
	Name     *string
	ParentID *string
}

// EditUnit renames or moves a unit with everything below it.
func (s *Service) EditUnit(ctx context.Context, unitID string, ch UnitChange) (Unit, error) {
	var after Unit
	err := s.write(ctx, func(tx *db.Tx) error {
		root, err := lockTree(ctx, tx)
		if err != nil {
			return err
		}
		before, err := s.findUnit(ctx, tx, unitID)
		if err != nil {
			return err
		}
		if before.Version != ch.Version {
			v, err := s.viewUnit(ctx, before)
			return errors.Join(err, fault.VersionConflict(v))
		}
		after = before
		if ch.Name != nil {
			if after.Name, err = checkUnitName(*ch.Name); err != nil {
				return err
			}
		}
		if ch.ParentID != nil && *ch.ParentID != before.ParentID {
			if unitID == root {
				return fault.Invalid("unit.one_root", "parent_id")
			}
			after.ParentID = *ch.ParentID
			if err := place(ctx, tx, after); err != nil {
				return err
			}
			if err := mayHang(ctx, tx, after); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, stmtUpdateUnit, after.ID, after.Name, after.ParentID, before.Version); err != nil {
			return err
		}
		after.Version++
		return s.Audit.Record(ctx, tx, "unit.changed", after.subject(), before, after)
	})
	return after, err
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

func (s *Service) findUnit(ctx context.Context, q db.Querier, unitID string) (Unit, error) {
	u, err := oneUnit(ctx, q, stmtUnit, unitID)
	if errors.Is(err, db.ErrNone) {
		return u, fault.NotFound()
	}
	return u, err
}

// DropUnit removes a unit that nothing hangs on any more.
func (s *Service) DropUnit(ctx context.Context, unitID string) error {
	err := s.write(ctx, func(tx *db.Tx) error {
		root, err := lockTree(ctx, tx)
		if err != nil {
			return err
		}
		u, err := s.findUnit(ctx, tx, unitID)
		if err != nil {
			return err
		}
		if unitID == root {
			return fault.Conflict("unit.is_root")
		}
		if err := s.unused(ctx, tx, unitID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtDropUnit, unitID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "unit.dropped", u.subject(), u, nil)
	})
	if db.IsForeign(err) { // somebody has just been put there
		return fault.Conflict("unit.in_use").With("staff", 1).With("units", 0).With("other", 0)
	}
	return err
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
