package workforce

import (
	"cmp"
	"slices"
	"time"
)

// Rules of working time for the rota.
const (
	restMinutes = 11 * 60
	daysInRow   = 6
	dayMinutes  = 24 * 60

	maxShiftMinutes = 16 * 60
	maxRotaDays     = 62
	around          = 8 // days before and after that a warning may hang on
)

const dateForm = "2006-01-02"

// shiftKeys of the types that come with the program, with their times.
func defaultShifts() []ShiftType {
	return []ShiftType{
		{ID: "shift-early", Key: "early", StartMin: 8 * 60, LengthMin: 8 * 60},    // 早
		{ID: "shift-middle", Key: "middle", StartMin: 10 * 60, LengthMin: 8 * 60}, // 中
		{ID: "shift-late", Key: "late", StartMin: 14 * 60, LengthMin: 8 * 60},     // 晚
		{ID: "shift-night", Key: "night", StartMin: 22 * 60, LengthMin: 10 * 60},  // 夜
	}
}

// placed is a shift on the line of minutes since 1970 of the local clock.
type placed struct {
	cell     Cell
	from, to int
}

func dayNumber(date string) (int, bool) {
	t, err := time.Parse(dateForm, date)
	return int(t.Unix() / 86400), err == nil && t.Format(dateForm) == date
}

// place puts one person's cells in order.
func place(cells []Cell, types map[string]ShiftType) []placed {
	var out []placed
	for _, c := range cells {
		t, ok := types[c.ShiftID]
		day, fine := dayNumber(c.Date)
		if !ok || !fine {
			continue
		}
		from := day*dayMinutes + t.StartMin
		out = append(out, placed{cell: c, from: from, to: from + t.LengthMin})
	}
	slices.SortFunc(out, func(a, b placed) int {
		return cmp.Or(a.from-b.from, a.to-b.to, cmp.Compare(a.cell.ShiftID, b.cell.ShiftID))
	})
	return out
}

// overlapping finds two shifts of one person at the same time.
func overlapping(list []placed) (a, b Cell, found bool) {
	for i := 1; i < len(list); i++ {
		if list[i].from < list[i-1].to {
			return list[i-1].cell, list[i].cell, true
		}
	}
	return a, b, false
}

// warnings tells by date which rules one person's shifts do not keep. Two
// shifts on one day are a split shift: the rest counts between days.
func warnings(list []placed) map[string][]Warning {
	out := map[string][]Warning{}
	run, last := 0, -2
	for i, p := range list {
		day, _ := dayNumber(p.cell.Date)
		if day == last {
			continue
		}
		if day == last+1 {
			run++
		} else {
			run = 1
		}
		last = day
		if i > 0 {
			if rest := p.from - list[i-1].to; rest < restMinutes {
				out[p.cell.Date] = append(out[p.cell.Date], Warning{Rule: "rest", Value: rest, Limit: restMinutes})
			}
		}
		if run > daysInRow {
			out[p.cell.Date] = append(out[p.cell.Date], Warning{Rule: "days", Value: run, Limit: daysInRow})
		}
	}
	return out
}

// dueNow lists the cells whose shift covers a moment of the local clock.
func dueNow(cells []Cell, types map[string]ShiftType, local time.Time) []Cell {
	day, _ := dayNumber(local.Format(dateForm))
	minute := day*dayMinutes + local.Hour()*60 + local.Minute()
	var out []Cell
	for _, p := range place(cells, types) {
		if p.from <= minute && minute < p.to {
			out = append(out, p.cell)
		}
	}
	return out
}

func shiftDate(date string, days int) string {
	t, _ := time.Parse(dateForm, date)
	return t.AddDate(0, 0, days).Format(dateForm)
}
