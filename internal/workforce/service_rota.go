package workforce

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

const settingShifts = "shifts"

// layShifts gives a new installation the four usual shifts, once.
func (s *Service) layShifts(ctx context.Context) error {
	var laid bool
	if found, err := settings.Get(ctx, s.DB, settingShifts, &laid); found || err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, t := range defaultShifts() {
			if _, err := tx.Exec(ctx, stmtShiftLay, t.ID, t.ID, t.Key, "", t.StartMin, t.LengthMin, db.Micros(s.Clock.Now())); err != nil {
				return err
			}
		}
		return settings.Put(ctx, tx, settingShifts, true)
	})
}

// ShiftTypes gives the shifts by their beginning.
func (s *Service) ShiftTypes(ctx context.Context) ([]ShiftType, error) {
	list, _, err := shifts(ctx, s.DB)
	return list, err
}

func (t ShiftType) check() error {
	if t.Key == "" || t.Name != "" {
		if code, ok := check.Name(t.Name, 12); !ok {
			return fault.Invalid(code, "name")
		}
	}
	if t.StartMin < 0 || t.StartMin >= dayMinutes {
		return fault.Invalid("workforce.shift_time", "start_min")
	}
	if t.LengthMin < 30 || t.LengthMin > maxShiftMinutes {
		return fault.Invalid("workforce.shift_length", "length_min")
	}
	return nil
}

var shiftTypes = record.Of(record.Kind[ShiftType]{Name: "shift", Made: "shift.made", Changed: "shift.changed", Removed: "shift.removed",
	ByKey: stmtShiftByKey, Lock: stmtShiftByID, Scan: scanShift, Insert: insertShift, Update: updateShift, Delete: record.Deletes(stmtShiftForget, stmtShiftDelete),
	Mark: func(t *ShiftType) (string, string, *int64) { return t.ID, cmp.Or(t.Name, t.Key), &t.Version }})

func (s *Service) shiftActs() record.Do[ShiftType] {
	return record.Do[ShiftType]{DB: s.DB, Clock: s.Clock, Audit: s.Audit}
}

// MakeShift adds a shift.
func (s *Service) MakeShift(ctx context.Context, clientKey string, t ShiftType) (ShiftType, error) {
	t.ID, t.Version, t.Name, t.Key = id.New(s.Clock.Now()), 1, strings.TrimSpace(t.Name), ""
	return record.Make(ctx, s.shiftActs(), shiftTypes, clientKey, func(*db.Tx) (ShiftType, error) { return t, t.check() })
}

// EditShift changes name and times; the rota follows.
func (s *Service) EditShift(ctx context.Context, to ShiftType) (ShiftType, error) {
	return record.Edit(ctx, s.shiftActs(), shiftTypes, to.ID, to.Version, func(_ *db.Tx, t ShiftType) (ShiftType, error) {
		t.Name, t.StartMin, t.LengthMin = strings.TrimSpace(to.Name), to.StartMin, to.LengthMin
		return t, t.check()
	})
}

// DropShift removes a shift that nobody has from today on.
func (s *Service) DropShift(ctx context.Context, shiftID string) error {
	today := s.local(ctx).Format(dateForm)
	return record.Drop(ctx, s.shiftActs(), shiftTypes, shiftID, func(tx *db.Tx, _ ShiftType) error {
		var n int64
		err := db.Get(ctx, tx, stmtShiftUses, []any{shiftID, today}, &n)
		if err == nil && n > 0 {
			err = fault.Conflict("workforce.shift_in_use").With("count", n)
		}
		return err
	})
}

// local is the time on the organisation's clock.
func (s *Service) local(ctx context.Context) time.Time {
	o, err := s.Directory.Organisation(ctx)
	if err != nil {
		return s.Clock.Now()
	}
	zone, err := time.LoadLocation(o.Zone)
	if err != nil {
		return s.Clock.Now()
	}
	return s.Clock.Now().In(zone)
}

