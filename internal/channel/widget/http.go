package widget

import (
	"context"
	"encoding/json"
	"net/http"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/web"
)

// Config is what the script shows before anything is said.
type Config struct {
	Name         string `json:"name"`
	Title        string `json:"title"`
	Subtitle     string `json:"subtitle"`
	Greeting     string `json:"greeting"`
	OfflineText  string `json:"offline_text"`
	Colour       string `json:"colour"`
	Position     string `json:"position"`
	Language     string `json:"language"`
	MaxFileBytes int64  `json:"max_file_bytes"`
}

// Demo names the channel that the sample page shows.
type Demo struct {
	Key string `json:"key"`
}

// Thread is a page of what the visitor sees.
type Thread struct {
	Rows         []conversation.PublicView `json:"rows"`
	LastSeq      int64                     `json:"last_seq"`
	StaffReadSeq int64                     `json:"staff_read_seq" doc:"Staff have read up to here."`
	Conversation *conversation.PublicState `json:"conversation"`
}

type configIn struct {
	Key string `query:"key" required:"true" maxLength:"64"`
}

// enterIn is said by a browser and a site's script before its visitor can say a
// word. Of all that is no answer to us, what cannot be read counts as not said.
type enterIn struct {
	Body struct {
		ChannelKey string          `json:"channel_key" minLength:"1" maxLength:"64"`
		Token      json.RawMessage `json:"token,omitempty" doc:"The one had before. With a valid identity, a stranger's shows that their running talk goes along."`
		Identity   json.RawMessage `json:"identity,omitempty" doc:"Who the site says its visitor is: id (at most 128 characters), expires (Unix seconds after which the signature is void), signature (hex(HMAC-SHA256(secret, id + newline + expires))), and perhaps name, email, phone. One that cannot be read is none."`
		Page       json.RawMessage `json:"page,omitempty" doc:"Where the visitor is: url, title, referrer. Nothing of it is kept."`
	}
}

type threadIn struct {
	After int64 `query:"after" minimum:"0"`
	Limit int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type sayIn struct {
	Body struct {
		ClientKey     string   `json:"client_key" minLength:"1" maxLength:"64"`
		Text          string   `json:"text,omitempty"`
		AttachmentIDs []string `json:"attachment_ids,omitempty"`
	}
}

type recallIn struct {
	ID string `path:"id" maxLength:"64"`
}

type blockIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		channel.BlockIn
		Kind channel.BlockKind `json:"kind" enum:"visitor,address,customer"`
	}
}

type readIn struct {
	Body struct {
		Seq int64 `json:"seq" minimum:"0"`
	}
}

// Operations registers what this adapter answers.
func (s *Service) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "widget.config", Method: http.MethodGet, Path: "/widget/config", For: web.Open, Summary: "What the script shows."}, s.httpConfig)
	web.Handle(a, web.Route{ID: "widget.demo", Method: http.MethodGet, Path: "/widget/demo", For: web.Open, Summary: "Key of the channel that the sample page shows."}, s.httpDemo)
	web.Handle(a, web.Route{ID: "widget.enter", Method: http.MethodPost, Path: "/widget/visitors", For: web.Open, Status: http.StatusCreated, Mends: true, Summary: "Get or renew a visitor's token."},
		func(ctx context.Context, in *enterIn) (*Welcome, error) {
			w, err := s.Enter(ctx, in.Body.ChannelKey, plain(in.Body.Token), readIdentity(in.Body.Identity))
			return &w, err
		})
	web.Handle(a, web.Route{ID: "widget.messages", Method: http.MethodGet, Path: "/widget/messages", For: web.Visitors, Summary: "What the visitor sees after a seq."}, s.httpThread)
	web.Handle(a, web.Route{ID: "widget.say", Method: http.MethodPost, Path: "/widget/messages", For: web.Visitors, Status: http.StatusCreated, Mends: true, Summary: "Write."},
		func(ctx context.Context, in *sayIn) (*conversation.PublicView, error) {
			m, err := s.Say(ctx, conversation.Inbound{ClientKey: in.Body.ClientKey, Text: in.Body.Text, Files: in.Body.AttachmentIDs})
			if err != nil {
				return nil, err
			}
			return s.show(ctx, m), nil
		})
	web.Handle(a, web.Route{ID: "widget.recall", Method: http.MethodPost, Path: "/widget/messages/{id}/recall", For: web.Visitors, Summary: "Take back one's own message within two minutes."},
		func(ctx context.Context, in *recallIn) (*conversation.PublicView, error) {
			p := auth.From(ctx)
			m, err := s.Conversations.RecallByVisitor(ctx, p.ChannelID, p.ID, in.ID)
			if err != nil {
				return nil, err
			}
			return s.show(ctx, m), nil
		})
	web.Handle(a, web.Route{ID: "widget.read", Method: http.MethodPost, Path: "/widget/read", For: web.Visitors, Summary: "Note what has been read."},
		func(ctx context.Context, in *readIn) (*web.Empty, error) {
			p := auth.From(ctx)
			return nil, s.Conversations.ReadByVisitor(ctx, p.ChannelID, p.ID, in.Body.Seq)
		})
	web.Handle(a, web.Route{ID: "widget.block", Method: http.MethodPost, Path: "/conversations/{id}/block", For: web.Staff, Permission: channel.PermBlock, Status: http.StatusCreated, Summary: "Keep the customer of a conversation out for a while."},
		func(ctx context.Context, in *blockIn) (*channel.BlockView, error) {
			b, err := s.Block(ctx, in.ID, in.Body.Kind, in.Body.BlockIn)
			v := s.Channels.ViewBlock(ctx, b)
			return &v, err
		})
	s.queueOperations(a)
	a.Raw(web.Route{ID: "widget.socket", Method: http.MethodGet, Path: web.Prefix + "/widget/socket", For: web.Open, Summary: "Live events; see docs/sockets.md."},
		s.Hub.Endpoint(auth.Visitor, s.find(a), s.open, a.Refuse))
}

