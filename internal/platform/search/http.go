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
	CustomerID     string    `json:"customer_id" doc:"For customers."`
	MessageID      string    `json:"message_id" doc:"For messages."`
	Seq            int64     `json:"seq" doc:"Of the message in its conversation."`
	Title          string    `json:"title"`
	Excerpt        string    `json:"excerpt"`
	Marks          [][2]int  `json:"marks" doc:"What was found: [start, end) in UTF-16 units of excerpt."`
	At             time.Time `json:"at"`
}

type findIn struct {
	web.List
	Q    string `query:"q" required:"true" maxLength:"200"`
	Kind Kind   `query:"kind" enum:"message,customer,file" doc:"Empty: customers first, then messages."`
}

type from struct {
	Seq int64 `json:"s"`
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
	cursor, _, err := web.DecodeCursor[from](in.Cursor)
	if err != nil {
		return nil, err
	}
	p, kind := auth.From(ctx), in.Kind
	rows := []Row{}
	if kind == "" {
		kind = Message
		if cursor.Seq == 0 {
			above, _, err := x.Find(ctx, p, Customer, in.Q, 0, min(customersAbove, in.Limit))
			if err != nil {
				return nil, err
			}
			rows = append(rows, shown(above)...)
		}
	}
	next := int64(0)
	if room := in.Limit - len(rows); room > 0 {
		var hits []Hit
		if hits, next, err = x.Find(ctx, p, kind, in.Q, cursor.Seq, room); err != nil {
			return nil, err
		}
		rows = append(rows, shown(hits)...)
	}
	if next == 0 {
		return web.PageOf(rows, ""), nil
	}
	return web.PageOf(rows, web.EncodeCursor(from{Seq: next})), nil
}

func shown(hits []Hit) []Row {
	out := make([]Row, len(hits))
	for i, h := range hits {
		r := Row{Kind: h.Kind, Seq: h.Place, Title: h.Title, Excerpt: h.Excerpt, Marks: [][2]int{}, At: h.At}
		switch h.Kind {
		case Customer:
			r.CustomerID = h.RefID
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
