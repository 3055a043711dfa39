package shop

import (
	"strings"
	"time"
	"unicode/utf8"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/demo"
	"tiexin/internal/demo/grammar"
	"tiexin/internal/org"
)

// Talk tells the next conversation, in the order of their beginning.
func (w *World) Talk(ch channel.Channel) (demo.Talk, bool) {
	if w.next == len(w.times) {
		return demo.Talk{}, false
	}
	n, at := w.next, w.times[w.next]
	w.next++
	if w.size.Bench {
		return w.even(ch, n, at), true
	}
	return w.chat(ch, n, at), true
}

// teller builds up one conversation by the rules that real ones follow.
type teller struct {
	c     conversation.Conversation
	lines []conversation.Message
	world *World
	at    time.Time
	guest conversation.Author
	staff conversation.Author
	story *story
}

func (w *World) begin(ch channel.Channel, who, identity int, at time.Time) *teller {
	p := w.people[who]
	i := p.Identities[identity]
	surname := string([]rune(p.Name)[:1])
	t := &teller{world: w, at: at, story: &story{w: w.w, r: w.r, surname: surname, settled: map[string]string{}}}
	t.c = conversation.Conversation{ID: w.code(at), CustomerID: p.ID, CustomerName: p.Name, Grade: p.Regard.Grade, VIP: p.Regard.VIP, PeerID: i.ID, PeerExternal: i.ExternalID,
		ChannelID: ch.ID, ChannelKind: string(ch.Kind), ChannelName: ch.Name, UnitID: ch.UnitID, State: conversation.Open,
		PublicSeq: w.last[who*len(p.Identities)+identity].public, QueueAt: at, CreatedAt: at, UpdatedAt: at}
	t.c.StaffReadPublic = t.c.PublicSeq
	t.guest = conversation.Author{Kind: conversation.ByVisitor, ID: i.ID, Name: p.Name}
	return t
}

func (t *teller) serve(m org.SampleStaff) {
	t.staff = conversation.Author{Kind: conversation.ByStaff, ID: m.ID, Name: m.Name}
	t.story.agent = m.Name
}

func (t *teller) keep(c conversation.Conversation, m conversation.Message) {
	m.ID = t.world.code(t.at)
	t.c, t.lines = c, append(t.lines, m)
}

func (t *teller) say(kind conversation.MessageKind, text string, mentions []conversation.Mention) {
	by := t.staff
	if kind == conversation.FromVisitor {
		by = t.guest
	}
	t.keep(t.c.Append(conversation.Message{Kind: kind, Author: by, Text: text, Mentions: mentions}, t.at))
}

func (t *teller) pause(low, high time.Duration) {
	t.at = t.at.Add(low + time.Duration(t.world.r.Int64N(int64(high-low)))).Truncate(time.Microsecond)
}

// chat tells a talk of the shop: its scene, who answered, how it ended.
func (w *World) chat(ch channel.Channel, n int, at time.Time) demo.Talk {
	who := w.whoIsFree(at)
	t := w.begin(ch, who, 0, at)
	open := n >= len(w.times)-w.waiting()
	// Of those not over, a third waits, a fifth is the administrator's own.
	waits := open && w.r.IntN(3) == 0
	agent := pick(w.r, w.shifts[shift(at)])
	switch {
	case open && w.r.IntN(5) == 0:
		agent = w.staff[0]
	case open && w.r.IntN(3) == 0:
		agent = w.staff[agentsWithoutShift] // xiaolin
	}
	t.serve(agent)
	scene := w.g.Pick(w.r)
	t.play(scene, open, waits)
	if w.r.IntN(10) < 7 && !waits {
		t.c.Labels = []string{w.labelOf[scene.Key]}
	}
	if !open {
		t.pause(time.Minute, 15*time.Minute)
		if c, line, err := t.c.Close(t.staff, "", t.at); err == nil {
			t.keep(c, line)
		}
	}
	w.last[who] = seen{until: t.at.Add(25 * time.Hour), public: t.c.PublicSeq}
	return demo.Talk{Conversation: t.c, Lines: t.lines}
}

