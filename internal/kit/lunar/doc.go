// Package lunar is the Chinese calendar (农历) for the years 1901 to 2100: dates
// both ways, leap months (闰月), the 24 solar terms (节气), festivals (节日) and
// birthdays.
//
// The calendar is astronomy decided in Beijing time and cannot be had from a
// short formula, so the package carries a table of months (months.txt) and one
// of solar terms (terms.txt). Tables in circulation are wrong here and there,
// above all around the leap eleventh month of 2033. The tests compare every day
// with a second, unrelated calendar and name each difference with the reason for
// the decision; the solar terms are computed a second time from the position of
// the sun.
//
// # Words
//
//   - Date: a day of the lunar calendar; Year is the year whose first month it
//     follows, so 2026-02-16 lies in year 2025.
//   - Solar: a day of the civil calendar, without a time and without a zone.
//   - leap month: repeats the month before it; month 6 leap follows month 6.
//
// # Invariants
//
//   - FromSolar and Date.Solar undo each other inside 1901-01-01 to 2100-12-31;
//     outside both say false rather than guess.
//   - A festival on the 30th of the last month falls on the last day, 29 or 30.
//   - People born in a leap month keep the ordinary month when the year has no
//     such leap month; the 30th becomes the 29th in a short month; February 29
//     becomes February 28, or March 1 if so chosen.
package lunar
