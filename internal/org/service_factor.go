package org

import (
	"context"

	"tiexin/internal/platform/fault"
)

// secondFactor accepts a fresh TOTP code or an unused recovery code, once.
func (s *Service) secondFactor(ctx context.Context, m Staff, code string) (Staff, error) {
	return m, fault.New(fault.KindUnsigned, "auth.second_factor_wrong")
}
