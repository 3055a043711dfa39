package conversation

import (
	"context"
	"encoding/json"
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/realtime"
)

// Topics that screens listen to.
// TopicWaiting is what every staff socket listens to.
const TopicWaiting = "conversation.waiting"

// TopicStaff is what one person's own screens listen to.
func TopicStaff(staffID string) string        { return "staff:" + staffID }
func topicWatch(conversationID string) string { return "conversation:" + conversationID }

// TopicPeers is what every customer's topic begins with.
const TopicPeers = "peer:"

// TopicPeer is what the customer's own screens listen to.
func TopicPeer(channelID, externalID string) string { return TopicPeers + channelID + ":" + externalID }

// topics of those who get a conversation's events without asking: owner before
// and after, whoever watches, and everybody while it waits.
func topics(before, c Conversation) []string {
	out := []string{topicWatch(c.ID)}
	if c.OwnerID != "" {
		out = append(out, TopicStaff(c.OwnerID))
	}
	if before.OwnerID != "" && before.OwnerID != c.OwnerID {
		out = append(out, TopicStaff(before.OwnerID))
	}
	if c.OwnerID == "" || before.OwnerID == "" {
		out = append(out, TopicWaiting)
	}
	return out
}

// tell pushes new lines and the changed row to the screens that may see them,
// to each as they would read them.
func (s *Service) tell(before, c Conversation, lines []Message) {
	ctx := context.Background()
	to, g, peer := topics(before, c), gate(c), []string{TopicPeer(c.ChannelID, c.PeerExternal)}
	for _, m := range lines {
		for _, called := range m.Mentions {
			to = append(to, TopicStaff(called.StaffID))
		}
	}
	if s.Hub.Wanted(to) {
		list := make([]realtime.Telling, 0, len(lines)+1)
		for _, m := range lines {
			list = append(list, s.tellingLine(ctx, c, m))
		}
		row := s.tellingRow(ctx, c)
		for staffID := range row.Own {
			if topic := TopicStaff(staffID); !slices.Contains(to, topic) {
				to = append(to, topic)
			}
		}
		s.Hub.Tell(to, g, append(list, row)...)
	}
	s.tellHelp(ctx, before, c)
	s.tellLoss(ctx, before, c, lines)
	if was := gate(before); before.ID != "" && (before.OwnerID != c.OwnerID || was.Queue && !g.Queue) {
		was.Unless = &g // who saw it before and does not now is told that it has gone
		s.Hub.Publish(to, was, realtime.Frame{"t": "gone", "conversation_id": c.ID})
	}
	if s.Hub.Wanted(peer) {
		s.tellPeer(ctx, peer, before, c, lines)
	}
}

// tellHelp tells those who lead that an owner asks for them, wherever in the
// desk they are, and when that is over.
func (s *Service) tellHelp(ctx context.Context, before, c Conversation) {
	asks := c.Attention == AttentionHelp
	if asks == (before.Attention == AttentionHelp) {
		return
	}
	owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
	s.Hub.Publish([]string{TopicWaiting}, realtime.Gate{Permission: permSupervise, Needs: []string{PermRead}, UnitID: c.UnitID},
		realtime.Frame{"t": "help", "conversation_id": c.ID, "customer": c.CustomerName, "from_id": c.OwnerID, "from": owner.Name, "on": asks})
}

// tellLoss tells whoever has lost a conversation by another's act who has it
// now and why, wherever they are. What they brought about themselves, or have
// agreed to, is told by what they did.
func (s *Service) tellLoss(ctx context.Context, before, c Conversation, lines []Message) {
	line, lost := loss(before, c, lines)
	if !lost {
		return
	}
	owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
	said, _ := line.Event.Data["reason"].(string)
	s.Hub.Publish([]string{TopicStaff(before.OwnerID)}, realtime.Gate{Permission: PermRead, Also: []string{before.OwnerID}, Browser: true},
		realtime.Frame{"t": "taken", "conversation_id": c.ID, "customer": c.CustomerName, "by": line.Author.Name, "to_id": c.OwnerID, "to": owner.Name, "reason": said})
}

// tellPeer pushes to the customer's own screens what is for them.
func (s *Service) tellPeer(ctx context.Context, peer []string, before, c Conversation, lines []Message) {
	var list []realtime.Telling
	for _, m := range lines {
		if p, ok := m.Public(); ok {
			list = append(list, realtime.Telling{Frame: realtime.Frame{"t": "message", "message": s.ViewPublic(ctx, p, c.PeerExternal, c.ChannelID)}})
		}
	}
	if before.State != c.State || before.OwnerID != c.OwnerID {
		list = append(list, realtime.Telling{Frame: realtime.Frame{"t": "conversation", "conversation": s.ViewPublicState(ctx, &c)}})
	}
	if len(list) > 0 {
		s.Hub.Tell(peer, realtime.Gate{}, list...)
	}
}

// tellingLine is a line as colleagues and as its author read it.
func (s *Service) tellingLine(ctx context.Context, c Conversation, m Message) realtime.Telling {
	frame := func(viewerID string) realtime.Frame {
		return realtime.Frame{"t": "message", "conversation_id": c.ID, "message": s.viewMessage(ctx, m, viewerID)}
	}
	t := realtime.Telling{Frame: frame("")}
	if m.Author.Kind == ByStaff {
		t.Own = map[string]any{m.Author.ID: frame(m.Author.ID)}
	}
	return t
}

