package search

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
)

// Row is a result as staff see it.
type Row struct {
	Kind           Kind      `json:"kind" enum:"message,customer,file"`
	ConversationID string    `json:"conversation_id" doc:"Where it stands; empty for customers."`
	CustomerID     string    `json:"customer_id" doc:"Whose it is."`
	CustomerName   string    `json:"customer_name" doc:"Whose it is."`
	MessageID      string    `json:"message_id" doc:"For messages."`
	Seq            int64     `json:"seq" doc:"Of the message in its conversation."`
	Title          string    `json:"title" doc:"Who said it; a customer's name."`
	Excerpt        string    `json:"excerpt"`
	Marks          [][2]int  `json:"marks" doc:"What was found: [start, end) in UTF-16 units of excerpt."`
	At             time.Time `json:"at"`
}

type findIn struct {
	web.List
	Q         string    `query:"q" required:"true" maxLength:"200"`
	Kind      Kind      `query:"kind" enum:"message,customer,file" doc:"Empty: customers first, then messages."`
	From      time.Time `query:"from" doc:"Said at this moment or later."`
	To        time.Time `query:"to" doc:"Said before this moment."`
	StaffID   string    `query:"staff_id" maxLength:"64" doc:"Said by this colleague."`
	ChannelID string    `query:"channel_id" maxLength:"64"`
	LabelID   string    `query:"label_id" maxLength:"64" doc:"In conversations with this label."`
}

// filter of a search; narrow: customers, who are not said at a time, are not
// meant.
func (in *findIn) filter() (f Filter, narrow bool, err error) {
	f = Filter{From: in.From, To: in.To, StaffID: in.StaffID, Channel: in.ChannelID, Label: in.LabelID}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		return f, false, fault.Invalid("search.period", "to")
	}
	return f, f != Filter{}, nil
}

// customersAbove stand before the messages on the first page.
const customersAbove = 5

// Operations registers the one route.
func (x *Index) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "search.find", Method: http.MethodGet, Path: "/search", For: web.Staff, Summary: "Find what was written, newest first."}, x.httpFind)
}

func (x *Index) httpFind(ctx context.Context, in *findIn) (*web.Page[Row], error) {
	if code, ok := check.Text(in.Q, 1, 200); !ok {
		return nil, fault.Invalid(code, "q")
	}
	f, narrow, err := in.filter()
	if err != nil {
		return nil, err
	}
	before, further, err := web.DecodeCursor[Spot](in.Cursor)
	if err != nil {
		return nil, err
	}
	after := &before
	if !further {
		after = nil
	}
	p, kind := auth.From(ctx), in.Kind
	rows := []Row{}
	if kind == "" {
		kind = Message
		if !further && !narrow {
			above, _, err := x.Find(ctx, p, Customer, in.Q, Filter{}, nil, min(customersAbove, in.Limit))
			if err != nil {
				return nil, err
			}
			rows = append(rows, shown(above)...)
		}
	}
	if kind == Customer && narrow {
		return web.PageOf(rows, ""), nil
	}
	next := &newest // where the page is full of customers
	if room := in.Limit - len(rows); room > 0 {
		var hits []Hit
		if hits, next, err = x.Find(ctx, p, kind, in.Q, f, after, room); err != nil {
			return nil, err
		}
		rows = append(rows, shown(hits)...)
	}
	if next == nil {
		return web.PageOf(rows, ""), nil
	}
	return web.PageOf(rows, web.EncodeCursor(*next)), nil
}

func shown(hits []Hit) []Row {
	out := make([]Row, len(hits))
	for i, h := range hits {
		r := Row{Kind: h.Kind, CustomerID: h.CustomerID, CustomerName: h.CustomerName, Seq: h.Place, Title: h.Title, Excerpt: h.Excerpt, Marks: [][2]int{}, At: h.At}
		switch h.Kind {
		case Message:
			r.ConversationID, r.MessageID = h.Group, h.RefID
		case File:
			r.ConversationID = h.Group
		}
		for _, m := range h.Marks {
			r.Marks = append(r.Marks, [2]int{m.Start, m.End})
		}
		out[i] = r
	}
	return out
}
