package customer

import (
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
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

// where narrows a list to what the person sees.
func (s sight) where(q *db.Query) *db.Query {
	switch {
	case s.filter.All:
		return q
	case s.filter.None:
		return q.Add("AND 1 = 0")
	}
	return q.InList("AND unit_id", append(slices.Clone(s.above), s.filter.UnitIDs...))
}
