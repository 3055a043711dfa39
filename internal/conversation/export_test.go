package conversation

import "context"

// DutyIDs pages through one's own list by duty, with stretches of that many.
func (s *Service) DutyIDs(ctx context.Context, stretch, limit int) ([]string, error) {
	var out []string
	var after *dutyPlace
	for {
		rows, _, err := s.ListByDuty(ctx, listing{tab: TabMine, limit: limit, stretch: stretch}, after)
		if err != nil || len(rows) == 0 || len(out) > 1000 {
			return out, err
		}
		for _, r := range rows {
			if !r.place.valid() {
				return append(out, "a place that no cursor may name"), nil
			}
			out = append(out, r.ID)
		}
		after = &rows[len(rows)-1].place
	}
}