// serving lists the colleagues a person may see who serve customers, or who
// are wanted for another reason, by login.
func (s *Service) serving(ctx context.Context, unitID string, also func(staffID string) bool) ([]org.Colleague, error) {
	p := auth.From(ctx)
	filter := p.Visible(PermRead)
	everybody, err := s.Directory.Colleagues(ctx)
	if err != nil {
		return nil, err
	}
	var out []org.Colleague
	for staffID, c := range everybody {
		if !filter.Allows(staffID, c.UnitID) || unitID != "" && !p.Units.Contains(unitID, c.UnitID) {
			continue
		}
		person, ok := s.Directory.PersonOf(ctx, staffID)
		if ok && s.Hooks.canServe(person) || also(staffID) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b org.Colleague) int { return strings.Compare(a.Login, b.Login) })
	return out, nil
}

// RotaDay is what somebody has on a day.
type RotaDay struct {
	Date     string    `json:"date"`
	ShiftIDs []string  `json:"shift_type_ids"`
	Warnings []Warning `json:"warnings"`
}

// RotaRow is one person's part of the rota; days without a shift are left out.
type RotaRow struct {
	StaffID  string    `json:"staff_id"`
	Login    string    `json:"login"`
	Name     string    `json:"name"`
	UnitName string    `json:"unit_name"`
	MayEdit  bool      `json:"may_edit"`
	Days     []RotaDay `json:"days"`
}

// Rota gives the rota of those the person may see.
func (s *Service) Rota(ctx context.Context, from, to, unitID string) ([]RotaRow, error) {
	first, ok := dayNumber(from)
	if !ok {
		return nil, fault.Invalid("workforce.date", "from")
	}
	last, ok := dayNumber(to)
	if !ok || last < first || last-first >= maxRotaDays {
		return nil, fault.Invalid("workforce.date", "to")
	}
	_, types, err := shifts(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	cells, err := db.Collect(ctx, s.DB, stmtCells, scanCell, shiftDate(from, -around), to)
	if err != nil {
		return nil, err
	}
	of := map[string][]Cell{}
	for _, c := range cells {
		of[c.StaffID] = append(of[c.StaffID], c)
	}
	people, err := s.serving(ctx, unitID, func(staffID string) bool { return len(of[staffID]) > 0 })
	if err != nil {
		return nil, err
	}
	mine := auth.From(ctx).Visible(PermManage)
	rows := make([]RotaRow, 0, len(people))
	for _, c := range people {
		rows = append(rows, RotaRow{StaffID: c.ID, Login: c.Login, Name: c.Name, UnitName: c.UnitName, MayEdit: mine.Allows("", c.UnitID),
			Days: rotaDays(of[c.ID], types, from)})
	}
	return rows, nil
}

func rotaDays(cells []Cell, types map[string]ShiftType, from string) []RotaDay {
	list := place(cells, types)
	warned := warnings(list)
	out := []RotaDay{}
	for _, p := range list {
		date := p.cell.Date
		if date < from {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Date == date {
			out[n-1].ShiftIDs = append(out[n-1].ShiftIDs, p.cell.ShiftID)
			continue
		}
		w := warned[date]
		if w == nil {
			w = []Warning{}
		}
		out = append(out, RotaDay{Date: date, ShiftIDs: []string{p.cell.ShiftID}, Warnings: w})
	}
	return out
}

// CellChange gives somebody these shifts on a day in place of what they had.
type CellChange struct {
	StaffID  string   `json:"staff_id" maxLength:"64"`
	Date     string   `json:"date" maxLength:"10"`
	ShiftIDs []string `json:"shift_type_ids" maxItems:"3"`
}

// SetRota changes cells; all or none.
func (s *Service) SetRota(ctx context.Context, changes []CellChange) error {
	for i, ch := range changes {
		if _, err := s.visible(ctx, ch.StaffID, PermManage); err != nil {
			return err
		}
		if _, ok := dayNumber(ch.Date); !ok {
			return fault.Invalid("workforce.date", fmt.Sprintf("cells[%d].date", i))
		}
	}
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b CellChange) int { return strings.Compare(a.StaffID, b.StaffID) })
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, types, err := shifts(ctx, tx)
		if err != nil {
			return err
		}
		if err := settings.Put(ctx, tx, "rota", struct{}{}); err != nil { // one at a time: shifts must not overlap
			return err
		}
		for len(changes) > 0 {
			n := 1
			for n < len(changes) && changes[n].StaffID == changes[0].StaffID {
				n++
			}
			if err := s.setRotaOf(ctx, tx, changes[0].StaffID, changes[:n], types); err != nil {
				return err
			}
			changes = changes[n:]
		}
		return nil
	})
}

