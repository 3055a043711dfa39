package routing

import (
	"slices"
	"sync"
	"time"

	"tiexin/internal/conversation"
)

// Board is what waits and who is here, in memory. It proposes; it changes
// nothing but itself. All its methods may be called at once.
type Board struct {
	mu      sync.Mutex
	queues  map[string]*Queue
	open    map[string]bool // queues in working time, or absent for always
	agents  map[string]*Agent
	members map[string][]*Agent // by queue
	items   map[string]*Item    // that wait or are offered
	serving map[string]*served  // the others
	subject map[subjectKey]string
	line    line                      // what waits or is offered
	held    map[string]map[string]int // staff -> slot -> places taken
	asked   map[string]int            // offers that somebody is looking at
	gone    map[string]int64          // versions of what has left, against late news
	waits   map[string][]Wait
}

// subjectKey names what an item is for.
type subjectKey struct{ kind, id string }

// NewBoard makes an empty board.
func NewBoard() *Board {
	return &Board{queues: map[string]*Queue{}, open: map[string]bool{}, agents: map[string]*Agent{}, members: map[string][]*Agent{},
		items: map[string]*Item{}, serving: map[string]*served{}, subject: map[subjectKey]string{}, held: map[string]map[string]int{}, asked: map[string]int{}, line: newLine(), gone: map[string]int64{}, waits: map[string][]Wait{}}
}

// PutQueues replaces the queues and says which are in working time.
func (b *Board) PutQueues(list []Queue, open map[string]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queues, b.open = map[string]*Queue{}, open
	for i := range list {
		b.queues[list[i].ID] = &list[i]
	}
}

// PutAgents replaces who is here.
func (b *Board) PutAgents(list []Agent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.agents
	b.agents, b.members = map[string]*Agent{}, map[string][]*Agent{}
	for i := range list {
		a := &list[i]
		if was := old[a.ID]; was != nil && was.FreeAt.After(a.FreeAt) {
			a.FreeAt = was.FreeAt
		}
		b.agents[a.ID] = a
		for q := range a.Queues {
			b.members[q] = append(b.members[q], a)
		}
	}
}

// PutItem takes an item as it was stored; older news than what is known is
// passed over.
func (b *Board) PutItem(it Item) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, known := b.find(it.ID)
	if known && old.Version >= it.Version || b.gone[it.ID] >= it.Version {
		return
	}
	if known {
		b.take(old, -1)
		if waits := b.items[it.ID]; waits != nil {
			b.line.remove(waits)
		}
		delete(b.items, it.ID)
		delete(b.serving, it.ID)
		delete(b.subject, subjectKey{old.Kind, old.SubjectID})
	}
	if it.State == Done {
		b.forget(it)
		return
	}
	it = it.shared()
	b.subject[subjectKey{it.Kind, it.SubjectID}] = it.ID
	b.take(it, 1)
	if it.waits() {
		b.items[it.ID] = &it
		b.line.add(&it)
	} else {
		b.serving[it.ID] = it.serving()
	}
	if a := b.agents[it.HolderID]; a != nil && (!known || old.HolderID != it.HolderID) {
		a.FreeAt = later(a.FreeAt, it.OfferUntil, it.AnsweredAt)
	}
}

// Drop takes an item away that the ledger has no more.
func (b *Board) Drop(itemID string) {
	if it, known := b.Item(itemID); known {
		it.State, it.Version = Done, it.Version+1
		b.PutItem(it)
	}
}

// find gives an item as it was put.
func (b *Board) find(itemID string) (Item, bool) {
	if it := b.items[itemID]; it != nil {
		return *it, true
	}
	if s := b.serving[itemID]; s != nil {
		return s.item(itemID), true
	}
	return Item{}, false
}

func later(list ...time.Time) time.Time {
	return slices.MaxFunc(list, time.Time.Compare)
}

// forget remembers the version of what left, and does not let that grow.
func (b *Board) forget(it Item) {
	if len(b.gone) > 10_000 {
		clear(b.gone)
	}
	b.gone[it.ID] = it.Version
}

func order(a, b *Item) int {
	switch {
	case a.before(*b):
		return -1
	case b.before(*a):
		return 1
	}
	return 0
}

func (b *Board) take(it Item, n int) {
	if it.HolderID == "" || it.State != Offered && it.State != Serving {
		return
	}
	of := b.held[it.HolderID]
	if of == nil {
		of = map[string]int{}
		b.held[it.HolderID] = of
	}
	of[it.Slot] += n
	if it.State == Offered {
		b.asked[it.HolderID] += n
	}
}

