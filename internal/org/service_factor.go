package org

import (
	"context"
	"encoding/json"
	"slices"

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
