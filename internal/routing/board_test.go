package routing

import (
	"testing"
	"time"
)

// TestBoardDuties: what falls due falls due at its time, not before; who is a VIP
// stands in front, but has not waited longer; and nothing is done twice.
func TestBoardDuties(t *testing.T) {
	q := Queue{ID: "q", Enabled: true, Mode: ModeOffer, Rules: QueueRules{OfferSeconds: 20, OverflowSeconds: 120, OverflowQueueID: "r"}}
	plain := Item{ID: "i", Kind: KindChat, Slot: SlotChat, SubjectID: "c", QueueID: "q", State: Waiting, EnteredAt: nine, RankAt: nine, Version: 1}
	with := func(change func(*Item)) Item {
		it := plain
		change(&it)
		return it
	}
	vip := with(func(i *Item) { i.RankAt = nine.Add(-time.Hour) })
	offered := with(func(i *Item) {
		i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, "here", "o", nine.Add(20*time.Second)
	})
	gone := with(func(i *Item) {
		i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, "gone", "o", nine.Add(time.Hour)
	})
	moved := with(func(i *Item) { i.QueueID, i.FirstQueue = "r", "q" })
	transfer := with(func(i *Item) { i.Kind, i.OnlyID, i.ExpiresAt = KindTransfer, "here", nine.Add(2*time.Minute) })
	away := with(func(i *Item) { i.Kind, i.OnlyID, i.ExpiresAt = KindTransfer, "gone", nine.Add(2*time.Minute) })
	busy := with(func(i *Item) { i.Kind, i.OnlyID, i.ExpiresAt = KindTransfer, "busy", nine.Add(2*time.Minute) })
	asked := away
	asked.State, asked.HolderID, asked.OfferID, asked.OfferUntil = Offered, "gone", "o", nine.Add(time.Hour)
	for _, c := range []struct {
		name  string
		it    Item
		after time.Duration
		want  string
	}{
		{"a moment before the overflow", plain, 119 * time.Second, ""}, {"the overflow", plain, 120 * time.Second, "overflow"},
		{"a VIP before it", vip, 119 * time.Second, ""}, {"a VIP", vip, 120 * time.Second, "overflow"},
		{"who has moved once", moved, time.Hour, ""}, {"an offer that runs", offered, 19 * time.Second, ""}, {"one that is over", offered, 20 * time.Second, "lapsed"},
		{"to somebody who has gone", gone, time.Second, "lost"}, {"a transfer that runs", transfer, 119 * time.Second, ""}, {"one that is over", transfer, 120 * time.Second, "expired"},
		{"a transfer to who has gone", away, time.Second, "left"}, {"that is over", away, 120 * time.Second, "expired"},
		{"a transfer offered to who has gone", asked, time.Second, "left"}, {"a transfer to who is busy", busy, time.Second, ""},
		{"a transfer offered to who is busy", with(func(i *Item) {
			i.Kind, i.OnlyID, i.ExpiresAt = KindTransfer, "busy", nine.Add(2*time.Minute)
			i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, "busy", "o", nine.Add(time.Hour)
		}), time.Second, ""},
		{"a transfer to a queue that nobody is here for", with(func(i *Item) { i.Kind, i.QueueID, i.ExpiresAt = KindTransfer, "none", nine.Add(2*time.Minute) }), time.Second, "left"},
		{"a transfer to a queue", with(func(i *Item) { i.Kind, i.ExpiresAt = KindTransfer, nine.Add(2*time.Minute) }), time.Second, ""},
		{"asked before another came", with(func(i *Item) {
			i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, "lead", "o", nine.Add(time.Hour)
		}), time.Second, ""},
		{"asked, and chose to look on", with(func(i *Item) {
			i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, "chose", "o", nine.Add(time.Hour)
		}), time.Second, "lost"},
		{"one being served", plain.serve("here", nine), time.Hour, ""},
	} {
		b := NewBoard()
		b.PutQueues([]Queue{q, {ID: "r", Enabled: true}, {ID: "none", Enabled: true}}, map[string]bool{"q": true, "r": true})
		b.PutAgents([]Agent{{ID: "here", Ready: true, Here: true, Queues: map[string]bool{"q": true}}, {ID: "gone", Here: true, Presence: "break"},
			{ID: "busy", Here: true, Presence: "busy"}, {ID: "lead", Ready: true, Here: true, Watches: true}, {ID: "chose", Ready: true, Here: true, Watches: true, Chosen: true}})
		b.PutItem(c.it)
		d := b.Due(nine.Add(c.after))
		got := ""
		for name, list := range map[string][]Item{"overflow": d.Overflow, "lapsed": d.Lapsed, "lost": d.Lost, "expired": d.Expired, "left": d.Left} {
			if len(list) > 0 {
				got += name
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	q.Rules.OverflowSeconds = 0
	b := NewBoard()
	b.PutQueues([]Queue{q}, nil)
	b.PutItem(plain)
	if d := b.Due(nine.Add(24 * time.Hour)); len(d.Overflow) > 0 {
		t.Error("0 means never, and it overflows")
	}
}

// TestItemsGoAndComeBack: what each step keeps and forgets.
func TestItemsGoAndComeBack(t *testing.T) {
	s := DefaultSettings()
	it := Item{ID: "i", QueueID: "q", State: Waiting, EnteredAt: nine, RankAt: nine, OnlyID: "x", Refused: []Refusal{{StaffID: "x", At: nine}}}
	offered := it.offer(Offer{ID: "o", StaffID: "a", Until: nine.Add(time.Minute)})
	if offered.State != Offered || offered.HolderID != "a" || offered.OfferID != "o" || !offered.EnteredAt.Equal(nine) {
		t.Errorf("offered: %+v", offered)
	}
	back := offered.back(&Refusal{StaffID: "a", At: nine})
	if back.State != Waiting || back.HolderID != "" || back.OfferID != "" || !back.OfferUntil.IsZero() || len(back.Refused) != 2 || !back.RankAt.Equal(nine) || len(it.Refused) != 1 {
		t.Errorf("back: %+v", back)
	}
	served := back.serve("b", nine.Add(time.Minute))
	if served.State != Serving || served.HolderID != "b" || served.OnlyID != "" || served.Refused != nil || !served.AnsweredAt.Equal(nine.Add(time.Minute)) {
		t.Errorf("served: %+v", served)
	}
	if again := served.serve("c", nine.Add(time.Hour)); !again.AnsweredAt.Equal(served.AnsweredAt) {
		t.Errorf("the first answer moved: %v", again.AnsweredAt)
	}
	covering := served
	covering.CoverFor = "a"
	if covering.serve("b", nine).CoverFor != "a" || covering.serve("c", nine).CoverFor != "" || covering.serve("a", nine).CoverFor != "" {
		t.Error("a cover ends with another owner, and with who is back, and not before")
	}
	entered := covering.enter(nine.Add(time.Hour), s, "A", true)
	if entered.State != Waiting || entered.HolderID != "" || entered.CoverFor != "" || !entered.EnteredAt.Equal(nine.Add(time.Hour)) || !entered.RankAt.Equal(nine.Add(time.Hour-420*time.Second)) {
		t.Errorf("entered: %+v", entered)
	}
	for who, at := range map[bool]time.Duration{true: restMissed, false: restDeclined} {
		r := Item{Refused: []Refusal{{StaffID: "a", At: nine, Missed: who}}}
		if !r.resting("a", nine.Add(at-1)) || r.resting("a", nine.Add(at)) || r.resting("b", nine) {
			t.Errorf("missed %v: rests for another time than %s", who, at)
		}
	}
	for range maxRefused + 5 {
		it = it.back(&Refusal{StaffID: "z", At: nine})
	}
	if len(it.Refused) != maxRefused || it.Refused[0].StaffID != "z" {
		t.Errorf("%d refusals are remembered", len(it.Refused))
	}
}
