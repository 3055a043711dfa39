package audit

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"tiexin/internal/platform/web"
)

// PermRead lets somebody read the trail.
const PermRead = "audit.read"

// View is a line as staff see it.
type View struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   Actor     `json:"actor"`
	Action  string    `json:"action"`
	Subject Subject   `json:"subject"`
	Before  any       `json:"before"`
	After   any       `json:"after"`
	IP      string    `json:"ip"`
}

type searchIn struct {
	web.List
	From      time.Time `query:"from" doc:"Not before."`
	To        time.Time `query:"to" doc:"Before."`
	ActorID   string    `query:"actor_id" maxLength:"64"`
	Action    string    `query:"action" maxLength:"64"`
	SubjectID string    `query:"subject_id" maxLength:"64"`
	Q         string    `query:"q" maxLength:"100" doc:"In the names of actor and subject."`
}

type bySeq struct {
	Seq int64 `json:"s"`
}

// Operations registers what the trail answers.
func (t *Trail) Operations(a *web.API) {
	web.Handle(a, web.Route{ID: "audit.search", Method: http.MethodGet, Path: "/audit", For: web.Staff, Permission: PermRead, Summary: "Who did what, newest first."}, t.httpSearch)
	a.Raw(web.Route{ID: "audit.export", Method: http.MethodGet, Path: web.Prefix + "/audit/export", For: web.Staff, Permission: PermRead, Summary: "The same as CSV; noted in the trail itself."},
		t.exporter(a))
}

func (t *Trail) httpSearch(ctx context.Context, in *searchIn) (*web.Page[View], error) {
	before, _, err := web.DecodeCursor[bySeq](in.Cursor)
	if err != nil {
		return nil, err
	}
	lines, err := t.Search(ctx, Filter{From: in.From, To: in.To, ActorID: in.ActorID, Action: in.Action, SubjectID: in.SubjectID,
		Text: in.Q, BeforeSeq: before.Seq, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	page := web.Cut(lines, in.Limit, func(l Line) any { return bySeq{l.seq} })
	views := make([]View, len(page.Rows))
	for i, l := range page.Rows {
		views[i] = View{ID: l.ID, At: l.At, Actor: l.Actor, Action: l.Action, Subject: l.Subject, Before: open(l.Before), After: open(l.After), IP: l.IP}
	}
	return web.PageOf(views, page.NextCursor), nil
}

// open reads a state; null where there was none.
func open(raw json.RawMessage) any {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	return v
}
