package org

import (
	"context"

	"tiexin/internal/platform/db"
)

var (
	stmtInsertLink = db.SQL("org.insert_link", `INSERT INTO org_link (id, token_hash, staff_id, kind, created_at, expires_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, NULL)`)
	stmtLink      = db.SQL("org.link", `SELECT staff_id, kind, expires_at, used_at FROM org_link WHERE token_hash = $1`)
	stmtUseLink   = db.SQL("org.use_link", `UPDATE org_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`)
	stmtVoidLinks = db.SQL("org.void_links", `UPDATE org_link SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL`)
	stmtDeadLinks = db.SQL("org.dead_links", `DELETE FROM org_link WHERE expires_at <= $1`)
)

// linkByHash reads a link or gives db.ErrNone.
func linkByHash(ctx context.Context, q db.Querier, hash string) (storedLink, error) {
	var l storedLink
	var expires int64
	var used *int64
	err := db.Get(ctx, q, stmtLink, []any{hash}, &l.StaffID, &l.Kind, &expires, &used)
	l.ExpiresAt, l.UsedAt = db.Time(expires), db.TimeOrZero(used)
	return l, err
}
