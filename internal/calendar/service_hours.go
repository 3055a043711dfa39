package calendar

import (
	"context"
	"strings"
	"time"

	"tiexin/internal/kit/opt"
	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

// HoursByID gives hours to reckon with, from memory; removed ones too, since
// what was promised with them stands. An empty id is always open.
func (s *Service) HoursByID(ctx context.Context, hoursID string) (worktime.Hours, error) {
	c, err := s.compiled(ctx, hoursID)
	return c.Hours, err
}

// Hold keeps hours from being removed until the transaction ends, for what is
// about to keep them. It tells whether there are such hours.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, hoursID string) (bool, error) {
	return record.Hold(ctx, tx, namedHours, hoursID)
}

// Exists tells whether hours may be referred to from now on.
func (s *Service) Exists(ctx context.Context, hoursID string) (bool, error) {
	snap, err := s.readNow(ctx)
	if err != nil {
		return false, err
	}
	h, ok := snap.named[hoursID]
	return ok && h.removedAt.IsZero(), nil
}

// OpenAt tells whether it is working time, and when that changes: closed, the
// next opening; open, the next closing. Zero means never. An empty id is
// always open.
func (s *Service) OpenAt(ctx context.Context, hoursID string, at time.Time) (bool, time.Time, error) {
	if hoursID == "" {
		return true, time.Time{}, nil
	}
	c, err := s.compiled(ctx, hoursID)
	if err != nil {
		return false, time.Time{}, err
	}
	open, next := change(c.Hours, at)
	return open, next, nil
}

// Explain tells when need is used up after start in the hours, and why; an
// empty id counts round the clock.
func (s *Service) Explain(ctx context.Context, hoursID string, start time.Time, need time.Duration, pauses []Pause) (Explanation, error) {
	c, err := s.compiled(ctx, hoursID)
	if err != nil {
		return Explanation{}, err
	}
	e, err := c.explain(start, need, pauses)
	e.Working = hoursID != ""
	return e, err
}

// Write gives an explanation in a language, with the times of the hours' zone,
// or of the organisation's.
func (s *Service) Write(ctx context.Context, locale string, e Explanation) string {
	if o, err := s.Directory.Organisation(ctx); !e.Working && err == nil && o.Zone != "" {
		e.Zone = o.Zone
	}
	return e.Text(func(key string, args map[string]any) string { return s.Text(locale, key, args) })
}

// HoursView is a row of the list.
type HoursView struct {
	Hours
	Open       bool       `json:"open" doc:"Whether it is working time now."`
	NextChange *time.Time `json:"next_change" doc:"When that changes; null for never."`
}

// ListHours gives all hours that are in force, the oldest first.
func (s *Service) ListHours(ctx context.Context) ([]HoursView, error) {
	snap, err := s.readNow(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	out := []HoursView{}
	for _, h := range snap.order {
		if !h.removedAt.IsZero() {
			continue
		}
		v := HoursView{Hours: h}
		open, next := change(snap.ready[h.ID].Hours, now)
		v.Open, v.NextChange = open, opt.Time(next)
		out = append(out, v)
	}
	return out, nil
}

// check refuses hours that cannot be meant.
func (s *Service) checkHours(ctx context.Context, h Hours) error {
	if err := checkHoursName(h.Name); err != nil {
		return err
	}
	c, err := s.compile(ctx, h.HoursText, h.FollowsHolidays, "")
	if err != nil {
		return err
	}
	if c.neverOpen(s.Clock.Now()) {
		return fault.Invalid("calendar.never_open", "week")
	}
	return nil
}

var namedHours = record.Of(record.Kind[Hours]{Name: "calendar_hours", Made: "calendar.hours_made", Changed: "calendar.hours_changed", Removed: "calendar.hours_removed",
	Taken: "calendar.hours_name_taken", ByKey: stmtHoursByUse, Lock: stmtHoursByID, Scan: scanHours, Insert: insertHours, Update: updateHours, Delete: removeHours,
	Mark: func(h *Hours) (string, string, *int64) { return h.ID, h.Name, &h.Version }})

func (s *Service) hoursActs() record.Do[Hours] {
	return record.Do[Hours]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: s.changed}
}

// MakeHours adds named hours.
func (s *Service) MakeHours(ctx context.Context, clientKey string, h Hours) (Hours, error) {
	h.ID, h.Name, h.Version, h.UpdatedAt = id.New(s.Clock.Now()), strings.TrimSpace(h.Name), 1, s.Clock.Now()
	return record.Make(ctx, s.hoursActs(), namedHours, clientKey, func(tx *db.Tx) (Hours, error) {
		if err := s.checkHours(ctx, h); err != nil {
			return h, err
		}
		var n int
		err := db.Get(ctx, tx, stmtHoursCount, nil, &n)
		if err == nil && n >= MaxHours {
			err = fault.Conflict("calendar.too_many_hours").With("limit", MaxHours)
		}
		return h, err
	})
}

