package insight

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/fault"
)

var nine = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func sec(n int) time.Time { return nine.Add(time.Duration(n) * time.Second) }

func span(from, to int) Span { return Span{sec(from), sec(to)} }

// timeline reads facts like "0 c, 20 own lin, 60 a lin, 90 close"; each has the
// next number.
func timeline(t *testing.T, text string) []Fact {
	t.Helper()
	var out []Fact
	for i, part := range strings.Split(text, ", ") {
		var at int
		f := strings.Fields(part)
		if _, err := fmt.Sscan(f[0], &at); err != nil {
			t.Fatal(err)
		}
		fact := Fact{Seq: int64(i + 1), At: sec(at), Kind: map[string]FactKind{"c": FactCustomer, "a": FactAnswer, "own": FactOwner, "close": FactClosed}[f[1]]}
		if len(f) > 2 {
			fact.StaffID = f[2]
		}
		out = append(out, fact)
	}
	return out
}

// told writes rounds like "1 0-60 answered lin [:0-20 lin:20-60]".
func told(rounds []Round) string {
	var out []string
	for _, r := range rounds {
		var parts []string
		for _, p := range r.Parts {
			to := "…"
			if !p.To.IsZero() {
				to = fmt.Sprint(p.To.Sub(nine).Seconds())
			}
			parts = append(parts, fmt.Sprintf("%s:%v-%s", p.StaffID, p.From.Sub(nine).Seconds(), to))
		}
		end := "…"
		if r.Outcome != Running {
			end = fmt.Sprint(r.Ended.Sub(nine).Seconds())
		}
		out = append(out, fmt.Sprintf("%d %v-%s %s %s [%s]", r.Number, r.Started.Sub(nine).Seconds(), end, r.Outcome, r.StaffID, strings.Join(parts, " ")))
	}
	return strings.Join(out, "; ")
}

func TestRounds(t *testing.T) {
	for _, c := range []struct{ name, facts, want string }{
		{"a burst is one round", "0 own, 0 c, 5 c, 9 c, 60 own lin, 60 a lin", "1 0-60 answered lin [:0-60 lin:60-60]"},
		{"each question is a round", "0 own lin, 0 c, 30 a lin, 100 c, 400 a lin", "1 0-30 answered lin [lin:0-30]; 2 100-400 answered lin [lin:100-400]"},
		{"more answers change nothing", "0 c, 30 a lin, 40 a lin, 50 a chen", "1 0-30 answered lin [:0-30]"},
		{"closing ends it unanswered", "0 own lin, 0 c, 90 close lin", "1 0-90 unanswered lin [lin:0-90]"},
		{"after closing a new one", "0 own lin, 0 c, 90 close lin, 200 c, 230 a lin", "1 0-90 unanswered lin [lin:0-90]; 2 200-230 answered lin [lin:200-230]"},
		{"still running", "0 own lin, 0 c", "1 0-… running lin [lin:0-…]"},
		{"covered by a colleague", "0 own lin, 0 c, 100 own chen, 250 a chen", "1 0-250 answered chen [lin:0-100 chen:100-250]"},
		{"back to the queue and on", "0 own lin, 0 c, 50 own, 80 own chen, 90 a chen", "1 0-90 answered chen [lin:0-50 :50-80 chen:80-90]"},
		{"the lead answers for the owner", "0 own lin, 0 c, 70 a lead", "1 0-70 answered lead [lin:0-70]"},
		{"staff speaks first", "0 own lin, 0 a lin, 10 close lin", ""},
		{"clocks of two machines", "10 own lin, 10 c, 4 a lin", "1 10-10 answered lin [lin:10-10]"},
	} {
		facts := timeline(t, c.facts)
		for range 5 {
			if got := told(Rounds(facts, "", 0)); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		}
	}
}

// TestMeasure takes off what is proven, each second once.
func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name, facts       string
		incidents         []Incident
		outage, fr, up, n int
		cause             Cause
	}{
		{"nothing", "0 own lin, 0 c, 252 a lin", nil, 0, 0, 0, 252, ""},
		{"the line was down", "0 own lin, 0 c, 300 a lin", []Incident{{"lin", Outage, span(-50, 200)}}, 200, 0, 0, 100, CauseNetwork},
		{"half is not more than half", "0 own lin, 0 c, 300 a lin", []Incident{{"lin", Outage, span(0, 150)}}, 150, 0, 0, 150, ""},
		{"somebody else's line", "0 own lin, 0 c, 300 a lin", []Incident{{"chen", Outage, span(0, 300)}}, 0, 0, 0, 300, ""},
		{"only while she had it", "0 own lin, 0 c, 100 own chen, 300 a chen", []Incident{{"lin", Outage, span(0, 300)}}, 100, 0, 0, 200, ""},
		{"overlaps count once", "0 own lin, 0 c, 200 a lin", []Incident{{"lin", Outage, span(0, 60)}, {"lin", Freeze, span(30, 90)}, {"lin", Upload, span(80, 150)}, {"lin", Outage, span(50, 60)}}, 60, 30, 60, 50, CauseNetwork},
		{"uploading before taking it", "0 own, 0 c, 200 own lin, 200 a lin", []Incident{{"lin", Upload, span(50, 190)}, {"lin", Freeze, span(0, 200)}}, 0, 0, 140, 60, CauseImage},
		{"frozen", "0 own lin, 0 c, 200 a lin", []Incident{{"lin", Freeze, span(10, 180)}}, 0, 170, 0, 30, CauseFreeze},
		{"unanswered is not judged", "0 own lin, 0 c, 200 close lin", []Incident{{"lin", Freeze, span(10, 180)}}, 0, 170, 0, 30, ""},
	} {
		r := Rounds(timeline(t, c.facts), "", 0)[0].Measure(c.incidents).Prove(nil, c.incidents)
		got := [4]int{int(r.Excluded.Outage.Seconds()), int(r.Excluded.Freeze.Seconds()), int(r.Excluded.Upload.Seconds()), int(r.Net().Seconds())}
		if got != [4]int{c.outage, c.fr, c.up, c.n} || r.Cause != c.cause {
			t.Errorf("%s: %v %q", c.name, got, r.Cause)
		}
	}
}

