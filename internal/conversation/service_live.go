package conversation

import (
	"context"
	"encoding/json"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/realtime"
)

// Topics that screens listen to.
const topicWaiting = "conversation.waiting" // every staff socket

func topicOwner(staffID string) string        { return "staff:" + staffID }
func topicWatch(conversationID string) string { return "conversation:" + conversationID }

// TopicPeer is what the customer's own screens listen to.
func TopicPeer(channelID, externalID string) string { return "peer:" + channelID + ":" + externalID }

// topics of those who get a conversation's events without asking: owner before
// and after, whoever watches, and everybody while it waits.
func topics(before, c Conversation) []string {
	out := []string{topicWatch(c.ID)}
	if c.OwnerID != "" {
		out = append(out, topicOwner(c.OwnerID))
	}
	if before.OwnerID != "" && before.OwnerID != c.OwnerID {
		out = append(out, topicOwner(before.OwnerID))
	}
	if c.OwnerID == "" || before.OwnerID == "" {
		out = append(out, topicWaiting)
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
			to = append(to, topicOwner(called.StaffID))
		}
	}
	for _, m := range lines {
		own := map[string]any{}
		if m.Author.Kind == ByStaff {
			own[m.Author.ID] = messageFrame(c, s.viewMessage(ctx, m, m.Author.ID))
		}
		s.Hub.PublishOwn(to, g, messageFrame(c, s.viewMessage(ctx, m, "")), own)
		if p, ok := m.Public(); ok {
			s.Hub.Publish(peer, realtime.Gate{}, realtime.Frame{"t": "message", "message": s.ViewPublic(ctx, p, c.PeerExternal, c.ChannelID)})
		}
	}
	s.tellRow(ctx, to, c)
	if was := gate(before); before.ID != "" && (before.OwnerID != c.OwnerID || was.Queue && !g.Queue) {
		was.Unless = &g // who saw it before and does not now is told that it has gone
		s.Hub.Publish(to, was, realtime.Frame{"t": "gone", "conversation_id": c.ID})
	}
	if before.State != c.State || before.OwnerID != c.OwnerID {
		s.Hub.Publish(peer, realtime.Gate{}, realtime.Frame{"t": "conversation", "conversation": s.ViewPublicState(ctx, &c)})
	}
}

func messageFrame(c Conversation, m MessageView) realtime.Frame {
	return realtime.Frame{"t": "message", "conversation_id": c.ID, "message": m}
}

// tellRow pushes the row of a conversation; who is called into it reads so.
func (s *Service) tellRow(ctx context.Context, to []string, c Conversation) {
	v := s.view(ctx, c, nil)
	called, err := mentionedIn(ctx, s.DB, c.ID)
	if err != nil {
		called = nil // the row is worth more than the mark on it
	}
	own := map[string]any{}
	for _, staffID := range called {
		mine := v
		mine.Mentioned = true
		own[staffID] = realtime.Frame{"t": "conversation", "conversation": mine}
	}
	s.Hub.PublishOwn(to, gate(c), realtime.Frame{"t": "conversation", "conversation": v}, own)
}

// tellRead pushes a read mark.
func (s *Service) tellRead(c Conversation, who string, seq int64) {
	s.Hub.Publish(topics(c, c), gate(c), realtime.Frame{"t": "read", "conversation_id": c.ID, "who": who, "seq": seq})
	if who != "visitor" {
		s.Hub.Publish([]string{TopicPeer(c.ChannelID, c.PeerExternal)}, realtime.Gate{}, realtime.Frame{"t": "read", "seq": c.StaffReadPublic})
		s.tellRow(context.Background(), topics(c, c), c)
	}
}

// Open welcomes a staff socket and joins it to what needs no asking.
func (s *Service) Open(c *realtime.Conn) {
	p := c.Person()
	c.Join(topicOwner(p.ID))
	c.Join(topicWaiting)
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
		found, err := s.load(ctx, s.DB, stmtByID, f.ConversationID, PermRead)
		if err != nil {
			return
		}
		p := c.Person()
		s.Hub.PublishExcept(c.ID, []string{topicWatch(found.ID)}, gate(found),
			realtime.Frame{"t": "typing", "conversation_id": found.ID, "from": "staff", "id": p.ID, "name": p.Name, "on": f.On})
		if _, ok := p.Can(PermReply); ok && f.Kind != string(Note) {
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
