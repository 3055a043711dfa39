package auth

import (
	"errors"
	"fmt"
	"slices"
)

// UnitKind is the level of a unit.
type UnitKind string

// Kinds of units, from the top down.
const (
	UnitCompany UnitKind = "company" // 公司
	UnitRegion  UnitKind = "region"  // 区域
	UnitProject UnitKind = "project" // 项目
	UnitTeam    UnitKind = "team"    // 班组
)

// Valid says whether the kind is one of the four.
func (k UnitKind) Valid() bool {
	return k == UnitCompany || k == UnitRegion || k == UnitProject || k == UnitTeam
}

// UnitNode is one unit of the organisation; ParentID is "" at the top.
type UnitNode struct {
	ID       string
	ParentID string
	Kind     UnitKind
}

// Errors of NewUnitTree.
var (
	ErrUnitID     = errors.New("auth: unit without id or with one used twice")
	ErrUnitKind   = errors.New("auth: unknown kind of unit")
	ErrUnitParent = errors.New("auth: unit under an unknown parent")
	ErrUnitCycle  = errors.New("auth: units in a circle")
)

// UnitTree is the organisation as parent links. It is a value that never
// changes; share it freely. The zero value is empty.
type UnitTree struct {
	nodes    map[string]UnitNode
	children map[string][]string // sorted
}

// NewUnitTree builds the tree; several tops are allowed.
func NewUnitTree(units []UnitNode) (UnitTree, error) {
	t := UnitTree{nodes: make(map[string]UnitNode, len(units)), children: map[string][]string{}}
	for _, u := range units {
		if _, twice := t.nodes[u.ID]; twice || u.ID == "" {
			return UnitTree{}, fmt.Errorf("%w: %q", ErrUnitID, u.ID)
		}
		if !u.Kind.Valid() {
			return UnitTree{}, fmt.Errorf("%w: %q", ErrUnitKind, u.ID)
		}
		t.nodes[u.ID] = u
		t.children[u.ParentID] = append(t.children[u.ParentID], u.ID)
	}
	for _, u := range units {
		if _, known := t.nodes[u.ParentID]; u.ParentID != "" && !known {
			return UnitTree{}, fmt.Errorf("%w: %q", ErrUnitParent, u.ID)
		}
	}
	for _, below := range t.children {
		slices.Sort(below)
	}
	reached := 0
	for _, top := range t.children[""] {
		reached += len(t.Subtree(top))
	}
	if reached != len(units) { // the rest hangs together without a top
		return UnitTree{}, ErrUnitCycle
	}
	return t, nil
}

// Unit returns a unit by id.
func (t UnitTree) Unit(id string) (UnitNode, bool) {
	u, ok := t.nodes[id]
	return u, ok
}

// Ancestors returns the ids above a unit, nearest first, without its own.
func (t UnitTree) Ancestors(id string) []string {
	var above []string
	for u := t.nodes[id]; u.ParentID != ""; u = t.nodes[u.ParentID] {
		above = append(above, u.ParentID)
	}
	return above
}

// Subtree returns the ids of a unit and of everything below it, sorted; nil for
// an unknown unit.
func (t UnitTree) Subtree(id string) []string {
	if _, known := t.nodes[id]; !known {
		return nil
	}
	all := []string{id}
	for i := 0; i < len(all); i++ {
		all = append(all, t.children[all[i]]...)
	}
	slices.Sort(all)
	return all
}

// EnclosingProject returns the nearest project at or above a unit.
func (t UnitTree) EnclosingProject(id string) (string, bool) {
	for _, at := range append([]string{id}, t.Ancestors(id)...) {
		if t.nodes[at].Kind == UnitProject {
			return at, true
		}
	}
	return "", false
}

// Contains says whether a unit is the other or lies below it.
func (t UnitTree) Contains(top, id string) bool {
	if _, known := t.nodes[id]; !known {
		return false
	}
	return top == id || slices.Contains(t.Ancestors(id), top)
}

// MakesCycle says whether putting a unit under a new parent would close a
// circle: the parent is the unit itself or lies below it.
func (t UnitTree) MakesCycle(id, newParent string) bool {
	return newParent != "" && t.Contains(id, newParent)
}
