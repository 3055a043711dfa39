package org

import (
	"context"
	"errors"
	"fmt"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
)

// errBeforeFirstRun is for whoever sits at the terminal: without an
// organisation there is no role to give.
var errBeforeFirstRun = errors.New("还没有完成首次设置：先运行 tiexin serve，用浏览器打开它给出的地址完成首次设置，再添加同事 " +
	"(the first run is not done: start `tiexin serve`, open its address in a browser and finish the setup, then add people)")

// noSuchLogin is for whoever sits at the terminal and has mistyped it.
func noSuchLogin(login string) error {
	return fmt.Errorf("没有 %q 这个登录名 (no such login: %q)", login, login)
}

// asCommand acts as whoever may run the program on this machine.
func asCommand(ctx context.Context) context.Context {
	return auth.With(ctx, auth.Person{Kind: auth.System, Name: "command line"})
}

// CommandCreate invites somebody in a role that comes with the program, from
// the command line, and gives the one-time link.
func (s *Service) CommandCreate(ctx context.Context, login, name, role string) (string, error) {
	ctx = asCommand(ctx)
	if early, err := s.NeedsSetup(ctx); err != nil || early {
		return "", errors.Join(err, errBeforeFirstRun)
	}
	roleID, err := s.builtinRole(ctx, manifest.Role(role))
	if err != nil {
		return "", err
	}
	_, link, err := s.Invite(ctx, Invitation{ClientKey: id.New(s.Clock.Now()), Login: login, Name: name,
		UnitID: s.Directory.Root(ctx), RoleIDs: []string{roleID}})
	return link.URL, err
}

// CommandReset gives a one-time link to an account that is locked out, from
// the command line: a new invitation to whoever has not joined, else a reset
// that also takes the second factor away, since the phone may be lost.
func (s *Service) CommandReset(ctx context.Context, login string) (string, error) {
	ctx = asCommand(ctx)
	var link Link
	err := s.write(ctx, func(tx *db.Tx) error {
		m, err := oneStaff(ctx, tx, stmtStaffByLogin, login)
		if errors.Is(err, db.ErrNone) {
			return noSuchLogin(login)
		}
		if err != nil {
			return err
		}
		if m, err = s.lockStaff(ctx, tx, m.ID); err != nil {
			return err
		}
		before := m.facts(nil)
		kind := LinkInvite
		if m.Password != "" {
			kind = LinkReset
			m.State, m.TOTPOn, m.TOTPSecret, m.Recovery = StateActive, false, "", nil
		}
		if err := updateStaff(ctx, tx, m); err != nil {
			return err
		}
		if link, err = s.makeLink(ctx, tx, m, kind); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "staff.rescued", m.subject(), before, m.facts(nil))
	})
	return link.URL, err
}

// CommandToken makes an API token for an account, from the command line.
func (s *Service) CommandToken(ctx context.Context, login string) (string, error) {
	m, err := oneStaff(ctx, s.DB, stmtStaffByLogin, login)
	if errors.Is(err, db.ErrNone) {
		return "", noSuchLogin(login)
	}
	if err != nil {
		return "", err
	}
	now := s.Clock.Now()
	token := auth.NewToken(tokenPrefix)
	session := Session{ID: id.New(now), StaffID: m.ID, Kind: API, Name: "command line", CreatedAt: now}
	ctx = asCommand(ctx)
	err = s.write(ctx, func(tx *db.Tx) error {
		if err := insertSession(ctx, tx, session, token.Hash, session.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "token.made", m.subject(), nil, nil)
	})
	return token.Text, err
}
