package conversation

import (
	"context"

	"tiexin/internal/platform/db"
)

// followMost bounds what one person follows.
const followMost = 500

var (
	stmtFollow = db.SQL("conversation.follow", `INSERT INTO conversation_follow (staff_id, conversation_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (staff_id, conversation_id) DO NOTHING`)
	stmtUnfollow  = db.SQL("conversation.unfollow", `DELETE FROM conversation_follow WHERE staff_id = $1 AND conversation_id = $2`)
	stmtFollowed  = db.SQL("conversation.followed", `SELECT conversation_id FROM conversation_follow WHERE staff_id = $1 ORDER BY at DESC LIMIT 500`)
	stmtFollowers = db.SQL("conversation.followers", `SELECT staff_id FROM conversation_follow WHERE conversation_id = $1 LIMIT 200`)
)

func ids(ctx context.Context, q db.Querier, s *db.Stmt, key string) ([]string, error) {
	return db.Collect(ctx, q, s, func(r db.Row) (id string, err error) { return id, r.Scan(&id) }, key)
}
