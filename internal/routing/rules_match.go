package routing

import (
	"cmp"
	"slices"
	"time"
)

const (
	// restDeclined and restMissed are how long somebody who was asked in vain
	// is not asked again for the same item.
	restDeclined = 3 * time.Minute
	restMissed   = time.Minute
)

// Rank is the key items are drained by: entered time, moved forward by what
// the customer's grade and a VIP mark are worth.
func (s Settings) Rank(entered time.Time, grade string, vip bool) time.Time {
	bonus := s.GradeSeconds[grade]
	if vip {
		bonus += s.VIPSeconds
	}
	return entered.Add(-time.Duration(bonus) * time.Second)
}

// before orders items; the id decides where all else is equal. A cry for help
// comes before everything, and among messages what is urgent before the rest;
// a message called urgent overtakes nobody who waits in a chat.
func (i Item) before(o Item) bool {
	cries := i.Urgency == alarming || o.Urgency == alarming
	if i.Urgency != o.Urgency && (cries || i.Kind == KindCallback && o.Kind == KindCallback) {
		return i.Urgency > o.Urgency
	}
	if c := i.RankAt.Compare(o.RankAt); c != 0 {
		return c < 0
	}
	return i.ID < o.ID
}

// until is when somebody who was asked in vain may be asked again.
func (r Refusal) until() time.Time {
	if r.Missed {
		return r.At.Add(restMissed)
	}
	return r.At.Add(restDeclined)
}

// rest finds why a person is not asked again at once.
func (i Item) rest(staffID string, now time.Time) (Refusal, bool) {
	for _, r := range i.Refused {
		if r.StaffID == staffID && now.Before(r.until()) {
			return r, true
		}
	}
	return Refusal{}, false
}

// resting tells whether a person was asked for the item a short while ago.
func (i Item) resting(staffID string, now time.Time) bool {
	_, rests := i.rest(staffID, now)
	return rests
}

// Bar is why somebody is not asked for an item; empty: they may be.
type Bar string

// Bars of people, and of whole queues.
const (
	BarAway     Bar = "away"     // not online
	BarWatches  Bar = "watches"  // leads, and has not chosen to take customers
	BarSkill    Bar = "skill"    // lacks what the queue asks for
	BarFull     Bar = "full"     // no place left
	BarAsked    Bar = "asked"    // is looking at another offer, or gets one first
	BarDeclined Bar = "declined" // for this very item, a short while ago
	BarMissed   Bar = "missed"
	BarLanguage Bar = "language" // those who speak the customer's language come first
	BarSteward  Bar = "steward"  // the steward comes first
	BarLast     Bar = "last_agent"
	BarClosed   Bar = "closed" // outside of the queue's hours
	BarDisabled Bar = "disabled"
	BarPull     Bar = "pull" // people take for themselves
)

// bar tells why somebody with a place is passed over for this item.
func (i Item) bar(a *Agent, now time.Time, wantsLanguage bool) Bar {
	if r, rests := i.rest(a.ID, now); rests {
		if r.Missed {
			return BarMissed
		}
		return BarDeclined
	}
	if wantsLanguage && !a.Speaks[i.Language] {
		return BarLanguage
	}
	return ""
}

// languageUntil is how long those who speak the customer's language come first.
func (i Item) languageUntil(r QueueRules) time.Time {
	return i.EnteredAt.Add(seconds(r.LanguageSeconds))
}

func (i Item) wantsLanguage(r QueueRules, now time.Time, speaker func(string) bool) bool {
	return i.Language != "" && now.Before(i.languageUntil(r)) && speaker(i.Language)
}

// skilled tells whether the agent has what a queue needs, and how well.
func (a Agent) skilled(needs []Need) (level int, ok bool) {
	for _, n := range needs {
		has := a.Skills[n.SkillID]
		if has < n.Level {
			return 0, false
		}
		level += has
	}
	return level, true
}

// lacks finds the first skill that the agent has not, or not well enough.
func (a Agent) lacks(needs []Need) (Need, bool) {
	for _, n := range needs {
		if a.Skills[n.SkillID] < n.Level {
			return n, true
		}
	}
	return Need{}, false
}

// candidate is somebody who could take an item of a queue now.
type candidate struct {
	agent *Agent
	level int
	load  int
	room  int
}

// better orders candidates: the more skilled, then the less loaded for their
// places, then who has been free the longest.
func better(a, b candidate) int {
	if c := cmp.Compare(b.level, a.level); c != 0 {
		return c
	}
	if c := cmp.Compare(a.load*(b.load+b.room), b.load*(a.load+a.room)); c != 0 {
		return c
	}
	if c := a.agent.FreeAt.Compare(b.agent.FreeAt); c != 0 {
		return c
	}
	return cmp.Compare(a.agent.ID, b.agent.ID)
}

// preferred is somebody who comes first for an item, until a moment.
type preferred struct {
	staffID string
	until   time.Time
	why     string
}

// preferences of an item, the strongest first. A steward or last agent who is
// not here, or was just asked in vain, keeps nobody waiting.
func (i Item) preferences(r QueueRules, now time.Time, here func(string) bool) []preferred {
	var out []preferred
	add := func(staffID string, seconds int, why string) {
		until := i.EnteredAt.Add(time.Duration(seconds) * time.Second)
		if staffID != "" && now.Before(until) && here(staffID) && !i.resting(staffID, now) {
			out = append(out, preferred{staffID, until, why})
		}
	}
	add(i.StewardID, r.StewardSeconds, "steward")
	add(i.LastID, r.LastAgentSeconds, "last_agent")
	return out
}

// pick chooses among the candidates of the item's queue. ok is false while it
// has to wait, for somebody who comes first or because all were just asked.
func (i Item) pick(q *Queue, list []candidate, now time.Time, here func(string) bool, speaker func(string) bool) (candidate, []string, bool) {
	find := func(staffID string) (candidate, bool) {
		k := slices.IndexFunc(list, func(c candidate) bool { return c.agent.ID == staffID })
		if k < 0 {
			return candidate{}, false
		}
		return list[k], true
	}
	if i.OnlyID != "" {
		c, ok := find(i.OnlyID)
		return c, []string{"only"}, ok && !i.resting(i.OnlyID, now)
	}
	prefs := i.preferences(q.Rules, now, here)
	for _, p := range prefs {
		if c, ok := find(p.staffID); ok {
			return c, []string{p.why}, true
		}
	}
	if len(prefs) > 0 {
		return candidate{}, nil, false // they are here and busy; their time is not over
	}
	wantsLanguage := i.wantsLanguage(q.Rules, now, speaker)
	best, found, why := candidate{}, false, []string{"longest_waiting"}
	for _, c := range list {
		if i.bar(c.agent, now, wantsLanguage) != "" {
			continue
		}
		if !found || better(c, best) < 0 {
			best, found = c, true
		}
	}
	if wantsLanguage {
		why = append(why, "language")
	}
	if len(q.Needs) > 0 {
		why = append(why, "skill")
	}
	return best, why, found
}