func (s *Service) show(ctx context.Context, m conversation.PublicMessage) *conversation.PublicView {
	p := auth.From(ctx)
	v := s.Conversations.ViewPublic(ctx, m, p.ID, p.ChannelID)
	return &v
}

func (s *Service) httpConfig(ctx context.Context, in *configIn) (*Config, error) {
	c, err := s.Channels.Usable(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	st := c.Settings
	if !siteAllowed(st.AllowedSites, web.InfoFrom(ctx).Origin) {
		return nil, fault.NotFound()
	}
	return &Config{Name: c.Name, Title: st.Title, Subtitle: st.Subtitle, Greeting: st.Greeting, OfflineText: st.Offline(),
		Colour: st.Colour, Position: st.Position, Language: st.Language, MaxFileBytes: file.MaxBytes}, nil
}

func (s *Service) httpDemo(ctx context.Context, _ *web.Nothing) (*Demo, error) {
	c, err := s.Channels.First(ctx)
	if err != nil {
		return nil, err
	}
	return &Demo{Key: c.Key}, nil
}

func (s *Service) httpThread(ctx context.Context, in *threadIn) (*Thread, error) {
	p := auth.From(ctx)
	t, err := s.Conversations.ReadPublic(ctx, p.ChannelID, p.ID, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &Thread{Rows: []conversation.PublicView{}, LastSeq: t.LastSeq, StaffReadSeq: t.StaffReadSeq,
		Conversation: s.Conversations.ViewPublicState(ctx, t.Conversation)}
	for _, m := range t.Messages {
		out.Rows = append(out.Rows, s.Conversations.ViewPublic(ctx, m, p.ID, p.ChannelID))
	}
	return out, nil
}

// find lets a socket in by its header, or unknown until its first frame.
func (s *Service) find(a *web.API) func(r *http.Request) (auth.Person, error) {
	return func(r *http.Request) (auth.Person, error) {
		if web.InfoFrom(r.Context()).Bearer == "" {
			return auth.Person{Kind: auth.Anonymous}, nil
		}
		return a.Person(r.Context(), web.Visitors)
	}
}

func (s *Service) open(c *realtime.Conn) {
	if c.Person().Kind == auth.Visitor {
		s.greet(context.Background(), c)
	}
}

// greet joins a known visitor to their own topic and tells where they stand.
func (s *Service) greet(ctx context.Context, c *realtime.Conn) {
	p := c.Person()
	c.Join(conversation.TopicPeer(p.ChannelID, p.ID))
	t, err := s.Conversations.ReadPublic(ctx, p.ChannelID, p.ID, 0, 0)
	if err != nil {
		c.Send(realtime.Frame{"t": "resync"})
		return
	}
	c.Send(realtime.Frame{"t": "welcome", "last_seq": t.LastSeq, "staff_read_seq": t.StaffReadSeq,
		"conversation": s.Conversations.ViewPublicState(ctx, t.Conversation)})
}

// Frames registers what visitors' screens may send.
func (s *Service) Frames(h *realtime.Hub) {
	h.Handle(auth.Visitor, "hello", func(ctx context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			Token string `json:"token"`
		}
		if json.Unmarshal(raw, &f) != nil {
			return
		}
		if c.Person().Kind == auth.Visitor && f.Token == "" {
			s.greet(ctx, c)
			return
		}
		p, err := s.visitor(ctx, f.Token)
		if err != nil {
			if fault.Is(err, fault.KindUnsigned) {
				c.Bye("expired")
			} else {
				c.Bye("restart") // the house's fault: come again with the same token
			}
			return
		}
		c.Become(p)
		s.greet(ctx, c)
	})
	h.Handle(auth.Visitor, "typing", func(ctx context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			On bool `json:"on"`
		}
		if json.Unmarshal(raw, &f) != nil || !c.Typing("", f.On) {
			return
		}
		if i, ok, _ := s.peer(ctx, c.Person()); ok {
			if _, barred, _ := s.barred(ctx, i); !barred {
				s.Conversations.VisitorTyping(ctx, i.ID, f.On)
			}
		}
	})
	h.Handle(auth.Visitor, "read", func(ctx context.Context, c *realtime.Conn, raw json.RawMessage) {
		var f struct {
			Seq int64 `json:"seq"`
		}
		p := c.Person()
		if p.Kind == auth.Visitor && json.Unmarshal(raw, &f) == nil {
			if err := s.Conversations.ReadByVisitor(ctx, p.ChannelID, p.ID, f.Seq); err != nil {
				c.Send(realtime.Frame{"t": "resync"})
			}
		}
	})
}
