package conversation

import (
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/realtime"
)

// sight is what of the conversations one person may see: what the scope of
// the permission covers, and what waits for the person's own unit or for one
// above it, since a queue is there for everybody below.
type sight struct {
	filter auth.Filter
	queues []string
}

func sightOf(p auth.Person, permission string) sight {
	s := sight{filter: p.Visible(permission)}
	if !s.filter.None {
		s.queues = append([]string{p.UnitID}, p.Units.Ancestors(p.UnitID)...)
	}
	return s
}

// sees decides for one conversation.
func (s sight) sees(c Conversation) bool {
	if s.filter.Allows(c.OwnerID, c.UnitID) {
		return true
	}
	if c.OwnerID != "" || c.State != Open {
		return false
	}
	for _, u := range s.queues {
		if u == c.UnitID {
			return true
		}
	}
	return false
}

// where narrows a list to what the person sees.
func (s sight) where(q *db.Query) *db.Query {
	switch {
	case s.filter.All:
		return q
	case s.filter.None:
		return q.Add("AND 1 = 0")
	}
	q.Add("AND (owner_id = ?", s.filter.OwnerID)
	if len(s.filter.UnitIDs) > 0 {
		q.InList("OR unit_id", s.filter.UnitIDs)
	}
	if len(s.queues) > 0 {
		q.InList("OR owner_id = '' AND state = 'open' AND unit_id", s.queues)
	}
	return q.Add(")")
}

// gate is the same decision for sockets.
func gate(c Conversation) realtime.Gate {
	return realtime.Gate{Permission: PermRead, OwnerID: c.OwnerID, UnitID: c.UnitID, Queue: c.OwnerID == "" && c.State == Open}
}
