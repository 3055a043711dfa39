package routing

import (
	"container/heap"
	"iter"
	"slices"
	"time"
)

// pieceLength bounds what one insertion moves.
const pieceLength = 256

// ranked keeps items in an order, in pieces of bounded length: adding, taking
// out and counting what stands before cost about the same with forty items and
// with a hundred thousand.
type ranked struct {
	order  func(a, b *Item) int
	pieces [][]*Item // none of them empty
	n      int
}

// at finds the piece and the place in it where it stands, or would.
func (r *ranked) at(it *Item) (piece, place int, found bool) {
	piece, _ = slices.BinarySearchFunc(r.pieces, it, func(p []*Item, it *Item) int { return r.order(p[len(p)-1], it) })
	if piece == len(r.pieces) {
		return piece, 0, false
	}
	place, found = slices.BinarySearchFunc(r.pieces[piece], it, r.order)
	return piece, place, found
}

func (r *ranked) add(it *Item) {
	r.n++
	piece, place, _ := r.at(it)
	if piece == len(r.pieces) { // behind all
		if piece == 0 || len(r.pieces[piece-1]) >= pieceLength {
			r.pieces = append(r.pieces, []*Item{it})
			return
		}
		r.pieces[piece-1] = append(r.pieces[piece-1], it)
		return
	}
	p := slices.Insert(r.pieces[piece], place, it)
	r.pieces[piece] = p
	if len(p) > pieceLength {
		half := len(p) / 2
		r.pieces[piece] = slices.Clone(p[:half])
		r.pieces = slices.Insert(r.pieces, piece+1, slices.Clone(p[half:]))
	}
}

func (r *ranked) remove(it *Item) {
	piece, place, found := r.at(it)
	if !found {
		return
	}
	r.n--
	if p := slices.Delete(r.pieces[piece], place, place+1); len(p) > 0 {
		r.pieces[piece] = p
		return
	}
	r.pieces = slices.Delete(r.pieces, piece, piece+1)
}

// before counts what stands before an item, which need not be among them.
func (r *ranked) before(it *Item) int {
	piece, place, _ := r.at(it)
	for _, p := range r.pieces[:piece] {
		place += len(p)
	}
	return place
}

// all goes through the items in order. Nothing may be added or taken out
// meanwhile.
func (r *ranked) all() iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		for _, p := range r.pieces {
			for _, it := range p {
				if !yield(it) {
					return
				}
			}
		}
	}
}

func (r *ranked) first() *Item { return r.pieces[0][0] }

// byEntry orders by when the wait began.
func byEntry(a, b *Item) int {
	if c := a.EnteredAt.Compare(b.EnteredAt); c != 0 {
		return c
	}
	return order(a, b)
}

// lane is what is served alike: the same people may be asked for all of it.
type lane struct{ queue, first, kind, slot, only string }

func laneOf(it *Item) lane {
	return lane{queue: it.QueueID, first: it.FirstQueue, kind: it.Kind, slot: it.Slot, only: it.OnlyID}
}

// row is what stands in line together, as customers are told their place.
type row struct{ queue, kind string }

// stretch of a row: those who came by overflow are told apart.
type stretch struct {
	row
	overflowed bool
}

func stretchOf(it *Item) stretch {
	return stretch{row: row{it.QueueID, it.Kind}, overflowed: it.FirstQueue != ""}
}

// line is what waits or is offered, in the orders in which it is asked for.
type line struct {
	n        int
	lanes    map[lane]*ranked    // by rank
	rows     map[row]*ranked     // by rank
	entries  map[stretch]*ranked // by entry
	offered  map[string]*Item
	expiring map[string]*Item
	topics   map[string]*Item // of chats, by where the customer listens
}

func newLine() line {
	return line{lanes: map[lane]*ranked{}, rows: map[row]*ranked{}, entries: map[stretch]*ranked{}, offered: map[string]*Item{}, expiring: map[string]*Item{}, topics: map[string]*Item{}}
}

func into[K comparable](m map[K]*ranked, key K, order func(a, b *Item) int, it *Item) {
	r := m[key]
	if r == nil {
		r = &ranked{order: order}
		m[key] = r
	}
	r.add(it)
}

func outOf[K comparable](m map[K]*ranked, key K, it *Item) {
	if r := m[key]; r != nil {
		if r.remove(it); r.n == 0 {
			delete(m, key)
		}
	}
}

