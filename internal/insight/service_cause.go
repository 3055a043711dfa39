package insight

import (
	"context"
	"errors"
	"slices"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

const (
	// pendingFor is how long somebody is asked for a cause.
	pendingFor   = 24 * time.Hour
	pendingLimit = 20
)

// Report is what a desk says of itself.
type Report struct {
	ClientKey string
	Kind      IncidentKind
	Span
	SentAt time.Time // by the desk's clock; zero: it is right
}

// Incident takes a desk's report about its own and gives what of it is new and
// believed. A retry with the same key changes nothing.
func (s *Service) Incident(ctx context.Context, in Report) (time.Duration, error) {
	now, me := s.Clock.Now(), auth.From(ctx).ID
	if !in.SentAt.IsZero() {
		off := now.Sub(in.SentAt)
		in.From, in.To = in.From.Add(off), in.To.Add(off)
	}
	if !in.To.After(in.From) {
		return 0, fault.Invalid("insight.span", "to")
	}
	var taken time.Duration
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		old, err := db.Collect(ctx, tx, stmtIncidentKey, scanIncident, me, in.ClientKey)
		if err != nil || len(old) > 0 {
			if err == nil {
				taken = old[0].To.Sub(old[0].From)
			}
			return err
		}
		known, err := db.Collect(ctx, tx, stmtIncidents, scanIncident, me, string(in.Kind), db.Micros(in.From.Add(-MaxIncident)), db.Micros(in.To))
		if err != nil {
			return err
		}
		var spans []Span
		for _, k := range known {
			spans = append(spans, k.Span)
		}
		left := Clamp(in.Span, spans, now)
		taken = length(left)
		return s.keepIncident(ctx, tx, me, in, left, now)
	})
	return taken, err
}

func (s *Service) keepIncident(ctx context.Context, tx *db.Tx, me string, in Report, left []Span, now time.Time) error {
	for i, span := range left {
		key := in.ClientKey
		if i > 0 {
			key = id.New(now)
		}
		if err := insertIncident(ctx, tx, key, Incident{StaffID: me, Kind: in.Kind, Span: span}, now); err != nil {
			return err
		}
		if err := s.Log.Emit(ctx, tx, EventIncident, me, Reported{StaffID: me, From: span.From, To: span.To}); err != nil {
			return err
		}
	}
	return nil
}

// Pending gives the acting person's late answers whose cause is not known, as
// far as the delay was theirs.
func (s *Service) Pending(ctx context.Context) ([]Round, error) {
	limit, err := target(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	since := s.Clock.Now().Add(-pendingFor)
	return db.Collect(ctx, s.DB, stmtPending, scanRound, auth.From(ctx).ID, db.Micros(since), limit.Microseconds(), pendingLimit)
}

// Code tells the cause of one of the acting person's own late answers. What is
// proven stays as it is.
func (s *Service) Code(ctx context.Context, roundID string, cause Cause) error {
	all, err := s.Reasons(ctx)
	if err != nil {
		return err
	}
	if r, known := all.find(cause); !known || !r.Active {
		return fault.Invalid("insight.cause", "cause")
	}
	if !id.Valid(roundID) {
		return fault.NotFound()
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := db.First(ctx, tx, stmtMine, scanRound, roundID, auth.From(ctx).ID)
		if errors.Is(err, db.ErrNone) {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		limit, err := target(ctx, tx)
		if err != nil {
			return err
		}
		switch {
		case r.CauseBy == BySystem:
			return fault.Conflict("insight.cause_proven")
		case r.Gross() <= limit:
			return fault.Conflict("insight.not_slow")
		case r.Cause == cause:
			return nil
		}
		if _, err := tx.Exec(ctx, stmtCode, r.ID, string(cause)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "insight.cause_told", audit.Subject{Kind: "round", ID: r.ID, Name: r.ConversationID},
			map[string]any{"cause": r.Cause}, map[string]any{"cause": cause})
	})
}

// Settings of the clock.
type Settings struct {
	TargetSeconds int64 `json:"target_seconds" doc:"An answer after a longer wait is late; 30 to 86400."`
	Version       int64 `json:"version"`
}

var targets = record.SettingOf(record.Setting[Settings]{Table: settings, Key: "target", Changed: "insight.settings_changed",
	Subject: audit.Subject{Kind: "insight", Name: "target"}, Mark: func(v *Settings) *int64 { return &v.Version },
	Fresh: func() Settings { return Settings{TargetSeconds: int64(DefaultTarget.Seconds())} }})

// target of an answer.
func target(ctx context.Context, q db.Querier) (time.Duration, error) {
	v, err := targets.Load(ctx, q)
	return time.Duration(v.TargetSeconds) * time.Second, err
}

// Settings reads them.
func (s *Service) Settings(ctx context.Context) (Settings, error) { return targets.Load(ctx, s.DB) }

// SaveSettings changes them.
func (s *Service) SaveSettings(ctx context.Context, to Settings) (Settings, error) {
	return record.Replace(ctx, record.Do[Settings]{DB: s.DB, Audit: s.Audit}, targets, to.Version, func(_ *db.Tx, _ Settings) (Settings, error) {
		if d := time.Duration(to.TargetSeconds) * time.Second; d < MinTarget || d > MaxTarget {
			return to, fault.Invalid("insight.target", "target_seconds")
		}
		return to, nil
	})
}

func distinct(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
