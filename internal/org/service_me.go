package org

import (
	"context"
	"errors"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// MeChange is what somebody may change of themselves; nil leaves it.
type MeChange struct {
	Version     int64
	Name        *string
	Email       *string
	Phone       *string
	Locale      *string
	Theme       *string
	Preferences *Preferences
}

// EditMe changes the acting person's own account.
func (s *Service) EditMe(ctx context.Context, ch MeChange) error {
	return s.write(ctx, func(tx *db.Tx) error {
		before, err := s.lockStaff(ctx, tx, auth.From(ctx).ID)
		if err != nil {
			return err
		}
		if before.Version != ch.Version {
			me, err := s.Me(ctx)
			return errors.Join(err, fault.VersionConflict(me))
		}
		after := before
		for to, from := range map[*string]*string{&after.Name: ch.Name, &after.Email: ch.Email, &after.Phone: ch.Phone,
			&after.Locale: ch.Locale, &after.Theme: ch.Theme} {
			if from != nil {
				*to = *from
			}
		}
		if ch.Preferences != nil {
			after.Preferences = *ch.Preferences
		}
		if after, err = after.checked(); err != nil {
			return err
		}
		if err := updateStaff(ctx, tx, after); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "me.changed", after.subject(), before.facts(nil), after.facts(nil))
	})
}

// inBrowser refuses API tokens where keys to the account are made or changed:
// a token that leaks must not become more than it is.
func (s *Service) inBrowser(ctx context.Context) error {
	session, err := oneSession(ctx, s.DB, stmtSessionByID, auth.From(ctx).SessionID)
	if errors.Is(err, db.ErrNone) {
		return fault.Unsigned()
	}
	if err == nil && session.Kind != Browser {
		err = fault.New(fault.KindForbidden, "auth.browser_only")
	}
	return err
}

// prove checks the acting person's password before something that matters;
// wrong ones count like failed sign-ins.
func (s *Service) prove(ctx context.Context, password, field string) (Staff, error) {
	if err := s.inBrowser(ctx); err != nil {
		return Staff{}, err
	}
	m, err := s.self(ctx, s.DB)
	if err != nil {
		return m, err
	}
	ip := clientIP(ctx)
	try, err := s.reserve(ctx, addrKey(ip), pairKey(m.Login, ip))
	if err != nil {
		return m, err
	}
	ok, _, err := s.Hasher.Check(ctx, m.Password, password)
	if err == nil && !ok {
		return m, s.refused(ctx, m, true, fault.Invalid("password.wrong", field))
	}
	if errors.Is(err, auth.ErrBusy) {
		err = errBusy()
	}
	return m, errors.Join(err, s.release(ctx, try))
}

// ChangePassword sets a new password and ends every other browser session, API
// tokens and the feed too, unless keepPrograms: who changes it because somebody
// knows it wants nothing of the past to open.
func (s *Service) ChangePassword(ctx context.Context, current, next string, keepPrograms bool) error {
	m, err := s.prove(ctx, current, "current")
	if err != nil {
		return err
	}
	if err := checkPassword(m.Login, next, "new"); err != nil {
		return err
	}
	stored, err := s.Hasher.Hash(ctx, next)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, stmtRehash, m.ID, stored, m.Password)
		if err != nil {
			return err
		}
		if n == 0 { // changed by somebody else in the meantime
			return fault.Invalid("password.wrong", "current")
		}
		if _, err := tx.Exec(ctx, stmtVoidLinks, m.ID, db.Micros(s.Clock.Now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtSessionEndAll, m.ID, auth.From(ctx).SessionID, string(Browser)); err != nil {
			return err
		}
		var kept any
		if keepPrograms {
			kept = map[string]any{"kept_programs": true}
		} else if err := s.endPrograms(ctx, tx, m.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "password.changed", m.subject(), nil, kept)
	})
}

func (s *Service) endPrograms(ctx context.Context, tx *db.Tx, staffID string) error {
	if _, err := tx.Exec(ctx, stmtSessionEndAll, staffID, "", string(API)); err != nil {
		return err
	}
	return s.endSecrets(ctx, tx, staffID)
}

// Sessions lists where the acting person is signed in.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	return sessionsOf(ctx, s.DB, auth.From(ctx).ID, Browser)
}

// EndSession ends one of the acting person's sessions or API tokens.
func (s *Service) EndSession(ctx context.Context, sessionID string, kind SessionKind) error {
	p := auth.From(ctx)
	return s.write(ctx, func(tx *db.Tx) error {
		session, err := oneSession(ctx, tx, stmtSessionByID, sessionID)
		if errors.Is(err, db.ErrNone) || err == nil && (session.StaffID != p.ID || session.Kind != kind) {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtSessionEnd, sessionID, p.ID); err != nil {
			return err
		}
		action, facts := "session.ended", map[string]any{"session_id": sessionID}
		if kind == API {
			action, facts = "token.dropped", map[string]any{"name": session.Name}
		}
		return s.Audit.Record(ctx, tx, action, selfSubject(p), facts, nil)
	})
}

// EndOthers ends every browser session of the acting person but this one.
func (s *Service) EndOthers(ctx context.Context) error {
	p := auth.From(ctx)
	return s.write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, stmtSessionEndAll, p.ID, p.SessionID, string(Browser))
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "session.others_ended", selfSubject(p), nil, map[string]any{"count": n})
	})
}
