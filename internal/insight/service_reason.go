package insight

import (
	"context"
	"encoding/json"
	"errors"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// Reasons gives the causes that the organisation offers: its own list, or the
// usual one of its trade.
func (s *Service) Reasons(ctx context.Context) (Reasons, error) { return s.reasons(ctx, s.DB) }

func (s *Service) reasons(ctx context.Context, q db.Querier) (Reasons, error) {
	var out Reasons
	var rows string
	err := db.Get(ctx, q, stmtReasons, nil, &rows, &out.Version)
	if errors.Is(err, db.ErrNone) {
		house, err := s.Directory.Organisation(ctx)
		return usual(house.Industry), err
	}
	if err == nil {
		err = json.Unmarshal([]byte(rows), &out.Rows)
	}
	for _, r := range usual("").Rows { // what has come with a later version
		if _, known := out.find(r.Key); !known && err == nil {
			r.Active = false
			out.Rows = append(out.Rows, r)
		}
	}
	return out, err
}

// SetReasons replaces the list.
func (s *Service) SetReasons(ctx context.Context, want Reasons) (Reasons, error) {
	var after Reasons
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		before, err := s.reasons(ctx, tx)
		if err != nil {
			return err
		}
		if before.Version != want.Version {
			return fault.VersionConflict(before)
		}
		if after, err = before.follow(want.Rows, func() string { return id.New(s.Clock.Now()) }); err != nil {
			return err
		}
		raw, err := json.Marshal(after.Rows)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, stmtPutReasons, string(raw), before.Version)
		if err == nil && n == 0 {
			err = fault.VersionConflict(before)
		}
		if err != nil {
			return err
		}
		after.Version++
		return s.Audit.Record(ctx, tx, "insight.causes_changed", audit.Subject{Kind: "insight", Name: "causes"}, before.Rows, after.Rows)
	})
	return after, err
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
