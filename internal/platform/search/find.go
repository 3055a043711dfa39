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
)

// Hit is one result.
type Hit struct {
	Doc
	Excerpt string
	Marks   []textsplit.Span // in UTF-16 units of Excerpt

	seq int64
}

// Find looks for a typed text among docs of a kind that the person may see,
// newest first. It returns the seq to go on from; 0 when there is no more.
func (x *Index) Find(ctx context.Context, p auth.Person, k Kind, query string, before int64, limit int) ([]Hit, int64, error) {
	q := match(x.db.Engine(), k, query)
	if q == "" || x.sees[k] == nil {
		return nil, 0, nil
	}
	if before == 0 {
		before = math.MaxInt64
	}
	var hits []Hit
	ask := min(limit, candidatesAtOnce)
	for looked := 0; looked < candidatesInAll; looked, ask = looked+ask, candidatesAtOnce {
		batch, err := x.candidates(ctx, q, before, ask)
		if err != nil {
			return nil, 0, err
		}
		visible, err := x.visible(ctx, p, k, batch)
		if err != nil {
			return nil, 0, err
		}
		for _, f := range batch {
			before = f.seq
			if !visible[f.Group] || !textsplit.Matches(f.all(), query) {
				continue
			}
			hits = append(hits, hit(f, query))
			if len(hits) == limit {
				return hits, before, nil
			}
		}
		if len(batch) < ask {
			return hits, 0, nil
		}
	}
	return hits, before, nil
}

func (x *Index) visible(ctx context.Context, p auth.Person, k Kind, batch []found) (map[string]bool, error) {
	seen := map[string]bool{}
	var groups []string
	for _, f := range batch {
		if !seen[f.Group] {
			seen[f.Group] = true
			groups = append(groups, f.Group)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	return x.sees[k](ctx, p, groups)
}

func hit(f found, query string) Hit {
	excerpt, marks := textsplit.Excerpt(f.Text, textsplit.Highlight(f.Text, query), excerptLength)
	return Hit{Doc: f.Doc, Excerpt: excerpt, Marks: marks, seq: f.seq}
}
