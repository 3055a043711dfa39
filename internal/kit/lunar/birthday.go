package lunar

import "time"

// LeapRule says when somebody born in a leap month celebrates in a year that
// has this leap month; in all other years it is the ordinary month.
type LeapRule string

// Rules for births in a leap month.
const (
	LeapFirst    LeapRule = "leap"     // the leap month (the default)
	LeapOrdinary LeapRule = "ordinary" // always the ordinary month
	LeapBoth     LeapRule = "both"
)

// Birthdays returns the civil days of a lunar birthday in a lunar year, one or,
// by LeapBoth, two. Only month, day and Leap of born count. The 30th falls on
// the 29th of a short month. No day comes back for a year not covered.
func Birthdays(born Date, year int, rule LeapRule) []Solar {
	months := []bool{false}
	if born.Leap && LeapMonth(year) == born.Month {
		switch rule {
		case LeapBoth:
			months = []bool{false, true}
		case LeapOrdinary:
		default:
			months = []bool{true}
		}
	}
	var days []Solar
	for _, leap := range months {
		day := min(born.Day, MonthLength(year, born.Month, leap))
		if s, ok := (Date{Year: year, Month: born.Month, Day: day, Leap: leap}).Solar(); ok {
			days = append(days, s)
		}
	}
	return days
}

// SolarBirthday returns a civil birthday in a year. February 29 falls on
// February 28 in a short year, or on March 1 if march is chosen.
func SolarBirthday(month time.Month, day, year int, march bool) Solar {
	s := Solar{year, month, day}
	if month == time.February && day == 29 && !s.Valid() {
		if march {
			return Solar{year, time.March, 1}
		}
		return Solar{year, time.February, 28}
	}
	return s
}

// FullYears returns the age on a day, counted in full years from a civil
// birthday; the birthday itself counts. February 29 counts from February 28.
func FullYears(born, on Solar) int {
	age := on.Year - born.Year
	if on.Before(SolarBirthday(born.Month, born.Day, on.Year, false)) {
		age--
	}
	return age
}

// NominalAge returns the age as elders count it (虚岁): one at birth and one
// more at each Spring Festival. False if either day is not covered.
func NominalAge(born, on Solar) (int, bool) {
	b, ok1 := FromSolar(born)
	o, ok2 := FromSolar(on)
	return o.Year - b.Year + 1, ok1 && ok2
}
