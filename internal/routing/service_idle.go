package routing

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
)

const (
	// idleEvery is how often silent customers are looked for.
	idleEvery = 15 * time.Second
	// idleReach is how far back silence is looked for; older conversations were
	// left open on purpose.
	idleReach = 24 * time.Hour
	idleMost  = 500
)

// silent asks customers who have fallen silent, and ends what stays silent.
func (s *Service) silent(ctx context.Context, now time.Time) {
	h, err := s.house(ctx)
	if err != nil || h.settings.IdlePromptSecs == 0 && h.settings.IdleCloseSecs == 0 {
		return
	}
	prompt, end := seconds(h.settings.IdlePromptSecs), seconds(h.settings.IdleCloseSecs)
	first := prompt
	if first == 0 || end > 0 && end < first {
		first = end
	}
	rows, err := s.Conversations.Silent(ctx, now.Add(-idleReach), now.Add(-min(first, max(end-prompt, idleEvery))), idleMost)
	if err != nil {
		slog.WarnContext(ctx, "silent customers cannot be looked up", "err", err)
		return
	}
	for _, r := range rows {
		it, ok := s.Board.Of(KindChat, r.Conversation.ID)
		if !ok || it.AnsweredAt.IsZero() {
			continue // not of this queue's making
		}
		if err := s.silentOne(ctx, r, now, prompt, end); err != nil {
			slog.WarnContext(ctx, "silent customer not asked", "conversation", r.Conversation.ID, "err", err)
		}
	}
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

func (s *Service) silentOne(ctx context.Context, r conversation.Silence, now time.Time, prompt, end time.Duration) error {
	quiet := now.Sub(r.Since)
	ends := end > 0 && quiet >= end
	if !ends && (prompt == 0 || quiet < prompt || r.Prompted) {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.Conversations.ByID(ctx, tx, r.Conversation.ID)
		if err != nil || c.Version != r.Conversation.Version || c.State == conversation.Closed {
			return err // something was said meanwhile
		}
		key := strconv.FormatInt(db.Micros(r.Since), 36)
		if !ends {
			return s.announceTo(ctx, tx, c, "idle:"+key, "say.routing.still_there")
		}
		if err := s.announceTo(ctx, tx, c, "bye:"+key, "say.routing.closed_idle"); err != nil {
			return err
		}
		_, err = s.Conversations.End(ctx, tx, c.ID, "idle")
		return err
	})
}
