package routing

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// crowd is a board with many items in many states, and the same items in a
// plain list in order.
type crowd struct {
	*Board
	plain   []*Item
	now     time.Time
	version int64
}

func newCrowd(dice *rand.Rand, size int) *crowd {
	c := &crowd{Board: NewBoard(), now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
	queues := []Queue{
		{ID: "q0", Enabled: true, Mode: ModeOffer, Rules: QueueRules{OverflowSeconds: 120, OverflowQueueID: "q1", StewardSeconds: 60, LastAgentSeconds: 60, LanguageSeconds: 60}},
		{ID: "q1", Enabled: true, Mode: ModeOffer, Needs: []Need{{SkillID: "s", Level: 2}}},
		{ID: "q2", Enabled: true, Mode: ModeOffer, Rules: QueueRules{OverflowSeconds: 60, OverflowQueueID: "q0"}},
		{ID: "q3", Enabled: dice.IntN(2) == 0, Mode: ModeOffer}, {ID: "q4", Enabled: true, Mode: ModePull},
	}
	c.PutQueues(queues, map[string]bool{"q0": true, "q1": dice.IntN(4) > 0, "q2": true})
	var agents []Agent
	for i := range dice.IntN(8) {
		agents = append(agents, Agent{ID: fmt.Sprint("a", i), Ready: dice.IntN(4) > 0, Here: true, Places: map[string]int{SlotChat: dice.IntN(3), SlotCallback: 1},
			Skills: map[string]int{"s": dice.IntN(4)}, Speaks: map[string]bool{"yue": dice.IntN(3) == 0}, FreeAt: c.now.Add(-time.Duration(dice.IntN(60)) * time.Second),
			Queues: map[string]bool{"q0": dice.IntN(2) == 0, "q1": dice.IntN(2) == 0, "q2": dice.IntN(2) == 0, "q3": true}})
	}
	c.PutAgents(agents)
	for i := range size {
		c.put(dice, fmt.Sprint("i", i))
	}
	return c
}

// put stores a random item under an id, in the board and in the plain list.
func (c *crowd) put(dice *rand.Rand, id string) {
	c.version++
	who := func() string { return []string{"", "", "", fmt.Sprint("a", dice.IntN(8))}[dice.IntN(4)] }
	at := c.now.Add(-time.Duration(dice.IntN(300)) * time.Second)
	it := Item{ID: id, Kind: KindChat, Slot: SlotChat, SubjectID: "c" + id, QueueID: fmt.Sprint("q", dice.IntN(5)), UnitID: fmt.Sprint("u", dice.IntN(2)), State: Waiting,
		EnteredAt: at, RankAt: at.Add(-time.Duration(dice.IntN(3)*100) * time.Second), StewardID: who(), LastID: who(), Language: []string{"", "yue"}[dice.IntN(2)],
		Topic: []string{"", "peer:" + id}[dice.IntN(2)], Version: c.version}
	switch dice.IntN(8) {
	case 0:
		it.Kind, it.Slot = KindCallback, SlotCallback
	case 1:
		it.Kind, it.OnlyID, it.ExpiresAt = KindTransfer, fmt.Sprint("a", dice.IntN(8)), c.now.Add(time.Duration(dice.IntN(60)-30)*time.Second)
	case 2:
		it.FirstQueue = fmt.Sprint("q", dice.IntN(5))
	case 3:
		it.Refused = []Refusal{{StaffID: fmt.Sprint("a", dice.IntN(8)), At: c.now.Add(-time.Duration(dice.IntN(300)) * time.Second), Missed: dice.IntN(2) == 0}}
	}
	switch dice.IntN(10) {
	case 0:
		it.State, it.HolderID, it.OfferID, it.OfferUntil = Offered, fmt.Sprint("a", dice.IntN(8)), "o", c.now.Add(time.Duration(dice.IntN(60)-30)*time.Second)
	case 1:
		it.State, it.HolderID = Serving, fmt.Sprint("a", dice.IntN(8))
	case 2:
		it.State = Done
	}
	c.PutItem(it)
	c.plain = slices.DeleteFunc(c.plain, func(o *Item) bool { return o.ID == id })
	if it.waits() {
		c.plain = append(c.plain, &it)
		slices.SortFunc(c.plain, order)
	}
}

// decide is the choice made by walking along everything.
func (c *crowd) decide(most int) []Match {
	d := c.decision(c.now)
	var out []Match
	for _, it := range c.plain {
		if len(out) == most {
			break
		}
		if it.State != Waiting {
			continue
		}
		if m, ok := d.match(it); ok {
			out = append(out, m)
			d.give(it, m)
		}
	}
	return out
}

// due is what the time has made due, found by walking along everything.
func (c *crowd) due() Duties {
	var out Duties
	for _, it := range c.plain {
		q := c.queues[it.QueueID]
		switch {
		case !it.ExpiresAt.IsZero() && !c.now.Before(it.ExpiresAt):
			out.Expired = append(out.Expired, *it)
		case it.Kind == KindTransfer && !c.waitsFor(it):
			out.Left = append(out.Left, *it)
		case it.State == Offered && !c.now.Before(it.OfferUntil):
			out.Lapsed = append(out.Lapsed, *it)
		case it.State == Offered && !c.stays(it):
			out.Lost = append(out.Lost, *it)
		case it.State == Waiting && it.Kind != KindTransfer && it.FirstQueue == "" && q.Rules.OverflowSeconds > 0 && c.now.Sub(it.EnteredAt) >= seconds(q.Rules.OverflowSeconds):
			out.Overflow = append(out.Overflow, *it)
		}
	}
	return out
}

func (c *crowd) placeOf(it Item) int {
	n := 1
	for _, o := range c.plain {
		if o.ID != it.ID && o.QueueID == it.QueueID && o.Kind == it.Kind && o.before(it) {
			n++
		}
	}
	return n
}

func (c *crowd) tallyOf(queueID string) Tally {
	var t Tally
	for _, it := range c.plain {
		switch {
		case it.QueueID != queueID, it.Kind == KindTransfer:
			continue
		case it.Kind == KindCallback:
			t.Callbacks++
			if t.CallbackAt.IsZero() || it.EnteredAt.Before(t.CallbackAt) {
				t.CallbackAt = it.EnteredAt
			}
			continue
		case it.State == Waiting:
			t.Waiting++
		default:
			t.Offered++
		}
		if t.OldestAt.IsZero() || it.EnteredAt.Before(t.OldestAt) {
			t.OldestAt = it.EnteredAt
		}
	}
	return t
}

// TestTheLineEqualsAPlainList in everything it is asked, over changes.
func TestTheLineEqualsAPlainList(t *testing.T) {
	var matched, due int
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 7))
		size := 1 + dice.IntN(60)
		if seed%50 == 0 {
			size = 1500 // several pieces
		}
		c := newCrowd(dice, size)
		for range 4 {
			line := c.Line()
			if len(line) != len(c.plain) || !slices.EqualFunc(line, c.plain, func(a Item, b *Item) bool { return a.ID == b.ID }) {
				t.Fatalf("seed %d: the line has %d items in another order than %d", seed, len(line), len(c.plain))
			}
			for range 10 {
				it := Item{ID: "~", Kind: []string{KindChat, KindCallback}[dice.IntN(2)], QueueID: fmt.Sprint("q", dice.IntN(5)), RankAt: c.now.Add(-time.Duration(dice.IntN(500)) * time.Second)}
				if len(line) > 0 && dice.IntN(2) == 0 {
					it = line[dice.IntN(len(line))]
				}
				if got, want := c.Place(it), c.placeOf(it); got != want {
					t.Fatalf("seed %d: place %d, want %d of %+v", seed, got, want, it)
				}
			}
			for _, q := range []string{"q0", "q1", "q2", "q3", "q4", "none"} {
				if got, want := c.Tally(q), c.tallyOf(q); got != want {
					t.Fatalf("seed %d: %s counts %+v, want %+v", seed, q, got, want)
				}
			}
			duties := c.due()
			if got := c.Due(c.now); !reflect.DeepEqual(got, duties) {
				t.Fatalf("seed %d: due\n%+v, want\n%+v", seed, got, duties)
			}
			most := 1 + dice.IntN(8)
			matches := c.decide(most)
			if got := c.Decide(c.now, most); !reflect.DeepEqual(got, matches) {
				t.Fatalf("seed %d: decides\n%+v, want\n%+v", seed, got, matches)
			}
			matched, due = matched+len(matches), due+len(duties.Expired)+len(duties.Lapsed)+len(duties.Lost)+len(duties.Overflow)
			for range 1 + dice.IntN(size) {
				c.put(dice, fmt.Sprint("i", dice.IntN(size)))
			}
		}
	}
	if matched < 300 || due < 300 {
		t.Errorf("only %d proposals and %d duties: the test looks at nothing", matched, due)
	}
}

