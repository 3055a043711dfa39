package auth

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// company ── east ── p1 ── t1, t2
// │           └ p2 ── t3
// └ office (a team directly under the company)
func sample(t testing.TB) UnitTree {
	t.Helper()
	tree, err := NewUnitTree([]UnitNode{
		{"t1", "p1", UnitTeam}, {"t2", "p1", UnitTeam}, {"t3", "p2", UnitTeam}, {"p1", "east", UnitProject}, {"p2", "east", UnitProject},
		{"east", "company", UnitRegion}, {"company", "", UnitCompany}, {"office", "company", UnitTeam},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestUnitTree(t *testing.T) {
	tree := sample(t)
	if got := tree.Ancestors("t1"); !slices.Equal(got, []string{"p1", "east", "company"}) {
		t.Error(got)
	}
	if got := tree.Subtree("east"); !slices.Equal(got, []string{"east", "p1", "p2", "t1", "t2", "t3"}) {
		t.Error(got)
	}
	if tree.Subtree("nowhere") != nil || tree.Ancestors("nowhere") != nil || tree.Contains("company", "nowhere") {
		t.Error("an unknown unit has relatives")
	}
	for id, want := range map[string]string{"t1": "p1", "p2": "p2", "east": "", "office": "", "nowhere": ""} {
		if got, found := tree.EnclosingProject(id); got != want || found != (want != "") {
			t.Errorf("%s: %q, %v", id, got, found)
		}
	}
	for _, c := range []struct {
		id, parent string
		want       bool
	}{{"p1", "t1", true}, {"p1", "p1", true}, {"p1", "p2", false}, {"t1", "company", false}, {"company", "", false}, {"company", "t3", true}} {
		if got := tree.MakesCycle(c.id, c.parent); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if u, ok := tree.Unit("p1"); !ok || u.Kind != UnitProject {
		t.Error(u)
	}
}

func TestBrokenTrees(t *testing.T) {
	for name, c := range map[string]struct {
		units []UnitNode
		want  error
	}{
		"circle": {[]UnitNode{{"a", "b", UnitTeam}, {"b", "a", UnitTeam}}, ErrUnitCycle}, "self": {[]UnitNode{{"a", "a", UnitTeam}}, ErrUnitCycle},
		"circle beside a top": {[]UnitNode{{"x", "", UnitCompany}, {"a", "b", UnitTeam}, {"b", "c", UnitTeam}, {"c", "a", UnitTeam}}, ErrUnitCycle},
		"orphan":              {[]UnitNode{{"a", "gone", UnitTeam}}, ErrUnitParent}, "twice": {[]UnitNode{{"a", "", UnitTeam}, {"a", "", UnitTeam}}, ErrUnitID},
		"no id": {[]UnitNode{{"", "", UnitTeam}}, ErrUnitID}, "kind": {[]UnitNode{{"a", "", "flock"}}, ErrUnitKind}, "empty": {nil, nil},
	} {
		if _, err := NewUnitTree(c.units); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const permission = "conversation.read"

func staff(tree UnitTree, unit string, scope Scope) Person {
	return Person{Kind: Staff, ID: "me", UnitID: unit, Units: tree, Grants: map[string]Scope{permission: scope}}
}

func TestVisible(t *testing.T) {
	tree := sample(t)
	for _, c := range []struct {
		unit  string
		scope Scope
		units []string
	}{
		{"t1", Own, nil}, {"t1", Team, []string{"t1"}}, {"t1", Subtree, []string{"t1"}}, {"t1", Unit, []string{"p1", "t1", "t2"}},
		{"p1", Team, []string{"p1"}}, {"p1", Subtree, []string{"p1", "t1", "t2"}}, {"east", Unit, []string{"east", "p1", "p2", "t1", "t2", "t3"}},
		{"office", Unit, []string{"office"}}, {"nowhere", Team, nil}, {"nowhere", Unit, nil}, {"", Subtree, nil},
	} {
		got := staff(tree, c.unit, c.scope).Visible(permission)
		if got.All || got.None || got.OwnerID != "me" || !slices.Equal(got.UnitIDs, c.units) {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	if got := staff(tree, "t1", All).Visible(permission); !got.All || got.None {
		t.Errorf("%+v", got)
	}
}

func TestRefusals(t *testing.T) {
	tree := sample(t)
	for name, p := range map[string]Person{
		"zero": {}, "anonymous": {Kind: Anonymous, ID: "me", Grants: map[string]Scope{permission: All}}, "visitor": {Kind: Visitor, ID: "me", Grants: map[string]Scope{permission: All}},
		"no grant": {Kind: Staff, ID: "me", UnitID: "t1", Units: tree}, "other grant": {Kind: Staff, ID: "me", Grants: map[string]Scope{"conversation.write": All}},
		"unknown scope": staff(tree, "t1", "galaxy"), "no id": {Kind: Staff, Grants: map[string]Scope{permission: Own}}, "unknown kind": {Kind: "god", ID: "me", Grants: map[string]Scope{permission: All}},
	} {
		if scope, ok := p.Can(permission); ok || scope != "" {
			t.Errorf("%s can: %s", name, scope)
		}
		f := p.Visible(permission)
		if !f.None || f.All || f.Allows("me", "t1") || f.Allows("", "") {
			t.Errorf("%s sees: %+v", name, f)
		}
	}
	if (Filter{}).Allows("", "") || (Filter{}).Allows("me", "t1") || (Filter{All: true, None: true}).Allows("me", "t1") {
		t.Error("an empty filter lets pass")
	}
	if _, ok := staff(tree, "t1", All).Can(""); ok {
		t.Error("the empty permission is granted")
	}
}

func TestAllows(t *testing.T) {
	f := Filter{OwnerID: "me", UnitIDs: []string{"t1", "t2"}}
	for _, c := range []struct {
		owner, unit string
		want        bool
	}{{"me", "", true}, {"me", "t9", true}, {"you", "t1", true}, {"", "t2", true}, {"you", "t9", false}, {"", "", false}, {"you", "", false}, {"Me", "T1", false}} {
		if got := f.Allows(c.owner, c.unit); got != c.want {
			t.Errorf("%+v", c)
		}
	}
	if (Filter{OwnerID: ""}).Allows("", "") {
		t.Error("a row without owner belongs to a person without id")
	}
}

func TestSystemAndContext(t *testing.T) {
	p := From(With(t.Context(), Person{Kind: System}))
	if scope, ok := p.Can("anything"); !ok || scope != All || !p.Visible("anything").Allows("", "") {
		t.Error("the system is refused")
	}
	if got := From(t.Context()); got.Kind != Anonymous || !got.Visible(permission).None {
		t.Errorf("%+v", got)
	}
	if got := From(With(t.Context(), Person{ID: "x"})); got.Kind != Anonymous {
		t.Errorf("%+v", got)
	}
	for _, k := range []Kind{Anonymous, Visitor, Staff, System} {
		if !k.Valid() {
			t.Error(k)
		}
	}
	if Kind("").Valid() || Scope("").Valid() || UnitKind("").Valid() {
		t.Error("empty enums are valid")
	}
}

func drawTree(t *rapid.T) (UnitTree, []string) {
	n := rapid.IntRange(1, 12).Draw(t, "units")
	kinds := []UnitKind{UnitCompany, UnitRegion, UnitProject, UnitTeam}
	var units []UnitNode
	var ids []string
	for i := range n {
		id := string(rune('a' + i))
		parent := ""
		if i > 0 {
			parent = rapid.SampledFrom(append([]string{""}, ids...)).Draw(t, "parent")
		}
		units = append(units, UnitNode{id, parent, rapid.SampledFrom(kinds).Draw(t, "kind")})
		ids = append(ids, id)
	}
	tree, err := NewUnitTree(units)
	if err != nil {
		t.Fatal(err)
	}
	return tree, ids
}

// Every scope contains the one before in the order of Wider, and Wider picks
// the one that contains the other.
func TestScopesContainEachOther(t *testing.T) {
	order := []Scope{"", Own, Team, Subtree, Unit, All}
	rapid.Check(t, func(t *rapid.T) {
		tree, ids := drawTree(t)
		me := rapid.SampledFrom(ids).Draw(t, "my unit")
		owner := rapid.SampledFrom([]string{"me", "you", ""}).Draw(t, "owner")
		unit := rapid.SampledFrom(append([]string{"", "zz"}, ids...)).Draw(t, "unit")
		before := false
		for i, scope := range order {
			now := staff(tree, me, scope).Visible(permission).Allows(owner, unit)
			if before && !now {
				t.Fatalf("%s sees less than %s", scope, order[i-1])
			}
			before = now
			for _, other := range order[:i] {
				if Wider(scope, other) != scope || Wider(other, scope) != scope {
					t.Fatalf("Wider(%s, %s)", scope, other)
				}
			}
		}
	})
}

func TestSubtreeAgreesWithAncestors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, ids := drawTree(t)
		for _, top := range ids {
			below := tree.Subtree(top)
			for _, id := range ids {
				above := id == top || slices.Contains(tree.Ancestors(id), top)
				if slices.Contains(below, id) != above || tree.Contains(top, id) != above || tree.MakesCycle(top, id) != above {
					t.Fatalf("%s and %s", top, id)
				}
			}
		}
	})
}
