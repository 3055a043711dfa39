package auth

import "context"

// Kind tells what a person is.
type Kind string

// Kinds of persons.
const (
	Anonymous Kind = "anonymous" // nobody known; also the meaning of ""
	Visitor   Kind = "visitor"   // a customer holding a visitor token
	Staff     Kind = "staff"     // 员工
	System    Kind = "system"    // the program itself: jobs, imports
)

// Valid says whether the kind is one of the four.
func (k Kind) Valid() bool {
	switch k {
	case Anonymous, Visitor, Staff, System:
		return true
	}
	return false
}

// Scope tells how far a grant reaches. See the package's essay.
type Scope string

// Scopes of grants.
const (
	Own     Scope = "own"
	Team    Scope = "team"
	Unit    Scope = "unit"
	Subtree Scope = "subtree"
	All     Scope = "all"
)

// Valid says whether the scope is one of the five.
func (s Scope) Valid() bool { return s.rank() > 0 }

func (s Scope) rank() int {
	switch s {
	case Own:
		return 1
	case Team:
		return 2
	case Subtree:
		return 3
	case Unit:
		return 4
	case All:
		return 5
	}
	return 0
}

// Wider returns the scope that contains the other: what a person has who gets
// both from two roles. An unknown scope counts for nothing.
func Wider(a, b Scope) Scope {
	if b.rank() > a.rank() {
		return b
	}
	if a.rank() == 0 {
		return ""
	}
	return a
}

// Person is whoever acts, with everything a decision needs, loaded once per
// request or frame. It is a value; nobody changes the maps inside.
type Person struct {
	Kind      Kind
	ID        string
	Name      string // as shown to colleagues
	UnitID    string // of staff
	ChannelID string // of visitors: the channel their token is for
	Proof     string // of visitors whose site vouches for them: by which secret
	Grants    map[string]Scope
	Units     UnitTree
	Locale    string
	SessionID string // session or API token by which the person came
	Program   bool   // came by an API token: no browser, so nobody sits there
}

// Can says whether the person has a permission, and how far. The system can do
// everything; visitors and anonymous persons have no grants, their modules open
// what is theirs by id.
func (p Person) Can(permission string) (Scope, bool) {
	switch p.Kind {
	case System:
		return All, true
	case Staff:
		scope := p.Grants[permission]
		if permission == "" || p.ID == "" || !scope.Valid() {
			return "", false
		}
		return scope, true
	}
	return "", false
}

// Filter tells which rows of a kind a person sees, in a form that becomes SQL:
// all, none, or those of an owner or of units. The zero value sees nothing.
type Filter struct {
	All     bool
	None    bool     // set whenever nothing at all is visible
	UnitIDs []string // sorted, no repeats
	OwnerID string
}

// Visible returns the filter for rows that need the permission.
func (p Person) Visible(permission string) Filter {
	scope, ok := p.Can(permission)
	if !ok {
		return Filter{None: true}
	}
	filter := Filter{OwnerID: p.ID}
	switch scope {
	case All:
		return Filter{All: true}
	case Team:
		if _, known := p.Units.Unit(p.UnitID); known {
			filter.UnitIDs = []string{p.UnitID}
		}
	case Subtree:
		filter.UnitIDs = p.Units.Subtree(p.UnitID)
	case Unit:
		top, found := p.Units.EnclosingProject(p.UnitID)
		if !found {
			top = p.UnitID
		}
		filter.UnitIDs = p.Units.Subtree(top)
	}
	return filter
}

// Allows says whether one row passes, by its owner and unit; "" means that it
// has none.
func (f Filter) Allows(ownerID, unitID string) bool {
	if f.None {
		return false
	}
	if f.All {
		return true
	}
	if f.OwnerID != "" && f.OwnerID == ownerID {
		return true
	}
	if unitID == "" {
		return false
	}
	for _, id := range f.UnitIDs {
		if id == unitID {
			return true
		}
	}
	return false
}

type contextKey struct{}

// With returns a context in which the person acts.
func With(ctx context.Context, p Person) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From returns the person who acts, an anonymous one when none was set.
func From(ctx context.Context) Person {
	p, _ := ctx.Value(contextKey{}).(Person)
	if p.Kind == "" {
		p.Kind = Anonymous
	}
	return p
}
