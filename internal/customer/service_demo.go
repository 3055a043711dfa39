package customer

import (
	"context"

	"tiexin/internal/platform/db"
)

// Import is for sample worlds: it stores a customer as they are. It emits
// nothing.
func (s *Service) Import(ctx context.Context, tx *db.Tx, c Customer, phones []Phone, identities []Identity) error {
	_, err := tx.Exec(ctx, stmtInsertSample, "sample:"+c.ID, c.ID, string(c.Kind), c.Name, c.UnitID, c.Note,
		db.Micros(c.FirstSeenAt), db.Micros(c.LastSeenAt))
	if err != nil {
		return err
	}
	for _, p := range phones {
		if _, err := tx.Exec(ctx, stmtInsertPhone, p.ID, c.ID, p.Number, p.Label); err != nil {
			return err
		}
	}
	for _, i := range identities {
		_, err := tx.Exec(ctx, stmtInsertIdentity, i.ID, c.ID, i.ChannelID, i.ChannelKind, i.ChannelName, i.ExternalID, i.Name,
			i.Verified, db.Micros(c.FirstSeenAt))
		if err != nil {
			return err
		}
	}
	return nil
}
