package routing

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

// QueueFields are what a new queue is given.
type QueueFields struct {
	Name      string        `json:"name" minLength:"1" maxLength:"40"`
	UnitID    string        `json:"unit_id" maxLength:"64"`
	Mode      Mode          `json:"mode" enum:"offer,auto,pull"`
	HoursID   string        `json:"hours_id,omitempty" maxLength:"64"`
	Everybody bool          `json:"everybody,omitempty"`
	Members   []string      `json:"members,omitempty" maxItems:"1000"`
	Channels  []string      `json:"channels,omitempty" maxItems:"100"`
	Needs     []Need        `json:"needs,omitempty" maxItems:"10"`
	Serves    customer.Kind `json:"serves,omitempty" enum:",person,organisation" doc:"Only such customers."`
	Rules     *QueueRules   `json:"rules,omitempty" doc:"Without: the usual numbers."`
}

type makeQueueIn struct {
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64"`
		QueueFields
	}
}

type editQueueIn struct {
	PathID
	Body struct {
		Version   int64          `json:"version"`
		Name      *string        `json:"name,omitempty" maxLength:"40"`
		UnitID    *string        `json:"unit_id,omitempty" maxLength:"64"`
		Enabled   *bool          `json:"enabled,omitempty"`
		Mode      *Mode          `json:"mode,omitempty" enum:"offer,auto,pull"`
		HoursID   *string        `json:"hours_id,omitempty" maxLength:"64"`
		Everybody *bool          `json:"everybody,omitempty"`
		Members   *[]string      `json:"members,omitempty" maxItems:"1000"`
		Channels  *[]string      `json:"channels,omitempty" maxItems:"100"`
		Needs     *[]Need        `json:"needs,omitempty" maxItems:"10"`
		Serves    *customer.Kind `json:"serves,omitempty" enum:",person,organisation"`
		Rules     *QueueRules    `json:"rules,omitempty"`
	}
}

type settingsIn struct{ Body Settings }

type placesIn struct {
	PathID
	Body struct {
		Slot   string `json:"slot,omitempty" enum:"chat,callback" default:"chat"`
		Places *int   `json:"places" required:"false" doc:"Null: the house's."`
	}
}

type takingIn struct {
	Body struct {
		Takes bool `json:"takes"`
	}
}

type freeIn struct {
	QueueID string `query:"queue_id" maxLength:"64"`
}

type declineIn struct {
	PathID
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"200"`
	}
}

type transferIn struct {
	PathID
	Body struct {
		ClientKey string       `json:"client_key" minLength:"1" maxLength:"64"`
		Kind      TransferKind `json:"kind" enum:"cold,warm,consult" doc:"consult: who accepts joins as a helper, the owner stays."`
		ToID      string       `json:"to_id,omitempty" maxLength:"64" doc:"A person, or"`
		ToQueueID string       `json:"to_queue_id,omitempty" maxLength:"64" doc:"a queue."`
		Note      string       `json:"note,omitempty"`
	}
}

type whisperIn struct {
	PathID
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64"`
		Text      string `json:"text" minLength:"1"`
		ToID      string `json:"to_id,omitempty" maxLength:"64" doc:"A colleague, or"`
		ToQueueID string `json:"to_queue_id,omitempty" maxLength:"64" doc:"everybody of a queue who is here; neither: the owner."`
	}
}

