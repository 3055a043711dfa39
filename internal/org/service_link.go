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

// linkPrefix of one-time links.
const linkPrefix = "txl"

// makeLink makes the one live link of a member of staff; older ones end. The
// address comes from the configuration alone: a Host header is whatever the
// sender of a request likes.
func (s *Service) makeLink(ctx context.Context, tx *db.Tx, m Staff, kind LinkKind) (Link, error) {
	now := s.Clock.Now()
	if _, err := tx.Exec(ctx, stmtVoidLinks, m.ID, db.Micros(now)); err != nil {
		return Link{}, err
	}
	token := auth.NewToken(linkPrefix)
	l := Link{URL: s.PublicURL + "/link/" + token.Text, ExpiresAt: now.Add(linkLife)}
	_, err := tx.Exec(ctx, stmtInsertLink, id.New(now), token.Hash, m.ID, string(kind), db.Micros(now), db.Micros(l.ExpiresAt))
	return l, err
}

// MakeLink gives somebody a new one-time link: an invitation while they are
// invited, a reset once they have joined.
func (s *Service) MakeLink(ctx context.Context, staffID string, kind LinkKind) (Link, error) {
	var l Link
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		m, err := s.lockStaff(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if err := s.mayManage(ctx, m.ID); err != nil {
			return err
		}
		if kind == LinkInvite && m.State != StateInvited || kind == LinkReset && m.State != StateActive {
			return fault.Conflict("link.wrong_state").With("state", m.State)
		}
		if l, err = s.makeLink(ctx, tx, m, kind); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "link.made", m.subject(), nil, map[string]any{"kind": kind, "expires_at": l.ExpiresAt})
	})
	return l, err
}

// liveLink finds a link that may still be used and whom it is for. Everything
// else is not there.
func (s *Service) liveLink(ctx context.Context, token string) (hash string, l storedLink, m Staff, err error) {
	hash, ok := auth.ParseToken(linkPrefix, token)
	if !ok {
		return "", l, m, fault.NotFound()
	}
	if l, err = linkByHash(ctx, s.DB, hash); err == nil {
		m, err = oneStaff(ctx, s.DB, stmtStaffByID, l.StaffID)
	}
	if errors.Is(err, db.ErrNone) {
		return "", l, m, fault.NotFound()
	}
	if err == nil && !l.alive(m.State, s.Clock.Now()) {
		err = fault.NotFound()
	}
	return hash, l, m, err
}

// ShowLink tells the holder of a link what it is for.
func (s *Service) ShowLink(ctx context.Context, token string) (LinkInfo, error) {
	_, l, m, err := s.liveLink(ctx, token)
	if err != nil {
		return LinkInfo{}, err
	}
	organisation, err := s.Directory.Organisation(ctx)
	return LinkInfo{Kind: l.Kind, Login: m.Login, Name: m.Name, Organisation: organisation.Name}, err
}

// AcceptLink sets the password that the holder of a link has chosen, ends
// whatever was open before and signs them in. Who has a second factor shows it
// here too, or a stolen link would go round it.
func (s *Service) AcceptLink(ctx context.Context, token, password, code string) (Staff, string, error) {
	hash, l, m, err := s.liveLink(ctx, token)
	if err != nil {
		return Staff{}, "", err
	}
	if err := checkPassword(m.Login, password, "password"); err != nil {
		return Staff{}, "", err
	}
	if m.TOTPOn && code == "" {
		return Staff{}, "", errSecondFactor()
	}
	stored, err := s.Hasher.Hash(ctx, password)
	if err != nil {
		return Staff{}, "", err
	}
	ctx = auth.With(ctx, auth.Person{Kind: auth.Staff, ID: m.ID, Name: m.Name})
	var session string
	who := m
	err = s.withFactor(ctx, who, func() error {
		m, session, err = s.joinBy(ctx, hash, l, stored, code)
		return err
	})
	if err == nil {
		s.came(ctx, m.ID)
	}
	return m, session, err
}

// joinBy uses a link up and signs its holder in with the new password.
func (s *Service) joinBy(ctx context.Context, hash string, l storedLink, stored, code string) (m Staff, session string, err error) {
	err = s.write(ctx, func(tx *db.Tx) error {
		if m, err = s.useLink(ctx, tx, hash, l, l.StaffID); err != nil {
			return err
		}
		m.Password, m.State = stored, StateActive
		if err := updateStaff(ctx, tx, m); err != nil {
			return err
		}
		m.Version++
		if _, err := tx.Exec(ctx, stmtSessionEndEvery, m.ID); err != nil {
			return err
		}
		if err := s.endSecrets(ctx, tx, m.ID); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, tx, "link.used", m.subject(), nil, map[string]any{"kind": l.Kind}); err != nil {
			return err
		}
		session, err = s.enter(ctx, tx, m, code)
		return err
	})
	return m, session, err
}

// useLink takes the link out of use, exactly once, and reads its owner afresh.
func (s *Service) useLink(ctx context.Context, tx *db.Tx, hash string, l storedLink, staffID string) (Staff, error) {
	now := s.Clock.Now()
	n, err := tx.Exec(ctx, stmtUseLink, hash, db.Micros(now))
	if err != nil {
		return Staff{}, err
	}
	m, err := s.lockStaff(ctx, tx, staffID)
	if err == nil && (n == 0 || !l.alive(m.State, now)) {
		err = fault.NotFound()
	}
	return m, err
}

// subject is how the trail names a member of staff.
func (m Staff) subject() audit.Subject { return audit.Subject{Kind: "staff", ID: m.ID, Name: m.Name} }
