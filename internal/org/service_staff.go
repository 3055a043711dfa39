package org

import (
	"context"
	"errors"
	"slices"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
)

// Invitation is what makes an account.
type Invitation struct {
	ClientKey string
	Login     string
	Name      string
	UnitID    string
	RoleIDs   []string
	Email     string
	Phone     string
}

// StaffChange is what may be changed of somebody; nil leaves it.
type StaffChange struct {
	Version int64
	Name    *string
	UnitID  *string
	RoleIDs *[]string
	Email   *string
	Phone   *string
	State   *State
}

// lockStaff reads a member of staff for changing.
func (s *Service) lockStaff(ctx context.Context, tx *db.Tx, staffID string) (Staff, error) {
	m, err := oneStaff(ctx, tx, stmtStaffLock, staffID)
	if errors.Is(err, db.ErrNone) {
		return m, fault.NotFound()
	}
	return m, err
}

// mayManage refuses acting on somebody who may do more than the acting person.
func (s *Service) mayManage(ctx context.Context, staffID string) error {
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return err
	}
	c := snap.staff[staffID]
	return beyondOwnAt(ctx, c.UnitID, snap.grantsOf(c))
}

func beyondOwnAt(ctx context.Context, unitID string, grants map[string]auth.Scope) error {
	if !coversAt(auth.From(ctx), unitID, grants) {
		return fault.New(fault.KindForbidden, "staff.beyond_own")
	}
	return nil
}

func beyondOwn(ctx context.Context, grants map[string]auth.Scope) error {
	if !covers(auth.From(ctx), grants) {
		return fault.New(fault.KindForbidden, "staff.beyond_own")
	}
	return nil
}

// Invite makes an account and its one-time link. A retry finds the account
// made before and gives a fresh link, since only the hash of the first is kept.
func (s *Service) Invite(ctx context.Context, in Invitation) (Staff, Link, error) {
	if code, ok := check.Login(in.Login); !ok {
		return Staff{}, Link{}, fault.Invalid(code, "login")
	}
	now := s.Clock.Now()
	m, err := Staff{ID: id.New(now), Login: in.Login, Name: in.Name, Email: in.Email, Phone: in.Phone, UnitID: in.UnitID,
		State: StateInvited, Theme: "system", Preferences: DefaultPreferences(), Version: 1, CreatedAt: now}.checked()
	if err != nil {
		return m, Link{}, err
	}
	var l Link
	err = s.write(ctx, func(tx *db.Tx) error {
		old, err := oneStaff(ctx, tx, stmtStaffByKey, in.ClientKey)
		if err == nil {
			m = old
			return s.inviteAgain(ctx, tx, m, &l)
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if err := s.checkUnit(ctx, tx, in.UnitID); err != nil {
			return err
		}
		if err := insertStaff(ctx, tx, in.ClientKey, m); err != nil {
			return err
		}
		roles, err := s.giveRoles(ctx, tx, m, in.RoleIDs)
		if err != nil {
			return err
		}
		if l, err = s.makeLink(ctx, tx, m, LinkInvite); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "staff.invited", m.subject(), nil, m.facts(roles))
	})
	if db.IsUnique(err) {
		err = fault.Conflict("staff.login_taken")
	}
	return m, l, goneUnit(err)
}

// goneUnit words that the unit was removed a moment after it was looked for.
func goneUnit(err error) error {
	if db.IsForeign(err) {
		return fault.Invalid("unit.unknown", "unit_id")
	}
	return err
}

func (s *Service) inviteAgain(ctx context.Context, tx *db.Tx, m Staff, l *Link) (err error) {
	if m.State != StateInvited {
		return fault.Conflict("link.wrong_state").With("state", m.State)
	}
	if err := s.mayManage(ctx, m.ID); err != nil { // the key may be another's
		return err
	}
	*l, err = s.makeLink(ctx, tx, m, LinkInvite)
	return err
}

// checkUnit refuses a unit that is not there, inside the transaction.
func (s *Service) checkUnit(ctx context.Context, q db.Querier, unitID string) error {
	_, err := oneUnit(ctx, q, stmtUnit, unitID)
	if errors.Is(err, db.ErrNone) {
		return fault.Invalid("unit.unknown", "unit_id")
	}
	return err
}

