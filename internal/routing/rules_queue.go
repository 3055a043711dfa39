package routing

import (
	"maps"
	"slices"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

const (
	// MaxMembers of a queue, MaxNeeds and MaxChannels of it.
	MaxMembers, MaxNeeds, MaxChannels = 1000, 10, 100
	// MaxPlaces of one person.
	MaxPlaces = 100
)

// has tells whether a person is a member.
func (q Queue) has(p auth.Person) bool {
	if !q.Everybody {
		return slices.Contains(q.Members, p.ID)
	}
	return p.Units.Contains(q.UnitID, p.UnitID)
}

// check refuses what cannot be meant; all are the queues as they would be.
func (q Queue) check(all []Queue) error {
	if code, ok := check.Name(q.Name, 40); !ok {
		return fault.Invalid(code, "name")
	}
	if !q.Mode.Valid() {
		return fault.Invalid("routing.mode", "mode")
	}
	if len(q.Members) > MaxMembers {
		return fault.Invalid("routing.too_many", "members").With("limit", MaxMembers)
	}
	if len(q.Needs) > MaxNeeds {
		return fault.Invalid("routing.too_many", "needs").With("limit", MaxNeeds)
	}
	seen := map[string]bool{}
	for _, n := range q.Needs {
		if n.SkillID == "" || n.Level < 1 || n.Level > 5 || seen[n.SkillID] {
			return fault.Invalid("routing.need", "needs")
		}
		seen[n.SkillID] = true
	}
	if err := q.Rules.check(); err != nil {
		return err
	}
	return q.checkOverflow(all)
}

func (r QueueRules) check() error {
	for _, f := range []struct {
		field    string
		n        int
		min, max int
	}{{"rules.offer_seconds", r.OfferSeconds, 5, 600}, {"rules.steward_seconds", r.StewardSeconds, 0, 3600},
		{"rules.last_agent_seconds", r.LastAgentSeconds, 0, 3600}, {"rules.language_seconds", r.LanguageSeconds, 0, 3600},
		{"rules.overflow_seconds", r.OverflowSeconds, 0, 86400}, {"rules.message_seconds", r.MessageSeconds, 0, 86400},
		{"rules.target_seconds", r.TargetSeconds, 0, 86400}} {
		if f.n < f.min || f.n > f.max {
			return fault.Invalid("routing.seconds", f.field).With("min", f.min).With("max", f.max)
		}
	}
	if (r.OverflowSeconds > 0) != (r.OverflowQueueID != "") {
		return fault.Invalid("routing.overflow_half", "rules.overflow_queue_id")
	}
	return nil
}

// checkOverflow refuses a circle: a customer would be moved round and round.
func (q Queue) checkOverflow(all []Queue) error {
	next := map[string]string{q.ID: q.Rules.OverflowQueueID}
	for _, o := range all {
		if o.ID != q.ID {
			next[o.ID] = o.Rules.OverflowQueueID
		}
	}
	if to := q.Rules.OverflowQueueID; to != "" {
		if _, known := next[to]; !known {
			return fault.Invalid("routing.queue_unknown", "rules.overflow_queue_id")
		}
	}
	seen := map[string]bool{}
	for at := q.ID; at != ""; at = next[at] {
		if seen[at] {
			return fault.Invalid("routing.overflow_circle", "rules.overflow_queue_id")
		}
		seen[at] = true
	}
	return nil
}

// slots that this module counts places in.
var slots = []string{SlotChat, SlotCallback}

// whole adds the usual number of places for slots that are not named.
func (s Settings) whole() Settings {
	s.Places = maps.Clone(s.Places)
	if s.Places == nil {
		s.Places = map[string]int{}
	}
	for slot, n := range DefaultSettings().Places {
		if _, named := s.Places[slot]; !named {
			s.Places[slot] = n
		}
	}
	return s
}

// check refuses settings under which nobody could be served.
func (s Settings) check() error {
	for _, slot := range slots {
		if s.Places[slot] < 1 {
			return fault.Invalid("routing.places_zero", "places."+slot)
		}
	}
	for slot, n := range s.Places {
		if n < 0 || n > MaxPlaces {
			return fault.Invalid("routing.places", "places."+slot).With("max", MaxPlaces)
		}
	}
	for grade, n := range s.GradeSeconds {
		if !slices.Contains([]string{"A", "B", "C", "D"}, grade) || n < 0 || n > 86400 {
			return fault.Invalid("routing.seconds", "grade_seconds."+grade).With("min", 0).With("max", 86400)
		}
	}
	for _, f := range []struct {
		field    string
		n        int
		min, max int
	}{{"vip_seconds", s.VIPSeconds, 0, 86400}, {"transfer_seconds", s.TransferSecs, 10, 3600}, {"idle_prompt_seconds", s.IdlePromptSecs, 0, 86400},
		{"idle_close_seconds", s.IdleCloseSecs, 0, 86400}, {"missed_limit", s.MissedLimit, 0, 20}} {
		if f.n < f.min || f.n > f.max {
			return fault.Invalid("routing.seconds", f.field).With("min", f.min).With("max", f.max)
		}
	}
	if s.IdleCloseSecs > 0 && s.IdlePromptSecs >= s.IdleCloseSecs {
		return fault.Invalid("routing.idle_order", "idle_close_seconds")
	}
	return nil
}
