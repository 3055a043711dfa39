package slaclock

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// MaxSubjects of one question.
const MaxSubjects = 500

// Of gives the clocks of subjects by their ids, the oldest first, ended ones
// too. Whoever asks has made sure that they may be seen.
func (s *Service) Of(ctx context.Context, subject string, ids []string) (map[string][]View, error) {
	out := map[string][]View{}
	for some := range slices.Chunk(ids, MaxSubjects) {
		clocks, err := s.list(ctx, ofSubjects(subject, some))
		if err != nil {
			return nil, err
		}
		for _, v := range clocks {
			out[v.SubjectID] = append(out[v.SubjectID], v)
		}
	}
	return out, nil
}

// OpenFilter limits Open; empty fields limit nothing. After and AfterID are the
// due time and id of the last row of the page before.
type OpenFilter struct {
	OwnerIDs []string
	UnitIDs  []string
	Before   time.Time
	After    time.Time
	AfterID  string
	Limit    int
}

// Open gives the clocks that run, by due time. Whoever asks has made sure that
// they may be seen.
func (s *Service) Open(ctx context.Context, f OpenFilter) ([]View, error) {
	if f.Limit < 1 || f.Limit > MaxSubjects {
		f.Limit = MaxSubjects
	}
	return s.list(ctx, openOnes(f))
}

func (s *Service) list(ctx context.Context, q *db.Query) ([]View, error) {
	now := s.Clock.Now()
	out := []View{}
	clocks, err := db.CollectOf(ctx, s.DB, q, scan)
	if err != nil {
		return nil, err
	}
	for _, c := range clocks {
		h, err := s.Calendar.HoursByID(ctx, c.HoursID)
		if err != nil {
			return nil, err
		}
		out = append(out, c.view(h, now))
	}
	return out, nil
}

// Show gives the clocks of a subject that the acting person may see.
func (s *Service) Show(ctx context.Context, subject, subjectID string) ([]View, error) {
	if err := s.Hooks.sees(ctx, subject, subjectID); err != nil {
		return nil, err
	}
	of, err := s.Of(ctx, subject, []string{subjectID})
	return of[subjectID], err
}

// Explained is a clock and why it is due when it is.
type Explained struct {
	Clock   View   `json:"clock"`
	Explain string `json:"explain" doc:"Lines for people, in the reader's language."`
}

// Explain tells why a clock that the acting person may see is due when it is.
func (s *Service) Explain(ctx context.Context, clockID, locale string) (Explained, error) {
	clocks, err := find(ctx, s.DB, stmtByID, clockID)
	if err != nil {
		return Explained{}, err
	}
	if len(clocks) == 0 {
		return Explained{}, fault.NotFound()
	}
	c := clocks[0]
	if err := s.Hooks.sees(ctx, c.Subject, c.SubjectID); err != nil {
		return Explained{}, err
	}
	e, err := s.explanation(ctx, c)
	if err != nil {
		return Explained{}, err
	}
	h, err := s.Calendar.HoursByID(ctx, c.HoursID)
	if err != nil {
		return Explained{}, err
	}
	e.Pauses = slices.Clone(e.Pauses)
	for i, p := range e.Pauses {
		key := "slaclock.pause." + p.Reason
		if name := s.Text(locale, key, nil); name != key {
			e.Pauses[i].Reason = name
		}
	}
	text := s.Calendar.Write(ctx, locale, e)
	if !c.Floor.IsZero() {
		text = s.Text(locale, "slaclock.floor", nil) + "\n" + text
	}
	return Explained{Clock: c.view(h, s.Clock.Now()), Explain: text}, nil
}

// explanation of an ended clock is what it was at its end. Where the floor
// decides, the five minutes from it are explained.
func (s *Service) explanation(ctx context.Context, c Clock) (calendar.Explanation, error) {
	if c.Frozen != nil {
		return *c.Frozen, nil
	}
	e, err := s.Calendar.Explain(ctx, c.HoursID, c.StartedAt, seconds(c.Seconds), c.Pauses)
	if err != nil || c.Floor.IsZero() || e.Due.IsZero() || e.Due.Equal(c.Due) {
		return e, err
	}
	return s.Calendar.Explain(ctx, c.HoursID, c.Floor, FloorAfter, c.Pauses)
}

// UsesHours tells in words how many clocks run in hours.
func (s *Service) UsesHours(ctx context.Context, q db.Querier, hoursID string) ([]string, error) {
	var n int
	if err := db.Get(ctx, q, stmtUsesHours, []any{hoursID}, &n); err != nil || n == 0 {
		return nil, err
	}
	return []string{s.Text(auth.From(ctx).Locale, "slaclock.uses", map[string]any{"count": n})}, nil
}
