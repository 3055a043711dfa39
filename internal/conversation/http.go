package conversation

import (
	"cmp"
	"context"
	"net/http"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
)

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

type listIn struct {
	web.List
	Tab       Tab    `query:"tab" enum:"mine,queue,attention,following,open,closed" default:"mine"`
	Sort      Sort   `query:"sort" enum:"due,newest" doc:"By duty (overdue, then by the time left, then what waits for the customer, newest first) or newest activity first. Left out: mine and attention by duty. The queue has its own order, and what is closed no duty."`
	LabelID   string `query:"label_id" maxLength:"64"`
	ChannelID string `query:"channel_id" maxLength:"64"`
	OwnerID   string `query:"owner_id" maxLength:"64" doc:"Only what this colleague serves, as far as one may see it; with tab=open what they have in hand."`
}

func (in *listIn) listing() listing {
	return listing{tab: in.Tab, labelID: in.LabelID, channelID: in.ChannelID, ownerID: in.OwnerID, limit: in.Limit + 1, stretch: dutyStretch}
}

type showIn struct {
	PathID
	Messages int `query:"messages" minimum:"0" maximum:"100" default:"30" doc:"How many of the newest messages to bring."`
}

// Shown is a conversation with its newest messages and the reader's draft.
type Shown struct {
	View
	Messages []MessageView `json:"messages"`
	Draft    *Draft        `json:"draft"`
}