// tellingRow is the row of a conversation; who is called into it reads so.
func (s *Service) tellingRow(ctx context.Context, c Conversation) realtime.Telling {
	v := s.view(ctx, c, marks{})
	t := realtime.Telling{Frame: realtime.Frame{"t": "conversation", "conversation": v}}
	called, err1 := mentionedIn(ctx, s.DB, c.ID)
	followers, err2 := ids(ctx, s.DB, stmtFollowers, c.ID)
	if err1 != nil || err2 != nil || len(called)+len(followers) == 0 {
		return t // the row is worth more than the marks on it
	}
	t.Own = map[string]any{}
	for _, staffID := range slices.Concat(called, followers) {
		v.Mentioned, v.Followed = slices.Contains(called, staffID), slices.Contains(followers, staffID)
		t.Own[staffID] = realtime.Frame{"t": "conversation", "conversation": v}
	}
	return t
}

// tellRead pushes a read mark.
func (s *Service) tellRead(c Conversation, who string, seq int64) {
	s.Hub.Publish(topics(c, c), gate(c), realtime.Frame{"t": "read", "conversation_id": c.ID, "who": who, "seq": seq})
	if who != "visitor" {
		s.Hub.Publish([]string{TopicPeer(c.ChannelID, c.PeerExternal)}, realtime.Gate{}, realtime.Frame{"t": "read", "seq": c.StaffReadPublic})
		s.Hub.Tell(topics(c, c), gate(c), s.tellingRow(context.Background(), c))
	}
}

// Open welcomes a staff socket and joins it to what needs no asking.
func (s *Service) Open(c *realtime.Conn) {
	p := c.Person()
	c.Join(TopicStaff(p.ID))
	c.Join(TopicWaiting)
	c.Send(realtime.Frame{"t": "welcome", "staff_id": p.ID, "now": s.Clock.Now()})
}

// gapLimit of messages sent at once; more are fetched over REST.
const gapLimit = 100

// Frames registers what staff screens may send.
func (s *Service) Frames(h *realtime.Hub) {
	h.Handle(auth.Staff, "watch", func(ctx context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			ConversationID string `json:"conversation_id"`
			After          int64  `json:"after"`
		}
		if json.Unmarshal(raw, &f) != nil {
			return
		}
		found, err := s.load(ctx, s.DB, stmtByID, f.ConversationID, PermRead)
		if err != nil {
			c.Send(realtime.Frame{"t": "gone", "conversation_id": f.ConversationID})
			return
		}
		c.Join(topicWatch(found.ID)) // before reading, so that nothing falls between
		lines, err := messagesAfter(ctx, s.DB, found.ID, f.After, gapLimit)
		if err != nil {
			c.Send(realtime.Frame{"t": "resync"})
			return
		}
		c.Send(realtime.Frame{"t": "gap", "conversation_id": found.ID, "messages": s.viewMessages(ctx, lines, viewer(ctx)), "more": len(lines) == gapLimit})
	})
	h.Handle(auth.Staff, "unwatch", func(_ context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			ConversationID string `json:"conversation_id"`
		}
		if json.Unmarshal(raw, &f) == nil {
			c.Leave(topicWatch(f.ConversationID))
		}
	})
	h.Handle(auth.Staff, "typing", func(ctx context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			ConversationID string `json:"conversation_id"`
			On             bool   `json:"on"`
			Kind           string `json:"kind"`
		}
		if json.Unmarshal(raw, &f) != nil {
			return
		}
		if !c.Typing(f.ConversationID+f.Kind, f.On) {
			return
		}
		may := PermReply
		if f.Kind == string(Note) {
			may = PermNote
		}
		p := c.Person()
		found, err := s.load(ctx, s.DB, stmtByID, f.ConversationID, PermRead)
		if _, writes := p.Can(may); err != nil || !writes {
			return // nobody reads what cannot be sent
		}
		s.Hub.PublishExcept(c.ID, []string{topicWatch(found.ID)}, gate(found),
			realtime.Frame{"t": "typing", "conversation_id": found.ID, "from": "staff", "id": p.ID, "name": p.Name, "on": f.On})
		if may == PermReply && answersNow(p, found) {
			s.Hub.Publish([]string{TopicPeer(found.ChannelID, found.PeerExternal)}, realtime.Gate{}, realtime.Frame{"t": "typing", "from": "staff", "name": s.Hooks.publicName(ctx, found.ChannelID, p.Name), "on": f.On})
		}
	})
}

// VisitorTyping tells staff that the customer writes, and what channel
// adapters know of it.
func (s *Service) VisitorTyping(ctx context.Context, peerID string, on bool) {
	c, err := one(ctx, s.DB, stmtNewestRead, peerID)
	if err != nil || c.State != Open {
		return
	}
	s.Hub.Publish(topics(c, c), gate(c), realtime.Frame{"t": "typing", "conversation_id": c.ID, "from": "visitor", "name": c.CustomerName, "on": on})
}
