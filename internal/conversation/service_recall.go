package conversation

import (
	"context"
	"errors"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
)

// recallPage of lines read at once, back to the last answer or end.
const recallPage = 100

func (s *Service) recall(ctx context.Context, tx *db.Tx, before Conversation, m Message, by Author) (Message, error) {
	now := s.Clock.Now()
	if !m.RecalledAt.IsZero() && m.Author.ID == by.ID {
		return m, nil // a retry
	}
	m, err := m.Recall(by, now)
	if err != nil {
		return m, err
	}
	if _, err := tx.Exec(ctx, stmtRecall, m.ID, db.Micros(m.RecalledAt)); err != nil {
		return m, err
	}
	if _, err := tx.Exec(ctx, stmtMentionDrop, before.ID, m.Seq); err != nil {
		return m, err
	}
	lines, err := linesSinceAnswered(ctx, tx, before.ID, before.LastSeq+1)
	if err != nil {
		return m, err
	}
	stands := before.stands(lines)
	if stands.last, err = s.named(ctx, stands.last); err != nil {
		return m, err
	}
	c := before.Without(m, stands, now)
	told := Recalled{MessageAdded: added(before, c, m), Waited: before.WaitingSince, Waits: c.WaitingSince, First: stands.first}
	if err := s.Log.Emit(ctx, tx, EventRecalled, m.ID, told); err != nil {
		return m, err
	}
	if c.leavesLine(before, m, lines) {
		if err := s.leaveLine(ctx, tx, before, c); err != nil {
			return m, err
		}
		tx.AfterCommit(func() { s.tell(c, c, []Message{m}) })
		return m, nil
	}
	tx.AfterCommit(func() { s.tell(before, c, []Message{m}) })
	return m, update(ctx, tx, c)
}

func (s *Service) leaveLine(ctx context.Context, tx *db.Tx, before, c Conversation) error {
	c, line, err := c.Close(Author{Kind: BySystem}, "recalled", s.Clock.Now())
	if err != nil {
		return err
	}
	return s.done(ctx, tx, EventClosed, before, c, line)
}

// linesSinceAnswered reads the lines before seq, from the last answer or end on.
func linesSinceAnswered(ctx context.Context, q db.Querier, conversationID string, seq int64) ([]Message, error) {
	var lines []Message
	for at := seq; ; at = lines[0].Seq {
		page, err := messagesBefore(ctx, q, conversationID, at, recallPage)
		if err != nil || len(page) == 0 {
			return lines, err
		}
		lines = append(page, lines...)
		cut, found := sinceAnswered(lines)
		if found || len(page) < recallPage {
			return cut, nil
		}
	}
}

// Spoken reads what was said in a conversation after a line and not taken back,
// by the customer and by colleagues; for modules above that count answers.
func (s *Service) Spoken(ctx context.Context, q db.Querier, conversationID string, after int64) ([]Message, error) {
	return messages(ctx, q, stmtSpoken, conversationID, after, spokenMost)
}

// spokenMost bounds Spoken: a line can be taken back for two minutes.
const spokenMost = 1000

// Recalled shows what was taken back to somebody who audits; the trail notes
// that they looked.
func (s *Service) Recalled(ctx context.Context, conversationID, messageID string) (MessageView, error) {
	if _, ok := auth.From(ctx).Can(audit.PermRead); !ok {
		return MessageView{}, fault.Forbidden(audit.PermRead)
	}
	var m Message
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := s.load(ctx, tx, stmtByID, conversationID, PermRead)
		if err != nil {
			return err
		}
		m, err = oneMessage(ctx, tx, stmtMessage, messageID)
		if errors.Is(err, db.ErrNone) || err == nil && (m.ConversationID != c.ID || m.RecalledAt.IsZero()) {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "conversation.recalled_shown", subject(c), nil, map[string]any{"message_id": m.ID, "seq": m.Seq})
	})
	if err != nil {
		return MessageView{}, err
	}
	return s.whole(ctx, []Message{m}, viewer(ctx))[0], nil
}

// auditsFile lets somebody who audits read a file that was taken back, and notes
// it; without the note they do not.
func (s *Service) auditsFile(ctx context.Context, p auth.Person, c Conversation, f file.File) bool {
	if _, ok := p.Can(audit.PermRead); !ok {
		return false
	}
	return nil == s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(auth.With(ctx, p), tx, "conversation.recalled_shown", subject(c), nil, map[string]any{"file_id": f.ID})
	})
}
