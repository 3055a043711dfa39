package calendar

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"tiexin/internal/kit/lunar"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
)

// MaxDays of one look at the calendar.
const MaxDays = 400

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Audit     *audit.Trail
	Log       *event.Log
	Bus       *event.Bus
	Directory *org.Directory
	Signer    *auth.Signer
	PublicURL string
	Text      func(locale, key string, args map[string]any) string
	Hooks     *Hooks
}

// Service holds the use cases.
type Service struct {
	Deps
	held held
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Day is a day of the calendar.
type Day struct {
	Date      string     `json:"date"`
	Lunar     *LunarDate `json:"lunar" doc:"Null outside of 1901 to 2100."`
	Festivals []string   `json:"festivals" doc:"Keys; their names are texts."`
	Working   bool       `json:"working"`
	Kind      DayKind    `json:"kind,omitempty" doc:"holiday or makeup, where the official arrangement names the day."`
	Name      string     `json:"name,omitempty" doc:"As the arrangement names it."`
}

// LunarDate is a day of the lunar calendar.
type LunarDate struct {
	Year  int  `json:"year"`
	Month int  `json:"month"`
	Day   int  `json:"day"`
	Leap  bool `json:"leap"`
}

// Days lists the days from one to the other, both included.
func (s *Service) Days(ctx context.Context, from, to string) ([]Day, error) {
	first, ok := lunar.ParseSolar(from)
	if !ok {
		return nil, fault.Invalid("calendar.date", "from")
	}
	last, ok := lunar.ParseSolar(to)
	if !ok || last.Before(first) {
		return nil, fault.Invalid("calendar.date", "to")
	}
	if first.AddDays(MaxDays - 1).Before(last) {
		return nil, fault.Invalid("calendar.too_many_days", "to").With("limit", MaxDays)
	}
	kinds, names := map[string]DayKind{}, map[string]string{}
	for year := first.Year; year <= last.Year; year++ {
		y, err := s.Year(ctx, year)
		if err != nil {
			return nil, err
		}
		for _, a := range y.Days {
			kinds[a.Date], names[a.Date] = a.Kind, a.Name
		}
	}
	table := lunar.Festivals()
	var out []Day
	for d := first; !last.Before(d); d = d.AddDays(1) {
		day := Day{Date: d.String(), Festivals: []string{}, Working: Working(d, kinds), Kind: kinds[d.String()], Name: names[d.String()]}
		if l, ok := lunar.FromSolar(d); ok {
			day.Lunar = &LunarDate{Year: l.Year, Month: l.Month, Day: l.Day, Leap: l.Leap}
		}
		for _, f := range lunar.FestivalsOn(table, d) {
			day.Festivals = append(day.Festivals, f.Key)
		}
		out = append(out, day)
	}
	return out, nil
}

// Year gives the arrangement of a year: what was imported, else what came with
// the program.
func (s *Service) Year(ctx context.Context, year int) (Year, error) {
	from, to := yearBegin(year), yearEnd(year)
	days, at, err := imported(ctx, s.DB, from, to)
	if err != nil {
		return Year{}, err
	}
	if len(days) > 0 {
		t := db.Time(at)
		return Year{Year: year, Source: "imported", ImportedAt: &t, Days: days, AlreadyWorked: alreadyWorked(days)}, nil
	}
	text, err := fs.ReadFile(files, fmt.Sprintf("years/%d.csv", year))
	if errors.Is(err, fs.ErrNotExist) {
		return Year{Year: year, Source: "missing", Days: []Arranged{}, AlreadyWorked: []string{}, Warning: MustWarn(year, s.Clock.Now())}, nil
	}
	if err != nil {
		return Year{}, err
	}
	days, err = ReadArrangement(year, string(text))
	slices.SortFunc(days, func(a, b Arranged) int { return cmpText(a.Date, b.Date) })
	return Year{Year: year, Source: "shipped", Days: days, AlreadyWorked: alreadyWorked(days)}, err
}

func yearBegin(year int) string { return fmt.Sprintf("%04d-01-01", year) }

func yearEnd(year int) string { return fmt.Sprintf("%04d-12-31", year) }

func cmpText(a, b string) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// Import replaces the arrangement of a year.
func (s *Service) Import(ctx context.Context, year int, text string) (Year, error) {
	days, err := ReadArrangement(year, text)
	if err != nil {
		return Year{}, err
	}
	before, err := s.Year(ctx, year)
	if err != nil {
		return Year{}, err
	}
	from, to := yearBegin(year), yearEnd(year)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := replace(ctx, tx, from, to, days, db.Micros(s.Clock.Now())); err != nil {
			return err
		}
		tx.AfterCommit(s.changed)
		if err := s.Log.Emit(ctx, tx, EventChanged, fmt.Sprint(year), Changed{Year: year}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "calendar.imported", audit.Subject{Kind: "calendar", ID: fmt.Sprint(year), Name: fmt.Sprint(year)}, before.Days, days)
	})
	if err != nil {
		return Year{}, err
	}
	return s.Year(ctx, year)
}

// Question asks when something is due.
type Question struct {
	Hours   PreviewHours   `json:"hours"`
	Start   time.Time      `json:"start"`
	Minutes int            `json:"minutes" minimum:"0" maximum:"5256000" doc:"Working time to use up."`
	Pauses  [][2]time.Time `json:"pauses,omitempty" maxItems:"1000" doc:"Stretches that do not count; overlapping ones count once."`
}

// Answer tells when it is due, and why.
type Answer struct {
	Due     time.Time `json:"due"`
	Explain string    `json:"explain"`
	Spans   []Stretch `json:"spans" doc:"The stretches of working time that make it up."`
}

// Stretch is a piece of working time.
type Stretch struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Due answers when working time is used up.
func (s *Service) Due(ctx context.Context, q Question) (Answer, error) {
	h, err := q.Hours.Read()
	if err == nil && q.Hours.FollowsHolidays {
		var c compiled
		c, err = s.compile(ctx, q.Hours.HoursText, true, "hours.")
		h = c.Hours
	}
	if err != nil {
		return Answer{}, err
	}
	pauses, err := readPauses(q.Pauses)
	if err != nil {
		return Answer{}, err
	}
	due, spans, err := h.Due(q.Start, time.Duration(q.Minutes)*time.Minute, pauses)
	if errors.Is(err, worktime.ErrNever) {
		return Answer{}, fault.Invalid("calendar.never_due", "hours")
	}
	if err != nil {
		return Answer{}, fault.Invalid("calendar.range", "minutes")
	}
	a := Answer{Due: due.In(h.Zone), Explain: Explain(spans, h.Zone), Spans: []Stretch{}}
	for _, s := range spans {
		a.Spans = append(a.Spans, Stretch{From: s.From.In(h.Zone), To: s.To.In(h.Zone)})
	}
	return a, nil
}

func readPauses(texts [][2]time.Time) ([]worktime.Span, error) {
	var out []worktime.Span
	for i, p := range texts {
		if p[1].Before(p[0]) {
			return nil, fault.Invalid("calendar.pause", fmt.Sprintf("pauses[%d]", i))
		}
		out = append(out, worktime.Span{From: p[0], To: p[1]})
	}
	return out, nil
}