func TestAwayExplainsAndTakesNothingOff(t *testing.T) {
	incidents := []Incident{{"chen", Outage, span(100, 160)}}
	r := Rounds(timeline(t, "0 own lin, 0 c, 100 own chen, 400 a chen"), "", 0)[0].Measure(incidents)
	proven := r.Prove([]AwaySpan{{"chen", span(150, 390)}, {"lin", span(0, 400)}}, incidents)
	if proven.Cause != CauseAway || proven.CauseBy != BySystem || proven.Net() != 340*time.Second {
		t.Errorf("%q %v", proven.Cause, proven.Net())
	}
	lost := []Incident{{"lin", Outage, span(10, 300)}}
	line := Rounds(timeline(t, "0 own lin, 0 c, 320 a lin"), "", 0)[0].Measure(lost).Prove([]AwaySpan{{"lin", span(20, 310)}}, lost)
	if line.Cause != CauseNetwork {
		t.Errorf("a lost line that the server took for absence: %q", line.Cause)
	}
	if r := r.Prove([]AwaySpan{{"wu", span(0, 400)}}, nil); r.Cause != "" {
		t.Errorf("a stranger's absence: %q", r.Cause)
	}
}

func TestClamp(t *testing.T) {
	now := sec(10_000)
	for _, c := range []struct {
		in    Span
		known []Span
		want  string
	}{
		{span(0, 100), nil, "0-100"},
		{span(9_900, 20_000), nil, "9900-10000"},
		{span(11_000, 20_000), nil, ""},
		{span(0, 9_000), nil, "1800-9000"},
		{span(0, 100), []Span{span(0, 100)}, ""},
		{span(0, 100), []Span{span(20, 40), span(30, 60)}, "0-20 60-100"},
		{span(0, 100), []Span{span(-50, 10), span(90, 200)}, "10-90"},
	} {
		var got []string
		for _, s := range Clamp(c.in, c.known, now) {
			got = append(got, fmt.Sprintf("%v-%v", s.From.Sub(nine).Seconds(), s.To.Sub(nine).Seconds()))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v: %v, want %s", c, got, c.want)
		}
	}
}

// TestFigures are worked by hand: 60 120 180 240 900 s answered, one closed.
func TestFigures(t *testing.T) {
	var tally Tally
	for i, s := range []int{240, 60, 900, 180, 120} {
		hour := 7 + 4*(i%2) // 240, 900 and 120 before eight
		tally.Add(Ended{Started: time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC), First: i < 2, Outcome: Answered,
			Net: time.Duration(s) * time.Second, Gross: time.Duration(s+30) * time.Second}, 3*time.Minute)
	}
	tally.Add(Ended{Outcome: Unanswered, Gross: time.Hour}, 3*time.Minute)
	f := tally.Figures()
	if f.Rounds != 6 || f.Unanswered != 1 || f.Slow != 3 || *f.All.Median != 180 || *f.All.Mean != 300 || *f.All.P90 != 900 ||
		f.First.N != 2 || *f.First.Median != 150 || *f.First.P90 != 240 || f.Always.N != 3 || *f.Always.Share != .6 || f.Day.Of != 2 || *f.Day.Share != 1 {
		t.Errorf("%+v", f)
	}
	if f := (&Tally{}).Figures(); f.All.Median != nil || f.Day.Share != nil {
		t.Errorf("of nothing: %+v", f)
	}
}

