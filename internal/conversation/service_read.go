package conversation

import (
	"context"
	"math"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// Counts are the figures on the inbox tabs; at most 1000 each.
type Counts struct {
	Mine       int64 `json:"mine"`
	MineUnread int64 `json:"mine_unread"`
	Queue      int64 `json:"queue"`
	Attention  int64 `json:"attention"`
	Called     int64 `json:"called" doc:"Conversations that call the reader into a note not yet seen."`
}

// Counts counts what the acting person has and what waits for them.
func (s *Service) Counts(ctx context.Context) (c Counts, err error) {
	p := auth.From(ctx)
	if err := db.Get(ctx, s.DB, stmtCountMine, []any{p.ID}, &c.Mine, &c.MineUnread); err != nil {
		return c, err
	}
	sight := sightOf(p, PermRead)
	if c.Queue, err = countQueue(ctx, s.DB, sight); err != nil {
		return c, err
	}
	if c.Attention, err = countAttention(ctx, s.DB, sight); err != nil {
		return c, err
	}
	called, err := mentions(ctx, s.DB, p.ID)
	c.Called = int64(len(called))
	return c, err
}

// Waiting counts the customers who wait, as far as the acting person sees: whom
// nobody serves yet, and whose last word is not answered.
func (s *Service) Waiting(ctx context.Context) (int, error) {
	return countWaiting(ctx, s.DB, sightOf(auth.From(ctx), PermRead))
}

// Queued counts those of them whom nobody serves yet.
func (s *Service) Queued(ctx context.Context) (int, error) {
	n, err := countQueue(ctx, s.DB, sightOf(auth.From(ctx), PermRead))
	return int(n), err
}

// Show reads a conversation, its newest messages and the acting person's draft.
func (s *Service) Show(ctx context.Context, conversationID string, newest int) (Conversation, []Message, *Draft, error) {
	c, err := s.load(ctx, s.DB, stmtByID, conversationID, PermRead)
	if err != nil {
		return c, nil, nil, err
	}
	var lines []Message
	if newest > 0 {
		if lines, err = messagesBefore(ctx, s.DB, c.ID, math.MaxInt64, newest); err != nil {
			return c, nil, nil, err
		}
	}
	d, err := s.draft(ctx, c.ID)
	return c, lines, d, err
}

// Messages reads messages after or before a seq, rising.
func (s *Service) Messages(ctx context.Context, conversationID string, before, after int64, limit int) ([]Message, error) {
	c, err := s.load(ctx, s.DB, stmtByID, conversationID, PermRead)
	if err != nil {
		return nil, err
	}
	if after > 0 || before == 0 {
		return messagesAfter(ctx, s.DB, c.ID, after, limit)
	}
	return messagesBefore(ctx, s.DB, c.ID, before, limit)
}
