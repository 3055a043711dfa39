package insight

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// ThreeMinutes is the limit of the 3-minute share, whatever the target.
const ThreeMinutes = 3 * time.Minute

// dayBegins is the hour from which rounds count for the share by day.
const dayBegins = 8

// Ended is what the figures need of an ended round.
type Ended struct {
	Started time.Time
	StaffID string
	First   bool
	Outcome Outcome
	Gross   time.Duration
	Net     time.Duration
}

// Spread describes a list of response times in seconds; null without any.
type Spread struct {
	N      int      `json:"n"`
	Median *float64 `json:"median"`
	Mean   *float64 `json:"mean"`
	P90    *float64 `json:"p90"`
}

// Share is a part of a whole; null of nothing.
type Share struct {
	N     int      `json:"n"`
	Of    int      `json:"of"`
	Share *float64 `json:"share" doc:"n / of, from 0 to 1."`
}

// Figures of a set of rounds; the package's essay defines each.
type Figures struct {
	Rounds     int    `json:"rounds" doc:"Ended ones: answered and unanswered."`
	Unanswered int    `json:"unanswered" doc:"Ended by closing."`
	Slow       int    `json:"slow" doc:"Answered after a wait longer than the target."`
	First      Spread `json:"first" doc:"Response in seconds, first round of each conversation."`
	All        Spread `json:"all" doc:"Response in seconds, all answered rounds."`
	Day        Share  `json:"within_day" doc:"Response ≤ 180 s among answered rounds begun 08:00–24:00."`
	Always     Share  `json:"within_all" doc:"The same, whenever begun."`
}

// Tally gathers rounds.
type Tally struct {
	first, all       []time.Duration
	unanswered, slow int
	day, always      Share
}

// Add counts one round; started is in the organisation's zone.
func (t *Tally) Add(r Ended, target time.Duration) {
	if r.Outcome == Unanswered {
		t.unanswered++
		return
	}
	if r.Outcome != Answered {
		return
	}
	t.all = append(t.all, r.Net)
	if r.First {
		t.first = append(t.first, r.Net)
	}
	if r.Gross > target {
		t.slow++
	}
	quick := 0
	if r.Net <= ThreeMinutes {
		quick = 1
	}
	t.always.Of, t.always.N = t.always.Of+1, t.always.N+quick
	if r.Started.Hour() >= dayBegins {
		t.day.Of, t.day.N = t.day.Of+1, t.day.N+quick
	}
}

// Figures of what was added.
func (t *Tally) Figures() Figures {
	return Figures{Rounds: len(t.all) + t.unanswered, Unanswered: t.unanswered, Slow: t.slow,
		First: spread(t.first), All: spread(t.all), Day: t.day.whole(), Always: t.always.whole()}
}

func (s Share) whole() Share {
	if s.Of > 0 {
		share := math.Round(float64(s.N)/float64(s.Of)*1e4) / 1e4
		s.Share = &share
	}
	return s
}

func spread(list []time.Duration) Spread {
	n := len(list)
	if n == 0 {
		return Spread{}
	}
	list = slices.Sorted(slices.Values(list))
	var sum time.Duration
	for _, d := range list {
		sum += d
	}
	middle := (list[(n-1)/2] + list[n/2]) / 2
	return Spread{N: n, Median: seconds(middle), Mean: seconds(sum / time.Duration(n)), P90: seconds(list[(n*9+9)/10-1])}
}

// seconds with one decimal.
func seconds(d time.Duration) *float64 {
	s := math.Round(d.Seconds()*10) / 10
	return &s
}

// Group says what rounds are put together by.
type Group string

const (
	ByDay   Group = "day"
	ByHour  Group = "hour"
	ByStaff Group = "staff"
)

// key of a round; started is in the organisation's zone.
func (g Group) key(r Ended) string {
	switch g {
	case ByDay:
		return r.Started.Format(time.DateOnly)
	case ByHour:
		return hourKey(r.Started.Hour())
	}
	return r.StaffID
}

func hourKey(h int) string {
	if h < 10 {
		return "0" + strconv.Itoa(h)
	}
	return strconv.Itoa(h)
}

// keys that are shown even without rounds; nil: none.
func (g Group) keys(from, to time.Time) []string {
	var out []string
	switch g {
	case ByDay:
		for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
			out = append(out, d.Format(time.DateOnly))
		}
	case ByHour:
		for h := range 24 {
			out = append(out, hourKey(h))
		}
	}
	return out
}

// Bar is one row of the Pareto.
type Bar struct {
	Cause      Cause  `json:"cause" doc:"Empty: not yet said."`
	Name       string `json:"name" doc:"Its word, in the reader's language or the organisation's own."`
	N          int    `json:"n"`
	Share      int    `json:"share" doc:"Hundredths of a percent; all rows sum to exactly 10000."`
	Cumulative int    `json:"cumulative" doc:"Of this row and those before."`
}

// Pareto orders the causes, the most frequent first and what is not yet said
// last. Shares are rounded by largest remainder.
func Pareto(counts map[Cause]int) []Bar {
	var out []Bar
	total := 0
	for c, n := range counts {
		if n > 0 {
			out = append(out, Bar{Cause: c, N: n})
			total += n
		}
	}
	if total == 0 {
		return nil
	}
	slices.SortFunc(out, func(a, b Bar) int {
		switch {
		case a.Cause == "" || b.Cause == "":
			return boolOrder(a.Cause == "", b.Cause == "")
		case a.N != b.N:
			return b.N - a.N
		}
		return cmp.Or(slices.Index(Causes, a.Cause)-slices.Index(Causes, b.Cause), cmp.Compare(a.Cause, b.Cause))
	})
	left := 10000
	order := make([]int, len(out))
	for i := range out {
		out[i].Share = out[i].N * 10000 / total
		left -= out[i].Share
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return out[b].N*10000%total - out[a].N*10000%total })
	for _, i := range order[:left] {
		out[i].Share++
	}
	sum := 0
	for i := range out {
		sum += out[i].Share
		out[i].Cumulative = sum
	}
	return out
}

func boolOrder(a, b bool) int {
	if a == b {
		return 0
	}
	if a {
		return 1
	}
	return -1
}
