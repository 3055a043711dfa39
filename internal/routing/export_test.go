package routing

import (
	"context"

	"tiexin/internal/platform/db"
)

// For tests from outside, which start the whole program.
var (
	LeftAlone   = (*Service).leftAlone
	RecentWaits = recentWaits
	Expire      = (*Service).expire
	Lapse       = (*Service).lapse
)

// Open is the item that is not done, of a kind and what it is about.
func Open(ctx context.Context, q db.Querier, kind, subjectID string) (Item, error) {
	return itemBy(ctx, q, stmtItemFind, kind, subjectID)
}