// whoIsFree picks a customer whose last talk is over for good; the first ones
// of the list come back more often.
func (w *World) whoIsFree(at time.Time) int {
	for {
		who := w.r.IntN(len(w.people))
		if w.r.IntN(3) == 0 {
			who = w.r.IntN(len(w.people)/5 + 1)
		}
		if w.last[who].until.Before(at) {
			return who
		}
	}
}

func (t *teller) play(scene grammar.Scene, open, waits bool) {
	r, g := t.world.r, t.world.g
	stop := len(scene.Lines)
	if open {
		stop = 1 + r.IntN(len(scene.Lines)-1)
	}
	for _, l := range scene.Lines[:stop] {
		if l.Maybe && r.IntN(2) == 0 || waits && l.Who != 'V' {
			continue
		}
		text := strings.TrimSpace(g.Speak(r, l, t.story.value))
		switch l.Who {
		case 'V':
			t.say(conversation.FromVisitor, text, nil)
			t.pause(15*time.Second, 90*time.Second)
			t.slowly()
		case 'N':
			t.note(text)
		default:
			if t.c.OwnerID == "" {
				if c, line, err := t.c.Claim(t.staff, t.at); err == nil {
					t.keep(c, line)
				}
			}
			t.say(conversation.Reply, text, nil)
			t.pause(5*time.Second, 60*time.Second)
		}
	}
}

// slowly lets one answer in nine come late, so that there are causes to see.
func (t *teller) slowly() {
	if t.world.r.IntN(9) == 0 && t.at.Add(time.Hour).Before(t.world.now) {
		t.pause(100*time.Second, 9*time.Minute)
	}
}

// note leaves a word for colleagues; one in four calls somebody in.
func (t *teller) note(text string) {
	var mentions []conversation.Mention
	if t.world.r.IntN(4) == 0 {
		m := pick(t.world.r, t.world.staff)
		mentions = []conversation.Mention{{StaffID: m.ID, Name: m.Name}}
		text = "@" + m.Name + " " + t.world.g.Say(t.world.r, "notem", t.story.value)
	}
	t.say(conversation.Note, text, mentions)
	t.pause(5*time.Second, 20*time.Second)
}

// benchText is about how long the lines of the even shape are.
const benchText = 130

// even tells a talk of the even shape: five lines, three in five still open, a
// third each the administrator's, the other agents', and nobody's.
func (w *World) even(ch channel.Channel, n int, at time.Time) demo.Talk {
	per := len(w.people[0].Identities)
	who, identity := n/per%len(w.people), n%per
	t := w.begin(ch, who, identity, at)
	switch n % 3 {
	case 0:
		t.serve(w.staff[0])
	case 1:
		t.serve(w.staff[1+n/3%(len(w.staff)-1)])
	}
	t.c.OwnerID = t.staff.ID
	for i := range 5 {
		if i%2 == 1 && t.staff.ID != "" {
			t.say(conversation.Reply, w.long(t, "A"), nil)
		} else {
			t.say(conversation.FromVisitor, w.long(t, "V"), nil)
		}
		t.pause(10*time.Second, 30*time.Second)
	}
	if n%5 >= 3 {
		t.c.State, t.c.ClosedAt, t.c.WaitingSince, t.c.Unread = conversation.Closed, t.at, time.Time{}, 0
	}
	w.last[who*per+identity] = seen{public: t.c.PublicSeq}
	return demo.Talk{Conversation: t.c, Lines: t.lines}
}

// long strings sentences of scenes together.
func (w *World) long(t *teller, who string) string {
	var b strings.Builder
	for n := 0; n < benchText; {
		scene := w.g.Pick(w.r)
		l := scene.Lines[w.r.IntN(len(scene.Lines))]
		if l.Who != who[0] {
			continue
		}
		text := w.g.Speak(w.r, l, t.story.value) + "。"
		n += utf8.RuneCountInString(text)
		b.WriteString(text)
	}
	return b.String()
}
