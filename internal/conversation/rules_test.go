package conversation

import (
	"strings"
	"testing"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

var (
	nine  = time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)
	lin   = Author{Kind: ByStaff, ID: "lin", Name: "小林"}
	chen  = Author{Kind: ByStaff, ID: "chen", Name: "小陈"}
	guest = Author{Kind: ByVisitor, ID: "peer", Name: "访客"}
)

func fresh() Conversation {
	return Conversation{ID: "c", PeerID: "peer", State: Open, CreatedAt: nine, QueueAt: nine}
}

func says(c Conversation, text string, at time.Time) (Conversation, Message) {
	c, lines := c.Receive(Message{Kind: FromVisitor, Author: guest, Text: text}, at)
	return c, lines[0]
}

func TestNumbersHaveNoGapsAndNotesNoPublicOne(t *testing.T) {
	c := fresh()
	var seqs, public []int64
	for i, kind := range []MessageKind{FromVisitor, Note, Reply, EventLine, FromVisitor, Note, Reply} {
		var m Message
		c, m = c.Append(Message{Kind: kind, Author: lin}, nine.Add(time.Duration(i)*time.Minute))
		seqs = append(seqs, m.Seq)
		if _, ok := m.Public(); ok != kind.Public() {
			t.Errorf("%s: public %v", kind, ok)
		}
		if m.PublicSeq > 0 {
			public = append(public, m.PublicSeq)
		}
	}
	for i, s := range seqs {
		if s != int64(i+1) {
			t.Errorf("seqs %v", seqs)
		}
	}
	if len(public) != 4 || public[3] != 4 || c.LastSeq != 7 || c.PublicSeq != 4 {
		t.Errorf("public %v, columns %d %d", public, c.LastSeq, c.PublicSeq)
	}
}

func TestUnreadAndWaitingFollowTheTalk(t *testing.T) {
	steps := []struct {
		do      func(Conversation, time.Time) Conversation
		unread  int64
		waiting bool
	}{
		{func(c Conversation, at time.Time) Conversation { c, _ = says(c, "在吗", at); return c }, 1, true},
		{func(c Conversation, at time.Time) Conversation { c, _ = says(c, "有人吗", at); return c }, 2, true},
		{func(c Conversation, at time.Time) Conversation {
			c, _ = c.Append(Message{Kind: Note, Author: lin}, at)
			return c
		}, 2, true},
		{func(c Conversation, at time.Time) Conversation {
			c, _ = c.Append(Message{Kind: Reply, Author: lin}, at)
			return c
		}, 0, false},
		{func(c Conversation, at time.Time) Conversation { c, _ = says(c, "谢谢", at); return c }, 1, true},
		{func(c Conversation, at time.Time) Conversation { c, _, _ = c.Close(lin, "", at); return c }, 0, false},
	}
	c := fresh()
	for i, s := range steps {
		at := nine.Add(time.Duration(i) * time.Minute)
		c = s.do(c, at)
		if c.Unread != s.unread || !c.WaitingSince.IsZero() != s.waiting {
			t.Errorf("step %d: unread %d, waiting since %v", i, c.Unread, c.WaitingSince)
		}
		if i == 1 && !c.WaitingSince.Equal(nine) {
			t.Errorf("a burst moved the start of waiting to %v", c.WaitingSince)
		}
	}
}

func TestAClosedMatterGoesOnForADay(t *testing.T) {
	c, _ := says(fresh(), "有货吗", nine)
	c, _, err := c.Claim(lin, nine)
	if err != nil {
		t.Fatal(err)
	}
	c, _, _ = c.Close(lin, "", nine)
	if at := nine.Add(ReopenWithin); !c.MayContinue(at) || c.MayContinue(at.Add(time.Microsecond)) {
		t.Error("the border of a day is wrong")
	}
	again, lines := c.Receive(Message{Kind: FromVisitor, Author: guest, Text: "还有个问题"}, nine.Add(time.Hour))
	if again.State != Open || again.OwnerID != lin.ID || len(lines) != 2 || lines[0].Kind != FromVisitor || lines[1].Event.Type != "reopened" {
		t.Errorf("%+v %v", again, lines)
	}
	if _, _, err := c.Reopen(lin, standing{}, nine.Add(25*time.Hour)); !fault.HasCode(err, "conversation.too_late") {
		t.Errorf("reopened too late: %v", err)
	}
}

