package conversation

import (
	"testing"
	"time"
)

// talk builds lines from signs: v customer, r reply, s the house's own, n note,
// x an end; a capital was taken back. One a minute, from nine on.
func talk(signs string) (Conversation, []Message) {
	c := fresh()
	var lines []Message
	for i, sign := range signs {
		at := nine.Add(time.Duration(i) * time.Minute)
		m := Message{Text: string(sign), Author: guest, Kind: FromVisitor}
		switch sign | 0x20 {
		case 'r':
			m.Kind, m.Author = Reply, lin
		case 's':
			m.Kind, m.Author = Reply, Author{Kind: BySystem}
		case 'n':
			m.Kind, m.Author = Note, lin
		case 'x':
			m.Kind, m.Event = EventLine, &Happening{Type: "closed"}
		}
		c, m = c.Append(m, at)
		if sign < 'a' {
			m.RecalledAt = at
		}
		lines = append(lines, m)
	}
	return c, lines
}

// TestWhatIsTakenBackWasNotSaid: the columns are what a reader of the lines
// would say, whichever was taken back.
func TestWhatIsTakenBackWasNotSaid(t *testing.T) {
	for _, c := range []struct {
		lines  string
		waits  int64 // seq; 0: nobody
		last   int64
		unread int64
		first  bool
	}{
		{"vR", 1, 1, 0, true}, {"vrR", 0, 2, 0, false}, {"vRr", 0, 3, 0, false}, {"vrvR", 3, 3, 0, false}, {"vRvR", 1, 3, 0, true},
		{"V", 0, 0, 0, true}, {"Vv", 2, 2, 1, true}, {"vV", 1, 1, 1, true}, {"vVn", 1, 3, 1, true}, {"vrV", 0, 2, 0, false}, {"vrVv", 4, 4, 1, false},
		{"vsR", 1, 1, 0, true}, {"vrxV", 0, 0, 0, false}, {"vrxvV", 4, 4, 1, false}, {"vxvR", 3, 3, 0, false}, {"vrN", 0, 2, 0, false}, {"vNR", 1, 1, 0, true},
	} {
		k, lines := talk(c.lines)
		cut, found := sinceAnswered(lines)
		if found == c.first {
			t.Errorf("%s: an answer or end found: %v", c.lines, found)
		}
		s := k.stands(cut)
		if s.waits.Seq != c.waits || s.last.Seq != c.last || s.unread != c.unread || s.first != c.first {
			t.Errorf("%s: waits since %d, last %d, unread %d, first %v", c.lines, s.waits.Seq, s.last.Seq, s.unread, s.first)
		}
		k.Attention = AttentionLate
		after := k.Without(lines[len(lines)-1], s, nine.Add(time.Hour))
		if (after.Attention == "") != (c.waits == 0) || after.WaitingSince.IsZero() != (c.waits == 0) || after.Unread != c.unread || after.Version != k.Version+1 {
			t.Errorf("%s: %+v", c.lines, after)
		}
		if c.last == 0 && after.LastText != "" || c.last > 0 && (after.LastText != lines[c.last-1].Text || !after.LastAt.Equal(lines[c.last-1].CreatedAt)) {
			t.Errorf("%s: the row says %q", c.lines, after.LastText)
		}
		k.State, k.WaitingSince, k.Unread = Closed, time.Time{}, 0
		if after := k.Without(lines[len(lines)-1], s, nine); !after.WaitingSince.IsZero() || after.Unread != 0 {
			t.Errorf("%s: closed, and waits", c.lines)
		}
	}
}

// TestHelpStaysWantedWhateverIsTakenBack: only lateness ends with the wait.
func TestHelpStaysWantedWhateverIsTakenBack(t *testing.T) {
	k, lines := talk("V")
	k.Attention = AttentionHelp
	if after := k.Without(lines[0], k.stands(lines), nine); after.Attention != AttentionHelp {
		t.Errorf("%q", after.Attention)
	}
}

func TestOnlyWhoWaitsUnansweredLeavesTheLine(t *testing.T) {
	for lines, want := range map[string]bool{"V": true, "vV": false, "vrxV": true, "vrV": false, "r": false} {
		k, said := talk(lines)
		cut, _ := sinceAnswered(said)
		last := said[len(said)-1]
		after := k.Without(last, k.stands(cut), nine)
		if got := after.leavesLine(k, last, cut); got != want {
			t.Errorf("%s: %v", lines, got)
		}
		after.OwnerID = "lin"
		if after.leavesLine(k, last, cut) {
			t.Errorf("%s: taken from its owner", lines)
		}
	}
}

// TestSilenceIsOfWhatStillStands: a recalled line is nobody's word.
func TestSilenceIsOfWhatStillStands(t *testing.T) {
	for lines, want := range map[string]struct {
		silent, prompted bool
		since            int
	}{
		"v": {}, "vr": {true, false, 1}, "vR": {}, "vrV": {true, false, 1}, "vrs": {true, true, 1}, "vrS": {true, false, 1}, "vrv": {}, "vrR": {true, false, 1}, "vrnx": {true, false, 1}, "s": {},
	} {
		k, said := talk(lines)
		got, silent := silence(k, said)
		if silent != want.silent || silent && (got.Prompted != want.prompted || !got.Since.Equal(said[want.since].CreatedAt)) {
			t.Errorf("%s: %v %+v", lines, silent, got)
		}
	}
}
