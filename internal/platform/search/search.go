package search

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
)

// Kind of a result.
type Kind string

const (
	Message  Kind = "message"
	Customer Kind = "customer"
	File     Kind = "file"
)

// Valid tells whether k is a kind.
func (k Kind) Valid() bool { return k == Message || k == Customer || k == File }

// Doc is one text in the index.
type Doc struct {
	Kind  Kind
	RefID string // the module's own id; unique within the kind
	Group string // who may see this may see the doc
	Place int64  // where in the group: a message's seq
	Title string // shown above the excerpt
	Text  string
	// Hidden is found like Text and never shown: a full telephone number, say.
	Hidden string
	At     time.Time
}

// all is everything by which a doc is found.
func (d Doc) all() string {
	if d.Hidden == "" {
		return d.Text
	}
	return d.Text + "\n" + d.Hidden
}

// Sees tells which of the groups a person may see.
type Sees func(ctx context.Context, p auth.Person, groups []string) (map[string]bool, error)

// Index keeps and finds docs.
type Index struct {
	db    *db.DB
	clock clock.Clock
	sees  map[Kind]Sees

	changed chan struct{} // wakes Tidy
}

// New makes the index.
func New(d *db.DB, c clock.Clock) *Index {
	return &Index{db: d, clock: c, sees: map[Kind]Sees{}, changed: make(chan struct{}, 1)}
}

// Decides says who decides about docs of a kind; called while the program is
// wired.
func (x *Index) Decides(k Kind, by Sees) { x.sees[k] = by }

// encode writes a token as ASCII: four base-36 digits a character.
func encode(token string) string {
	var b strings.Builder
	for _, r := range token {
		digits := strconv.FormatInt(int64(r), 36)
		b.WriteString("0000"[len(digits):])
		b.WriteString(digits)
	}
	return b.String()
}

// kindToken marks a doc's kind among its terms; no encoded token has its form.
func kindToken(k Kind) string { return "kind" + string(k) + "x" }

// terms of a text for the index.
func terms(k Kind, text string) []string {
	tokens := textsplit.Bigrams(text)
	out := make([]string, 0, len(tokens)+1)
	for _, t := range tokens {
		out = append(out, encode(t))
	}
	return append(out, kindToken(k))
}

// match makes the engine's query for a typed text; empty: nothing to find.
func match(e db.Engine, k Kind, query string) string {
	phrases := textsplit.Query(query)
	if len(phrases) == 0 {
		return ""
	}
	var parts []string
	for _, p := range phrases {
		tokens := make([]string, len(p))
		for i, t := range p {
			tokens[i] = encode(t)
		}
		if e == db.Postgres {
			parts = append(parts, strings.Join(tokens, " & ")) // adjacency is checked on the text
		} else {
			parts = append(parts, `"`+strings.Join(tokens, " ")+`"`)
		}
	}
	if e == db.Postgres {
		return strings.Join(append(parts, kindToken(k)), " & ")
	}
	return strings.Join(append(parts, kindToken(k)), " AND ")
}

// vector writes terms as a tsvector literal without positions.
func vector(list []string) string {
	seen := map[string]bool{}
	var b strings.Builder
	for _, t := range list {
		if !seen[t] {
			seen[t] = true
			b.WriteString(t)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