type messagesIn struct {
	PathID
	Before int64 `query:"before" minimum:"0" doc:"Older than this seq."`
	After  int64 `query:"after" minimum:"0" doc:"Newer than this seq."`
	Limit  int   `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

type sendIn struct {
	PathID
	Body struct {
		ClientKey     string      `json:"client_key" minLength:"1" maxLength:"64" doc:"Made by the client; a retry with the same key changes nothing."`
		Kind          MessageKind `json:"kind" enum:"reply,note"`
		Text          string      `json:"text"`
		AttachmentIDs []string    `json:"attachment_ids,omitempty"`
		Mentions      []string    `json:"mentions,omitempty" maxItems:"20"`
		Interject     bool        `json:"interject,omitempty" doc:"Of a reply: meant to go out beside the colleague who serves the customer. Without it such a reply is refused with conversation.interject."`
	}
}

type recallIn struct {
	PathID
	MessageID string `path:"message_id" maxLength:"64"`
}

type assignIn struct {
	PathID
	Body struct {
		StaffID string `json:"staff_id" maxLength:"64"`
	}
}

type closeIn struct {
	PathID
	Body *struct {
		Reason  string `json:"reason,omitempty" maxLength:"200"`
		SeenSeq int64  `json:"seen_seq,omitempty" minimum:"0" doc:"The newest line that the caller knows: what the customer has said since bars the end. 0: whatever was said."`
	}
}

type readIn struct {
	PathID
	Body struct {
		Seq int64 `json:"seq" minimum:"0"`
	}
}

type helpIn struct {
	PathID
	Body struct {
		On bool `json:"on"`
	}
}

type draftIn struct {
	PathID
	Body struct {
		Kind MessageKind `json:"kind" enum:"reply,note"`
		Text string      `json:"text" maxLength:"10000"`
	}
}

type labelsIn struct {
	PathID
	Body struct {
		LabelIDs []string `json:"label_ids" maxItems:"20"`
	}
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	const base = "/conversations"
	get := func(oid, path, summary string) web.Route {
		return web.Route{ID: oid, Method: http.MethodGet, Path: base + path, For: web.Staff, Permission: PermRead, Summary: summary}
	}
	post := func(oid, path, permission, summary string) web.Route {
		return web.Route{ID: oid, Method: http.MethodPost, Path: base + path, For: web.Staff, Permission: permission, Summary: summary}
	}
	web.Handle(a, get("conversation.list", "", "Conversations of a tab; the queue longest waiting first, the others by duty or by newest activity."), s.httpList)
	web.Handle(a, get("conversation.counts", "/counts", "Figures on the inbox tabs."), s.httpCounts)
	web.Handle(a, get("conversation.show", "/{id}", "A conversation with its newest messages."), s.httpShow)
	web.Handle(a, get("conversation.messages", "/{id}/messages", "Messages before or after a seq, rising."), s.httpMessages)
	send := post("conversation.write", "/{id}/messages", "", "Reply to the customer or leave a note.")
	send.Status, send.Either = http.StatusCreated, []string{PermReply, PermNote}
	web.Handle(a, send, s.httpWrite)
	s.recallOperations(a, post)
	web.Handle(a, post("conversation.claim", "/{id}/claim", PermReply, "Take a waiting conversation; one owner, the others are told who."),
		func(ctx context.Context, in *PathID) (*View, error) { return s.shown(ctx)(s.Claim(ctx, in.ID)) })
	web.Handle(a, post("conversation.release", "/{id}/release", PermReply, "Put a conversation back among the waiting ones."),
		func(ctx context.Context, in *PathID) (*View, error) { return s.shown(ctx)(s.Release(ctx, in.ID)) })
	web.Handle(a, post("conversation.assign", "/{id}/assign", PermReply, "Give a conversation to a colleague."),
		func(ctx context.Context, in *assignIn) (*View, error) {
			return s.shown(ctx)(s.Assign(ctx, in.ID, in.Body.StaffID))
		})
	web.Handle(a, post("conversation.close", "/{id}/close", PermReply, "End a conversation."),
		func(ctx context.Context, in *closeIn) (*View, error) {
			if in.Body == nil {
				return s.shown(ctx)(s.Close(ctx, in.ID, "", 0))
			}
			return s.shown(ctx)(s.Close(ctx, in.ID, in.Body.Reason, in.Body.SeenSeq))
		})
	web.Handle(a, post("conversation.reopen", "/{id}/reopen", PermReply, "Take a closed conversation up again within 24 hours."),
		func(ctx context.Context, in *PathID) (*View, error) { return s.shown(ctx)(s.Reopen(ctx, in.ID)) })
	web.Handle(a, post("conversation.read", "/{id}/read", PermRead, "Note what has been read."),
		func(ctx context.Context, in *readIn) (*web.Empty, error) { return nil, s.Read(ctx, in.ID, in.Body.Seq) })
	draft := post("conversation.draft", "/{id}/draft", PermRead, "Keep what is typed; empty text forgets it.")
	draft.Method = http.MethodPut
	web.Handle(a, draft, func(ctx context.Context, in *draftIn) (*web.Empty, error) {
		return nil, s.SaveDraft(ctx, in.ID, in.Body.Kind, in.Body.Text)
	})
	labels := post("conversation.set_labels", "/{id}/labels", PermNote, "Replace the labels.")
	labels.Method = http.MethodPut
	web.Handle(a, labels, func(ctx context.Context, in *labelsIn) (*View, error) {
		return s.shown(ctx)(s.SetLabels(ctx, in.ID, in.Body.LabelIDs))
	})
	s.markOperations(a, post)
	s.labelOperations(a)
}

// recallOperations take messages back, and show what was.
func (s *Service) recallOperations(a *web.API, post func(oid, path, permission, summary string) web.Route) {
	web.Handle(a, post("conversation.recall", "/{id}/messages/{message_id}/recall", PermRead, "Take back one's own message within two minutes."),
		func(ctx context.Context, in *recallIn) (*MessageView, error) {
			m, err := s.Recall(ctx, in.ID, in.MessageID)
			if err != nil {
				return nil, err
			}
			v := s.viewMessage(ctx, m, viewer(ctx))
			return &v, nil
		})
	web.Handle(a, post("conversation.show_recalled", "/{id}/messages/{message_id}/recalled", audit.PermRead, "What was taken back, for those who audit; noted in the trail."),
		func(ctx context.Context, in *recallIn) (*MessageView, error) {
			v, err := s.Recalled(ctx, in.ID, in.MessageID)
			return &v, err
		})
}

// markOperations are marks on a conversation, the reader's own and for all.
func (s *Service) markOperations(a *web.API, post func(oid, path, permission, summary string) web.Route) {
	web.Handle(a, post("conversation.follow", "/{id}/follow", PermRead, "Follow a conversation."),
		func(ctx context.Context, in *PathID) (*View, error) { return s.shown(ctx)(s.Follow(ctx, in.ID, true)) })
	web.Handle(a, post("conversation.unfollow", "/{id}/unfollow", PermRead, "Follow it no longer."),
		func(ctx context.Context, in *PathID) (*View, error) { return s.shown(ctx)(s.Follow(ctx, in.ID, false)) })
	web.Handle(a, post("conversation.help", "/{id}/help", PermReply, "Ask those who lead to look, or take that back."),
		func(ctx context.Context, in *helpIn) (*View, error) {
			return s.shown(ctx)(s.AskHelp(ctx, in.ID, in.Body.On))
		})
}

// shown turns the outcome of a use case into its view.
func (s *Service) shown(ctx context.Context) func(Conversation, error) (*View, error) {
	return func(c Conversation, err error) (*View, error) {
		if err != nil {
			return nil, err
		}
		v, err := s.viewOne(ctx, c)
		return &v, err
	}
}

func (s *Service) httpList(ctx context.Context, in *listIn) (*web.Page[View], error) {
	if in.Tab.sorted(in.Sort) == ByDue {
		return s.httpListByDuty(ctx, in)
	}
	after, err := web.After(in.Cursor)
	if err != nil {
		return nil, err
	}
	l := in.listing()
	l.after = after
	rows, of, err := s.List(ctx, l)
	if err != nil {
		return nil, err
	}
	page := web.Cut(rows, in.Limit, func(c Conversation) any { return in.Tab.place(c) })
	return web.PageOf(s.listViews(ctx, page.Rows, of), page.NextCursor), nil
}

func (s *Service) httpListByDuty(ctx context.Context, in *listIn) (*web.Page[View], error) {
	at, given, err := web.DecodeCursor[dutyPlace](in.Cursor)
	if err != nil || given && !at.valid() {
		return nil, cmp.Or(err, error(fault.Invalid("request.cursor", "cursor")))
	}
	var after *dutyPlace
	if given {
		after = &at
	}
	rows, next, of, err := s.ListByDuty(ctx, in.listing(), after)
	if err != nil {
		return nil, err
	}
	cursor := ""
	if next != nil {
		cursor = web.EncodeCursor(next)
	}
	return web.PageOf(s.listViews(ctx, rows, of), cursor), nil
}

// listViews shows the rows of a list.
func (s *Service) listViews(ctx context.Context, rows []Conversation, of marks) []View {
	views := make([]View, len(rows))
	for i, c := range rows {
		views[i] = s.view(ctx, c, of)
	}
	return views
}

func (s *Service) httpCounts(ctx context.Context, _ *web.Nothing) (*Counts, error) {
	c, err := s.Counts(ctx)
	return &c, err
}

func (s *Service) httpShow(ctx context.Context, in *showIn) (*Shown, error) {
	c, lines, draft, err := s.Show(ctx, in.ID, in.Messages)
	if err != nil {
		return nil, err
	}
	v, err := s.viewOne(ctx, c)
	if err != nil {
		return nil, err
	}
	return &Shown{View: v, Messages: s.viewMessages(ctx, lines, viewer(ctx)), Draft: draft}, nil
}

func (s *Service) httpMessages(ctx context.Context, in *messagesIn) (*web.Page[MessageView], error) {
	lines, err := s.Messages(ctx, in.ID, in.Before, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return web.PageOf(s.viewMessages(ctx, lines, viewer(ctx)), ""), nil
}

func (s *Service) httpWrite(ctx context.Context, in *sendIn) (*MessageView, error) {
	m, err := s.Write(ctx, in.ID, Send{ClientKey: in.Body.ClientKey, Kind: in.Body.Kind, Text: in.Body.Text,
		Files: in.Body.AttachmentIDs, Mentions: in.Body.Mentions, Interject: in.Body.Interject})
	if err != nil {
		return nil, err
	}
	v := s.viewMessage(ctx, m, viewer(ctx))
	return &v, nil
}

type makeLabelIn struct {
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64"`
		Name      string `json:"name" minLength:"1" maxLength:"20"`
		Colour    string `json:"colour" minLength:"7" maxLength:"7"`
	}
}

