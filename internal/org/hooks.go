package org

import (
	"context"

	"tiexin/internal/platform/db"
)

// UnitUse is how a module above tells that its things hang on a unit, which
// can then not be removed.
type UnitUse struct {
	What  string // plural noun for programs, like "channels"
	Count func(ctx context.Context, q db.Querier, unitID string) (int64, error)
}
