package conversation

import (
	"testing"
	"time"
)

// TestLoss: who lost a conversation by another's act is told, and nobody of what
// they did themselves or had agreed to.
func TestLoss(t *testing.T) {
	staff := func(id string) Author { return Author{Kind: ByStaff, ID: id, Name: id} }
	line := func(by Author, kind, why string) Message {
		return Message{Kind: EventLine, Author: by, Event: &Happening{Type: kind, Data: map[string]any{"why": why}}}
	}
	house := Author{Kind: BySystem}
	for name, v := range map[string]struct {
		line  Message
		owner string // afterwards
		state State
		lost  bool
	}{
		"taken over":       {line(staff("lead"), "assigned", "taken_over"), "lead", Open, true},
		"given away":       {line(staff("lead"), "assigned", ""), "chen", Open, true},
		"put back":         {line(staff("lead"), "released", ""), "", Open, true},
		"may not serve":    {line(house, "released", "unfit"), "", Open, true},
		"gave it away":     {line(staff("lin"), "assigned", ""), "chen", Open, false},
		"put it back":      {line(staff("lin"), "released", ""), "", Open, false},
		"asked to hand on": {line(staff("chen"), "assigned", "transferred"), "chen", Open, false},
		"went off":         {line(house, "released", "off"), "", Open, false},
		"lost the line":    {line(house, "released", "lost"), "", Open, false},
		"still theirs":     {line(staff("lead"), "labelled", ""), "lin", Open, false},
		"ended":            {line(staff("lead"), "closed", ""), "", Closed, false},
	} {
		m, lost := loss(Conversation{OwnerID: "lin", State: Open}, Conversation{OwnerID: v.owner, State: v.state}, []Message{{Kind: Reply}, v.line})
		if lost != v.lost || lost && m.Event.Type != v.line.Event.Type {
			t.Errorf("%s: %v %+v", name, lost, m.Event)
		}
	}
	if _, lost := loss(Conversation{State: Open}, Conversation{OwnerID: "lead", State: Open}, []Message{line(staff("lead"), "claimed", "")}); lost {
		t.Error("nobody had it, and somebody lost it")
	}
}

// TestTheHouseOwesTheNextWord: whoever has a conversation newly has said
// nothing, so its customer is not the one who is silent.
func TestTheHouseOwesTheNextWord(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	said := Message{Kind: Reply, Author: Author{Kind: ByStaff, ID: "lin"}, CreatedAt: at}
	house := Message{Kind: Reply, Author: Author{Kind: BySystem}}
	event := func(kind string) Message { return Message{Kind: EventLine, Event: &Happening{Type: kind}} }
	for name, v := range map[string]struct {
		lines  []Message
		silent bool
	}{
		"answered":               {[]Message{said}, true},
		"taken over since":       {[]Message{said, event("assigned"), house}, false},
		"back in line since":     {[]Message{said, event("released"), event("claimed")}, false},
		"the new one has said":   {[]Message{said, event("assigned"), house, said}, true},
		"labelled since":         {[]Message{said, event("labelled")}, true},
		"asked already":          {[]Message{said, house}, true},
		"nobody has said a word": {[]Message{event("claimed")}, false},
	} {
		if _, silent := silence(Conversation{}, v.lines); silent != v.silent {
			t.Errorf("%s: %v", name, silent)
		}
	}
}
