package lunar

import (
	_ "embed"
	"strconv"
	"strings"
	"time"
)

// Term is one of the 24 solar terms, numbered from 小寒 (0) in January to 冬至
// (23) in December.
type Term int

// Terms that are festivals or days of remembrance.
const (
	Lichun   Term = 2  // 立春
	Chunfen  Term = 5  // 春分
	Qingming Term = 6  // 清明
	Xiazhi   Term = 11 // 夏至
	Liqiu    Term = 14 // 立秋
	Qiufen   Term = 17 // 秋分
	Dongzhi  Term = 23 // 冬至
)

const termCount = 24

//go:embed terms.txt
var termsText string

const firstTermYear = 1900

// termDays holds the day of the month of each term, by year from 1900.
var termDays = readTerms(termsText)

func readTerms(text string) [][termCount]int {
	var rows [][termCount]int
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != termCount+1 {
			continue
		}
		var row [termCount]int
		for i := range row {
			row[i], _ = strconv.Atoi(fields[i+1])
		}
		rows = append(rows, row)
	}
	return rows
}

// TermDay returns the civil day (in Beijing) of a term in a civil year.
func TermDay(year int, term Term) (Solar, bool) {
	if year < FirstYear || year > LastYear || term < 0 || term >= termCount {
		return Solar{}, false
	}
	return Solar{year, time.Month(term/2 + 1), termDays[year-firstTermYear][term]}, true
}

// TermOf returns the term that begins on a day, false on any other day.
func TermOf(s Solar) (Term, bool) {
	if s.Month < 1 || s.Month > 12 {
		return 0, false
	}
	for term := Term(s.Month-1) * 2; term < Term(s.Month)*2; term++ {
		if day, ok := TermDay(s.Year, term); ok && day == s {
			return term, true
		}
	}
	return 0, false
}

// NthWeekday returns the n-th given weekday of a month, the last one if n is -1.
func NthWeekday(year int, month time.Month, weekday time.Weekday, n int) (Solar, bool) {
	first := Solar{year, month, 1}
	day := first.AddDays((int(weekday) - int(first.Weekday()) + 7) % 7)
	if n == -1 {
		for next := day; next.Month == month; next = next.AddDays(7) {
			day = next
		}
		return day, true
	}
	day = day.AddDays(7 * (n - 1))
	return day, n >= 1 && day.Month == month
}
