package routing

import (
	"context"
	"slices"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/workforce"
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
	takes, _ := h.takes(p, func() bool {
		people, err := s.Directory.Colleagues(ctx)
		return err == nil && s.alone(h, p.ID, s.serving(ctx, people))
	})
	return takes
}

// tellTaking tells those who lead that they are asked from now on, or no more,
// since others have gone or come; their own choice they know.
func (s *Service) tellTaking(before []Seated, agents []Agent) {
	was := make(map[string]Agent, len(before))
	for _, a := range before {
		was[a.ID] = a.Agent
	}
	for _, a := range agents {
		if old, known := was[a.ID]; known && a.Here && !a.Chosen && !old.Chosen && old.Watches != a.Watches {
			s.Hub.PublishHere([]string{conversation.TopicStaff(a.ID)}, realtime.Gate{Browser: true}, realtime.Frame{"t": "taking", "takes": !a.Watches})
		}
	}
}

// unserved counts the customers of somebody's queues whom nobody takes, if they
// could: of several who lead each leaves it to the others otherwise.
func (s *Service) unserved(h *house, staffID string) int {
	agents := s.Board.Agents(SlotChat)
	at := slices.IndexFunc(agents, func(a Seated) bool { return a.ID == staffID })
	if at < 0 || !agents[at].Ready {
		return 0
	}
	could := agents[at].Agent
	could.Watches = false
	n := 0
	for _, q := range h.queues {
		taken := slices.ContainsFunc(agents, func(a Seated) bool { return a.Queues[q.ID] && a.takes(&q) })
		if q.Enabled && could.Queues[q.ID] && could.takes(&q) && !taken {
			n += s.Board.Tally(q.ID).Waiting
		}
	}
	return n
}

// alone tells whether nobody else is here who takes customers, or leads like
// them and has not said that they do not: of two who lead each might.
func (s *Service) alone(h *house, staffID string, serving map[string]auth.Person) bool {
	for otherID, p := range serving {
		if otherID == staffID || h.refuses(p) {
			continue
		}
		if now := s.Workforce.PresenceOf(otherID); now.State == workforce.Online && (now.Connected || now.Expected) {
			return false
		}
	}
	return true
}