// TestWhatTheHouseSaysHidesNobodysWords: a row tells what people said last.
func TestWhatTheHouseSaysHidesNobodysWords(t *testing.T) {
	c, _ := says(fresh(), "有货吗", nine)
	c, _ = c.Append(Message{Kind: Reply, Author: Author{Kind: BySystem}, Text: "正在为您转接"}, nine.Add(time.Minute))
	if c.LastKind != FromVisitor || c.LastText != "有货吗" || !c.LastAt.Equal(nine) || c.LastSeq != 2 || c.WaitingSince.IsZero() {
		t.Errorf("the row says %q of %s at %v, after %d lines", c.LastText, c.LastKind, c.LastAt, c.LastSeq)
	}
	if c, _ = c.Append(Message{Kind: Reply, Author: lin, Text: "有的"}, nine.Add(time.Hour)); c.LastText != "有的" {
		t.Errorf("answered, and the row says %q", c.LastText)
	}
}

// TestAnEndUndoneKeepsThePlaceInLine of who had waited there.
func TestAnEndUndoneKeepsThePlaceInLine(t *testing.T) {
	c, first := says(fresh(), "有货吗", nine)
	c, _, _ = c.Close(lin, "", nine.Add(time.Minute))
	at := nine.Add(2 * time.Minute)
	again, _, err := c.Reopen(lin, standing{waits: first, unread: 1}, at)
	if err != nil || !again.WaitingSince.Equal(nine) || !again.QueueAt.Equal(nine) || again.Unread != 1 {
		t.Errorf("waits since %v, in line since %v, %d unread, %v", again.WaitingSince, again.QueueAt, again.Unread, err)
	}
	if again, _, err = c.Reopen(lin, standing{}, at); err != nil || !again.WaitingSince.IsZero() || !again.QueueAt.Equal(at) {
		t.Errorf("for nothing: waits since %v, in line since %v, %v", again.WaitingSince, again.QueueAt, err)
	}
}

func TestOneOwner(t *testing.T) {
	c, line, err := fresh().Claim(lin, nine)
	if err != nil || c.OwnerID != "lin" || line.Event.Type != "claimed" {
		t.Fatalf("%+v %v", c, err)
	}
	_, _, err = c.Claim(chen, nine)
	if !fault.HasCode(err, "conversation.taken") || fault.From(err).Details["owner_id"] != "lin" {
		t.Errorf("second claim: %v", err)
	}
	c, _, err = c.Assign(lin, chen, nine)
	if err != nil || c.OwnerID != "chen" {
		t.Errorf("assign: %v", err)
	}
	c, _, err = c.Release(chen, nine.Add(time.Hour))
	if err != nil || c.OwnerID != "" || !c.QueueAt.Equal(nine.Add(time.Hour)) {
		t.Errorf("release: %+v %v", c, err)
	}
	c.State = Closed
	for name, act := range map[string]func() error{
		"claim":   func() error { _, _, err := c.Claim(lin, nine); return err },
		"release": func() error { _, _, err := c.Release(lin, nine); return err },
		"assign":  func() error { _, _, err := c.Assign(lin, chen, nine); return err },
		"close":   func() error { _, _, err := c.Close(lin, "", nine); return err },
	} {
		if err := act(); !fault.HasCode(err, "conversation.closed") {
			t.Errorf("%s of a closed conversation: %v", name, err)
		}
	}
}

func TestRecallIsTheAuthorsForTwoMinutes(t *testing.T) {
	_, m := says(fresh(), "发错了", nine)
	if _, err := m.Recall(lin, nine); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("by another: %v", err)
	}
	if _, err := m.Recall(guest, nine.Add(RecallWithin+time.Microsecond)); !fault.HasCode(err, "message.recall_too_late") {
		t.Errorf("too late: %v", err)
	}
	m, err := m.Recall(guest, nine.Add(RecallWithin))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := m.Public()
	if p.Text != "" || !p.Recalled {
		t.Errorf("the customer still sees %q", p.Text)
	}
	if again, err := m.Recall(guest, nine.Add(time.Hour)); err != nil || !again.RecalledAt.Equal(m.RecalledAt) {
		t.Errorf("a retry: %v", err)
	}
}

