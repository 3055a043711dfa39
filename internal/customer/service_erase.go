package customer

import (
	"context"
	"errors"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

// Hold finds which of these customers there are, with all their identities, and
// holds the identities: whoever hands in a message of theirs waits meanwhile.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, ids []string) (held []string, identities []Identity, err error) {
	for _, customerID := range ids {
		of, err := db.Collect(ctx, tx, stmtIdentitiesLock, scanIdentity, customerID)
		if err != nil {
			return nil, nil, err
		}
		if _, err := one(ctx, tx, stmtByID, customerID); errors.Is(err, db.ErrNone) {
			continue
		} else if err != nil {
			return nil, nil, err
		}
		held, identities = append(held, customerID), append(identities, of...)
	}
	return held, identities, nil
}

// erase takes customers away, with what reaches them.
func (s *Service) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	if err := tx.ExecEach(ctx, e.Customers, stmtDropPhones, stmtDropEmails, stmtDropIdentities, stmtDissolve); err != nil {
		return err
	}
	for _, customerID := range e.Customers {
		if err := s.Log.Emit(ctx, tx, EventErased, customerID, Erased{CustomerID: customerID}); err != nil {
			return err
		}
	}
	return nil
}

// Findable lets the search find customers that were stored as they are.
func (s *Service) Findable(ctx context.Context, tx *db.Tx, c Customer) error {
	return s.tell(ctx, tx, EventChanged, c)
}