type changeLabelIn struct {
	PathID
	Body struct {
		Version int64  `json:"version"`
		Name    string `json:"name" minLength:"1" maxLength:"20"`
		Colour  string `json:"colour" minLength:"7" maxLength:"7"`
	}
}

func (s *Service) labelOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "label.list", Method: http.MethodGet, Path: "/labels", For: web.Staff, Permission: PermRead, Summary: "All labels."},
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Label], error) {
			all, err := s.Labels(ctx)
			return web.PageOf(all, ""), err
		})
	web.Handle(a, web.Route{ID: "label.make", Method: http.MethodPost, Path: "/labels", For: web.Staff, Permission: PermLabelManage, Status: http.StatusCreated, Summary: "Add a label."},
		func(ctx context.Context, in *makeLabelIn) (*Label, error) {
			l, err := s.MakeLabel(ctx, in.Body.ClientKey, in.Body.Name, in.Body.Colour)
			return &l, err
		})
	web.Handle(a, web.Route{ID: "label.change", Method: http.MethodPatch, Path: "/labels/{id}", For: web.Staff, Permission: PermLabelManage, Summary: "Rename or recolour a label."},
		func(ctx context.Context, in *changeLabelIn) (*Label, error) {
			l, err := s.ChangeLabel(ctx, in.ID, in.Body.Version, in.Body.Name, in.Body.Colour)
			return &l, err
		})
	web.Handle(a, web.Route{ID: "label.drop", Method: http.MethodDelete, Path: "/labels/{id}", For: web.Staff, Permission: PermLabelManage, Summary: "Remove a label that nothing carries."},
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropLabel(ctx, in.ID) })
}
