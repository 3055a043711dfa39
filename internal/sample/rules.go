package sample

import (
	"fmt"
	"strings"
	"time"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/platform/id"
)

// externalPrefix of the names that a channel has for sample customers; no
// browser can have such a one.
const externalPrefix = "sample:"

// met is a customer, ready to be stored.
type met struct {
	customer.Customer
	reach    customer.Reach
	identity customer.Identity
}

// talk is a conversation with its lines, ready to be stored.
type talk struct {
	conversation.Conversation
	lines []conversation.Message
}

// scenery is what a script is played before.
type scenery struct {
	channel channel.Channel
	me      conversation.Author  // who asked; answers are theirs
	serves  bool                 // whether they may answer at all
	labels  []conversation.Label // that the house has already
	now     time.Time
}

// play makes customers and conversations of a script, the oldest first.
func (s scenery) play(text string) ([]met, []talk, error) {
	people, scenes, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	var customers []met
	at := map[string]int{}
	for _, p := range people {
		at[p.key] = len(customers)
		customers = append(customers, s.meet(p))
	}
	var talks []talk
	public := map[string]int64{}
	for n, sc := range scenes {
		i, known := at[sc.who]
		if !known {
			return nil, nil, fmt.Errorf("nobody is %q", sc.who)
		}
		who := &customers[i]
		t, err := s.tell(sc, *who, n, public[sc.who])
		if err != nil {
			return nil, nil, fmt.Errorf("conversation %d: %w", n+1, err)
		}
		public[sc.who] = t.PublicSeq
		if first := t.CreatedAt; first.Before(who.FirstSeenAt) {
			who.FirstSeenAt = first
		}
		for _, m := range t.lines {
			if m.Kind == conversation.FromVisitor {
				who.LastSeenAt = m.CreatedAt
			}
		}
		talks = append(talks, t)
	}
	return customers, talks, nil
}

func (s scenery) meet(p person) met {
	c := customer.Customer{ID: id.New(s.now), Kind: p.kind, Name: p.name, UnitID: s.channel.UnitID, Note: p.note, Regard: p.regard,
		FirstSeenAt: s.now, LastSeenAt: s.now, Version: 1}
	m := met{Customer: c, identity: customer.Identity{ID: id.New(s.now), CustomerID: c.ID, ChannelID: s.channel.ID, ChannelKind: string(s.channel.Kind),
		ChannelName: s.channel.Name, ExternalID: externalPrefix + c.ID, Name: p.name}}
	if p.phone != "" {
		m.reach.Phones = []customer.Phone{{ID: id.New(s.now), Number: p.phone}}
	}
	if p.mail != "" {
		m.reach.Emails = []customer.Email{{ID: id.New(s.now), Address: p.mail}}
	}
	return m
}

// tell plays a scene by the rules that real conversations follow.
func (s scenery) tell(sc scene, who met, n int, public int64) (talk, error) {
	at := s.now.Add(-sc.ago).UTC().Truncate(time.Microsecond)
	c := conversation.Conversation{ID: id.New(at), CustomerID: who.ID, CustomerName: who.Name, Grade: who.Regard.Grade, VIP: who.Regard.VIP,
		PeerID: who.identity.ID, PeerExternal: who.identity.ExternalID, ChannelID: s.channel.ID, ChannelKind: string(s.channel.Kind),
		ChannelName: s.channel.Name, UnitID: s.channel.UnitID, State: conversation.Open, PublicSeq: public, StaffReadPublic: public,
		QueueAt: at, CreatedAt: at, UpdatedAt: at}
	t := talk{Conversation: c}
	guest := conversation.Author{Kind: conversation.ByVisitor, ID: who.identity.ID, Name: who.Name}
	if sc.state == stateMine && s.serves || sc.state == stateDone {
		if err := t.keep(t.Claim(s.me, at)); err != nil {
			return t, err
		}
	}
	for i, l := range sc.lines {
		m := conversation.Message{Kind: conversation.FromVisitor, Author: guest, Text: strings.TrimSpace(l.text)}
		switch l.by {
		case 'A':
			m.Kind, m.Author = conversation.Reply, s.me
		case 'N':
			m.Kind, m.Author = conversation.Note, s.me
		}
		t.add(t.Append(m, at))
		at = at.Add(time.Duration(15+(7*n+11*i)%17) * time.Second)
	}
	if sc.state != stateDone {
		return t, nil
	}
	if len(s.labels) > 0 && n%2 == 0 {
		t.Labels = []string{s.labels[n/2%len(s.labels)].ID}
	}
	return t, t.keep(t.Close(s.me, "", at.Add(2*time.Minute)))
}

func (t *talk) add(c conversation.Conversation, m conversation.Message) {
	t.Conversation, t.lines = c, append(t.lines, m)
}

func (t *talk) keep(c conversation.Conversation, m conversation.Message, err error) error {
	t.add(c, m)
	return err
}