// TestPareto sums to exactly the whole for whatever counts.
func TestPareto(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts, total := map[Cause]int{}, 0
		for _, c := range append(slices.Clone(Causes), "") {
			counts[c] = rapid.IntRange(0, 1000).Draw(t, "n")
			total += counts[c]
		}
		bars, n, share := Pareto(counts), 0, 0
		for i, b := range bars {
			n, share = n+b.N, share+b.Share
			if b.Cumulative != share || i > 0 && b.Cause != "" && b.N > bars[i-1].N || b.Cause == "" && i < len(bars)-1 {
				t.Fatalf("%+v", bars)
			}
			if exact := float64(b.N) / float64(total) * 10000; float64(b.Share) < exact-1 || float64(b.Share) > exact+1 {
				t.Fatalf("%+v of %d", b, total)
			}
		}
		if n != total || total > 0 && share != 10000 {
			t.Fatalf("%d of %d, %d of 10000", n, total, share)
		}
	})
	if bars := Pareto(map[Cause]int{CauseAway: 0}); bars != nil {
		t.Errorf("of nothing: %v", bars)
	}
	if bars := Pareto(map[Cause]int{CauseAway: 18, CauseSize: 15, CauseStock: 12, "": 55}); fmt.Sprint(bars) != "[{away  18 1800 1800} {size  15 1500 3300} {stock  12 1200 4500} {  55 5500 10000}]" {
		t.Error(bars)
	}
}

// TestStoredLinesAreFacts: which lines of a talk the clock knows, and of whom.
func TestStoredLinesAreFacts(t *testing.T) {
	happened := func(kind string, data map[string]any) conversation.Message {
		return conversation.Message{Kind: conversation.EventLine, Author: conversation.Author{ID: "lin"}, Event: &conversation.Happening{Type: kind, Data: data}}
	}
	for _, v := range []struct {
		line  conversation.Message
		kind  FactKind
		staff string
	}{
		{conversation.Message{Kind: conversation.FromVisitor, Author: conversation.Author{ID: "peer"}}, FactCustomer, ""},
		{conversation.Message{Kind: conversation.Reply, Author: conversation.Author{Kind: conversation.ByStaff, ID: "lin"}}, FactAnswer, "lin"},
		{conversation.Message{Kind: conversation.Reply, Author: conversation.Author{Kind: conversation.BySystem}}, "", ""},
		{conversation.Message{Kind: conversation.Note, Author: conversation.Author{Kind: conversation.ByStaff, ID: "lin"}}, "", ""},
		{happened("claimed", nil), FactOwner, "lin"},
		{happened("assigned", map[string]any{"to_id": "chen"}), FactOwner, "chen"},
		{happened("released", nil), FactOwner, ""},
		{happened("closed", nil), FactClosed, "lin"},
		{happened("labelled", nil), "", ""},
	} {
		f, ok := factOf(v.line)
		if ok != (v.kind != "") || ok && (f.Kind != v.kind || f.StaffID != v.staff) {
			t.Errorf("%s %v: %+v %v", v.line.Kind, v.line.Event, f, ok)
		}
	}
}

func TestAColleaguesTimeIsNotOnesOwn(t *testing.T) {
	from := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	span := func(a, b int) Span {
		return Span{From: from.Add(time.Duration(a) * time.Second), To: from.Add(time.Duration(b) * time.Second)}
	}
	r := Round{StaffID: "b", OwnerID: "b", Outcome: Answered, Started: from, Ended: from.Add(100 * time.Second),
		Parts: []Part{{StaffID: "", Span: span(0, 10)}, {StaffID: "a", Span: span(10, 70)}, {StaffID: "b", Span: span(70, 100)}}}
	own := []Span{span(70, 100)}
	if got := r.Theirs(); !slices.Equal(got, own) {
		t.Errorf("own time %v, want the last 30 s", got)
	}
	r.OwnerID = "a"
	if got := r.Theirs(); got != nil {
		t.Errorf("who helped the owner is asked about %v", got)
	}
	r.OwnerID = ""
	if got := r.Theirs(); !slices.Equal(got, own) {
		t.Errorf("without an owner %v", got)
	}
	r.Outcome = Unanswered
	if got := r.Theirs(); got != nil {
		t.Errorf("of what nobody answered %v", got)
	}
}

// TestDays: both ends are included, one day is a period, and no more than 400.
func TestDays(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	now := time.Date(2026, 3, 10, 0, 30, 0, 0, zone) // the day before by UTC
	for _, v := range []struct{ from, to, first, end, field string }{
		{"", "", "2026-03-04", "2026-03-11", ""},
		{"", "2026-03-05", "2026-02-27", "2026-03-06", ""},
		{"2026-03-09", "", "2026-03-09", "2026-03-11", ""},
		{"2026-03-02", "2026-03-02", "2026-03-02", "2026-03-03", ""},
		{"2025-01-01", "2026-02-04", "2025-01-01", "2026-02-05", ""}, // 400 days
		{"2025-01-01", "2026-02-05", "", "", "to"},
		{"2026-03-03", "2026-03-02", "", "", "to"},
		{"2026-03-11", "", "", "", "to"},
		{"2026-02-30", "", "", "", "from"},
		{"", "2026-02-30", "", "", "to"},
	} {
		first, end, err := days(v.from, v.to, now)
		if err != nil || v.field != "" {
			if err == nil || fault.From(err).Field != v.field {
				t.Errorf("%s to %s: %v", v.from, v.to, err)
			}
			continue
		}
		if first.Format(time.RFC3339) != v.first+"T00:00:00+08:00" || end.Format(time.RFC3339) != v.end+"T00:00:00+08:00" {
			t.Errorf("%s to %s: from %v up to %v", v.from, v.to, first, end)
		}
	}
}
