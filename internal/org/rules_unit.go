package org

import (
	"strings"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// rank of a kind, from the top down; 0: no kind.
func (k UnitKind) rank() int {
	switch k {
	case Company:
		return 1
	case Region:
		return 2
	case Project:
		return 3
	case Team:
		return 4
	}
	return 0
}

// Valid tells whether k is a kind.
func (k UnitKind) Valid() bool { return k.rank() > 0 }

// checkUnitName refuses a name that cannot be shown.
func checkUnitName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if code, ok := check.Name(name, 60); !ok {
		return name, fault.Invalid(code, "name")
	}
	return name, nil
}

// mayStandUnder refuses a place in the tree: there is one company at the top,
// a unit stands under a higher kind, and never under itself.
func (u Unit) mayStandUnder(parent Unit, tree auth.UnitTree) error {
	if tree.MakesCycle(u.ID, parent.ID) {
		return fault.Invalid("unit.cycle", "parent_id")
	}
	if parent.Kind.rank() >= u.Kind.rank() {
		return fault.Invalid("unit.kind_order", "parent_id")
	}
	return nil
}