type takeOverIn struct {
	PathID
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"200"`
	}
}

// Taken is where an accepted offer leads.
type Taken struct {
	Kind           string `json:"kind"`
	ConversationID string `json:"conversation_id" doc:"To open; empty for other kinds."`
	SubjectID      string `json:"subject_id" doc:"By kind: a conversation, a transfer, a message."`
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	s.engineOperations(a)
	s.conversationOperations(a)
	s.queueOperations(a)
	s.messageOperations(a)
}

func route(oid, method, path, permission, summary string) web.Route {
	return web.Route{ID: oid, Method: method, Path: path, For: web.Staff, Permission: permission, Summary: summary}
}

func (s *Service) engineOperations(a *web.API) {
	web.Handle(a, route("routing.me", http.MethodGet, "/routing/me", conversation.PermRead, "Own places, load and offers."),
		func(ctx context.Context, _ *web.Nothing) (*Me, error) {
			me, err := s.Me(ctx)
			return &me, err
		})
	take := route("routing.take", http.MethodPut, "/routing/me/taking", PermSupervise, "Choose whether one who leads is asked to take customers.")
	take.Browser = true
	web.Handle(a, take,
		func(ctx context.Context, in *takingIn) (*Me, error) {
			me, err := s.Take(ctx, in.Body.Takes)
			return &me, err
		})
	web.Handle(a, route("routing.wall", http.MethodGet, "/routing/wall", PermRead, "Queues, people and promises at risk, now."),
		func(ctx context.Context, _ *web.Nothing) (*Wall, error) {
			w, err := s.Wall(ctx)
			return &w, err
		})
	web.Handle(a, route("routing.explain", http.MethodGet, "/routing/items/{id}/explain", PermRead, "Who would be asked for what waits, in which order, and why not the others."),
		func(ctx context.Context, in *PathID) (*Explained, error) {
			v, err := s.Explain(ctx, in.ID)
			return &v, err
		})
	web.Handle(a, route("routing.preview", http.MethodPost, "/routing/queues/{id}/preview", PermRead, "The same for a customer who is only thought of."),
		func(ctx context.Context, in *previewIn) (*Explained, error) {
			v, err := s.Preview(ctx, in.ID, in.Body.fictitious())
			return &v, err
		})
	web.Handle(a, route("routing.free", http.MethodGet, "/routing/free", conversation.PermReply, "Who is here, the freest first."),
		func(ctx context.Context, in *freeIn) (*web.Page[Free], error) {
			rows, err := s.Free(ctx, in.QueueID)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, route("routing.accept", http.MethodPost, "/routing/offers/{id}/accept", conversation.PermReply, "Take what one was offered."),
		func(ctx context.Context, in *PathID) (*Taken, error) {
			it, err := s.Accept(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &Taken{Kind: it.Kind, ConversationID: s.conversationOf(ctx, it), SubjectID: it.SubjectID}, nil
		})
	web.Handle(a, route("routing.decline", http.MethodPost, "/routing/offers/{id}/decline", conversation.PermReply, "Refuse what one was offered; the next is asked."),
		func(ctx context.Context, in *declineIn) (*web.Empty, error) {
			reason := ""
			if in.Body != nil {
				reason = in.Body.Reason
			}
			return nil, s.Decline(ctx, in.ID, reason)
		})
}

func (s *Service) conversationOperations(a *web.API) {
	ask := route("routing.transfer", http.MethodPost, "/conversations/{id}/transfers", conversation.PermReply, "Pass a conversation on, or ask for advice; it stays with the sender until accepted.")
	ask.Status = http.StatusCreated
	web.Handle(a, ask, func(ctx context.Context, in *transferIn) (*Transfer, error) {
		b := in.Body
		t, err := s.Transfer(ctx, in.ID, Ask{ClientKey: b.ClientKey, Kind: b.Kind, ToID: b.ToID, ToQueueID: b.ToQueueID, Note: b.Note})
		return &t, err
	})
	web.Handle(a, route("routing.transfers", http.MethodGet, "/conversations/{id}/transfers", conversation.PermRead, "How a conversation was passed on, the latest first."),
		func(ctx context.Context, in *PathID) (*web.Page[Transfer], error) {
			rows, err := s.Transfers(ctx, in.ID)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, route("routing.withdraw", http.MethodDelete, "/routing/transfers/{id}", conversation.PermReply, "Take back a transfer that nobody has accepted yet."),
		func(ctx context.Context, in *PathID) (*Transfer, error) {
			t, err := s.WithdrawTransfer(ctx, in.ID)
			return &t, err
		})
	web.Handle(a, route("routing.watch", http.MethodPost, "/conversations/{id}/watch", PermSupervise, "Note that a supervisor looks on."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.Watch(ctx, in.ID) })
	whisper := route("routing.whisper", http.MethodPost, "/conversations/{id}/whisper", conversation.PermNote, "Tell the owner, a colleague or a queue something that the customer never sees.")
	whisper.Status = http.StatusCreated
	web.Handle(a, whisper, func(ctx context.Context, in *whisperIn) (*conversation.MessageView, error) {
		v, err := s.Whisper(ctx, in.ID, in.Body.ClientKey, Whispering{Text: in.Body.Text, ToID: in.Body.ToID, ToQueueID: in.Body.ToQueueID})
		return &v, err
	})
	web.Handle(a, route("routing.take_over", http.MethodPost, "/conversations/{id}/take-over", PermSupervise, "Become the owner in place of a colleague."),
		func(ctx context.Context, in *takeOverIn) (*conversation.View, error) {
			reason := ""
			if in.Body != nil {
				reason = in.Body.Reason
			}
			v, err := s.TakeOver(ctx, in.ID, reason)
			return &v, err
		})
}

func (s *Service) queueOperations(a *web.API) {
	web.Handle(a, route("routing.queues", http.MethodGet, "/routing/queues", PermRead, "All queues."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[QueueView], error) {
			rows, err := s.Queues(ctx)
			return web.PageOf(rows, ""), err
		})
	made := route("routing.make_queue", http.MethodPost, "/routing/queues", PermManage, "Add a queue.")
	made.Status = http.StatusCreated
	web.Handle(a, made, func(ctx context.Context, in *makeQueueIn) (*QueueView, error) {
		b := in.Body
		q := Queue{Name: b.Name, UnitID: b.UnitID, Mode: b.Mode, HoursID: b.HoursID, Everybody: b.Everybody, Members: b.Members, Channels: b.Channels,
			Needs: b.Needs, Serves: b.Serves, Rules: DefaultRules()}
		opt.Set(&q.Rules, b.Rules)
		v, err := s.MakeQueue(ctx, b.ClientKey, q)
		return &v, err
	})
	web.Handle(a, route("routing.change_queue", http.MethodPatch, "/routing/queues/{id}", PermManage, "Change a queue."),
		func(ctx context.Context, in *editQueueIn) (*QueueView, error) {
			b := in.Body
			v, err := s.EditQueue(ctx, in.ID, QueueChange{Version: b.Version, Name: b.Name, UnitID: b.UnitID, Enabled: b.Enabled, Mode: b.Mode,
				HoursID: b.HoursID, Everybody: b.Everybody, Members: b.Members, Channels: b.Channels, Needs: b.Needs, Serves: b.Serves, Rules: b.Rules})
			return &v, err
		})
	web.Handle(a, route("routing.drop_queue", http.MethodDelete, "/routing/queues/{id}", PermManage, "Remove a queue in which nothing is."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropQueue(ctx, in.ID) })
	web.Handle(a, route("routing.settings", http.MethodGet, "/routing/settings", PermRead, "Numbers that hold for all queues."),
		func(ctx context.Context, _ *web.Nothing) (*Settings, error) {
			v, err := s.Settings(ctx)
			return &v, err
		})
	web.Handle(a, route("routing.change_settings", http.MethodPut, "/routing/settings", PermManage, "Replace the numbers that hold for all queues."),
		func(ctx context.Context, in *settingsIn) (*Settings, error) {
			v, err := s.EditSettings(ctx, in.Body)
			return &v, err
		})
	web.Handle(a, route("routing.seats", http.MethodGet, "/routing/seats", PermRead, "Everybody who serves, with their places."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Seat], error) {
			rows, err := s.Seats(ctx)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, route("routing.set_places", http.MethodPut, "/routing/seats/{id}", PermManage, "Give somebody places of their own."),
		func(ctx context.Context, in *placesIn) (*Seat, error) {
			v, err := s.SetPlaces(ctx, in.ID, in.Body.Slot, in.Body.Places)
			return &v, err
		})
}

// MessageFields are what a message says.
type MessageFields struct {
	Caller  string  `json:"caller" maxLength:"60"`
	Company string  `json:"company,omitempty" maxLength:"80"`
	Contact string  `json:"contact" maxLength:"120" doc:"Phone, mail or other address."`
	Matter  string  `json:"matter" maxLength:"2000"`
	Urgency Urgency `json:"urgency" enum:"normal,urgent"`
}

func (b MessageFields) message() Message {
	return Message{Caller: b.Caller, Company: b.Company, Contact: b.Contact, Matter: b.Matter, Urgency: b.Urgency}
}

type takeMessageIn struct {
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64"`
		MessageFields
		ForID          string     `json:"for_id,omitempty" maxLength:"64"`
		QueueID        string     `json:"queue_id,omitempty" maxLength:"64"`
		ConversationID string     `json:"conversation_id,omitempty" maxLength:"64"`
		ReplyBy        *time.Time `json:"reply_by,omitempty"`
	}
}

