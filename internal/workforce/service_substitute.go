package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// heldSubstitutes are those that have not ended.
type heldSubstitutes struct {
	at   time.Time
	list []Substitute
}

const believeSubstitutes = 10 * time.Second

func (s *Service) acting(ctx context.Context) ([]Substitute, error) {
	now := s.Clock.Now()
	if h := s.substitutes.Load(); h != nil && now.Sub(h.at).Abs() <= believeSubstitutes {
		return h.list, nil
	}
	list, err := substitutesAfter(ctx, s.DB, stmtSubstitutes, now.Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	s.substitutes.Store(&heldSubstitutes{at: now, list: list})
	return list, nil
}

// SubstituteOf tells who acts for somebody at a moment: the substitute's own
// substitute, where there is one. Moments more than a day ago are not known.
func (s *Service) SubstituteOf(ctx context.Context, staffID string, at time.Time) (string, bool) {
	list, err := s.acting(ctx)
	if err != nil {
		return "", false
	}
	who, found := actingFor(staffID, at, list)
	if !found {
		return "", false
	}
	return who, true
}

// Substitutes lists those that have not ended and that the person may see.
func (s *Service) Substitutes(ctx context.Context) ([]Substitute, error) {
	list, err := substitutesAfter(ctx, s.DB, stmtSubstitutes, s.Clock.Now())
	if err != nil {
		return nil, err
	}
	filter := auth.From(ctx).Visible(PermRead)
	out := list[:0]
	for _, v := range list {
		c, _ := s.Directory.Colleague(ctx, v.StaffID)
		o, _ := s.Directory.Colleague(ctx, v.SubstituteID)
		if filter.Allows(v.StaffID, c.UnitID) || filter.Allows(v.SubstituteID, o.UnitID) {
			out = append(out, v)
		}
	}
	return out, nil
}

// mayArrange lets people arrange their own substitute, and leads those of theirs.
func (s *Service) mayArrange(ctx context.Context, staffID string) error {
	if staffID == auth.From(ctx).ID {
		return nil
	}
	_, err := s.visible(ctx, staffID, PermManage)
	return err
}

func (s *Service) writeActing(ctx context.Context, fn func(tx *db.Tx) error) error {
	err := s.DB.WriteKeyed(ctx, fn)
	if err == nil {
		s.substitutes.Store(nil)
		s.say(word{Acting: true})
	}
	return err
}

// Arrange names a substitute for a while; it ends by itself.
func (s *Service) Arrange(ctx context.Context, clientKey string, v Substitute) (Substitute, error) {
	if err := s.mayArrange(ctx, v.StaffID); err != nil {
		return v, err
	}
	if _, ok := s.Directory.PersonOf(ctx, v.SubstituteID); !ok {
		return v, fault.Invalid("staff.unknown", "substitute_id")
	}
	now := s.Clock.Now()
	v.ID, v.ByID = id.New(now), auth.From(ctx).ID
	err := s.writeActing(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, stmtSettingPut, "substitutes", "{}"); err != nil { // one at a time
			return err
		}
		old, err := db.Collect(ctx, tx, stmtSubstituteByKey, scanSubstitute, clientKey)
		if err != nil || len(old) > 0 {
			if err == nil {
				v = old[0]
			}
			return err
		}
		others, err := substitutesAfter(ctx, tx, stmtSubstitutes, now)
		if err != nil {
			return err
		}
		if err := v.check(others, now); err != nil {
			return err
		}
		if err := insertSubstitute(ctx, tx, clientKey, v, now); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "substitute.arranged", s.substituteSubject(ctx, v), nil, v.facts())
	})
	return v, err
}

func (s *Service) substituteSubject(ctx context.Context, v Substitute) audit.Subject {
	c, _ := s.Directory.Colleague(ctx, v.StaffID)
	return audit.Subject{Kind: "substitute", ID: v.ID, Name: c.Name}
}

func (v Substitute) facts() map[string]any {
	return map[string]any{"staff_id": v.StaffID, "substitute_id": v.SubstituteID, "from": v.From, "to": v.To}
}

// EndSubstitute ends one before its time.
func (s *Service) EndSubstitute(ctx context.Context, substituteID string) error {
	return s.writeActing(ctx, func(tx *db.Tx) error {
		found, err := db.Collect(ctx, tx, stmtSubstituteByID, scanSubstitute, substituteID)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.NotFound()
		}
		if err := s.mayArrange(ctx, found[0].StaffID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, stmtSubstituteDelete, substituteID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "substitute.ended", s.substituteSubject(ctx, found[0]), found[0].facts(), nil)
	})
}
