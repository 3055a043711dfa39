package routing

import "time"

// house is what people have set: queues, places, numbers; read once and kept
// until somebody changes it.
type house struct {
	queues   []Queue
	capacity map[string]map[string]int // staff -> slot -> places
	settings Settings
	readAt   time.Time
}

// places of somebody in a slot.
func (h *house) places(staffID, slot string) int {
	if n, own := h.capacity[staffID][slot]; own {
		return n
	}
	return h.settings.Places[slot]
}

func (h *house) queue(queueID string) (Queue, bool) {
	for _, q := range h.queues {
		if q.ID == queueID {
			return q, true
		}
	}
	return Queue{}, false
}

// queueFor finds the queue of what comes in by a channel for a unit: the one
// the channel is bound to, else that of the nearest unit, else the first.
func (h *house) queueFor(channelID, unitID string, ancestors func(string) []string) string {
	first := ""
	for _, q := range h.queues {
		if !q.Enabled {
			continue
		}
		for _, ch := range q.Channels {
			if ch == channelID {
				return q.ID
			}
		}
		if first == "" {
			first = q.ID
		}
	}
	for _, unit := range ancestors(unitID) {
		for _, q := range h.queues {
			if q.Enabled && q.UnitID == unit && len(q.Channels) == 0 {
				return q.ID
			}
		}
	}
	return first
}
