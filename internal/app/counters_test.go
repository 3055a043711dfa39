package app

import "testing"

// TestARecountTellsEachCounter of a conversation with six lines: the customer's
// are the first, the fourth and the sixth, and a colleague has answered once.
func TestARecountTellsEachCounter(t *testing.T) {
	lines := []string{"visitor", "reply", "note", "visitor", "event", "visitor"}
	for _, v := range []struct {
		what   string
		stored counted
		skips  int64 // this number is missing
		ends   bool  // the event in the middle is the end
		wrong  bool
	}{
		{what: "as it is", stored: counted{state: "open", last: 6, unread: 2}},
		{what: "read in the middle", stored: counted{state: "open", last: 6, read: 4, unread: 1}},
		{what: "read in the middle and left as it was", stored: counted{state: "open", last: 6, read: 4, unread: 2}},
		{what: "read to the end", stored: counted{state: "open", last: 6, read: 6}},
		{what: "read further than it goes", stored: counted{state: "open", last: 6, read: 4}, wrong: true},
		{what: "too much unread", stored: counted{state: "open", last: 6, unread: 3}, wrong: true},
		{what: "too little unread", stored: counted{state: "open", last: 6, unread: 1}, wrong: true},
		{what: "the newest number is another", stored: counted{state: "open", last: 5, unread: 2}, wrong: true},
		{what: "a gap", stored: counted{state: "open", last: 6, unread: 2}, skips: 3, wrong: true},
		{what: "closed", stored: counted{state: "closed", last: 6}},
		{what: "closed and unread", stored: counted{state: "closed", last: 6, unread: 1}, wrong: true},
		{what: "closed and opened again", stored: counted{state: "open", last: 6, unread: 1}, ends: true},
		{what: "unread from before the end", stored: counted{state: "open", last: 6, unread: 2}, ends: true, wrong: true},
	} {
		c := v.stored
		for i, kind := range lines {
			event := ""
			if kind == "event" && v.ends {
				event = `{"type":"closed","data":{}}`
			} else if kind == "event" {
				event = `{"type":"labelled","data":{}}`
			}
			if seq := int64(i + 1); seq != v.skips {
				c.line(seq, kind, event)
			}
		}
		if got := c.wrong(); (got != "") != v.wrong {
			t.Errorf("%s: %q", v.what, got)
		}
	}
}