func (l *line) add(it *Item) {
	l.n++
	into(l.lanes, laneOf(it), order, it)
	into(l.rows, row{it.QueueID, it.Kind}, order, it)
	into(l.entries, stretchOf(it), byEntry, it)
	if it.State == Offered {
		l.offered[it.ID] = it
	}
	if !it.ExpiresAt.IsZero() {
		l.expiring[it.ID] = it
	}
	if it.Kind == KindChat && it.Topic != "" {
		l.topics[it.Topic] = it
	}
}

func (l *line) remove(it *Item) {
	l.n--
	outOf(l.lanes, laneOf(it), it)
	outOf(l.rows, row{it.QueueID, it.Kind}, it)
	outOf(l.entries, stretchOf(it), it)
	delete(l.offered, it.ID)
	delete(l.expiring, it.ID)
	if l.topics[it.Topic] == it {
		delete(l.topics, it.Topic)
	}
}

// place tells the place in line of an item, which need not stand in it.
func (l *line) place(it *Item) int {
	if r := l.rows[row{it.QueueID, it.Kind}]; r != nil {
		return r.before(it) + 1
	}
	return 1
}

// oldest tells since when the customer has waited in a queue's chats who waits
// the longest; zero: nobody does.
func (l *line) oldest(queueID string) (at time.Time) {
	for _, overflowed := range []bool{false, true} {
		if r := l.entries[stretch{row: row{queueID, KindChat}, overflowed: overflowed}]; r != nil {
			if first := r.first().EnteredAt; at.IsZero() || first.Before(at) {
				at = first
			}
		}
	}
	return at
}

// cursor is how far a walk has come in one lane.
type cursor struct {
	lane  lane
	of    *ranked
	piece int
	at    int
}

func (c *cursor) item() *Item { return c.of.pieces[c.piece][c.at] }

// next tells whether there is more.
func (c *cursor) next() bool {
	if c.at++; c.at == len(c.of.pieces[c.piece]) {
		c.piece, c.at = c.piece+1, 0
	}
	return c.piece < len(c.of.pieces)
}

// walk is a heap of lanes by the item that each stands at.
type walk []*cursor

func (w walk) Len() int           { return len(w) }
func (w walk) Less(i, j int) bool { return w[i].item().before(*w[j].item()) }
func (w walk) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *walk) Push(c any)        { *w = append(*w, c.(*cursor)) }
func (w *walk) Pop() any {
	last := len(*w) - 1
	c := (*w)[last]
	*w = (*w)[:last]
	return c
}

// walk begins at the front of the lanes that are wanted.
func (l *line) walk(wanted func(lane) bool) *walk {
	w := walk{}
	for key, r := range l.lanes {
		if wanted(key) {
			w = append(w, &cursor{lane: key, of: r})
		}
	}
	heap.Init(&w)
	return &w
}

// step moves the first lane on, or lets it go.
func (w *walk) step(more bool) {
	if more {
		heap.Fix(w, 0)
		return
	}
	heap.Pop(w)
}

// inOrder goes through the whole line.
func (l *line) inOrder() iter.Seq[*Item] {
	return func(yield func(*Item) bool) {
		w := l.walk(func(lane) bool { return true })
		for w.Len() > 0 {
			if !yield((*w)[0].item()) {
				return
			}
			w.step((*w)[0].next())
		}
	}
}

// Tally counts what stands in a queue.
type Tally struct {
	Waiting    int
	Offered    int
	OldestAt   time.Time // zero: nobody waits
	Callbacks  int       // wait to be called back, counted apart
	CallbackAt time.Time
}

// tally counts a queue without walking along it.
func (l *line) tally(queueID string) Tally {
	var t Tally
	for key, r := range l.entries {
		if key.queue != queueID || key.kind == KindTransfer {
			continue // who is passed on is served until somebody else takes them
		}
		n, oldest := &t.Waiting, &t.OldestAt
		if key.kind == KindCallback {
			n, oldest = &t.Callbacks, &t.CallbackAt
		}
		*n += r.n
		if at := r.first().EnteredAt; oldest.IsZero() || at.Before(*oldest) {
			*oldest = at
		}
	}
	for _, it := range l.offered {
		if it.QueueID == queueID && it.Kind != KindCallback && it.Kind != KindTransfer {
			t.Waiting, t.Offered = t.Waiting-1, t.Offered+1
		}
	}
	return t
}
