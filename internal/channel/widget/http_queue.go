package widget

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
)

type leaveMessageIn struct {
	Body struct {
		ClientKey string          `json:"client_key" minLength:"1" maxLength:"64"`
		Name      string          `json:"name" maxLength:"60"`
		Contact   string          `json:"contact" maxLength:"120" doc:"A telephone number that can be dialled, or a mail address; of another one the visitor is asked first."`
		Matter    string          `json:"matter" maxLength:"2000"`
		Urgency   routing.Urgency `json:"urgency,omitempty" enum:"normal,urgent" default:"normal"`
		Sure      bool            `json:"sure,omitempty" doc:"They were asked about their contact, which looks as if it reached nobody, and stay with it."`
	}
}

// Left is what the visitor is told of their message.
type Left struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	TellBy time.Time `json:"tell_by" doc:"By when somebody knows of it."`
}

func (s *Service) queueOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "widget.queue", Method: http.MethodGet, Path: "/widget/queue", For: web.Visitors, Summary: "How the queue stands, before the first word."},
		func(ctx context.Context, _ *web.Nothing) (*conversation.Standing, error) {
			st, err := s.Queue(ctx)
			return &st, err
		})
	web.Handle(a, web.Route{ID: "widget.leave", Method: http.MethodPost, Path: "/widget/leave", For: web.Visitors, Summary: "Stop waiting."},
		func(ctx context.Context, _ *web.Nothing) (*web.Empty, error) { return nil, s.LeaveQueue(ctx) })
	web.Handle(a, web.Route{ID: "widget.leave_message", Method: http.MethodPost, Path: "/widget/phone-messages", For: web.Visitors, Status: http.StatusCreated, Mends: true, Summary: "Leave a message instead of waiting."},
		func(ctx context.Context, in *leaveMessageIn) (*Left, error) {
			b := in.Body
			m, err := s.LeaveMessage(ctx, Leaving{ClientKey: b.ClientKey, Sure: b.Sure,
				Message: routing.Message{Caller: b.Name, Contact: b.Contact, Matter: b.Matter, Urgency: b.Urgency}})
			return &Left{ID: m.ID, At: m.TakenAt, TellBy: m.TellBy}, err
		})
}
