package conversation

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/web"
)

// ChannelRef names the channel a conversation runs in.
type ChannelRef struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// LastLine is the newest message as lists show it.
type LastLine struct {
	Kind       MessageKind `json:"kind"`
	Text       string      `json:"text" doc:"Shortened. U+FFFC alone is a picture, before a name a file."`
	AuthorName string      `json:"author_name"`
	At         time.Time   `json:"at"`
}

// View is a conversation as staff see it.
type View struct {
	ID             string         `json:"id"`
	State          State          `json:"state" enum:"open,closed"`
	Customer       web.Ref        `json:"customer"`
	CustomerGrade  customer.Grade `json:"customer_grade" enum:",A,B,C,D" doc:"Empty: not graded."`
	CustomerVIP    bool           `json:"customer_vip"`
	Channel        ChannelRef     `json:"channel"`
	UnitID         string         `json:"unit_id"`
	OwnerID        string         `json:"owner_id" doc:"Empty while it waits."`
	OwnerName      string         `json:"owner_name"`
	Helpers        []Mention      `json:"helpers" doc:"Who was asked for advice and joined: they read and write notes."`
	Labels         []Label        `json:"labels"`
	LastMessage    LastLine       `json:"last_message"`
	LastSeq        int64          `json:"last_seq"`
	Unread         int64          `json:"unread" doc:"Customer's messages since staff last read."`
	MyReadSeq      int64          `json:"my_read_seq" doc:"Read by staff up to here."`
	VisitorReadSeq int64          `json:"visitor_read_seq" doc:"Read by the customer up to here."`
	WaitingSince   *time.Time     `json:"waiting_since" doc:"First unanswered customer message."`
	DueAt          *time.Time     `json:"due_at" doc:"When the promise to the waiting customer lapses."`
	Attention      Attention      `json:"attention" doc:"Why somebody who leads should look: late, help, refused; empty: no reason."`
	Followed       bool           `json:"followed" doc:"By the reader."`
	Mentioned      bool           `json:"mentioned" doc:"Somebody called the reader into a note not yet seen."`
	VisitorOnline  bool           `json:"visitor_online"`
	CreatedAt      time.Time      `json:"created_at"`
	UpdatedAt      time.Time      `json:"updated_at"`
	ClosedAt       *time.Time     `json:"closed_at"`
	Version        int64          `json:"version"`
}

// MessageView is a message as staff see it.
type MessageView struct {
	ID             string            `json:"id"`
	ConversationID string            `json:"conversation_id"`
	Seq            int64             `json:"seq" doc:"1, 2, 3… in the conversation, without gaps."`
	Kind           MessageKind       `json:"kind" enum:"visitor,reply,note,event"`
	Author         Author            `json:"author"`
	Text           string            `json:"text"`
	Attachments    []file.Attachment `json:"attachments"`
	Mentions       []Mention         `json:"mentions"`
	Event          *Happening        `json:"event"`
	CreatedAt      time.Time         `json:"created_at"`
	RecalledAt     *time.Time        `json:"recalled_at"`
	ClientKey      string            `json:"client_key,omitempty" doc:"Of the reader's own messages."`
}

// marks are what the reader has to do with conversations, by their ids.
type marks struct{ mentioned, followed map[string]bool }

// view shows a row.
func (s *Service) view(ctx context.Context, c Conversation, of marks) View {
	v := View{ID: c.ID, State: c.State, Customer: web.Ref{ID: c.CustomerID, Name: c.CustomerName},
		Channel: ChannelRef{ID: c.ChannelID, Kind: c.ChannelKind, Name: c.ChannelName}, UnitID: c.UnitID, OwnerID: c.OwnerID,
		Helpers: []Mention{}, Labels: []Label{}, LastMessage: LastLine{Kind: c.LastKind, Text: c.LastText, AuthorName: c.LastAuthor, At: c.LastAt},
		LastSeq: c.LastSeq, Unread: c.Unread, MyReadSeq: c.StaffReadSeq, VisitorReadSeq: c.VisitorReadSeq,
		WaitingSince: opt.Time(c.WaitingSince), DueAt: opt.Time(s.Hooks.dueAt(ctx, c)), Attention: c.Attention, Mentioned: of.mentioned[c.ID], Followed: of.followed[c.ID], VisitorOnline: s.Hub.Listening(TopicPeer(c.ChannelID, c.PeerExternal)),
		CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, ClosedAt: opt.Time(c.ClosedAt), Version: c.Version}
	v.CustomerGrade, v.CustomerVIP = c.Grade, c.VIP
	if c.OwnerID != "" {
		owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
		v.OwnerName = owner.Name
	}
	for _, staffID := range c.Helpers {
		who, _ := s.Directory.Colleague(ctx, staffID)
		v.Helpers = append(v.Helpers, Mention{StaffID: staffID, Name: who.Name})
	}
	if len(c.Labels) > 0 {
		v.Labels = s.labels.named(ctx, s.DB, s.Clock, c.Labels)
	}
	return v
}

