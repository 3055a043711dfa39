package org

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// tokenPrefix of sessions and API tokens.
const tokenPrefix = "txs"

// errWrong is the one answer to an unknown name, a wrong password and an
// account that may not sign in.
func errWrong() error { return fault.New(fault.KindUnsigned, "auth.wrong_password") }

// errBusy asks to come again in a moment: too many passwords are being checked.
func errBusy() error { return fault.TooMany("auth.slow_down", time.Second) }

func clientIP(ctx context.Context) string { return web.InfoFrom(ctx).IP }

// errSecondFactor asks for the six digits.
func errSecondFactor() error { return fault.New(fault.KindUnsigned, "auth.second_factor") }

// SignIn checks name, password and second factor and opens a session. Each try
// is counted before anything is checked and taken back when it was right, so
// that many at once are not judged before the first of them counts.
func (s *Service) SignIn(ctx context.Context, login, password, code string) (Staff, string, error) {
	login = typedLogin(login)
	ip := clientIP(ctx)
	try, err := s.reserve(ctx, addrKey(ip), pairKey(login, ip))
	if err != nil {
		return Staff{}, "", err
	}
	m, known, right, rehash, err := s.checkLogin(ctx, login, password)
	if err == nil && !right {
		return Staff{}, "", s.refused(ctx, m, known, errWrong())
	}
	if err := errors.Join(err, s.release(ctx, try)); err != nil {
		return Staff{}, "", err
	}
	if m.TOTPOn && code == "" {
		return Staff{}, "", errSecondFactor()
	}
	token := ""
	err = s.withFactor(ctx, m, func() (err error) {
		token, err = s.openSession(ctx, m, code)
		return err
	})
	if err == nil && rehash {
		s.rehash(ctx, m, password)
	}
	return m, token, err
}

// checkLogin tells whether the password of an account is right, in the same
// time whether there is the account or not.
func (s *Service) checkLogin(ctx context.Context, login, password string) (m Staff, known, right, rehash bool, err error) {
	m, err = oneStaff(ctx, s.DB, stmtStaffByLogin, login)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return m, false, false, false, err
	}
	known = err == nil
	if known && m.State == StateActive {
		right, rehash, err = s.Hasher.Check(ctx, m.Password, password)
	} else {
		err = s.Hasher.CheckUnknown(ctx, password)
	}
	if errors.Is(err, auth.ErrBusy) {
		err = errBusy()
	}
	return m, known, right, rehash, err
}

// rehash stores the password under today's parameters. The sign-in stands even
// if that fails; the next one tries again.
func (s *Service) rehash(ctx context.Context, m Staff, password string) {
	fresh, err := s.Hasher.Hash(ctx, password)
	if err == nil {
		err = s.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, stmtRehash, m.ID, fresh, m.Password)
			return err
		})
	}
	if err != nil {
		slog.WarnContext(ctx, "password not hashed anew", "staff_id", m.ID, "err", err)
	}
}

// refused notes a wrong try of somebody, which reserve has counted, and gives
// err back. What was typed for an account that is not there is kept nowhere:
// now and then it is a password.
func (s *Service) refused(ctx context.Context, m Staff, known bool, err error) error {
	subject := audit.Subject{Kind: "login"}
	if known {
		subject.Name = m.Login
	}
	writeErr := s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(ctx, tx, "session.refused", subject, nil, nil)
	})
	if writeErr != nil {
		return writeErr
	}
	return err
}

// openSession opens a browser session for somebody whose password was right a
// moment ago, if it still is.
func (s *Service) openSession(ctx context.Context, m Staff, code string) (token string, err error) {
	ctx = auth.With(ctx, auth.Person{Kind: auth.Staff, ID: m.ID, Name: m.Name})
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := s.lockStaff(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if now.State != StateActive || now.Password != m.Password {
			return errWrong()
		}
		if now.TOTPOn && code == "" {
			return errSecondFactor()
		}
		token, err = s.enter(ctx, tx, now, code)
		return err
	})
	if err == nil {
		s.came(ctx, m.ID)
	}
	return token, err
}

