package routing

import (
	"fmt"
	"testing"
	"time"
)

// TestNoEstimateWhereNobodyTakes: who is busy or on a break, who only looks on
// and who has no places serves nobody soon; who is expected back after a start
// does.
func TestNoEstimateWhereNobodyTakes(t *testing.T) {
	one := map[string]int{SlotChat: 1}
	in := map[string]bool{"q": true}
	for _, c := range []struct {
		name     string
		who      Agent
		closed   bool
		estimate bool
		staffed  bool
		message  bool
		online   int
		problems string
	}{
		{"online", Agent{Ready: true, Here: true, Presence: "online", Places: one}, false, true, true, false, 1, "[]"},
		{"busy", Agent{Here: true, Presence: "busy", Places: one}, false, false, true, true, 0, "[nobody_ready]"},
		{"on a break", Agent{Here: true, Presence: "break", Places: one}, false, false, true, true, 0, "[nobody_ready]"},
		{"looks on", Agent{Ready: true, Here: true, Presence: "online", Watches: true, Places: one}, false, false, false, true, 0, "[nobody_takes]"},
		{"gone", Agent{Presence: "off", Places: one}, false, false, false, true, 0, "[nobody_here]"},
		{"gone out of hours", Agent{Presence: "off", Places: one}, true, false, false, true, 0, "[]"},
		{"busy out of hours", Agent{Here: true, Presence: "busy", Places: one}, true, false, true, true, 0, "[]"},
		{"online without a place", Agent{Ready: true, Here: true, Presence: "online", Places: map[string]int{}}, false, false, true, true, 0, "[no_places]"},
		{"expected back", Agent{Here: true, Back: true, Presence: "online", Places: one}, false, true, true, false, 1, "[]"},
		{"expected back, busy", Agent{Here: true, Presence: "busy", Places: one}, false, false, true, true, 0, "[nobody_ready]"},
	} {
		q := Queue{ID: "q", Enabled: true, Mode: ModeOffer}
		b := NewBoard()
		b.PutQueues([]Queue{q}, map[string]bool{"q": !c.closed})
		c.who.ID, c.who.Queues = "a", in
		b.PutAgents([]Agent{c.who})
		for range 5 {
			b.Answered("q", Wait{At: nine, Took: time.Minute, Place: 1})
		}
		s := b.Standing(Item{ID: "~", Kind: KindChat, QueueID: "q", EnteredAt: nine, RankAt: nine}, nine)
		if s.WaitSeconds != nil != c.estimate || s.Staffed != c.staffed || s.MayLeave != c.message {
			t.Errorf("%s: estimate %v, staffed %v, message %v", c.name, s.WaitSeconds != nil, s.Staffed, s.MayLeave)
		}
		agents := b.Agents(SlotChat)
		online := 0
		for _, a := range agents {
			if a.takes(&q) {
				online++
			}
		}
		if problems := fmt.Sprint(append([]string{}, q.problems(agents, !c.closed)...)); online != c.online || problems != c.problems {
			t.Errorf("%s: %d online, problems %s", c.name, online, problems)
		}
	}
}

// TestAnEstimateKnowsThatNothingMoves: whoever comes waits no less than who has
// waited longest, while nobody was served since.
func TestAnEstimateKnowsThatNothingMoves(t *testing.T) {
	b := NewBoard()
	b.PutQueues([]Queue{{ID: "q", Enabled: true, Mode: ModeOffer}}, map[string]bool{"q": true})
	b.PutAgents([]Agent{{ID: "a", Ready: true, Here: true, Presence: "online", Places: map[string]int{SlotChat: 1}, Queues: map[string]bool{"q": true}}})
	for range 5 {
		b.Answered("q", Wait{At: nine, Took: 85 * time.Second, Place: 1})
	}
	first := Item{ID: "i", Kind: KindChat, Slot: SlotChat, SubjectID: "c", QueueID: "q", State: Waiting, EnteredAt: nine.Add(time.Second), RankAt: nine.Add(time.Second), Version: 1}
	b.PutItem(first)
	now := first.EnteredAt.Add(17 * time.Minute)
	next := Item{ID: "~", Kind: KindChat, QueueID: "q", EnteredAt: now, RankAt: now}
	for name, it := range map[string]Item{"who comes": next, "who waits": first} {
		if got := b.Standing(it, now).WaitSeconds; got == nil || *got != 17*60 {
			t.Errorf("%s is told %v", name, got)
		}
	}
	b.Answered("q", Wait{At: now, Took: 85 * time.Second, Place: 1}) // it moves
	if got := b.Standing(next, now).WaitSeconds; got == nil || *got != 170 {
		t.Errorf("told %v", got)
	}
	if got := Stalled(nil, time.Time{}, now); got != 0 {
		t.Errorf("nobody waits, and it stalls for %v", got)
	}
	overflowed := first
	overflowed.ID, overflowed.SubjectID, overflowed.FirstQueue, overflowed.EnteredAt = "o", "co", "p", nine.Add(-time.Hour)
	b.PutItem(overflowed)
	if got := b.line.oldest("q"); !got.Equal(overflowed.EnteredAt) {
		t.Errorf("the oldest is of %v", got)
	}
}

// TestInHandIsWhatOneServes: a question is nothing in hand, but takes a place.
func TestInHandIsWhatOneServes(t *testing.T) {
	b := NewBoard()
	b.PutAgents([]Agent{{ID: "a"}})
	it := Item{ID: "i", Kind: KindChat, Slot: SlotChat, SubjectID: "c", State: Waiting, EnteredAt: nine, RankAt: nine, Version: 1}
	asked := it.offer(Offer{ID: "o", StaffID: "a", Until: nine.Add(time.Minute)})
	b.PutItem(asked)
	call := asked
	call.ID, call.SubjectID, call.Kind, call.Slot = "k", "m", KindCallback, SlotCallback
	b.PutItem(call)
	if b.InHand("a", SlotChat) != 0 || b.Load("a", SlotChat) != 1 || b.Agents(SlotChat)[0].InHand != 0 {
		t.Errorf("asked: %d in hand, %d taken", b.InHand("a", SlotChat), b.Load("a", SlotChat))
	}
	asked = asked.serve("a", nine)
	asked.Version++
	b.PutItem(asked)
	if b.InHand("a", SlotChat) != 1 || b.Agents(SlotChat)[0].InHand != 1 || b.InHand("a", SlotCallback) != 0 {
		t.Errorf("serving: %d in hand", b.InHand("a", SlotChat))
	}
}
