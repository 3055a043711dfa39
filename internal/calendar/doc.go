// Package calendar knows the days (日历): which are worked (工作日), which are
// public holidays (节假日) and which weekend days are worked in their place
// (调休), the lunar date and the festivals; and when something is due that is
// promised in working time (到期).
//
// The official arrangement of a year is imported as a file; that of 2026 comes
// with the program. From the first of November on, a missing arrangement for
// the next year is a warning (health page, doctor).
//
// Named hours (工作时间) hold several ranges a day, also past midnight, closed and
// extra days and a zone. Those that follow the official arrangement are closed
// on its holidays and work on its make-up days like on a Monday; what the hours
// themselves say of a day goes before that.
//
// The feed (日历订阅) gives holidays, make-up days and closed days to calendar
// programs, by a personal secret address that its owner can replace.
//
// Invariants: an arrangement is replaced whole or not at all; it names every
// statutory festival; a day stands in it once. A make-up day that is
// an ordinary weekday is taken and named. Hours without any working time
// are refused. Removed hours are kept, since what was promised with them
// stands; hours in use cannot be removed. Hours are answered from memory; a
// change is told to the other processes, and calendar.changed to modules above.
//
// Tables: calendar_day, calendar_hours, calendar_feed.
//
// Anybody may ask; tier 0.
package calendar
