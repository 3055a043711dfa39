package customer

import (
	"slices"

	"tiexin/internal/platform/auth"
)

// sight is which customers one person may see, or change: what the scope of
// the permission covers, and those of their own unit and of the units above
// it, since whom the company serves, every team of it serves.
type sight struct {
	filter auth.Filter
	above  []string
}

func sightOf(p auth.Person, permission string) sight {
	s := sight{filter: p.Visible(permission)}
	if !s.filter.None && !s.filter.All {
		s.above = append([]string{p.UnitID}, p.Units.Ancestors(p.UnitID)...)
	}
	return s
}

// sees decides for the customers of one unit.
func (s sight) sees(unitID string) bool {
	return s.filter.Allows("", unitID) || slices.Contains(s.above, unitID)
}
