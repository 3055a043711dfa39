package routing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// randomBoard has thirty people of two queues in all states, and forty who wait.
func randomBoard(dice *rand.Rand) *Board {
	b := NewBoard()
	rules := DefaultRules()
	b.PutQueues([]Queue{{ID: "q", Enabled: true, Mode: ModeOffer, Rules: rules},
		{ID: "r", Enabled: true, Mode: ModeOffer, Rules: rules, Needs: []Need{{"repair", 2}}},
		{ID: "night", Enabled: true, Mode: ModeOffer, Rules: rules}}, map[string]bool{"night": false})
	var agents []Agent
	for i := range 30 {
		agents = append(agents, Agent{ID: fmt.Sprintf("a%02d", i), Ready: dice.IntN(4) > 0, Places: map[string]int{SlotChat: dice.IntN(3), SlotCallback: 1},
			Queues: map[string]bool{"q": i%2 == 0, "r": i%3 == 0, "night": true}, Skills: map[string]int{"repair": dice.IntN(4)},
			Speaks: map[string]bool{"en": i%5 == 0}, FreeAt: nine.Add(time.Duration(dice.IntN(600)) * time.Second)})
		for q, in := range agents[i].Queues {
			if !in {
				delete(agents[i].Queues, q)
			}
		}
	}
	b.PutAgents(agents)
	someone := func() string { return agents[dice.IntN(len(agents))].ID }
	for i := range 40 {
		kind, slot := KindChat, SlotChat
		if i%4 == 0 {
			kind, slot = KindCallback, SlotCallback
		}
		it := Item{ID: fmt.Sprintf("i%02d", i), Kind: kind, Slot: slot, SubjectID: fmt.Sprint(i), QueueID: []string{"q", "r", "night"}[dice.IntN(3)],
			State: Waiting, EnteredAt: nine.Add(-time.Duration(dice.IntN(90)) * time.Second), Version: 1}
		it.RankAt = it.EnteredAt.Add(-time.Duration(dice.IntN(3)) * time.Minute)
		switch dice.IntN(6) {
		case 0:
			it.StewardID = someone()
		case 1:
			it.LastID = someone()
		case 2:
			it.Language = "en"
		case 3:
			it.Refused = []Refusal{{StaffID: someone(), At: nine.Add(-time.Second)}, {StaffID: someone(), At: nine.Add(-30 * time.Second), Missed: true}}
		case 4:
			it = it.offer(Offer{ID: "o", StaffID: someone(), Until: nine.Add(time.Second)})
		}
		b.PutItem(it)
	}
	return b
}

// TestExplainIsTheChoice: whoever is explained to be next is whom the engine
// asks, every member is either in order or has a reason, and nobody twice.
func TestExplainIsTheChoice(t *testing.T) {
	asked, bars := 0, map[Bar]int{}
	for seed := range uint64(300) {
		b := randomBoard(rand.New(rand.NewPCG(seed, 3)))
		chosen := map[string]string{}
		for _, m := range b.Decide(nine, 1000) {
			chosen[m.ItemID] = m.StaffID
		}
		for _, it := range b.Line() {
			r := b.Explain(it, nine, nil)
			next := ""
			if len(r.People) > 0 && r.People[0].Order == 1 {
				next = r.People[0].StaffID
			}
			if it.State == Waiting && next != chosen[it.ID] {
				t.Fatalf("seed %d, %s: the engine asks %q, and it is explained to ask %q", seed, it.ID, chosen[it.ID], next)
			}
			seen := map[string]bool{}
			for k, p := range r.People {
				if seen[p.StaffID] || (p.Order > 0) != (p.Bar == "") || p.Order > 0 && p.Order != k+1 {
					t.Fatalf("seed %d, %s: %+v", seed, it.ID, r.People)
				}
				seen[p.StaffID] = true
				bars[p.Bar]++
			}
			if len(seen) != len(b.members[it.QueueID]) {
				t.Fatalf("seed %d, %s: %d of %d members", seed, it.ID, len(seen), len(b.members[it.QueueID]))
			}
			if next != "" {
				asked++
			}
		}
	}
	t.Logf("%d items with somebody to ask; reasons %v", asked, bars)
	for _, bar := range []Bar{"", BarAway, BarSkill, BarFull, BarAsked, BarDeclined, BarMissed, BarLanguage, BarSteward, BarLast, BarClosed} {
		if bars[bar] == 0 {
			t.Errorf("never %q", bar)
		}
	}
}

// TestExplainOrder walks the reasons of one customer of grade A.
func TestExplainOrder(t *testing.T) {
	b := NewBoard()
	b.PutQueues([]Queue{{ID: "q", Enabled: true, Mode: ModeOffer, Needs: []Need{{"tax", 3}}, Rules: DefaultRules()}}, nil)
	agent := func(id string, ready bool, places, tax int) Agent {
		return Agent{ID: id, Ready: ready, Presence: "online", Places: map[string]int{SlotChat: places}, Queues: map[string]bool{"q": true}, Skills: map[string]int{"tax": tax}}
	}
	b.PutAgents([]Agent{agent("good", true, 2, 3), agent("best", true, 2, 5), agent("full", true, 0, 5), agent("novice", true, 2, 2), agent("away", false, 2, 5), agent("refuser", true, 2, 4)})
	it := Item{ID: "i", Kind: KindChat, Slot: SlotChat, SubjectID: "c", QueueID: "q", StewardID: "good", Refused: []Refusal{{StaffID: "refuser", At: nine}}}
	it = it.enter(nine, DefaultSettings(), "A", false)
	it.Refused = []Refusal{{StaffID: "refuser", At: nine}}
	r := b.Explain(it, nine.Add(10*time.Second), nil)
	var got []string
	for _, p := range r.People {
		got = append(got, fmt.Sprintf("%d %s %s", p.Order, p.StaffID, p.Bar))
	}
	want := []string{"1 good ", "2 best ", "0 away away", "0 refuser declined", "0 full full", "0 novice skill"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if p := r.People[5]; p.Need.SkillID != "tax" || p.Need.Level != 3 || p.Has != 2 {
		t.Errorf("what the novice lacks: %+v", p)
	}
	if p := r.People[3]; !p.Until.Equal(nine.Add(3 * time.Minute)) {
		t.Errorf("asked again at %v", p.Until)
	}
	if !slices.Contains(r.People[0].Why, "steward") || len(r.Holds) != 1 || !r.Holds[0].Until.Equal(nine.Add(time.Minute)) {
		t.Errorf("why %v, holds %v", r.People[0].Why, r.Holds)
	}
}
