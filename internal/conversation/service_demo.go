package conversation

import (
	"context"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// Import is for sample worlds: it stores a finished conversation as it is,
// with its labels and mentions. It emits nothing.
func (s *Service) Import(ctx context.Context, tx *db.Tx, c Conversation, lines []Message) error {
	if err := insert(ctx, tx, c); err != nil {
		return err
	}
	for _, labelID := range c.Labels {
		if _, err := tx.Exec(ctx, stmtLabel, labelID, c.ID); err != nil {
			return err
		}
	}
	for _, m := range lines {
		if m.ID == "" {
			m.ID = id.New(m.CreatedAt)
		}
		if m.ClientKey == "" {
			m.ClientKey = m.ID
		}
		if err := insertMessage(ctx, tx, m); err != nil {
			return err
		}
		for _, who := range m.Mentions {
			if _, err := tx.Exec(ctx, stmtMention, who.StaffID, c.ID, m.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}

// ImportLabels is for sample worlds: it stores labels as they are.
func (s *Service) ImportLabels(ctx context.Context, tx *db.Tx, labels []Label) error {
	for _, l := range labels {
		if _, err := tx.Exec(ctx, stmtInsertLabel, l.ID, "sample:"+l.ID, l.Name, l.Colour); err != nil {
			return err
		}
	}
	return nil
}
