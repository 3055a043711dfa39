package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

// Seed stores a watched, online row as if its person had chosen it.
func (s *Service) Seed(ctx context.Context, staffIDs []string, since time.Time) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, staffID := range staffIDs {
			r := stored{StaffID: staffID, State: Online, Chosen: Online, Since: since, Watched: true}
			if _, err := keep(ctx, tx, 0, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// Listen follows the bus without the ticking of Start.
func (s *Service) Listen() error { return s.Bus.Subscribe(busSubject, s.fromBus) }

// HeardAt is when another process was last heard.
func (s *Service) HeardAt() (at time.Time) {
	s.board.mu.RLock()
	defer s.board.mu.RUnlock()
	for _, p := range s.board.peers {
		at = later(at, p.at)
	}
	return at
}
