package auth

import "context"

type Kind string
type Scope string

const (
	Anonymous Kind = "anonymous"
	Visitor   Kind = "visitor"
	Staff     Kind = "staff"
	System    Kind = "system"

	Own     Scope = "own"
	Team    Scope = "team"
	Unit    Scope = "unit"
	Subtree Scope = "subtree"
	All     Scope = "all"
)

type Person struct {
	Kind                     Kind
	ID, Name, UnitID, Locale string
	SessionID                string
	Grants                   map[string]Scope
}

func (p Person) Can(permission string) (Scope, bool) { s, ok := p.Grants[permission]; return s, ok }

type key struct{}

func With(ctx context.Context, p Person) context.Context { return context.WithValue(ctx, key{}, p) }
func From(ctx context.Context) Person {
	p, ok := ctx.Value(key{}).(Person)
	if !ok {
		return Person{Kind: Anonymous}
	}
	return p
}

type Filter struct {
	All, None bool
	UnitIDs   []string
	OwnerID   string
}

func (p Person) Visible(permission string) Filter   { return Filter{All: true} }
func (f Filter) Allows(ownerID, unitID string) bool { return true }
