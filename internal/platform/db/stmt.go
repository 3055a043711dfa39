package db

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"

	"tiexin/internal/platform/id"
)

// Stmt is a statement known to the program, spelt for both engines.
type Stmt struct {
	Name     string
	Text     string
	Only     Engine // empty: both
	sqlite   string
	postgres string
}

func (s *Stmt) text(e Engine) string {
	if e == Postgres {
		return s.postgres
	}
	return s.sqlite
}

func newStmt(name, text string) *Stmt {
	return &Stmt{Name: name, Text: text, sqlite: spell(text, SQLite), postgres: spell(text, Postgres)}
}

var registry = struct {
	sync.Mutex
	byName map[string]*Stmt
	built  map[string]*Stmt
}{byName: map[string]*Stmt{}, built: map[string]*Stmt{}}

// SQL registers a statement under a name like "conversation.insert". It is
// called once per statement, when the program starts; a name used twice panics.
func SQL(name, text string) *Stmt {
	registry.Lock()
	defer registry.Unlock()
	if registry.byName[name] != nil {
		panic(fmt.Sprintf("db: statement %s is registered twice", name))
	}
	s := newStmt(name, text)
	registry.byName[name] = s
	return s
}

// SQLFor registers a statement that only one engine can have, for what the
// engines do in wholly different ways; today that is full-text search.
func SQLFor(e Engine, name, text string) *Stmt {
	s := SQL(name, text)
	s.Only = e
	return s
}

// Statements lists what is registered, by name.
func Statements() []*Stmt {
	registry.Lock()
	defer registry.Unlock()
	out := make([]*Stmt, 0, len(registry.byName))
	for _, s := range registry.byName {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Query is a list statement that is put together from fixed pieces: what a
// reader may filter by is an allow-list in the code that builds it, and every
// value is a parameter.
type Query struct {
	name string
	sql  strings.Builder
	args []any
}

// Build starts a query from a fixed text, whose $n parameters are args.
func Build(name, text string, args ...any) *Query {
	q := &Query{name: name, args: args}
	q.sql.WriteString(text)
	return q
}

// Add appends a fixed piece in which every ? stands for the next of args.
func (q *Query) Add(piece string, args ...any) *Query {
	q.sql.WriteByte(' ')
	for _, a := range args {
		i := strings.IndexByte(piece, '?')
		q.args = append(q.args, a)
		q.sql.WriteString(piece[:i])
		q.sql.WriteString("$" + strconv.Itoa(len(q.args)))
		piece = piece[i+1:]
	}
	q.sql.WriteString(piece)
	return q
}

// InList appends "lead IN (...)", where lead is like "AND column". The list
// must not be empty; it is padded to a power of two, so that few distinct
// statements arise.
func (q *Query) InList(lead string, values []string) *Query {
	size := 1
	for size < len(values) {
		size *= 2
	}
	marks := make([]string, size)
	args := make([]any, size)
	for i := range size {
		marks[i], args[i] = "?", values[min(i, len(values)-1)]
	}
	return q.Add(lead+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// Latest asks for a page of rows by time, the latest first, that come after a
// place; nil for the first page.
func (q *Query) Latest(at, key string, after *id.Place, limit int) *Query {
	return q.page(at, key, "<", " DESC", after, limit)
}

// Oldest is Latest with the oldest first.
func (q *Query) Oldest(at, key string, after *id.Place, limit int) *Query {
	return q.page(at, key, ">", "", after, limit)
}

func (q *Query) page(at, key, than, order string, after *id.Place, limit int) *Query {
	if after != nil {
		q.Add("AND ("+at+", "+key+") "+than+" (?, ?)", after.At, after.ID)
	}
	return q.Add("ORDER BY "+at+order+", "+key+order+" LIMIT ?", limit)
}

func (q *Query) stmt() *Stmt { return Shape(q.name, q.sql.String()) }

// Shape gives the statement of a text that is put together from fixed pieces,
// made once.
func Shape(name, text string) *Stmt {
	registry.Lock()
	defer registry.Unlock()
	s := registry.built[text]
	if s == nil {
		s = newStmt(name, text)
		registry.built[text] = s
	}
	return s
}
