// Package calendar knows the days (日历): which are worked (工作日), which are
// public holidays (节假日) and which weekend days are worked in their place
// (调休), the lunar date and the festivals; and when something is due that is
// promised in working time (到期).
//
// The official arrangement of a year is imported as a file; that of 2026 comes
// with the program. From the first of November on, a missing arrangement for
// the next year is a warning (health page, doctor).
//
// Invariants: an arrangement is replaced whole or not at all; it names every
// statutory festival; a day stands in it once.
//
// Tables: calendar_day.
//
// Anybody may ask; tier 0.
package calendar