// setRotaOf changes one person's cells and refuses two shifts at a time.
func (s *Service) setRotaOf(ctx context.Context, tx *db.Tx, staffID string, changes []CellChange, types map[string]ShiftType) error {
	from, to := changes[0].Date, changes[0].Date
	for _, ch := range changes {
		from, to = min(from, ch.Date), max(to, ch.Date)
	}
	read := func() ([]Cell, error) {
		return db.Collect(ctx, tx, stmtCellsOf, scanCell, staffID, shiftDate(from, -1), shiftDate(to, 1))
	}
	before, err := read()
	if err != nil {
		return err
	}
	for _, ch := range changes {
		if _, err := tx.Exec(ctx, stmtCellDrop, staffID, ch.Date); err != nil {
			return err
		}
		for _, shiftID := range ch.ShiftIDs {
			if _, ok := types[shiftID]; !ok {
				return fault.Invalid("workforce.shift_unknown", "cells.shift_type_ids")
			}
			_, err := tx.Exec(ctx, stmtCellPut, staffID, ch.Date, shiftID)
			if db.IsForeign(err) { // removed a moment ago
				err = fault.Invalid("workforce.shift_unknown", "cells.shift_type_ids")
			}
			if err != nil {
				return err
			}
		}
	}
	after, err := read()
	if err != nil {
		return err
	}
	if a, b, found := overlapping(place(after, types)); found {
		c, _ := s.Directory.Colleague(ctx, staffID)
		return fault.Conflict("workforce.shifts_overlap").With("name", c.Name).With("staff_id", staffID).With("date", a.Date).With("other", b.Date)
	}
	if slices.Equal(before, after) {
		return nil
	}
	return s.Audit.Record(ctx, tx, "rota.changed", s.subject(ctx, staffID), byDate(before), byDate(after))
}

func byDate(cells []Cell) map[string][]string {
	out := map[string][]string{}
	for _, c := range cells {
		out[c.Date] = append(out[c.Date], c.ShiftID)
	}
	return out
}

// OnDuty is somebody who should be here now.
type OnDuty struct {
	Presence PresenceView `json:"presence"`
	ShiftID  string       `json:"shift_type_id"`
	Date     string       `json:"date" doc:"Day on which the shift began."`
	Here     bool         `json:"here" doc:"Online, busy or on a break within its limit."`
}

// Now lists who should be here by the rota, those who are not first.
func (s *Service) Now(ctx context.Context) ([]OnDuty, error) {
	local := s.local(ctx)
	today := local.Format(dateForm)
	cells, err := db.Collect(ctx, s.DB, stmtCells, scanCell, shiftDate(today, -1), today)
	if err != nil {
		return nil, err
	}
	_, types, err := shifts(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	filter := auth.From(ctx).Visible(PermRead)
	out := []OnDuty{}
	for _, c := range dueNow(cells, types, local) {
		colleague, ok := s.Directory.Colleague(ctx, c.StaffID)
		if !ok || colleague.State != org.StateActive || !filter.Allows(c.StaffID, colleague.UnitID) {
			continue
		}
		p := s.PresenceOf(c.StaffID)
		here := p.State.needsLine() || p.State == Break && p.Reason == ""
		out = append(out, OnDuty{Presence: s.view(ctx, p), ShiftID: c.ShiftID, Date: c.Date, Here: here})
	}
	slices.SortStableFunc(out, func(a, b OnDuty) int {
		if a.Here != b.Here {
			if b.Here {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Presence.Name+a.Presence.StaffID, b.Presence.Name+b.Presence.StaffID)
	})
	return out, nil
}
