package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
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

var substitutes = record.Of(record.Kind[Substitute]{Name: "substitute", Made: "substitute.arranged", Removed: "substitute.ended",
	ByKey: stmtSubstituteByKey, Lock: stmtSubstituteByID, Scan: scanSubstitute, Insert: insertSubstitute, Delete: record.Deletes(stmtSubstituteDelete),
	Mark: func(v *Substitute) (string, string, *int64) { return v.ID, "", new(int64) }, Facts: Substitute.facts})

func (s *Service) substituteActs(ctx context.Context) record.Do[Substitute] {
	return record.Do[Substitute]{DB: s.DB, Clock: s.Clock, Audit: s.Audit,
		Turn:  func(ctx context.Context, tx *db.Tx) error { return settings.Put(ctx, tx, "substitutes", struct{}{}) },
		Sees:  func(ctx context.Context, v Substitute) error { return s.mayArrange(ctx, v.StaffID) },
		Named: func(v Substitute) audit.Subject { return s.substituteSubject(ctx, v) },
		After: func() {
			s.substitutes.Store(nil)
			s.say(word{Acting: true})
		}}
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
	return record.Make(ctx, s.substituteActs(ctx), substitutes, clientKey, func(tx *db.Tx) (Substitute, error) {
		others, err := substitutesAfter(ctx, tx, stmtSubstitutes, now)
		if err == nil {
			err = v.check(others, now)
		}
		return v, err
	})
}

func (s *Service) substituteSubject(ctx context.Context, v Substitute) audit.Subject {
	c, _ := s.Directory.Colleague(ctx, v.StaffID)
	return audit.Subject{Kind: "substitute", ID: v.ID, Name: c.Name}
}

func (v Substitute) facts() any {
	return map[string]any{"staff_id": v.StaffID, "substitute_id": v.SubstituteID, "from": v.From, "to": v.To}
}

// EndSubstitute ends one before its time.
func (s *Service) EndSubstitute(ctx context.Context, substituteID string) error {
	return record.Drop(ctx, s.substituteActs(ctx), substitutes, substituteID, nil)
}
