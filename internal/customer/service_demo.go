package customer

import (
	"context"

	"tiexin/internal/platform/db"
)

// Import is for sample worlds: it stores a customer as they are. It emits
// nothing.
func (s *Service) Import(ctx context.Context, tx *db.Tx, c Customer, r Reach, identities []Identity) error {
	if err := insert(ctx, tx, "sample:"+c.ID, c, r); err != nil {
		return err
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
