package insight

import (
	"context"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

var causes = record.SettingOf(record.Setting[Reasons]{Table: settings, Key: "causes", Changed: "insight.causes_changed",
	Subject: audit.Subject{Kind: "insight", Name: "causes"}, Mark: func(v *Reasons) *int64 { return &v.Version },
	Facts: func(v Reasons) any { return v.Rows }})

// Reasons gives the causes that the organisation offers: its own list, or the
// usual one of its trade.
func (s *Service) Reasons(ctx context.Context) (Reasons, error) { return s.reasons(ctx, s.DB) }

func (s *Service) reasons(ctx context.Context, q db.Querier) (Reasons, error) {
	stored, err := causes.Load(ctx, q)
	if err != nil {
		return stored, err
	}
	return s.wholeReasons(ctx, stored)
}

// wholeReasons adds what has come with a later version; where nobody has stored
// any, they are those of the trade.
func (s *Service) wholeReasons(ctx context.Context, stored Reasons) (Reasons, error) {
	if stored.Version == 0 {
		house, err := s.Directory.Organisation(ctx)
		return usual(house.Industry), err
	}
	for _, r := range usual("").Rows {
		if _, known := stored.find(r.Key); !known {
			r.Active = false
			stored.Rows = append(stored.Rows, r)
		}
	}
	return stored, nil
}

// SetReasons replaces the list.
func (s *Service) SetReasons(ctx context.Context, want Reasons) (Reasons, error) {
	return record.Replace(ctx, record.Do[Reasons]{DB: s.DB, Audit: s.Audit, Whole: s.wholeReasons}, causes, want.Version,
		func(_ *db.Tx, r Reasons) (Reasons, error) {
			return r.follow(want.Rows, func() string { return id.New(s.Clock.Now()) })
		})
}

// word names a cause in the language of whoever reads.
func (s *Service) word(ctx context.Context, all Reasons, key Cause) string {
	if r, known := all.find(key); known && r.Name != "" {
		return r.Name
	}
	if key == "" {
		return ""
	}
	return s.Text(auth.From(ctx).Locale, "insight.cause."+string(key), nil)
}
