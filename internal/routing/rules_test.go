package routing

import (
	"slices"
	"testing"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/platform/fault"
)

var nine = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// TestExpectedWait: the median of the waits answered in the last 20 minutes
// times the position factor; under five of them no number is said.
func TestExpectedWait(t *testing.T) {
	wait := func(ago, took time.Duration, place int) Wait {
		return Wait{At: nine.Add(-ago), Took: took, Place: place}
	}
	four := []Wait{wait(time.Minute, 60*time.Second, 1), wait(2*time.Minute, 90*time.Second, 1), wait(3*time.Minute, 120*time.Second, 1), wait(19*time.Minute, 30*time.Second, 1)}
	five := append(slices.Clone(four), wait(20*time.Minute, 240*time.Second, 1))
	for _, c := range []struct {
		name  string
		waits []Wait
		place int
		want  time.Duration
		ok    bool
	}{
		{"four are too few", four, 1, 0, false},
		{"a fifth that is too old does not help", append(slices.Clone(four), wait(20*time.Minute+time.Second, time.Minute, 1)), 1, 0, false},
		{"five, next in line", five, 1, 90 * time.Second, true},
		{"third in line", five, 3, 270 * time.Second, true},
		{"six: between the middle two", append(slices.Clone(five), wait(0, 100*time.Second, 1)), 1, 95 * time.Second, true},
		{"those waits had begun at place 2", []Wait{wait(1, 60*time.Second, 2), wait(2, 60*time.Second, 2), wait(3, 60*time.Second, 2), wait(4, 60*time.Second, 2), wait(5, 60*time.Second, 2)}, 1, 30 * time.Second, true},
		{"no place", five, 0, 0, false},
	} {
		if got, ok := Expected(c.waits, c.place, nine); got != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

// TestRank: a grade moves forward by so much and no more.
func TestRank(t *testing.T) {
	s := DefaultSettings()
	for _, c := range []struct {
		grade string
		vip   bool
		by    time.Duration
	}{{"", false, 0}, {"C", false, 0}, {"B", false, time.Minute}, {"A", false, 2 * time.Minute}, {"A", true, 7 * time.Minute}} {
		if got := nine.Sub(s.Rank(nine, c.grade, c.vip)); got != c.by {
			t.Errorf("%s %v moves by %v", c.grade, c.vip, got)
		}
	}
}

// TestPick walks the rules of choosing, one row each.
func TestPick(t *testing.T) {
	agent := func(id string, free int) *Agent {
		return &Agent{ID: id, Ready: true, FreeAt: nine.Add(-time.Duration(free) * time.Minute), Speaks: map[string]bool{"en": id == "en"}}
	}
	a, b, en := agent("a", 5), agent("b", 9), agent("en", 1)
	of := func(x *Agent, level, load, room int) candidate {
		return candidate{agent: x, level: level, load: load, room: room}
	}
	q := &Queue{ID: "q", Rules: DefaultRules()}
	for _, c := range []struct {
		name string
		it   Item
		list []candidate
		here []string
		now  time.Duration
		want string
		why  string
	}{
		{"the least loaded for their places", Item{}, []candidate{of(a, 0, 2, 3), of(b, 0, 1, 4)}, nil, 0, "b", "longest_waiting"},
		{"then who has been free the longest", Item{}, []candidate{of(a, 0, 1, 4), of(b, 0, 1, 4)}, nil, 0, "b", "longest_waiting"},
		{"the more skilled comes before the less loaded", Item{}, []candidate{of(a, 5, 4, 1), of(b, 3, 0, 5)}, nil, 0, "a", "longest_waiting"},
		{"the steward first", Item{StewardID: "a"}, []candidate{of(a, 0, 4, 1), of(b, 0, 0, 5)}, []string{"a"}, 0, "a", "steward"},
		{"a busy steward is waited for", Item{StewardID: "a"}, []candidate{of(b, 0, 0, 5)}, []string{"a"}, 59 * time.Second, "", ""},
		{"for a minute", Item{StewardID: "a"}, []candidate{of(b, 0, 0, 5)}, []string{"a"}, 60 * time.Second, "b", "longest_waiting"},
		{"one who is not here is not", Item{StewardID: "a"}, []candidate{of(b, 0, 0, 5)}, nil, 0, "b", "longest_waiting"},
		{"nor one who has just declined", Item{StewardID: "a", Refused: []Refusal{{StaffID: "a", At: nine}}}, []candidate{of(a, 0, 0, 5), of(b, 0, 1, 4)}, []string{"a"}, 0, "b", "longest_waiting"},
		{"the steward before the last agent", Item{StewardID: "a", LastID: "b"}, []candidate{of(a, 0, 4, 1), of(b, 0, 0, 5)}, []string{"a", "b"}, 0, "a", "steward"},
		{"who served last", Item{LastID: "a"}, []candidate{of(a, 0, 4, 1), of(b, 0, 0, 5)}, []string{"a"}, 0, "a", "last_agent"},
		{"who speaks the language", Item{Language: "en"}, []candidate{of(a, 0, 0, 5), of(en, 0, 4, 1)}, []string{"en"}, 0, "en", "language"},
		{"busy speakers are waited for", Item{Language: "en"}, []candidate{of(a, 0, 0, 5)}, []string{"en"}, 0, "", ""},
		{"for a minute", Item{Language: "en"}, []candidate{of(a, 0, 0, 5)}, []string{"en"}, 60 * time.Second, "a", "longest_waiting"},
		{"nobody speaks it", Item{Language: "en"}, []candidate{of(a, 0, 0, 5)}, nil, 0, "a", "longest_waiting"},
		{"all were just asked", Item{Refused: []Refusal{{StaffID: "a", At: nine}}}, []candidate{of(a, 0, 0, 5)}, nil, 2 * time.Minute, "", ""},
		{"and are asked again", Item{Refused: []Refusal{{StaffID: "a", At: nine}}}, []candidate{of(a, 0, 0, 5)}, nil, 3 * time.Minute, "a", "longest_waiting"},
		{"who only missed it, sooner", Item{Refused: []Refusal{{StaffID: "a", At: nine, Missed: true}}}, []candidate{of(a, 0, 0, 5)}, nil, time.Minute, "a", "longest_waiting"},
		{"nobody else may be asked", Item{OnlyID: "b"}, []candidate{of(a, 0, 0, 5), of(b, 0, 4, 1)}, nil, 0, "b", "only"},
		{"and they are full", Item{OnlyID: "b"}, []candidate{of(a, 0, 0, 5)}, nil, 0, "", ""},
	} {
		c.it.EnteredAt = nine
		here := func(id string) bool { return slices.Contains(c.here, id) }
		got, why, ok := c.it.pick(q, c.list, nine.Add(c.now), here, func(string) bool { return slices.Contains(c.here, "en") })
		switch {
		case ok != (c.want != ""):
			t.Errorf("%s: %v", c.name, ok)
		case ok && (got.agent.ID != c.want || !slices.Contains(why, c.why)):
			t.Errorf("%s: %s because of %v", c.name, got.agent.ID, why)
		}
	}
}

// TestBoardKeepsToTheNewest: news may come late and twice.
func TestBoardKeepsToTheNewest(t *testing.T) {
	b := NewBoard()
	it := Item{ID: "i", Kind: KindChat, Slot: SlotChat, SubjectID: "c", QueueID: "q", State: Waiting, EnteredAt: nine, RankAt: nine, Version: 1}
	b.PutItem(it)
	served := it.serve("a", nine)
	served.Version = 3
	b.PutItem(served)
	late := it.offer(Offer{ID: "o", StaffID: "b", Until: nine})
	late.Version = 2
	b.PutItem(late)
	b.PutItem(served)
	if len(b.Line()) != 0 || b.Load("a", SlotChat) != 1 || b.Load("b", SlotChat) != 0 {
		t.Errorf("line %d, a %d, b %d", len(b.Line()), b.Load("a", SlotChat), b.Load("b", SlotChat))
	}
	done := served.finish(nine)
	done.Version = 4
	b.PutItem(done)
	b.PutItem(served)
	if _, known := b.Of(KindChat, "c"); known || b.Load("a", SlotChat) != 0 {
		t.Error("what has left came back")
	}
}

// TestQueueRefusals: a circle of overflows, halves and numbers out of range.
func TestQueueRefusals(t *testing.T) {
	rules := func(to string) QueueRules {
		r := DefaultRules()
		if to != "" {
			r.OverflowSeconds, r.OverflowQueueID = 60, to
		}
		return r
	}
	all := []Queue{{ID: "a", Name: "甲", Mode: ModeOffer, Rules: rules("b")}, {ID: "b", Name: "乙", Mode: ModeOffer, Rules: rules("c")}, {ID: "c", Name: "丙", Mode: ModeOffer, Rules: rules("")}}
	for _, c := range []struct {
		name        string
		q           Queue
		code, field string
	}{
		{"fine", all[0], "", ""},
		{"round three corners", Queue{ID: "c", Name: "丙", Mode: ModeOffer, Rules: rules("a")}, "routing.overflow_circle", "rules.overflow_queue_id"},
		{"into itself", Queue{ID: "c", Name: "丙", Mode: ModeOffer, Rules: rules("c")}, "routing.overflow_circle", "rules.overflow_queue_id"},
		{"into nothing", Queue{ID: "c", Name: "丙", Mode: ModeOffer, Rules: rules("d")}, "routing.queue_unknown", "rules.overflow_queue_id"},
		{"skill twice", Queue{ID: "c", Name: "丙", Mode: ModeOffer, Rules: rules(""), Needs: []Need{{"s", 1}, {"s", 2}}}, "routing.need", "needs"},
		{"no name", Queue{ID: "c", Mode: ModeOffer, Rules: rules("")}, "check.empty", "name"},
		{"mode", Queue{ID: "c", Name: "丙", Mode: "push", Rules: rules("")}, "routing.mode", "mode"},
	} {
		err := c.q.check(all)
		if err == nil && c.code == "" {
			continue
		}
		if f := fault.From(err); err == nil || f.Code != c.code || f.Field != c.field {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestQueueFor: the channel decides, then the unit; among several the one for
// just this kind of customer.
func TestQueueFor(t *testing.T) {
	h := &house{queues: []Queue{{ID: "off", Channels: []string{"web"}}, {ID: "all", Enabled: true, UnitID: "root"},
		{ID: "shop", Enabled: true, UnitID: "shop"}, {ID: "firms", Enabled: true, UnitID: "shop", Serves: customer.Organisation},
		{ID: "web", Enabled: true, UnitID: "root", Channels: []string{"web"}}, {ID: "webfirms", Enabled: true, UnitID: "root", Channels: []string{"web"}, Serves: customer.Organisation}}}
	up := func(unit string) []string { return []string{unit, "root"} }
	for _, c := range []struct {
		channel, unit string
		kind          customer.Kind
		want          string
	}{{"web", "shop", customer.Person, "web"}, {"web", "shop", customer.Organisation, "webfirms"}, {"mail", "shop", customer.Person, "shop"},
		{"mail", "shop", customer.Organisation, "firms"}, {"mail", "bank", customer.Organisation, "all"}, {"mail", "root", customer.Person, "all"}} {
		if got := h.queueFor(c.channel, c.unit, c.kind, up); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
	if got := (&house{}).queueFor("web", "shop", customer.Person, up); got != "" {
		t.Errorf("no queue, and %q", got)
	}
}

// TestSettingsHaveBounds: the first and the last that may be, and those beyond.
func TestSettingsHaveBounds(t *testing.T) {
	with := func(edit func(*Settings)) Settings {
		s := DefaultSettings().whole()
		s.GradeSeconds = map[string]int{"A": 60}
		edit(&s)
		return s
	}
	for _, v := range []struct {
		s           Settings
		code, field string
	}{
		{with(func(*Settings) {}), "", ""},
		{with(func(s *Settings) { s.Places[SlotChat] = 1 }), "", ""},
		{with(func(s *Settings) { s.Places[SlotChat] = MaxPlaces }), "", ""},
		{with(func(s *Settings) { s.Places[SlotChat] = MaxPlaces + 1 }), "routing.places", "places.chat"},
		{with(func(s *Settings) { s.Places[SlotChat] = 0 }), "routing.places_zero", "places.chat"},
		{with(func(s *Settings) { s.Places[SlotCallback] = 0 }), "routing.places_zero", "places.callback"},
		{with(func(s *Settings) { s.Places["mail"] = 0 }), "", ""},
		{with(func(s *Settings) { s.Places["mail"] = -1 }), "routing.places", "places.mail"},
		{with(func(s *Settings) { s.GradeSeconds["A"] = 86400 }), "", ""},
		{with(func(s *Settings) { s.GradeSeconds["A"] = 86401 }), "routing.seconds", "grade_seconds.A"},
		{with(func(s *Settings) { s.GradeSeconds["A"] = -1 }), "routing.seconds", "grade_seconds.A"},
		{with(func(s *Settings) { s.GradeSeconds["E"] = 1 }), "routing.seconds", "grade_seconds.E"},
		{with(func(s *Settings) { s.TransferSecs = 10 }), "", ""},
		{with(func(s *Settings) { s.TransferSecs = 9 }), "routing.seconds", "transfer_seconds"},
		{with(func(s *Settings) { s.MissedLimit = 20 }), "", ""},
		{with(func(s *Settings) { s.MissedLimit = 21 }), "routing.seconds", "missed_limit"},
		{with(func(s *Settings) { s.IdlePromptSecs, s.IdleCloseSecs = 59, 60 }), "", ""},
		{with(func(s *Settings) { s.IdlePromptSecs, s.IdleCloseSecs = 60, 60 }), "routing.idle_order", "idle_close_seconds"},
		{with(func(s *Settings) { s.IdlePromptSecs, s.IdleCloseSecs = 60, 0 }), "", ""},
	} {
		err := v.s.check()
		if err == nil && v.code == "" {
			continue
		}
		if f := fault.From(err); f.Code != v.code || f.Field != v.field {
			t.Errorf("%+v: %v, want %s at %s", v.s, err, v.code, v.field)
		}
	}
}

// TestUrgencyBefore: a cry before everything, an urgent message before other
// messages and before no chat.
func TestUrgencyBefore(t *testing.T) {
	item := func(kind string, minute, urgency int) Item {
		at := nine.Add(time.Duration(minute) * time.Minute)
		return Item{ID: kind, Kind: kind, EnteredAt: at, RankAt: at, Urgency: urgency}
	}
	for _, c := range []struct {
		name string
		a, b Item
		want bool
	}{
		{"a cry before a chat", item(KindChat, 0, 0), item(KindCallback, 9, alarming), false},
		{"a cry before an urgent message", item(KindCallback, 9, alarming), item(KindCallback, 0, pressing), true},
		{"the earlier cry first", item(KindCallback, 1, alarming), item(KindCallback, 2, alarming), true},
		{"urgent before a message", item(KindCallback, 9, pressing), item(KindCallback, 0, 0), true},
		{"urgent does not overtake a chat", item(KindCallback, 9, pressing), item(KindChat, 0, 0), false},
		{"nor does a chat overtake it", item(KindChat, 9, 0), item(KindCallback, 0, pressing), false},
	} {
		if got := c.a.before(c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