// Answered keeps a wait for the estimate.
func (b *Board) Answered(queueID string, w Wait) {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := append(b.waits[queueID], w)
	old := 0
	for old < len(list) && w.At.Sub(list[old].At) > waitsWithin {
		old++
	}
	b.waits[queueID] = slices.Clone(list[old:])
}

func (b *Board) isOpen(queueID string) bool {
	open, known := b.open[queueID]
	return open || !known
}

// Duties are what the time has made due.
type Duties struct {
	Lapsed   []Item // offers that nobody took
	Expired  []Item // transfers that return
	Left     []Item // transfers to who has gone meanwhile, which return at once
	Overflow []Item // waits that move to the other queue
	Lost     []Item // offered to, or reserved for, somebody who is no longer here
}

// Due collects what the time has made due.
func (b *Board) Due(now time.Time) Duties {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out Duties
	for _, it := range b.line.expiring {
		if it.expired(now) {
			out.Expired = append(out.Expired, *it)
		} else if it.Kind == KindTransfer && !b.waitsFor(it) {
			out.Left = append(out.Left, *it)
		}
	}
	for _, it := range b.line.offered {
		switch {
		case it.expired(now), it.Kind == KindTransfer && !b.waitsFor(it): // told above
		case !now.Before(it.OfferUntil):
			out.Lapsed = append(out.Lapsed, *it)
		case !b.stays(it):
			out.Lost = append(out.Lost, *it)
		}
	}
	for key, r := range b.line.entries {
		q := b.queues[key.queue]
		if key.overflowed || key.kind == KindTransfer || q == nil || q.Rules.OverflowSeconds <= 0 || q.Rules.OverflowQueueID == "" {
			continue
		}
		for it := range r.all() {
			if now.Sub(it.EnteredAt) < seconds(q.Rules.OverflowSeconds) {
				break
			}
			if it.State == Waiting && !it.expired(now) {
				out.Overflow = append(out.Overflow, *it)
			}
		}
	}
	for _, list := range [][]Item{out.Expired, out.Left, out.Lapsed, out.Lost, out.Overflow} {
		slices.SortFunc(list, func(a, b Item) int { return order(&a, &b) })
	}
	return out
}

// stays tells whether an offer still makes sense. Who only looks on because
// somebody else has come meanwhile may finish what they were asked.
func (b *Board) stays(it *Item) bool {
	a := b.agents[it.HolderID]
	if a == nil || it.OnlyID != "" {
		return a != nil && a.serves()
	}
	return a.Ready && (!a.Watches || !a.Chosen)
}

// waitsFor tells whether whom a transfer asks is still here to answer.
func (b *Board) waitsFor(it *Item) bool {
	if it.OnlyID == "" {
		return b.staffed(it.QueueID)
	}
	a := b.agents[it.OnlyID]
	return a != nil && a.serves()
}

// Item finds an item; of one that somebody serves, what served keeps.
func (b *Board) Item(itemID string) (Item, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.find(itemID)
}

// Of finds the item of a subject.
func (b *Board) Of(kind, subjectID string) (Item, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.find(b.subject[subjectKey{kind, subjectID}])
}

// Waits tells whether anything waits or is offered.
func (b *Board) Waits() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.line.n > 0
}

// Line gives what waits or is offered, in order.
func (b *Board) Line() []Item {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Item, 0, b.line.n)
	for it := range b.line.inOrder() {
		out = append(out, *it)
	}
	return out
}

// Front gives the first of what waits or is offered in queues that are wanted.
func (b *Board) Front(most int, wanted func(unitID string) bool) []Item {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := []Item{}
	for it := range b.line.inOrder() {
		if len(out) == most {
			break
		}
		if wanted(it.UnitID) {
			out = append(out, *it)
		}
	}
	return out
}

// Tally counts what stands in a queue.
func (b *Board) Tally(queueID string) Tally {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.line.tally(queueID)
}

// Listeners gives the waiting customers among those who listen.
func (b *Board) Listeners(topics []string) []Item {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Item
	for _, t := range topics {
		if it := b.line.topics[t]; it != nil {
			out = append(out, *it)
		}
	}
	return out
}

// Load tells how many places of a slot somebody has taken.
func (b *Board) Load(staffID, slot string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held[staffID][slot]
}

