package routing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestServedKeepsWhatIsAsked: an item that somebody serves is found by id, by
// subject and by who serves it, with what the queue still asks of it; what it
// is no longer asked for is left out.
func TestServedKeepsWhatIsAsked(t *testing.T) {
	at := time.Date(2026, 3, 2, 1, 0, 0, 123456000, time.UTC)
	kept := Item{ID: "i1", Kind: KindChat, Slot: SlotChat, SubjectID: "c1", QueueID: "q2", FirstQueue: "q1", UnitID: "u1", State: Serving, HolderID: "lin", CoverFor: "wu",
		EnteredAt: at, RankAt: at.Add(-time.Minute), AnsweredAt: at.Add(time.Minute), ExpiresAt: at.Add(time.Hour), Given: true, Version: 7}
	full := kept
	full.Customer, full.CustomerID, full.Topic, full.Language = "王芳", "p1", "peer/1", "yue"
	full.Refused = []Refusal{{StaffID: "zhao", At: at}}
	b := NewBoard()
	b.PutItem(full)
	byID, _ := b.Item("i1")
	bySubject, _ := b.Of(KindChat, "c1")
	byHolder := b.Held(holding{staffID: "lin", unitID: "u1", given: true})
	for how, got := range map[string]Item{"id": byID, "subject": bySubject, "holder": append(byHolder, Item{})[0]} {
		if !reflect.DeepEqual(got, kept) {
			t.Errorf("by %s: %+v", how, got)
		}
	}
	if n := b.Load("lin", SlotChat); n != 1 {
		t.Errorf("%d places taken", n)
	}
	late := full
	late.State, late.HolderID, late.Version = Waiting, "", 6
	b.PutItem(late)
	if got, _ := b.Item("i1"); got.State != Serving || len(b.Line()) != 0 {
		t.Errorf("older news counted: %+v", got)
	}
	again := late
	again.Version = 8
	b.PutItem(again)
	if got, _ := b.Of(KindChat, "c1"); got.State != Waiting || got.Customer != "王芳" || len(b.Line()) != 1 || b.Load("lin", SlotChat) != 0 || len(b.Holdings(map[string]string{"lin": ""})) != 0 {
		t.Errorf("back in the line: %+v", got)
	}
	full.Version = 9
	b.PutItem(full)
	if len(b.Line()) != 0 || b.Load("lin", SlotChat) != 1 {
		t.Error("served again, it still waits")
	}
	done := full
	done.State, done.Version = Done, 10
	b.PutItem(done)
	if _, any := b.Item("i1"); any || b.Load("lin", SlotChat) != 0 {
		t.Error("it is over, and still there")
	}
	if _, any := b.Of(KindChat, "c1"); any {
		t.Error("its subject still has it")
	}
}

// TestHoldingsAreTheKindsOfWhatIsServed: by whom, of which unit, and whether it
// was given from outside of a queue; each once, and only of who is asked for.
func TestHoldingsAreTheKindsOfWhatIsServed(t *testing.T) {
	b := NewBoard()
	for i, it := range []Item{
		{Kind: KindChat, HolderID: "lin", UnitID: "u1"}, {Kind: KindChat, HolderID: "lin", UnitID: "u1"},
		{Kind: KindChat, HolderID: "lin", UnitID: "u2"}, {Kind: KindChat, HolderID: "lin", UnitID: "u2", Given: true},
		{Kind: KindCallback, HolderID: "lin", UnitID: "u1"}, {Kind: KindChat, HolderID: "zhao", UnitID: "u1"},
	} {
		it.ID, it.SubjectID, it.Slot, it.State, it.Version = fmt.Sprint("i", i), fmt.Sprint("s", i), SlotChat, Serving, 1
		b.PutItem(it)
	}
	held := b.Holdings(map[string]string{"lin": ""})
	want := []holding{{"lin", "u1", false}, {"lin", "u1", true}, {"lin", "u2", false}, {"lin", "u2", true}}
	got := held["lin"]
	slices.SortFunc(got, func(x, y holding) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
	if len(held) != 1 || !slices.Equal(got, want) {
		t.Errorf("%v", held)
	}
	for _, h := range want {
		n := 1
		if h == want[0] {
			n = 2
		}
		if of := b.Held(h); len(of) != n || of[0].HolderID != "lin" || of[0].UnitID != h.unitID {
			t.Errorf("%v: %+v", h, of)
		}
	}
}