// enter checks the second factor of somebody who has one and stores a new
// browser session, all in the running transaction.
func (s *Service) enter(ctx context.Context, tx *db.Tx, m Staff, code string) (string, error) {
	token := auth.NewToken(tokenPrefix)
	now, info := s.Clock.Now(), web.InfoFrom(ctx)
	session := Session{ID: id.New(now), StaffID: m.ID, Kind: Browser, IP: info.IP, UserAgent: info.UserAgent, CreatedAt: now, ExpiresAt: now.Add(sessionIdle)}
	if m.TOTPOn {
		if err := s.secondFactor(ctx, tx, m, code); err != nil {
			return "", err
		}
	}
	if _, err := tx.Exec(ctx, stmtForgive, pairKey(m.Login, info.IP)); err != nil {
		return "", err
	}
	if err := insertSession(ctx, tx, session, token.Hash, session.ID); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, stmtSeen, m.ID, db.Micros(now)); err != nil {
		return "", err
	}
	return token.Text, s.Audit.Record(ctx, tx, "session.signed_in", m.subject(), nil, nil)
}

// SignOut ends the session of the acting person.
func (s *Service) SignOut(ctx context.Context) error {
	p := auth.From(ctx)
	err := s.write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, stmtSessionEnd, p.SessionID, p.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "session.ended", audit.Subject{Kind: "staff", ID: p.ID, Name: p.Name}, nil, nil)
	})
	if err == nil {
		for _, do := range s.AfterSignOut {
			do(ctx, p.ID)
		}
	}
	return err
}

// Identify finds the person behind a token or session cookie.
func (s *Service) Identify(ctx context.Context, info *web.Info) (auth.Person, error) {
	token := info.Bearer
	if token == "" {
		token = info.Cookie(s.CookieName())
	}
	if token == "" {
		return auth.Person{}, fault.Unsigned()
	}
	hash, ok := auth.ParseToken(tokenPrefix, token)
	if !ok {
		return auth.Person{}, fault.Unsigned()
	}
	session, err := s.session(ctx, hash)
	if err != nil {
		return auth.Person{}, err
	}
	return s.personOf(ctx, session)
}

// Recheck looks up a person whose socket is open.
func (s *Service) Recheck(ctx context.Context, p auth.Person) (auth.Person, error) {
	session, err := oneSession(ctx, s.DB, stmtSessionByID, p.SessionID)
	if errors.Is(err, db.ErrNone) {
		return auth.Person{}, fault.Unsigned()
	}
	if err != nil {
		return auth.Person{}, err
	}
	return s.personOf(ctx, session)
}

func (s *Service) personOf(ctx context.Context, session Session) (auth.Person, error) {
	if expired(session, s.Clock.Now()) {
		return auth.Person{}, fault.Unsigned()
	}
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return auth.Person{}, err
	}
	c, ok := snap.staff[session.StaffID]
	if !ok || c.State != StateActive {
		return auth.Person{}, fault.Unsigned()
	}
	return snap.person(c, session), nil
}

// session finds a session by its token's hash, from memory if fresh, and
// stores now and then that it is in use.
func (s *Service) session(ctx context.Context, hash string) (Session, error) {
	now := s.Clock.Now()
	if held, ok := s.Directory.sessions.Load(hash); ok {
		h := held.(heldSession)
		if now.Sub(h.readAt).Abs() <= believeFor {
			return h.session, nil
		}
	}
	seen := s.Directory.changes.Load()
	session, err := oneSession(ctx, s.DB, stmtSessionByHash, hash)
	if errors.Is(err, db.ErrNone) {
		s.Directory.sessions.Delete(hash)
		return session, fault.Unsigned()
	}
	if err != nil {
		return session, err
	}
	if now.Sub(session.LastSeenAt) > seenEvery && !expired(session, now) {
		if err := s.markSeen(ctx, &session, now); err != nil {
			return session, err
		}
	}
	if s.Directory.changes.Load() == seen {
		s.Directory.sessions.Store(hash, heldSession{session: session, readAt: now})
	}
	return session, nil
}

func (s *Service) markSeen(ctx context.Context, session *Session, now time.Time) error {
	session.LastSeenAt = now
	if session.Kind == Browser {
		session.ExpiresAt = earlier(now.Add(sessionIdle), session.CreatedAt.Add(sessionLife))
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, stmtSeen, session.StaffID, db.Micros(now)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, stmtSessionSeen, session.ID, db.Micros(now), db.MicrosOrNil(session.ExpiresAt))
		return err
	})
	if fault.Is(err, fault.KindStorageFull) || fault.Is(err, fault.KindUnavailable) {
		return nil // reading goes on while the disk is full
	}
	return err
}
