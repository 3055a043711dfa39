package lunar

import (
	"slices"
	"time"
)

// Rule tells on which day of a year a festival falls. Exactly one of its forms
// is filled: a civil date (Month, Day), a lunar date (LunarMonth, LunarDay), the
// n-th weekday of a month (Month, Weekday, Nth; Nth -1 is the last), a solar
// term, or the last day of the lunar year.
type Rule struct {
	Month      time.Month
	Day        int
	LunarMonth int
	LunarDay   int
	Weekday    time.Weekday
	Nth        int
	Term       Term
	IsTerm     bool
	IsLastDay  bool
}

// Festival is a row of the table. Key is the key of its name. Of two on one day
// the one with the smaller Priority, the rarer one, is greeted. On solemn days
// nobody is greeted.
type Festival struct {
	Key      string
	Rule     Rule
	Priority int
	Solemn   bool
}

// Festivals returns the table the product ships; tenants add their own rows.
func Festivals() []Festival {
	return []Festival{
		{Key: "festival.spring", Rule: Rule{LunarMonth: 1, LunarDay: 1}, Priority: 1},
		{Key: "festival.eve", Rule: Rule{IsLastDay: true}, Priority: 1},
		{Key: "festival.lantern", Rule: Rule{LunarMonth: 1, LunarDay: 15}, Priority: 10},
		{Key: "festival.dragon_head", Rule: Rule{LunarMonth: 2, LunarDay: 2}, Priority: 40},
		{Key: "festival.dragon_boat", Rule: Rule{LunarMonth: 5, LunarDay: 5}, Priority: 10},
		{Key: "festival.qixi", Rule: Rule{LunarMonth: 7, LunarDay: 7}, Priority: 20},
		{Key: "festival.zhongyuan", Rule: Rule{LunarMonth: 7, LunarDay: 15}, Priority: 5, Solemn: true},
		{Key: "festival.mid_autumn", Rule: Rule{LunarMonth: 8, LunarDay: 15}, Priority: 2},
		{Key: "festival.double_ninth", Rule: Rule{LunarMonth: 9, LunarDay: 9}, Priority: 10},
		{Key: "festival.hanyi", Rule: Rule{LunarMonth: 10, LunarDay: 1}, Priority: 5, Solemn: true},
		{Key: "festival.laba", Rule: Rule{LunarMonth: 12, LunarDay: 8}, Priority: 20},
		{Key: "festival.qingming", Rule: Rule{IsTerm: true, Term: Qingming}, Priority: 5, Solemn: true},
		{Key: "festival.winter_solstice", Rule: Rule{IsTerm: true, Term: Dongzhi}, Priority: 20},
		{Key: "festival.new_year", Rule: Rule{Month: 1, Day: 1}, Priority: 10},
		{Key: "festival.women", Rule: Rule{Month: 3, Day: 8}, Priority: 30},
		{Key: "festival.labour", Rule: Rule{Month: 5, Day: 1}, Priority: 20},
		{Key: "festival.youth", Rule: Rule{Month: 5, Day: 4}, Priority: 40},
		{Key: "festival.children", Rule: Rule{Month: 6, Day: 1}, Priority: 30},
		{Key: "festival.teachers", Rule: Rule{Month: 9, Day: 10}, Priority: 30},
		{Key: "festival.national", Rule: Rule{Month: 10, Day: 1}, Priority: 20},
		{Key: "festival.memorial", Rule: Rule{Month: 12, Day: 13}, Priority: 3, Solemn: true},
		{Key: "festival.mothers", Rule: Rule{Month: 5, Weekday: time.Sunday, Nth: 2}, Priority: 30},
		{Key: "festival.fathers", Rule: Rule{Month: 6, Weekday: time.Sunday, Nth: 3}, Priority: 30},
	}
}

// Falls says whether the rule names the day.
func (r Rule) Falls(s Solar) bool {
	switch {
	case r.IsTerm:
		day, ok := TermDay(s.Year, r.Term)
		return ok && day == s
	case r.IsLastDay:
		date, ok := FromSolar(s)
		if !ok {
			return false
		}
		day, ok := LastDay(date.Year)
		return ok && day == s
	case r.LunarMonth != 0:
		date, ok := FromSolar(s)
		return ok && !date.Leap && date.Month == r.LunarMonth && date.Day == r.LunarDay
	case r.Nth != 0:
		day, ok := NthWeekday(s.Year, r.Month, r.Weekday, r.Nth)
		return ok && day == s
	}
	return s.Month == r.Month && s.Day == r.Day
}

// FestivalsOn returns those of a table that fall on a day, the one to greet
// first.
func FestivalsOn(table []Festival, s Solar) []Festival {
	var found []Festival
	for _, f := range table {
		if f.Rule.Falls(s) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b Festival) int { return a.Priority - b.Priority })
	return found
}
