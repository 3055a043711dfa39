package search

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tiexin/internal/kit/cnphone"
	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
)

// Version of how texts are cut; another one makes the index anew.
const Version = 2

// Kind of a result.
type Kind string

const (
	Message  Kind = "message"
	Customer Kind = "customer"
	File     Kind = "file"
)

// Valid tells whether k is a kind.
func (k Kind) Valid() bool { return k == Message || k == Customer || k == File }

// dated tells whether docs of the kind stay where their time puts them.
func (k Kind) dated() bool { return k != Customer }

// Ref points at what a module has written.
type Ref struct {
	Kind  Kind
	RefID string // the module's own id; unique within the kind
	Group string // who may see this may see the doc
	Place int64  // where in the group: a message's seq
	At    time.Time
}

// Doc is one text, as it stands in the ledger now.
type Doc struct {
	Ref
	Text string
	// Hidden is found like Text and never shown: a name's pinyin, say.
	Hidden string
	// Whole are numbers, found by all their digits only and never shown.
	Whole []string
}

// matches tells whether the doc holds what was asked for.
func (d Doc) matches(a asked) bool {
	text := d.Text
	if d.Hidden != "" {
		text += "\n" + d.Hidden
	}
	for _, w := range a.wordings {
		if textsplit.Matches(text, w) {
			return true
		}
	}
	return a.number != "" && slices.Contains(d.Whole, a.number)
}

// Shown is a doc as somebody may see it.
type Shown struct {
	Doc
	Title        string // who said it, or the name of what it is
	CustomerID   string
	CustomerName string
}

// Filter narrows a search; empty fields do not.
type Filter struct {
	From, To time.Time // At or after, before
	StaffID  string    // who said it
	Channel  string
	Label    string
}

// Owner is the module that wrote docs of a kind.
type Owner interface {
	// Found reads what refs point at, by RefID, and leaves out what the person
	// may not see, what is not there any more and what the filter does not want
	// (its times are seen to here).
	Found(ctx context.Context, p auth.Person, k Kind, refs []Ref, f Filter) (map[string]Shown, error)
	// Docs reads all docs of the module, the newest first, before a place that it
	// gave earlier (empty: from the newest); next is empty after the last.
	Docs(ctx context.Context, before string, limit int) (docs []Doc, next string, err error)
}

// Hearing hears what somebody looks for before it is looked for, and may refuse.
type Hearing func(ctx context.Context, query string) error

// Index keeps and finds docs.
type Index struct {
	ledger *db.DB
	clock  clock.Clock
	dir    string
	owners map[Kind]Owner
	hears  map[Kind]Hearing
	fills  []source

	// Begin gives the subscribers that feed the index their place in the log,
	// before it is filled; set while the program is wired.
	Begin func(ctx context.Context) error
	// Wordings tells whether words of both sides of the strait find each other;
	// set while the program is wired.
	Wordings func(ctx context.Context) bool

	home    atomic.Pointer[db.DB]
	damaged atomic.Bool
	stop    atomic.Pointer[context.CancelFunc] // ends the file's writer
	again   chan struct{}                      // wakes Fill when the file has been made anew
	changed chan struct{}                      // wakes Tidy
	dirty   sync.Map                           // parts to be merged
}

type source struct {
	name  string
	owner Owner
}

// Open opens the index: a file of its own in dir beside a SQLite ledger, tables
// of the ledger on PostgreSQL.
func Open(ctx context.Context, ledger *db.DB, c clock.Clock, dir string) (*Index, error) {
	x := &Index{ledger: ledger, clock: c, dir: dir, owners: map[Kind]Owner{}, hears: map[Kind]Hearing{},
		again: make(chan struct{}, 1), changed: make(chan struct{}, 1)}
	if ledger.Engine() == db.Postgres {
		x.home.Store(ledger)
		return x, nil
	}
	return x, x.openFile(ctx)
}

// Home is where the index stands, for the subscribers that feed it.
func (x *Index) Home() *db.DB { return x.home.Load() }

// Owns says whose docs of these kinds are; called while the program is wired.
func (x *Index) Owns(name string, o Owner, kinds ...Kind) {
	for _, k := range kinds {
		x.owners[k] = o
	}
	x.fills = append(x.fills, source{name, o})
}

// Hears says who hears what is looked for among docs of a kind; called while the
// program is wired.
func (x *Index) Hears(k Kind, by Hearing) { x.hears[k] = by }

func (x *Index) hear(ctx context.Context, k Kind, query string) error {
	if by := x.hears[k]; by != nil {
		return by(ctx, query)
	}
	return nil
}

// asked is a query, made ready.
type asked struct {
	wordings []string // the query first
	number   string   // all its digits, when it is nothing else
}

// leastDigits of a number that is looked for as a whole.
const leastDigits = 5

func (x *Index) ask(ctx context.Context, query string) asked {
	a := asked{wordings: []string{query}, number: numberIn(query)}
	if x.Wordings != nil && x.Wordings(ctx) {
		a.wordings = textsplit.Wordings(query)
	}
	return a
}

// numberIn gives the digits of a query that is nothing but a number, with what
// people put between and before its digits.
func numberIn(query string) string {
	var digits strings.Builder
	for _, r := range textsplit.Fold(query) {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case !strings.ContainsRune(" +-()\u2010\u2012\u2013\u2014\u2015\u2212.", r):
			return ""
		}
	}
	if digits.Len() < leastDigits {
		return ""
	}
	return cnphone.Abroad(digits.String())
}

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

// kindToken marks a doc's kind among its terms; no encoded token has its form,
// nor that of wholeToken.
func kindToken(k Kind) string { return "kind" + string(k) + "x" }

func wholeToken(digits string) string { return "whole" + digits + "x" }

// terms of a doc for the index, each once.
func terms(d Doc) string {
	seen := map[string]bool{}
	var b strings.Builder
	add := func(term string) {
		if !seen[term] {
			seen[term] = true
			b.WriteString(term)
			b.WriteByte(' ')
		}
	}
	for _, t := range textsplit.Bigrams(d.Text + "\n" + d.Hidden) {
		add(encode(t))
	}
	for _, digits := range d.Whole {
		add(wholeToken(digits))
	}
	add(kindToken(d.Kind))
	return b.String()
}

// match makes the engine's query; empty: nothing to find. Which terms stand side
// by side is decided on the text.
func match(e db.Engine, k Kind, a asked) string {
	and, or := " AND ", " OR "
	if e == db.Postgres {
		and, or = " & ", " | "
	}
	var ways []string
	for _, w := range a.wordings {
		var all []string
		for _, phrase := range textsplit.Query(w) {
			for _, token := range phrase {
				if t := encode(token); !slices.Contains(all, t) {
					all = append(all, t)
				}
			}
		}
		if len(all) > 0 {
			ways = append(ways, "("+strings.Join(all, and)+")")
		}
	}
	if a.number != "" {
		ways = append(ways, wholeToken(a.number))
	}
	if len(ways) == 0 {
		return ""
	}
	return "(" + strings.Join(ways, or) + ")" + and + kindToken(k)
}
