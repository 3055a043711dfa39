package conversation

import "context"

// DutyIDs pages through one's own list by duty, with stretches of that many.
func (s *Service) DutyIDs(ctx context.Context, stretch, limit int) ([]string, error) {
	var out []string
	var after *dutyPlace
	for {
		rows, next, _, err := s.ListByDuty(ctx, listing{tab: TabMine, limit: limit + 1, stretch: stretch}, after)
		if err != nil || len(out) > 1000 {
			return out, err
		}
		for _, c := range rows {
			out = append(out, c.ID)
		}
		if next == nil {
			return out, nil
		}
		if !next.valid() {
			return append(out, "a place that no cursor may name"), nil
		}
		after = next
	}
}