func TestListLineIsShort(t *testing.T) {
	if got := shorten(Message{Text: " 第一行\n\t第二行 "}); got != "第一行 第二行" {
		t.Errorf("%q", got)
	}
	if got := shorten(Message{Text: strings.Repeat("长", 200)}); len([]rune(got)) != lastTextLength+1 {
		t.Errorf("%d characters", len([]rune(got)))
	}
	if got := shorten(Message{Text: strings.Repeat("长", lastTextLength-1) + "👨\u200d👩\u200d👧"}); got != strings.Repeat("长", lastTextLength-1)+"…" {
		t.Errorf("a family is cut in half: %q", got)
	}
	if got := shorten(Message{Files: []string{"f"}, FileName: "合同.pdf"}); got != objectMark+"合同.pdf" {
		t.Errorf("a file is %q", got)
	}
	if got := shorten(Message{Files: []string{"f"}}); got != objectMark {
		t.Error("a picture alone leaves an empty line")
	}
}

// TestReopening: what nobody owned stands in line anew, what somebody owned is
// theirs again, and what is open cannot be opened.
func TestReopening(t *testing.T) {
	at, later := nine.Add(time.Hour), nine.Add(2*time.Hour)
	closed := func(owner string) Conversation {
		c := fresh()
		c.OwnerID = owner
		c, _, err := c.Close(lin, "", at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, v := range []struct {
		owner   string
		queueAt time.Time
	}{{"", later}, {"lin", nine}} {
		c, m, err := closed(v.owner).Reopen(chen, standing{}, later)
		if err != nil || c.State != Open || c.OwnerID != v.owner || !c.QueueAt.Equal(v.queueAt) || !c.ClosedAt.IsZero() || m.Event.Type != "reopened" {
			t.Errorf("owned by %q: %+v %+v %v", v.owner, c, m, err)
		}
		c, _ = says(closed(v.owner), "还有一件事", later)
		if c.State != Open || !c.QueueAt.Equal(v.queueAt) {
			t.Errorf("written to, owned by %q: %+v", v.owner, c)
		}
	}
	if _, _, err := fresh().Reopen(lin, standing{}, at); fault.From(err).Code != "conversation.open" {
		t.Errorf("what is open: %v", err)
	}
	late := closed("lin")
	if _, _, err := late.Reopen(lin, standing{}, late.ClosedAt.Add(ReopenWithin+time.Second)); fault.From(err).Code != "conversation.too_late" {
		t.Errorf("too late: %v", err)
	}
	if _, _, err := late.Reopen(lin, standing{}, late.ClosedAt.Add(ReopenWithin)); err != nil {
		t.Errorf("in the last moment: %v", err)
	}
}

// TestWhatIsClosedIsNobodysToMove: every act on what is closed is refused.
func TestWhatIsClosedIsNobodysToMove(t *testing.T) {
	c := fresh()
	c.OwnerID = "lin"
	c, _, _ = c.Close(lin, "", nine)
	for name, act := range map[string]func() error{
		"claim":   func() error { _, _, err := c.Claim(chen, nine); return err },
		"release": func() error { _, _, err := c.Release(lin, nine); return err },
		"assign":  func() error { _, _, err := c.Assign(lin, chen, nine); return err },
		"close":   func() error { _, _, err := c.Close(lin, "", nine); return err },
	} {
		if err := act(); fault.From(err).Code != "conversation.closed" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhoOnlyWatches: a colleague of whoever serves; no owner, nobody where
// nobody serves, no program and none that is not of the staff.
func TestWhoOnlyWatches(t *testing.T) {
	served := Conversation{State: Open, OwnerID: "lin", UnitID: "shop"}
	waiting, closed := served, served
	waiting.OwnerID, closed.State = "", Closed
	for _, v := range []struct {
		name string
		p    auth.Person
		c    Conversation
		want bool
	}{
		{"a colleague", auth.Person{Kind: auth.Staff, ID: "chen"}, served, true},
		{"the owner", auth.Person{Kind: auth.Staff, ID: "lin"}, served, false},
		{"a program", auth.Person{Kind: auth.Staff, ID: "chen", Program: true}, served, false},
		{"a visitor", auth.Person{Kind: auth.Visitor, ID: "chen"}, served, false},
		{"of what waits", auth.Person{Kind: auth.Staff, ID: "chen"}, waiting, false},
		{"of what is closed", auth.Person{Kind: auth.Staff, ID: "chen"}, closed, false},
	} {
		if got := watches(v.p, v.c); got != v.want {
			t.Errorf("%s: %v", v.name, got)
		}
	}
}
