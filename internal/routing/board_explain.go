package routing

import (
	"cmp"
	"slices"
	"time"
)

// Prospective is one member and when they would be asked, or why not.
type Prospective struct {
	StaffID  string
	Order    int // 1: asked next; 2: if that one declines; 0: not asked
	Why      []string
	Bar      Bar
	Presence string
	Load     int
	Places   int
	Need     Need      // the skill that is lacking
	Has      int       // its level
	Until    time.Time // when the bar falls by itself; zero: it does not
}

// Hold is somebody who comes first, and for whom the item waits.
type Hold struct {
	StaffID string
	Why     string
	Until   time.Time
}

// Reckoning is how the engine would serve an item now: the same choice that it
// makes, made again and again as if each who is asked declined.
type Reckoning struct {
	Place  int
	Shut   Bar // nobody is asked, for this reason
	Holds  []Hold
	People []Prospective // who is asked first comes first
}

// Explain reckons how an item would be served at a moment; what stands before
// it in line is served first. opens tells which queues are in working time
// then; nil: as now.
func (b *Board) Explain(it Item, now time.Time, opens func(queueID string) bool) Reckoning {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.decision(now)
	if opens != nil {
		d.opens = opens
	}
	d.run(b.line.n, func(o *Item) bool { return o.ID == it.ID || it.before(*o) })
	out := Reckoning{Place: b.line.place(&it)}
	trial := it
	if it.State == Offered { // as if they declined
		trial = it.back(&Refusal{StaffID: it.HolderID, At: now})
	}
	asked := map[string]bool{}
	for {
		m, ok := d.match(&trial)
		if !ok {
			break
		}
		asked[m.StaffID] = true
		a := d.agents[m.StaffID]
		out.People = append(out.People, Prospective{StaffID: m.StaffID, Order: len(out.People) + 1, Why: m.Why, Presence: a.Presence,
			Load: d.held[a.ID][it.Slot], Places: a.Places[it.Slot]})
		trial.Refused = append(slices.Clone(trial.Refused), Refusal{StaffID: m.StaffID, At: now})
	}
	var rest []Prospective
	for _, q := range d.queuesOf(&trial) {
		shut := d.shut(q)
		if q.ID == it.QueueID {
			out.Shut = shut
		}
		for _, p := range d.trialHolds(it, q) {
			if !slices.Contains(out.Holds, p) {
				out.Holds = append(out.Holds, p)
			}
		}
		for _, a := range d.askable(&trial, q) {
			if !asked[a.ID] {
				asked[a.ID] = true
				rest = append(rest, d.barred(it, trial, q, a, shut))
			}
		}
	}
	slices.SortFunc(rest, func(a, b Prospective) int {
		return cmp.Or(cmp.Compare(a.Bar, b.Bar), cmp.Compare(a.StaffID, b.StaffID))
	})
	out.People = append(out.People, rest...)
	return out
}

func (d *decision) queuesOf(it *Item) []*Queue {
	if it.OnlyID != "" {
		return []*Queue{{Enabled: true}}
	}
	var out []*Queue
	for _, queueID := range []string{it.QueueID, it.FirstQueue} {
		if q := d.queues[queueID]; q != nil {
			out = append(out, q)
		}
	}
	return out
}

func (d *decision) askable(it *Item, q *Queue) []*Agent {
	if it.OnlyID == "" {
		return d.members[q.ID]
	}
	if a := d.agents[it.OnlyID]; a != nil {
		return []*Agent{a}
	}
	return nil
}

// trialHolds are those for whom the item waits now, before anybody is asked.
func (d *decision) trialHolds(it Item, q *Queue) []Hold {
	var out []Hold
	if it.OnlyID != "" {
		return nil
	}
	for _, p := range it.preferences(q.Rules, d.now, d.here) {
		out = append(out, Hold{StaffID: p.staffID, Why: p.why, Until: p.until})
	}
	return out
}

// barred finds why somebody is not asked even after all who would be.
func (d *decision) barred(it, trial Item, q *Queue, a *Agent, shut Bar) Prospective {
	p := Prospective{StaffID: a.ID, Presence: a.Presence, Load: d.held[a.ID][it.Slot], Places: a.Places[it.Slot]}
	var asks *Queue
	if it.OnlyID == "" {
		asks = q
	}
	_, p.Bar = d.seat(a, asks, it.Slot)
	wants := it.OnlyID == "" && it.wantsLanguage(q.Rules, d.now, d.speaks(asks))
	if p.Bar == "" {
		p.Bar = it.bar(a, d.now, wants)
	}
	switch r, _ := it.rest(a.ID, d.now); p.Bar {
	case BarSkill:
		p.Need, _ = a.lacks(q.Needs)
		p.Has = a.Skills[p.Need.SkillID]
	case BarDeclined, BarMissed:
		p.Until = r.until()
	case BarLanguage:
		p.Until = it.languageUntil(q.Rules)
	case "":
		p.Bar = shut
		if prefs := trial.preferences(q.Rules, d.now, d.here); shut == "" && len(prefs) > 0 {
			p.Bar, p.Until = Bar(prefs[0].why), prefs[0].until
		}
	}
	return p
}
