package insight

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

const (
	maxDays     = 400
	defaultDays = 7
	exportStep  = 500
)

// Query says which rounds are meant. Days are those of the organisation's zone.
type Query struct {
	From, To  string // YYYY-MM-DD, both included; empty: the last seven days
	UnitID    string // with everything below
	StaffID   string
	ChannelID string
	Cause     string // a cause, or "none"
	Slow      bool
}

// Period is what a query came to mean.
type Period struct {
	From          string `json:"from"`
	To            string `json:"to"`
	Zone          string `json:"zone"`
	TargetSeconds int64  `json:"target_seconds"`
}

// Row is a group of rounds.
type Row struct {
	Key         string   `json:"key" doc:"Day, hour, or id of a member of staff; empty: nobody had it."`
	Name        string   `json:"name"`
	HeldSeconds *float64 `json:"held_seconds" doc:"By staff: how long this person had conversations while their customers waited."`
	Figures
}

// Summary is the answer to how long customers waited.
type Summary struct {
	Period
	Total Figures `json:"total"`
	Rows  []Row   `json:"rows"`
}

// read is a query understood.
type readQuery struct {
	Period
	asked
	zone   *time.Location
	target time.Duration
}

func (s *Service) read(ctx context.Context, q Query, permissions ...string) (readQuery, error) {
	var r readQuery
	o, err := s.Directory.Organisation(ctx)
	if err != nil {
		return r, err
	}
	if r.zone, err = time.LoadLocation(o.Zone); err != nil {
		r.zone = time.UTC
	}
	if r.target, err = target(ctx, s.DB); err != nil {
		return r, err
	}
	if r.from, r.to, err = days(q.From, q.To, s.Clock.Now().In(r.zone)); err != nil {
		return r, err
	}
	r.Period = Period{From: r.from.Format(time.DateOnly), To: r.to.AddDate(0, 0, -1).Format(time.DateOnly), Zone: r.zone.String(), TargetSeconds: int64(r.target.Seconds())}
	p := auth.From(ctx)
	for _, permission := range permissions {
		r.filters = append(r.filters, p.Visible(permission))
	}
	if q.UnitID != "" {
		if r.unitIDs = p.Units.Subtree(q.UnitID); len(r.unitIDs) == 0 {
			return r, fault.Invalid("insight.unit", "unit_id")
		}
	}
	if q.Cause != "" && q.Cause != "none" && !Cause(q.Cause).filters() {
		return r, fault.Invalid("insight.cause", "cause")
	}
	r.staffID, r.channelID, r.cause = q.StaffID, q.ChannelID, q.Cause
	if q.Slow || q.Cause != "" {
		r.slow = r.target
	}
	return r, nil
}

// days reads the first and the end of the last day.
func days(from, to string, now time.Time) (first, end time.Time, err error) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	last := today
	if to != "" {
		if last, err = time.ParseInLocation(time.DateOnly, to, now.Location()); err != nil {
			return first, end, fault.Invalid("insight.date", "to")
		}
	}
	first = last.AddDate(0, 0, 1-defaultDays)
	if from != "" {
		if first, err = time.ParseInLocation(time.DateOnly, from, now.Location()); err != nil {
			return first, end, fault.Invalid("insight.date", "from")
		}
	}
	end = last.AddDate(0, 0, 1)
	switch {
	case first.After(last):
		return first, end, fault.Invalid("insight.order", "to")
	case first.AddDate(0, 0, maxDays).Before(end):
		return first, end, fault.Invalid("insight.too_many_days", "to").With("limit", maxDays)
	}
	return first, end, nil
}

// Summary gives the figures of the rounds that the person may see.
func (s *Service) Summary(ctx context.Context, q Query, g Group) (Summary, error) {
	r, err := s.read(ctx, q, PermRead)
	if err != nil {
		return Summary{}, err
	}
	var total Tally
	tallies := map[string]*Tally{}
	for _, key := range g.keys(r.from, r.to) {
		tallies[key] = &Tally{}
	}
	err = eachEnded(ctx, s.DB, r.asked, func(e Ended) {
		e.Started = e.Started.In(r.zone)
		total.Add(e, r.target)
		key := g.key(e)
		if tallies[key] == nil {
			tallies[key] = &Tally{}
		}
		tallies[key].Add(e, r.target)
	})
	if err != nil {
		return Summary{}, err
	}
	var spent map[string]time.Duration
	if g == ByStaff {
		if spent, err = held(ctx, s.DB, r.asked); err != nil {
			return Summary{}, err
		}
	}
	out := Summary{Period: r.Period, Total: total.Figures(), Rows: []Row{}}
	for key, t := range tallies {
		row := Row{Key: key, Name: key, Figures: t.Figures()}
		if g == ByStaff {
			c, _ := s.Directory.Colleague(ctx, key)
			row.Name, row.HeldSeconds = c.Name, seconds(spent[key])
		}
		out.Rows = append(out.Rows, row)
	}
	slices.SortFunc(out.Rows, func(a, b Row) int {
		if g == ByStaff && a.Rounds != b.Rounds {
			return b.Rounds - a.Rounds
		}
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	return out, nil
}

// Causes is the Pareto of late answers.
type CauseReport struct {
	Period
	Total int   `json:"total" doc:"Late answers."`
	Rows  []Bar `json:"rows"`
}

// Pareto tells why answers came late.
func (s *Service) Pareto(ctx context.Context, q Query) (CauseReport, error) {
	q.Slow, q.Cause = true, ""
	r, err := s.read(ctx, q, PermRead)
	if err != nil {
		return CauseReport{}, err
	}
	counts, err := countCauses(ctx, s.DB, r.asked)
	if err != nil {
		return CauseReport{}, err
	}
	out := CauseReport{Period: r.Period, Rows: Pareto(counts)}
	if out.Rows == nil {
		out.Rows = []Bar{}
	}
	all, err := s.Reasons(ctx)
	for i, b := range out.Rows {
		out.Total += b.N
		out.Rows[i].Name = s.word(ctx, all, b.Cause)
	}
	return out, err
}

// List reads rounds, the latest first, and one more than asked for.
func (s *Service) List(ctx context.Context, q Query, after *id.Place, limit int) ([]Round, error) {
	r, err := s.read(ctx, q, PermRead)
	if err != nil {
		return nil, err
	}
	r.after, r.limit = after, limit
	return list(ctx, s.DB, r.asked)
}

// Export hands over all rounds that fit, page by page, and notes who took them.
func (s *Service) Export(ctx context.Context, q Query, begin func(zone *time.Location), do func([]Round) error) error {
	r, err := s.read(ctx, q, PermRead, PermExport)
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Audit.Record(ctx, tx, "insight.exported", audit.Subject{Kind: "insight", Name: r.From + " – " + r.To}, nil, q)
	})
	if err != nil {
		return err
	}
	begin(r.zone)
	r.limit = exportStep
	for {
		rounds, err := list(ctx, s.DB, r.asked)
		if err != nil {
			return err
		}
		if err := do(rounds); err != nil || len(rounds) < exportStep {
			return err
		}
		last := rounds[len(rounds)-1]
		at := id.PlaceOf(last.Started, last.ID)
		r.after = &at
	}
}
