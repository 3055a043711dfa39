package org

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// recoveryCodes given with a second factor.
const recoveryCodes = 8

func errSecondFactorWrong() error {
	return fault.New(fault.KindUnsigned, "auth.second_factor_wrong")
}

// secondFactor accepts a fresh TOTP code or an unused recovery code, once: the
// step or the code is used up in the running transaction, and of two at the
// same moment one finds it gone.
func (s *Service) secondFactor(ctx context.Context, tx *db.Tx, m Staff, code string) error {
	if step, ok := auth.CheckTOTP(m.TOTPSecret, code, s.Clock.Now(), m.TOTPStep); ok {
		n, err := tx.Exec(ctx, stmtUseStep, m.ID, step)
		if err == nil && n == 0 {
			err = errSecondFactorWrong()
		}
		return err
	}
	hash, ok := auth.HashRecoveryCode(code)
	if !ok || !slices.Contains(m.Recovery, hash) {
		return errSecondFactorWrong()
	}
	before, _, err := packed(m)
	if err != nil {
		return err
	}
	left, err := json.Marshal(without(m.Recovery, hash))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, stmtUseRecovery, m.ID, string(left), before)
	if err != nil {
		return err
	}
	if n == 0 {
		return errSecondFactorWrong()
	}
	return s.Audit.Record(ctx, tx, "factor.recovery_used", m.subject(), nil, map[string]any{"left": len(m.Recovery) - 1})
}

func without(list []string, gone string) []string {
	return slices.DeleteFunc(append([]string{}, list...), func(s string) bool { return s == gone })
}

// BeginTOTP makes a new second factor that counts once confirmed.
func (s *Service) BeginTOTP(ctx context.Context, password string) (auth.TOTP, error) {
	m, err := s.prove(ctx, password, "password")
	if err != nil {
		return auth.TOTP{}, err
	}
	organisation, err := s.Directory.Organisation(ctx)
	if err != nil {
		return auth.TOTP{}, err
	}
	made, err := auth.NewTOTP(strings.ReplaceAll(organisation.Name, ":", " "), m.Login)
	if err != nil {
		return made, err
	}
	err = s.changeFactor(ctx, "factor.begun", func(m Staff) (Staff, error) {
		if m.TOTPOn {
			return m, fault.Conflict("factor.on")
		}
		m.TOTPSecret, m.TOTPStep = made.Secret, 0
		return m, nil
	})
	return made, err
}

// ConfirmTOTP turns the second factor on, once its first code is right, and
// gives the recovery codes, once.
func (s *Service) ConfirmTOTP(ctx context.Context, code string) ([]string, error) {
	if err := s.inBrowser(ctx); err != nil {
		return nil, err
	}
	codes := auth.NewRecoveryCodes(recoveryCodes)
	err := s.changeFactor(ctx, "factor.on", func(m Staff) (Staff, error) {
		if m.TOTPOn || m.TOTPSecret == "" {
			return m, fault.Conflict("factor.not_begun")
		}
		step, ok := auth.CheckTOTP(m.TOTPSecret, code, s.Clock.Now(), m.TOTPStep)
		if !ok {
			return m, fault.Invalid("factor.code", "code")
		}
		m.TOTPOn, m.TOTPStep, m.Recovery = true, step, nil
		for _, c := range codes {
			m.Recovery = append(m.Recovery, c.Hash)
		}
		return m, nil
	})
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = c.Text
	}
	return texts, err
}

// DropTOTP turns the second factor off.
func (s *Service) DropTOTP(ctx context.Context, password string) error {
	if _, err := s.prove(ctx, password, "password"); err != nil {
		return err
	}
	return s.changeFactor(ctx, "factor.off", func(m Staff) (Staff, error) {
		m.TOTPOn, m.TOTPSecret, m.Recovery = false, "", nil
		return m, nil
	})
}

// changeFactor changes the acting person's second factor.
func (s *Service) changeFactor(ctx context.Context, action string, change func(Staff) (Staff, error)) error {
	return s.write(ctx, func(tx *db.Tx) error {
		before, err := s.lockStaff(ctx, tx, auth.From(ctx).ID)
		if err != nil {
			return err
		}
		after, err := change(before)
		if err != nil {
			return err
		}
		if err := updateStaff(ctx, tx, after); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, action, after.subject(), map[string]any{"totp_enabled": before.TOTPOn}, map[string]any{"totp_enabled": after.TOTPOn})
	})
}
