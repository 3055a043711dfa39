package org

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// keepDead is how long sessions, tokens and links stay after they have ended.
const keepDead = 30 * 24 * time.Hour

// Prune removes what lets nobody in any more, and failed tries that no longer
// count: strangers make those, as many as they like.
func (s *Service) Prune(ctx context.Context) error {
	now := s.Clock.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err1 := tx.Exec(ctx, stmtForgotten, db.Micros(now.Add(-auth.ForgetAfter)))
		_, err2 := tx.Exec(ctx, stmtSessionDead, db.Micros(now.Add(-keepDead)))
		_, err3 := tx.Exec(ctx, stmtDeadLinks, db.Micros(now.Add(-keepDead)))
		return errors.Join(err1, err2, err3)
	})
}
