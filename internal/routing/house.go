package routing

import (
	"slices"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
)

// house is what people have set: queues, places, numbers; read once and kept
// until somebody changes it.
type house struct {
	queues   []Queue
	capacity map[string]map[string]int // staff -> slot -> places
	taking   map[string]bool           // staff who lead -> whether they chose to be asked
	settings Settings
	readAt   time.Time
	edit     int64 // of the service, when it was read
}

// places of somebody in a slot.
func (h *house) places(staffID, slot string) int {
	if n, own := h.capacity[staffID][slot]; own {
		return n
	}
	return h.settings.Places[slot]
}

// takes tells whether the engine asks somebody at all, and whether that is their
// own choice or goes without one. Who leads is asked only if they chose it, or
// while nobody else is here who could be: alone there is no choice.
func (h *house) takes(p auth.Person, alone func() bool) (takes, chosen bool) {
	if _, leads := p.Can(PermSupervise); !leads {
		return true, false
	}
	if takes, chosen := h.taking[p.ID]; chosen {
		return takes, true
	}
	return alone(), false
}

// refuses tells whether somebody leads and has chosen only to look on.
func (h *house) refuses(p auth.Person) bool {
	_, leads := p.Can(PermSupervise)
	takes, chosen := h.taking[p.ID]
	return leads && chosen && !takes
}

func (h *house) queue(queueID string) (Queue, bool) {
	for _, q := range h.queues {
		if q.ID == queueID {
			return q, true
		}
	}
	return Queue{}, false
}

// queueFor finds the queue of what comes in by a channel for a unit, from a
// kind of customer: one the channel is bound to, else one of the nearest unit,
// else the first. Among several the one for just this kind comes first.
func (h *house) queueFor(channelID, unitID string, kind customer.Kind, ancestors func(string) []string) string {
	pick := func(fits func(Queue) bool) string {
		found := ""
		for _, q := range h.queues {
			if !q.Enabled || q.Serves != "" && q.Serves != kind || !fits(q) {
				continue
			}
			if q.Serves == kind {
				return q.ID
			}
			if found == "" {
				found = q.ID
			}
		}
		return found
	}
	if queueID := pick(func(q Queue) bool { return slices.Contains(q.Channels, channelID) }); queueID != "" {
		return queueID
	}
	for _, unit := range ancestors(unitID) {
		if queueID := pick(func(q Queue) bool { return q.UnitID == unit && len(q.Channels) == 0 }); queueID != "" {
			return queueID
		}
	}
	return pick(func(Queue) bool { return true })
}
