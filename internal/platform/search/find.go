package search

import (
	"context"
	"math"

	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/auth"
)

const (
	// excerptLength in characters.
	excerptLength = 80
	// candidatesAtOnce read from the index after a first batch of what the page
	// holds, and candidatesInAll looked at for one page, which bounds the work
	// for a person who may see little.
	candidatesAtOnce = 100
	candidatesInAll  = 5000

	maxSeq = math.MaxInt64
)

// newest is where a search begins.
var newest = Spot{Part: math.MaxInt, Seq: maxSeq}

// Hit is one result.
type Hit struct {
	Shown
	Excerpt string
	Marks   []textsplit.Span // in UTF-16 units of Excerpt
}

// Find looks for a typed text among docs of a kind that the person may see,
// newest first, after a spot that it returned; nil: from the newest. It returns
// nil when there is no more.
func (x *Index) Find(ctx context.Context, p auth.Person, k Kind, query string, f Filter, before *Spot, limit int) ([]Hit, *Spot, error) {
	a := x.ask(ctx, query)
	q := match(x.ledger.Engine(), k, a)
	owner := x.owners[k]
	if q == "" || owner == nil {
		return nil, nil, nil
	}
	at := newest
	if before != nil {
		at = *before
	}
	var hits []Hit
	ask := min(limit, candidatesAtOnce)
	for looked := 0; looked < candidatesInAll; looked, ask = looked+ask, candidatesAtOnce {
		batch, err := x.candidates(ctx, k, q, at, ask, f)
		if err != nil {
			return nil, nil, err
		}
		shown, err := visible(ctx, owner, p, k, batch, f)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range batch {
			at = c.spot
			s, seen := shown[c.RefID]
			if !seen || !s.matches(a) {
				continue
			}
			if hits = append(hits, hit(s, a)); len(hits) == limit {
				return hits, &at, nil
			}
		}
		if len(batch) < ask {
			return hits, nil, nil
		}
	}
	return hits, &at, nil
}

func visible(ctx context.Context, owner Owner, p auth.Person, k Kind, batch []found, f Filter) (map[string]Shown, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	refs := make([]Ref, len(batch))
	for i, c := range batch {
		refs[i] = c.Ref
	}
	return owner.Found(ctx, p, k, refs, f)
}

func hit(s Shown, a asked) Hit {
	for _, w := range a.wordings {
		if marks := textsplit.Highlight(s.Text, w); len(marks) > 0 {
			excerpt, inside := textsplit.Excerpt(s.Text, marks, excerptLength)
			return Hit{Shown: s, Excerpt: excerpt, Marks: inside}
		}
	}
	excerpt, _ := textsplit.Excerpt(s.Text, nil, excerptLength)
	return Hit{Shown: s, Excerpt: excerpt}
}
