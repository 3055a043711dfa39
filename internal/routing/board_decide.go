package routing

import (
	"slices"
	"strings"
	"time"
)

// decision is the scratch of one Decide.
type decision struct {
	*Board
	now      time.Time
	opens    func(queueID string) bool
	lists    map[string][]candidate // by queue and slot
	given    map[string]int         // places this decision has taken, by slot and staff
	asks     map[string]bool        // whom this decision asks already
	speakers map[string]bool
}

// Decide proposes whom to ask for what waits, the longest waiting first; at
// most that many proposals.
func (b *Board) Decide(now time.Time, most int) []Match {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.decision(now).run(most, nil)
}

// Finds tells whether somebody would be asked at once for an item, behind what
// stands before it.
func (b *Board) Finds(it Item, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := b.decision(now)
	d.run(b.line.n, func(o *Item) bool { return o.ID == it.ID || it.before(*o) })
	_, ok := d.match(&it)
	return ok
}

func (b *Board) decision(now time.Time) *decision {
	return &decision{Board: b, now: now, opens: b.isOpen, lists: map[string][]candidate{}, given: map[string]int{}, asks: map[string]bool{},
		speakers: map[string]bool{}}
}

// run goes along the line, up to where somebody stands if that is said. Where
// nobody can be asked for a whole lane it is passed over.
func (d *decision) run(most int, upTo func(*Item) bool) []Match {
	var out []Match
	for w := d.line.walk(d.serves); w.Len() > 0; {
		c := (*w)[0]
		it := c.item()
		if len(out) == most || upTo != nil && upTo(it) {
			break
		}
		m, ok := Match{}, false
		if it.State == Waiting {
			m, ok = d.match(it)
		}
		if ok {
			out = append(out, m)
			d.give(it, m)
		}
		w.step(d.serves(c.lane) && c.next())
	}
	return out
}

// serves tells whether anybody can be asked for what stands in a lane.
func (d *decision) serves(l lane) bool {
	if l.only != "" {
		return len(d.only(l.only, l.slot)) > 0
	}
	for _, queueID := range []string{l.queue, l.first} {
		if q := d.queues[queueID]; q != nil && d.shut(q) == "" && len(d.candidates(q, l.slot)) > 0 {
			return true
		}
	}
	return false
}

// give takes the places of a proposal for the rest of this decision.
func (d *decision) give(it *Item, m Match) {
	d.given[it.Slot+"/"+m.StaffID]++
	d.asks[m.StaffID] = true
	for key, list := range d.lists {
		switch {
		case !strings.HasPrefix(key, "only/"):
			d.lists[key] = slices.DeleteFunc(list, func(c candidate) bool { return c.agent.ID == m.StaffID })
		case strings.HasSuffix(key, "/"+it.Slot):
			d.lists[key] = without(list, m.StaffID)
		}
	}
}

// without takes a place from somebody in a list, and them from it when that
// was their last.
func without(list []candidate, staffID string) []candidate {
	for k := range list {
		if list[k].agent.ID == staffID {
			list[k].load++
			list[k].room--
			if list[k].room == 0 {
				return slices.Delete(list, k, k+1)
			}
			return list
		}
	}
	return list
}

func (d *decision) match(it *Item) (Match, bool) {
	if it.OnlyID != "" {
		list := d.only(it.OnlyID, it.Slot)
		_, why, ok := it.pick(&Queue{}, list, d.now, d.here, d.speaks(nil))
		return Match{ItemID: it.ID, StaffID: it.OnlyID, QueueID: it.QueueID, Why: why}, ok
	}
	for _, queueID := range []string{it.QueueID, it.FirstQueue} {
		q := d.queues[queueID]
		if q == nil || d.shut(q) != "" {
			continue
		}
		list := d.candidates(q, it.Slot)
		if len(list) == 0 {
			continue
		}
		if c, why, ok := it.pick(q, list, d.now, d.here, d.speaks(q)); ok {
			if it.RankAt.Before(it.EnteredAt) {
				why = append(why, "grade")
			}
			if it.Urgency > 0 {
				why = append(why, "urgent")
			}
			return Match{ItemID: it.ID, StaffID: c.agent.ID, QueueID: q.ID, Why: why}, true
		}
	}
	return Match{}, false
}

// shut tells why nobody of a queue is asked at all.
func (d *decision) shut(q *Queue) Bar {
	switch {
	case !q.Enabled:
		return BarDisabled
	case q.Mode == ModePull:
		return BarPull
	case !d.opens(q.ID):
		return BarClosed
	}
	return ""
}

func (d *decision) here(staffID string) bool {
	a := d.agents[staffID]
	return a != nil && a.Ready && !a.Watches
}

// only is the list of the one who may be asked.
func (d *decision) only(staffID, slot string) []candidate {
	key := "only/" + staffID + "/" + slot
	list, known := d.lists[key]
	if !known {
		if a := d.agents[staffID]; a != nil {
			if c, bar := d.seat(a, nil, slot); bar == "" {
				list = append(list, c)
			}
		}
		d.lists[key] = list
	}
	return list
}

// seat finds the place that somebody has for an item of a queue, or why they
// have none now; without a queue for what is for them alone.
func (d *decision) seat(a *Agent, q *Queue, slot string) (candidate, Bar) {
	c := candidate{agent: a, load: d.held[a.ID][slot] + d.given[slot+"/"+a.ID]}
	c.room = a.Places[slot] - c.load
	if !a.Ready && (q != nil || !a.serves()) {
		return c, BarAway
	}
	if q != nil && a.Watches {
		return c, BarWatches
	}
	if q != nil {
		var ok bool
		if c.level, ok = a.skilled(q.Needs); !ok {
			return c, BarSkill
		}
	}
	switch {
	case c.room <= 0:
		return c, BarFull
	case q != nil && (d.asked[a.ID] > 0 || d.asks[a.ID]): // one question at a time
		return c, BarAsked
	}
	return c, ""
}

func (d *decision) candidates(q *Queue, slot string) []candidate {
	key := q.ID + "/" + slot
	list, known := d.lists[key]
	if known {
		return list
	}
	for _, a := range d.members[q.ID] {
		if c, bar := d.seat(a, q, slot); bar == "" {
			list = append(list, c)
		}
	}
	d.lists[key] = list
	return list
}

// speaks tells whether anybody of the queue who is ready speaks a language.
func (d *decision) speaks(q *Queue) func(string) bool {
	return func(language string) bool {
		if q == nil {
			return false
		}
		key := q.ID + "/" + language
		speaks, known := d.speakers[key]
		if !known {
			speaks = slices.ContainsFunc(d.members[q.ID], func(a *Agent) bool { return a.Ready && !a.Watches && a.Speaks[language] })
			d.speakers[key] = speaks
		}
		return speaks
	}
}