// TestOnlyThoseWhoListenAreTold finds them by where they listen.
func TestOnlyThoseWhoListenAreTold(t *testing.T) {
	b := NewBoard()
	chat := Item{ID: "1", Kind: KindChat, State: Waiting, Topic: "peer:a", Version: 1}
	b.PutItem(chat)
	b.PutItem(Item{ID: "2", Kind: KindCallback, State: Waiting, Topic: "peer:b", Version: 1})
	b.PutItem(Item{ID: "3", Kind: KindChat, State: Serving, Topic: "peer:c", Version: 1})
	topics := []string{"peer:a", "peer:b", "peer:c", "peer:d"}
	if got := b.Listeners(topics); len(got) != 1 || got[0].ID != "1" {
		t.Errorf("%+v", got)
	}
	chat.State, chat.Version = Serving, 2
	b.PutItem(chat)
	if got := b.Listeners(topics); len(got) != 0 {
		t.Errorf("who is served still waits: %+v", got)
	}
}

// TestTheFrontOfTheLine leaves out what one may not see, and only that.
func TestTheFrontOfTheLine(t *testing.T) {
	c := newCrowd(rand.New(rand.NewPCG(5, 5)), 200)
	var want []string
	for _, it := range c.plain {
		if it.UnitID == "u1" && len(want) < 20 {
			want = append(want, it.ID)
		}
	}
	got := c.Front(20, func(unitID string) bool { return unitID == "u1" })
	if !slices.EqualFunc(got, want, func(a Item, id string) bool { return a.ID == id }) || len(got) != 20 {
		t.Errorf("%d of %d", len(got), len(want))
	}
}

// BenchmarkPlace shows what a place costs with so many in line.
func BenchmarkPlace(b *testing.B) {
	for _, size := range []int{40, 60_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			board, now := NewBoard(), time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
			for i := range size {
				at := now.Add(time.Duration(i) * time.Millisecond)
				board.PutItem(Item{ID: fmt.Sprint(i), Kind: KindChat, QueueID: "q", State: Waiting, EnteredAt: at, RankAt: at, Version: 1})
			}
			next := Item{ID: "~", Kind: KindChat, QueueID: "q", RankAt: now.Add(time.Hour)}
			for b.Loop() {
				board.Place(next)
			}
		})
	}
}
