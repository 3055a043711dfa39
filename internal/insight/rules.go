package insight

import (
	"cmp"
	"slices"
	"time"
)

const (
	// DefaultTarget of an answer.
	DefaultTarget = 3 * time.Minute
	// MinTarget and MaxTarget that may be set.
	MinTarget = 30 * time.Second
	MaxTarget = 24 * time.Hour
	// MaxIncident is the longest that a desk is believed.
	MaxIncident = 2 * time.Hour
)

func (k FactKind) rank() int {
	return slices.Index([]FactKind{FactOwner, FactCustomer, FactAnswer, FactClosed}, k)
}

// Rounds derives the rounds from the facts of a conversation, in whatever order
// they come. Before the first of them it had this owner and so many rounds.
func Rounds(facts []Fact, owner string, number int64) []Round {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Kind.rank(), b.Kind.rank()))
	})
	var out []Round
	var now *Round
	for _, f := range facts {
		if now != nil && f.At.Before(now.Parts[len(now.Parts)-1].From) {
			f.At = now.Parts[len(now.Parts)-1].From // two machines' clocks differ
		}
		switch f.Kind {
		case FactOwner:
			if now != nil && owner != f.StaffID {
				now.Parts[len(now.Parts)-1].To = f.At
				now.Parts = append(now.Parts, Part{StaffID: f.StaffID, Span: Span{From: f.At}})
			}
			owner = f.StaffID
		case FactCustomer:
			if now == nil {
				number++
				now = &Round{Number: number, StartSeq: f.Seq, Started: f.At, Outcome: Running, Parts: []Part{{StaffID: owner, Span: Span{From: f.At}}}}
			}
		case FactAnswer, FactClosed:
			if now == nil {
				continue
			}
			out = append(out, now.end(f, owner))
			now = nil
		}
	}
	if now != nil {
		now.OwnerID, now.StaffID = owner, owner
		out = append(out, *now)
	}
	return out
}

func (r Round) end(f Fact, owner string) Round {
	r.Ended, r.EndSeq, r.OwnerID = f.At, f.Seq, owner
	r.Parts[len(r.Parts)-1].To = f.At
	if f.Kind == FactAnswer {
		r.Outcome, r.StaffID = Answered, f.StaffID
	} else {
		r.Outcome, r.StaffID = Unanswered, owner
	}
	return r
}

// Measure takes off what does not count: incidents of each owner while they had
// the conversation, and files of whoever answered.
func (r Round) Measure(incidents []Incident) Round {
	if r.Outcome == Running {
		return r
	}
	var taken []Span
	take := func(kind IncidentKind) time.Duration {
		var spans []Span
		for _, i := range incidents {
			if i.Kind != kind {
				continue
			}
			if kind == Upload && r.Outcome == Answered && i.StaffID == r.StaffID {
				spans = append(spans, clip(i.Span, Span{r.Started, r.Ended}))
			}
			for _, p := range r.Parts {
				if p.StaffID == i.StaffID {
					spans = append(spans, clip(i.Span, p.Span))
				}
			}
		}
		before := length(taken)
		taken = union(append(taken, spans...))
		return length(taken) - before
	}
	r.Excluded = Excluded{Outage: take(Outage)}
	r.Excluded.Freeze = take(Freeze)
	r.Excluded.Upload = take(Upload)
	r.Parts = slices.Clone(r.Parts)
	for i, p := range r.Parts {
		var inside []Span
		for _, s := range taken {
			inside = append(inside, clip(s, p.Span))
		}
		r.Parts[i].Excluded = length(union(inside))
	}
	return r
}

// Prove codes the cause where it is proven: when what is proven fills more than
// half of the wait, the largest of it.
func (r Round) Prove(away []AwaySpan) Round {
	if r.Outcome != Answered {
		return r
	}
	var gone []Span
	for _, a := range away {
		for _, p := range r.Parts {
			if p.StaffID == a.StaffID {
				gone = append(gone, clip(a.Span, p.Span))
			}
		}
	}
	kinds := []struct {
		cause Cause
		spent time.Duration
	}{{CauseAway, length(union(gone))}, {CauseNetwork, r.Excluded.Outage}, {CauseFreeze, r.Excluded.Freeze}, {CauseImage, r.Excluded.Upload}}
	best, sum := kinds[0], time.Duration(0)
	for _, k := range kinds {
		sum += k.spent
		if k.spent > best.spent {
			best = k
		}
	}
	if min(sum, r.Gross())*2 > r.Gross() {
		r.Cause, r.CauseBy = best.cause, BySystem
	}
	return r
}

// Clamp gives what is believed of a reported stretch, without what is known
// already; false: nothing.
func Clamp(s Span, known []Span, now time.Time) []Span {
	if s.To.After(now) {
		s.To = now
	}
	if early := s.To.Add(-MaxIncident); s.From.Before(early) {
		s.From = early
	}
	left := []Span{s}
	for _, k := range known {
		var next []Span
		for _, l := range left {
			next = append(next, clip(l, Span{l.From, k.From}), clip(l, Span{k.To, l.To}))
		}
		left = next
	}
	return union(left)
}

func clip(s, to Span) Span {
	if s.From.Before(to.From) {
		s.From = to.From
	}
	if s.To.After(to.To) {
		s.To = to.To
	}
	return s
}

// union gives the same moments without overlaps and empty stretches.
func union(spans []Span) []Span {
	spans = slices.DeleteFunc(slices.Clone(spans), func(s Span) bool { return !s.To.After(s.From) })
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func length(spans []Span) (sum time.Duration) {
	for _, s := range spans {
		sum += s.To.Sub(s.From)
	}
	return sum
}
