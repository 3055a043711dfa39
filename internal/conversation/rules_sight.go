package conversation

import (
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/realtime"
)

// sight is what of the conversations one person may see: what the scope of
// the permission covers, what the person was asked to help with, and what waits for the person's own unit or for one
// above it, since a queue is there for everybody below.
type sight struct {
	filter  auth.Filter
	queues  []string
	helper  string // who reads and writes notes where they help; empty: other acts
	helping bool   // lists look for that too
}

func sightOf(p auth.Person, permission string) sight {
	s := sight{filter: p.Visible(permission)}
	if !s.filter.None {
		s.queues = append([]string{p.UnitID}, p.Units.Ancestors(p.UnitID)...)
	}
	if permission != PermReply && !s.filter.None {
		s.helper = p.ID
	}
	return s
}

// sees decides for one conversation.
func (s sight) sees(c Conversation) bool {
	if s.filter.Allows(c.OwnerID, c.UnitID) || s.helper != "" && slices.Contains(c.Helpers, s.helper) {
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

// gate is the same decision for sockets.
func gate(c Conversation) realtime.Gate {
	return realtime.Gate{Permission: PermRead, OwnerID: c.OwnerID, UnitID: c.UnitID, Queue: c.OwnerID == "" && c.State == Open, Also: c.Helpers}
}