// InHand tells how many places of a slot somebody has taken with what they
// serve; what they are only asked for is none of it.
func (b *Board) InHand(staffID, slot string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held[staffID][slot] - b.offeredTo(slot)[staffID]
}

// offeredTo counts what is offered of a slot, by whom it is offered to.
func (b *Board) offeredTo(slot string) map[string]int {
	out := map[string]int{}
	for _, it := range b.line.offered {
		if it.Slot == slot {
			out[it.HolderID]++
		}
	}
	return out
}

// Place tells the place in line of what waits in a queue with this rank; an
// item that is offered already stands in front like the others.
func (b *Board) Place(it Item) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.line.place(&it)
}

// Standing tells where an item stands.
func (b *Board) Standing(it Item, now time.Time) conversation.Standing {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := conversation.Standing{Place: b.line.place(&it), Open: b.isOpen(it.QueueID), Asked: it.State == Offered}
	q := b.queues[it.QueueID]
	s.Staffed = b.staffed(it.QueueID) || it.FirstQueue != "" && b.staffed(it.FirstQueue)
	taken := b.taken(it.QueueID) || it.FirstQueue != "" && b.taken(it.FirstQueue)
	if took, ok := Expected(b.waits[it.QueueID], s.Place, now); ok && s.Open && taken {
		left := max(took-now.Sub(it.EnteredAt), Stalled(b.waits[it.QueueID], b.line.oldest(it.QueueID), now), 0)
		seconds := int(left.Seconds())
		s.WaitSeconds = &seconds
	}
	s.MayLeave = !s.Open || !taken || q != nil && q.Rules.MessageSeconds > 0 && now.Sub(it.EnteredAt) >= time.Duration(q.Rules.MessageSeconds)*time.Second
	s.Callback = q != nil && q.Rules.Callbacks
	return s
}

// staffed tells whether anybody here could ever take something of the queue.
func (b *Board) staffed(queueID string) bool {
	q := b.queues[queueID]
	return q != nil && slices.ContainsFunc(b.members[queueID], func(a *Agent) bool {
		_, ok := a.skilled(q.Needs)
		return ok && a.Here && !a.Watches
	})
}

// taken tells whether anybody is asked for what stands in the queue: who is
// here and busy, on a break or only looks on takes nobody.
func (b *Board) taken(queueID string) bool {
	q := b.queues[queueID]
	return q != nil && slices.ContainsFunc(b.members[queueID], func(a *Agent) bool { return a.takes(q) })
}

// Staffed tells whether anybody here could ever take something of the queue.
func (b *Board) Staffed(queueID string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.staffed(queueID)
}

// door is how a queue stands to who waits in it.
type door struct {
	open    bool // in working time
	staffed bool
	taken   bool // somebody takes customers
}

// doors tells how each queue stands.
func (b *Board) doors() map[string]door {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make(map[string]door, len(b.queues))
	for id := range b.queues {
		out[id] = door{open: b.open[id], staffed: b.staffed(id), taken: b.taken(id)}
	}
	return out
}

// PutWaits replaces the waits that the estimate counts.
func (b *Board) PutWaits(waits map[string][]Wait) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waits = waits
}

// Agents gives who is here, in no order, with the places they have taken in a
// slot.
func (b *Board) Agents(slot string) []Seated {
	b.mu.Lock()
	defer b.mu.Unlock()
	out, offered := make([]Seated, 0, len(b.agents)), b.offeredTo(slot)
	for _, a := range b.agents {
		load := b.held[a.ID][slot]
		out = append(out, Seated{Agent: *a, Load: load, InHand: load - offered[a.ID]})
	}
	return out
}

// Seated is somebody and how many places they have taken.
type Seated struct {
	Agent
	Load   int // places taken, also by what they are asked for
	InHand int // places taken by what they serve
}

// Holders counts who holds open items of a slot, for who is not here too.
func (b *Board) Holders(slot string) map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string]int{}
	for staffID, of := range b.held {
		if of[slot] > 0 {
			out[staffID] = of[slot]
		}
	}
	return out
}

// Everybody gives who holds anything, of whatever slot.
func (b *Board) Everybody() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for staffID, of := range b.held {
		for _, n := range of {
			if n > 0 {
				out = append(out, staffID)
				break
			}
		}
	}
	return out
}

// Open tells whether a queue is in working time, as last looked up.
func (b *Board) Open(queueID string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.isOpen(queueID)
}
