package org

import (
	"context"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/manifest"
)

// Sample is a ready-made organisation for sample worlds. Ids come with it, so
// that the same seed makes the same world.
type Sample struct {
	Organisation Organisation
	Units        []Unit // parents before children; the first is the company
	Staff        []SampleStaff
	Password     string // of everybody; too easy for earnest use
}

// SampleStaff is a member of staff with their role.
type SampleStaff struct {
	Staff
	Role manifest.Role
}

// FoundSample makes a sample organisation where there is none yet. The one
// password is hashed once, and its quality is not judged.
func (s *Service) FoundSample(ctx context.Context, in Sample) error {
	hash, err := s.Hasher.Hash(ctx, in.Password)
	if err != nil {
		return err
	}
	in.Organisation.Demo = true
	ctx = auth.With(ctx, auth.Person{Kind: auth.System, Name: "sample world"})
	return s.write(ctx, func(tx *db.Tx) error {
		var n int64
		if err := db.Get(ctx, tx, stmtStaffCount, nil, &n); err != nil {
			return err
		}
		if n > 0 {
			return fault.Conflict("setup.done")
		}
		if err := settings.Put(ctx, tx, settingOrganisation, in.Organisation); err != nil {
			return err
		}
		now := db.Micros(s.Clock.Now())
		for _, u := range in.Units {
			if _, err := tx.Exec(ctx, stmtInsertUnit, u.ID, "sample:"+u.ID, u.ParentID, string(u.Kind), u.Name, now); err != nil {
				return err
			}
		}
		if err := s.sampleStaff(ctx, tx, in, hash); err != nil {
			return err
		}
		subject := audit.Subject{Kind: "organisation", ID: in.Units[0].ID, Name: in.Organisation.Name}
		return s.Audit.Record(ctx, tx, "organisation.founded", subject, nil, in.Organisation)
	})
}

func (s *Service) sampleStaff(ctx context.Context, tx *db.Tx, in Sample, hash string) error {
	roles, err := s.layRoles(ctx, tx)
	if err != nil {
		return err
	}
	for _, m := range in.Staff {
		m.Password, m.State, m.Theme, m.Preferences = hash, StateActive, "system", DefaultPreferences()
		if err := insertStaff(ctx, tx, "sample:"+m.ID, m.Staff); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtAddRole, m.ID, roles[m.Role]); err != nil {
			return err
		}
	}
	return nil
}
