package routing

import (
	"context"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// Take notes whether somebody who leads is asked to take customers (我也接客户)
// or only looks on (只看不接). Who does not lead has nothing to choose: they are
// asked while they are online.
func (s *Service) Take(ctx context.Context, takes bool) (Me, error) {
	p := auth.From(ctx)
	if _, leads := p.Can(PermSupervise); !leads || !Serves(p) {
		return Me{}, fault.Forbidden(PermSupervise)
	}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := readHouse(ctx, tx)
		if err != nil {
			return err
		}
		if chosen, made := h.taking[p.ID]; made && chosen == takes {
			return nil
		}
		if _, err := tx.Exec(ctx, stmtTakingPut, p.ID, takes); err != nil {
			return err
		}
		tx.AfterCommit(s.houseChanged)
		tx.AfterCommit(func() { s.moved.Store(true) })
		return s.Audit.Record(ctx, tx, "routing.taking_chosen", audit.Subject{Kind: "staff", ID: p.ID, Name: p.Name},
			map[string]any{"takes": s.asks(ctx, h, p)}, map[string]any{"takes": takes})
	})
	if err != nil {
		return Me{}, err
	}
	return s.Me(ctx)
}

// asks tells whether the engine asks somebody to take customers.
func (s *Service) asks(ctx context.Context, h *house, p auth.Person) bool {
	return h.takes(p, s.alone(ctx))
}

// alone tells whether only one person in the whole house serves.
func (s *Service) alone(ctx context.Context) bool {
	people, err := s.Directory.Colleagues(ctx)
	return err == nil && len(s.serving(ctx, people)) == 1
}