// SeedHours makes the first hours of an installation, in the running
// transaction.
func (s *Service) SeedHours(ctx context.Context, tx *db.Tx, name, zone string) (Hours, error) {
	now := s.Clock.Now()
	h := Hours{ID: id.New(now), Name: name, HoursText: DefaultHours(zone), FollowsHolidays: true, Version: 1, UpdatedAt: now}
	tx.AfterCommit(s.changed)
	return h, insertHours(ctx, tx, "seed:"+h.ID, h, now)
}

// HoursChange is what may be changed of named hours; nil leaves it.
type HoursChange struct {
	Version         int64
	Name            *string
	Zone            *string
	Week            *map[string][][2]string
	Closed          *[]string
	Extra           *map[string][][2]string
	FollowsHolidays *bool
}

func (ch HoursChange) apply(h Hours) Hours {
	opt.Set(&h.Name, ch.Name)
	opt.Set(&h.Zone, ch.Zone)
	opt.Set(&h.Week, ch.Week)
	opt.Set(&h.Closed, ch.Closed)
	opt.Set(&h.Extra, ch.Extra)
	opt.Set(&h.FollowsHolidays, ch.FollowsHolidays)
	return h
}

// EditHours changes named hours. What runs in them is reckoned anew.
func (s *Service) EditHours(ctx context.Context, hoursID string, ch HoursChange) (Hours, error) {
	return record.Edit(ctx, s.hoursActs(), namedHours, hoursID, ch.Version, func(tx *db.Tx, h Hours) (Hours, error) {
		h = ch.apply(h)
		h.Name, h.UpdatedAt = strings.TrimSpace(h.Name), s.Clock.Now()
		if err := s.checkHours(ctx, h); err != nil {
			return h, err
		}
		return h, s.Log.Emit(ctx, tx, EventChanged, h.ID, Changed{HoursID: h.ID})
	})
}

// DropHours removes hours that nobody uses.
func (s *Service) DropHours(ctx context.Context, hoursID string) error {
	return record.Drop(ctx, s.hoursActs(), namedHours, hoursID, func(tx *db.Tx, _ Hours) error {
		usage, err := s.Hooks.uses(ctx, tx, hoursID)
		if err == nil && len(usage) > 0 {
			err = fault.Conflict("calendar.hours_in_use").With("usage", usage)
		}
		return err
	})
}

// PreviewAsk is what to try hours with, stored or not.
type PreviewAsk struct {
	Hours   PreviewHours   `json:"hours"`
	At      time.Time      `json:"at"`
	Minutes int            `json:"minutes,omitempty" minimum:"0" maximum:"5256000" doc:"Working time to use up."`
	Pauses  [][2]time.Time `json:"pauses,omitempty" maxItems:"1000" doc:"Stretches that do not count; overlapping ones count once."`
}

// PreviewHours are hours that need not be stored.
type PreviewHours struct {
	HoursText
	FollowsHolidays bool `json:"follows_holidays,omitempty"`
}

// Preview is how hours work out.
type Preview struct {
	Open       bool       `json:"open"`
	NextChange *time.Time `json:"next_change" doc:"Null for never."`
	Due        time.Time  `json:"due"`
	Explain    string     `json:"explain" doc:"Lines for people, in the reader's language."`
	Spans      []Stretch  `json:"spans"`
}

// Try works hours out without storing them.
func (s *Service) Try(ctx context.Context, locale string, ask PreviewAsk) (Preview, error) {
	c, err := s.compile(ctx, ask.Hours.HoursText, ask.Hours.FollowsHolidays, "hours.")
	if err != nil {
		return Preview{}, err
	}
	if c.neverOpen(ask.At) {
		return Preview{}, fault.Invalid("calendar.never_open", "hours.week")
	}
	var pauses []Pause
	spans, err := readPauses(ask.Pauses)
	if err != nil {
		return Preview{}, err
	}
	for _, p := range spans {
		pauses = append(pauses, Pause{From: p.From, To: p.To})
	}
	e, err := c.explain(ask.At, time.Duration(ask.Minutes)*time.Minute, pauses)
	if err != nil {
		return Preview{}, err
	}
	open, next := change(c.Hours, ask.At)
	p := Preview{Open: open, NextChange: opt.Time(next), Due: e.Due, Explain: s.Write(ctx, locale, e), Spans: []Stretch{}}
	for _, span := range e.Spans {
		p.Spans = append(p.Spans, Stretch{From: span.From.In(c.Zone), To: span.To.In(c.Zone)})
	}
	return p, nil
}