// viewOne shows a single row to the acting person.
func (s *Service) viewOne(ctx context.Context, c Conversation) (View, error) {
	called, err := mentionedIn(ctx, s.DB, c.ID)
	if err != nil {
		return View{}, err
	}
	followers, err := ids(ctx, s.DB, stmtFollowers, c.ID)
	v := s.view(ctx, c, marks{})
	v.Mentioned, v.Followed = slices.Contains(called, viewer(ctx)), slices.Contains(followers, viewer(ctx))
	return v, err
}

// viewer is whose own client keys are shown.
func viewer(ctx context.Context) string { return auth.From(ctx).ID }

func (s *Service) viewMessage(ctx context.Context, m Message, viewerID string) MessageView {
	return s.viewMessages(ctx, []Message{m}, viewerID)[0]
}

// viewMessages shows lines to staff. Of what was taken back only the trace stays.
func (s *Service) viewMessages(ctx context.Context, lines []Message, viewerID string) []MessageView {
	kept := make([]Message, len(lines))
	for i, m := range lines {
		if !m.RecalledAt.IsZero() {
			m.Text, m.Files, m.Mentions = "", nil, nil
		}
		kept[i] = m
	}
	return s.whole(ctx, kept, viewerID)
}

// whole shows lines with all that they say.
func (s *Service) whole(ctx context.Context, lines []Message, viewerID string) []MessageView {
	var ids []string
	for _, m := range lines {
		ids = append(ids, m.Files...)
	}
	facts, err := s.Files.Facts(ctx, ids)
	if err != nil {
		facts = nil // the text is worth more than its pictures
	}
	out := make([]MessageView, len(lines))
	for i, m := range lines {
		v := MessageView{ID: m.ID, ConversationID: m.ConversationID, Seq: m.Seq, Kind: m.Kind, Author: m.Author, Text: m.Text,
			Attachments: []file.Attachment{}, Mentions: m.Mentions, Event: m.Event, CreatedAt: m.CreatedAt, RecalledAt: opt.Time(m.RecalledAt)}
		if v.Mentions == nil {
			v.Mentions = []Mention{}
		}
		for _, fileID := range m.Files {
			if f, ok := facts[fileID]; ok {
				v.Attachments = append(v.Attachments, f.ForStaff())
			}
		}
		if m.Author.Kind == ByStaff && m.Author.ID == viewerID {
			v.ClientKey = m.ClientKey
		}
		out[i] = v
	}
	return out
}

// PublicView is a message as the customer sees it.
type PublicView struct {
	ID             string            `json:"id"`
	Seq            int64             `json:"seq" doc:"1, 2, 3… for the visitor, without gaps."`
	ConversationID string            `json:"conversation_id"`
	From           AuthorKind        `json:"from" enum:"visitor,staff,system"`
	AuthorName     string            `json:"author_name"`
	Text           string            `json:"text"`
	Attachments    []file.Attachment `json:"attachments"`
	CreatedAt      time.Time         `json:"created_at"`
	Recalled       bool              `json:"recalled"`
	ClientKey      string            `json:"client_key,omitempty" doc:"Of the visitor's own messages."`
}

// PublicState is a conversation as the customer sees it.
type PublicState struct {
	ID        string    `json:"id"`
	State     State     `json:"state" enum:"open,closed"`
	OwnerName string    `json:"owner_name" doc:"Who is serving; empty while waiting."`
	Queue     *Standing `json:"queue" doc:"While waiting: place and expected wait."`
}

// ViewPublicState shows the customer where the conversation stands.
func (s *Service) ViewPublicState(ctx context.Context, c *Conversation) *PublicState {
	if c == nil {
		return nil
	}
	out := &PublicState{ID: c.ID, State: c.State, Queue: s.Hooks.standing(ctx, *c)}
	if c.OwnerID != "" {
		owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
		out.OwnerName = s.Hooks.publicName(ctx, c.ChannelID, owner.Name)
	}
	return out
}

// ViewPublic shows one message to the customer behind a peer. The links to its
// files are signed for the visitor alone.
func (s *Service) ViewPublic(ctx context.Context, m PublicMessage, visitorID, channelID string) PublicView {
	v := PublicView{ID: m.ID, Seq: m.Seq, ConversationID: m.ConversationID, From: m.Author.Kind, Text: m.Text,
		Attachments: []file.Attachment{}, CreatedAt: m.CreatedAt, Recalled: m.Recalled}
	switch m.Author.Kind {
	case ByStaff:
		v.AuthorName = s.Hooks.publicName(ctx, channelID, m.Author.Name)
	case ByVisitor:
		v.ClientKey = m.ClientKey
	}
	if len(m.Files) == 0 {
		return v
	}
	facts, err := s.Files.Facts(ctx, m.Files)
	if err != nil {
		return v
	}
	for _, fileID := range m.Files {
		if f, ok := facts[fileID]; ok {
			v.Attachments = append(v.Attachments, s.Files.ForVisitor(ctx, f, visitorID, channelID))
		}
	}
	return v
}
