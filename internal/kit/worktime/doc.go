// Package worktime reckons with working hours (工作时间): is it open now, how much
// working time lies between two moments, and when is something due (到期) that is
// promised in working time, with pauses (暂停) taken out.
//
// # Words
//
//   - Range: a stretch of a day on the wall clock, in minutes from midnight. One
//     that ends at or before its beginning runs past midnight and belongs to the
//     day it begins; 00:00 to 24:00 and 00:00 to 00:00 are the whole day.
//   - closed day (节假日): no range begins on it. Extra day (调休、加班): its ranges
//     replace those of the weekday, also on a closed day.
//   - pause: time that does not count. Overlapping pauses count once.
//
// # Invariants
//
//   - Open says what the wall clock of the zone says, minute by minute. Working
//     and Due are the sum of that and nothing else, also on days on which the
//     clock is put forward or back: an hour that happens twice counts twice, an
//     hour that does not happen does not count. A test compares them with a count
//     of single minutes.
//   - Neighbouring and overlapping ranges join without a gap; no minute counts
//     twice.
//   - Due is the first moment at which the time is used up, so nine hours of a day
//     from nine to six are due at six, not the next morning.
package worktime