// giveRoles replaces somebody's roles and gives the names of the new ones.
func (s *Service) giveRoles(ctx context.Context, tx *db.Tx, m Staff, roleIDs []string) ([]string, error) {
	if len(roleIDs) == 0 || len(roleIDs) > MaxRoles {
		return nil, fault.Invalid("staff.roles", "role_ids")
	}
	if _, err := tx.Exec(ctx, stmtDropRoles, m.ID); err != nil {
		return nil, err
	}
	names := []string{}
	for _, roleID := range roleIDs {
		r, err := oneRole(ctx, tx, stmtRole, roleID)
		if errors.Is(err, db.ErrNone) {
			return nil, fault.Invalid("role.unknown", "role_ids")
		}
		if err != nil {
			return nil, err
		}
		grants, err := grantsOfRole(ctx, tx, roleID)
		if err != nil {
			return nil, err
		}
		if err := beyondOwnAt(ctx, m.UnitID, grants); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, stmtAddRole, m.ID, roleID)
		if db.IsForeign(err) { // removed a moment ago
			return nil, fault.Invalid("role.unknown", "role_ids")
		}
		if err != nil {
			return nil, err
		}
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return names, nil
}

// EditStaff changes somebody's account. Whoever is disabled is out at once.
func (s *Service) EditStaff(ctx context.Context, staffID string, ch StaffChange) (Staff, error) {
	var after Staff
	err := s.write(ctx, func(tx *db.Tx) error {
		if err := lockAdmins(ctx, tx); err != nil {
			return err
		}
		before, err := s.lockStaff(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if before.Version != ch.Version {
			return s.staffConflict(ctx, before)
		}
		if err := s.mayManage(ctx, staffID); err != nil {
			return err
		}
		if ch.UnitID != nil && *ch.UnitID != before.UnitID {
			if err := s.mayMove(ctx, staffID, *ch.UnitID); err != nil {
				return err
			}
		}
		oldRoles, err := roleNamesOf(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if after, err = s.changed(ctx, tx, before, ch); err != nil {
			return err
		}
		roles := oldRoles
		if ch.RoleIDs != nil {
			if roles, err = s.giveRoles(ctx, tx, after, *ch.RoleIDs); err != nil {
				return err
			}
		}
		if err := s.keepOneAdmin(ctx, tx); err != nil {
			return err
		}
		action := "staff.changed"
		if before.State != after.State {
			if action, err = s.stateChanged(ctx, tx, after); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, tx, action, after.subject(), before.facts(oldRoles), after.facts(roles))
	})
	return after, goneUnit(err)
}

// mayMove refuses to put somebody, above all oneself, where their roles see
// what the acting person does not.
func (s *Service) mayMove(ctx context.Context, staffID, unitID string) error {
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return err
	}
	return beyondOwnAt(ctx, unitID, snap.grantsOf(snap.staff[staffID]))
}

// changed stores what of an account itself changes.
func (s *Service) changed(ctx context.Context, tx *db.Tx, m Staff, ch StaffChange) (Staff, error) {
	for to, from := range map[*string]*string{&m.Name: ch.Name, &m.UnitID: ch.UnitID, &m.Email: ch.Email, &m.Phone: ch.Phone} {
		if from != nil {
			*to = *from
		}
	}
	m, err := m.checked()
	if err != nil {
		return m, err
	}
	if ch.UnitID != nil {
		if err := s.checkUnit(ctx, tx, m.UnitID); err != nil {
			return m, err
		}
	}
	if ch.State != nil {
		if m, err = m.withState(*ch.State); err != nil {
			return m, err
		}
	}
	err = updateStaff(ctx, tx, m)
	m.Version++
	return m, err
}

// stateChanged ends everything open of somebody who is disabled.
func (s *Service) stateChanged(ctx context.Context, tx *db.Tx, m Staff) (action string, err error) {
	if m.State != StateDisabled {
		return "staff.enabled", nil
	}
	if _, err := tx.Exec(ctx, stmtVoidLinks, m.ID, db.Micros(s.Clock.Now())); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, stmtSessionEndEvery, m.ID); err != nil {
		return "", err
	}
	return "staff.disabled", s.endSecrets(ctx, tx, m.ID)
}

// keepOneAdmin refuses a change that would leave nobody in charge. The caller
// has locked the role, so that two of the last two cannot leave at once.
func (s *Service) keepOneAdmin(ctx context.Context, tx *db.Tx) error {
	var n int64
	err := db.Get(ctx, tx, stmtActiveAdmins, []any{string(manifest.RoleAdmin)}, &n)
	if err == nil && n == 0 {
		err = fault.Conflict("staff.last_admin")
	}
	return err
}

// EndSessions signs somebody out everywhere; API tokens stay.
func (s *Service) EndSessions(ctx context.Context, staffID string) error {
	return s.write(ctx, func(tx *db.Tx) error {
		m, err := s.lockStaff(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if err := s.mayManage(ctx, staffID); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, stmtSessionEndAll, staffID, "", string(Browser))
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "session.all_ended", m.subject(), nil, map[string]any{"count": n})
	})
}

// staffConflict refuses a change of something older and shows what is there.
func (s *Service) staffConflict(ctx context.Context, m Staff) error {
	v, err := s.viewStaff(ctx, m)
	if err != nil {
		return err
	}
	return fault.VersionConflict(v)
}