type messagesIn struct {
	web.List
	State MessageState `query:"state" enum:"taken,told,replied"`
	Mine  bool         `query:"mine" doc:"Only those for the reader."`
	ID    string       `query:"id" maxLength:"64" doc:"Only this one."`
}

type versionIn struct {
	PathID
	Body struct {
		Version int64 `json:"version"`
	}
}

type replyMessageIn struct {
	PathID
	Body struct {
		Version int64  `json:"version"`
		Answer  string `json:"answer,omitempty" maxLength:"2000"`
	}
}

type passMessageIn struct {
	PathID
	Body struct {
		Version int64  `json:"version"`
		ForID   string `json:"for_id" maxLength:"64"`
	}
}

func (s *Service) messageOperations(a *web.API) {
	taken := route("routing.take_message", http.MethodPost, "/routing/messages", conversation.PermReply, "Take a message for a colleague or a queue.")
	taken.Status = http.StatusCreated
	web.Handle(a, taken, func(ctx context.Context, in *takeMessageIn) (*Message, error) {
		b := in.Body
		m := b.message()
		m.ForID, m.QueueID, m.ConversationID, m.ReplyBy = b.ForID, b.QueueID, b.ConversationID, b.ReplyBy
		m, err := s.TakeMessage(ctx, b.ClientKey, m)
		return &m, err
	})
	web.Handle(a, route("routing.messages", http.MethodGet, "/routing/messages", conversation.PermRead, "Messages taken, the newest first."), s.httpMessages)
	web.Handle(a, route("routing.tell_message", http.MethodPost, "/routing/messages/{id}/told", conversation.PermReply, "Note that whom it is for knows of it."),
		func(ctx context.Context, in *versionIn) (*Message, error) {
			m, err := s.TellMessage(ctx, in.ID, in.Body.Version)
			return &m, err
		})
	web.Handle(a, route("routing.reply_message", http.MethodPost, "/routing/messages/{id}/replied", conversation.PermReply, "Note what the caller was answered."),
		func(ctx context.Context, in *replyMessageIn) (*Message, error) {
			m, err := s.ReplyMessage(ctx, in.ID, in.Body.Version, in.Body.Answer)
			return &m, err
		})
	web.Handle(a, route("routing.pass_message", http.MethodPost, "/routing/messages/{id}/pass", conversation.PermReply, "Give a message to somebody else."),
		func(ctx context.Context, in *passMessageIn) (*Message, error) {
			m, err := s.PassMessage(ctx, in.ID, in.Body.Version, in.Body.ForID)
			return &m, err
		})
}

func (s *Service) httpMessages(ctx context.Context, in *messagesIn) (*web.Page[Message], error) {
	l := messageListing{state: in.State, id: in.ID, limit: in.Limit + 1}
	after, given, err := web.DecodeCursor[messagePlace](in.Cursor)
	if err == nil && given && !id.Valid(after.ID) {
		err = fault.Invalid("request.cursor", "cursor")
	}
	if err != nil {
		return nil, err
	}
	if given {
		l.after = &after
	}
	rows, err := s.Messages(ctx, l, in.Mine)
	if err != nil {
		return nil, err
	}
	return web.Cut(rows, in.Limit, func(m Message) any { return placeOf(m) }), nil
}
