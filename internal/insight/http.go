package insight

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// QueryIn is what all reports take.
type QueryIn struct {
	From      string `query:"from" maxLength:"10" doc:"First day, YYYY-MM-DD in the organisation's zone; empty: six days before the last."`
	To        string `query:"to" maxLength:"10" doc:"Last day; empty: today."`
	UnitID    string `query:"unit_id" maxLength:"64" doc:"With everything below."`
	StaffID   string `query:"staff_id" maxLength:"64"`
	ChannelID string `query:"channel_id" maxLength:"64"`
}

func (q QueryIn) query() Query {
	return Query{From: q.From, To: q.To, UnitID: q.UnitID, StaffID: q.StaffID, ChannelID: q.ChannelID}
}

type summaryIn struct {
	QueryIn
	Group Group `query:"group" enum:"day,hour,staff" default:"day"`
}

type roundsIn struct {
	web.List
	QueryIn
	Cause string `query:"cause" maxLength:"64" doc:"A cause, or none: not yet said. Late answers only."`
	Slow  bool   `query:"slow" doc:"Late answers only."`
}

type incidentIn struct {
	Body struct {
		ClientKey string       `json:"client_key" minLength:"1" maxLength:"64" doc:"A retry with the same key changes nothing."`
		Kind      IncidentKind `json:"kind" enum:"outage,upload,freeze"`
		From      time.Time    `json:"from"`
		To        time.Time    `json:"to"`
		SentAt    *time.Time   `json:"sent_at,omitempty" doc:"Now, by the clock that from and to were read from; the server shifts all by the difference."`
	}
}

// Taken is what was believed of a report.
type Taken struct {
	Seconds float64 `json:"seconds" doc:"New seconds; the future, what goes beyond two hours and what is known already do not count."`
}

type causeIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Cause Cause `json:"cause" minLength:"1" maxLength:"64" doc:"Key of one that is offered, see GET /insight/causes."`
	}
}

type settingsIn struct {
	Body struct {
		TargetSeconds int64 `json:"target_seconds" minimum:"30" maximum:"86400"`
		Version       int64 `json:"version" minimum:"0"`
	}
}

// PartView is how long somebody had the conversation.
type PartView struct {
	Staff    web.Ref `json:"staff" doc:"Empty id: the queue."`
	Seconds  float64 `json:"seconds"`
	Excluded float64 `json:"excluded_seconds"`
}

// ExcludedView is what does not count, in seconds.
type ExcludedView struct {
	Outage float64 `json:"outage"`
	Freeze float64 `json:"freeze"`
	Upload float64 `json:"upload"`
}

// View is a round as staff see it.
type View struct {
	ID             string       `json:"id"`
	ConversationID string       `json:"conversation_id"`
	Seq            int64        `json:"seq" doc:"Of the customer's message that began it."`
	Number         int64        `json:"number" doc:"1, 2, 3… in the conversation."`
	Customer       web.Ref      `json:"customer" doc:"Empty name: the reader may not open the conversation."`
	ChannelID      string       `json:"channel_id"`
	UnitID         string       `json:"unit_id"`
	Staff          web.Ref      `json:"staff" doc:"Who answered; else the last owner."`
	StartedAt      time.Time    `json:"started_at"`
	EndedAt        time.Time    `json:"ended_at"`
	Outcome        Outcome      `json:"outcome" enum:"answered,unanswered"`
	Wait           float64      `json:"wait_seconds"`
	Response       float64      `json:"response_seconds" doc:"Wait without what is excluded."`
	Own            float64      `json:"own_seconds" doc:"Working time for which it was who answered who kept the customer waiting."`
	Excluded       ExcludedView `json:"excluded"`
	Cause          Cause        `json:"cause" doc:"Empty: not yet said."`
	CauseName      string       `json:"cause_name" doc:"Its word, in the reader's language or the organisation's own."`
	CauseBy        CauseBy      `json:"cause_by" doc:"system, agent or empty."`
	Parts          []PartView   `json:"parts"`
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	route := func(oid, method, path, permission, summary string) web.Route {
		return web.Route{ID: oid, Method: method, Path: "/insight" + path, For: web.Staff, Permission: permission, Summary: summary}
	}
	web.Handle(a, route("insight.summary", http.MethodGet, "/responses/summary", PermRead, "How long customers waited for answers."),
		func(ctx context.Context, in *summaryIn) (*Summary, error) {
			v, err := s.Summary(ctx, in.query(), in.Group)
			return &v, err
		})
	web.Handle(a, route("insight.rounds", http.MethodGet, "/responses", PermRead, "Each wait, the latest first."), s.httpRounds)
	web.Handle(a, route("insight.pareto", http.MethodGet, "/causes/pareto", PermRead, "Why answers came late."),
		func(ctx context.Context, in *QueryIn) (*CauseReport, error) {
			v, err := s.Pareto(ctx, in.query())
			return &v, err
		})
	own := func(oid, method, path, summary string) web.Route {
		return web.Route{ID: oid, Method: method, Path: "/insight" + path, For: web.Staff, Browser: true, Summary: summary}
	}
	web.Handle(a, own("insight.incident", http.MethodPost, "/incidents", "The desk tells that it could not answer for a while."), s.httpIncident)
	web.Handle(a, own("insight.pending", http.MethodGet, "/causes/pending", "One's own late answers of a day whose cause is not known, the latest first."), s.httpPending)
	web.Handle(a, own("insight.code", http.MethodPut, "/rounds/{id}/cause", "Tell why one's own answer came late."),
		func(ctx context.Context, in *causeIn) (*web.Empty, error) {
			return nil, s.Code(ctx, in.ID, in.Body.Cause)
		})
	web.Handle(a, route("insight.causes", http.MethodGet, "/causes", "", "The causes that are offered to whom it is asked why an answer came late, in their order, with those that are not."),
		func(ctx context.Context, _ *web.Nothing) (*ReasonsView, error) {
			all, err := s.Reasons(ctx)
			v := s.viewReasons(ctx, all)
			return &v, err
		})
	web.Handle(a, route("insight.change_causes", http.MethodPut, "/causes", PermManage, "Replace them; what is left out is no longer offered."),
		func(ctx context.Context, in *reasonsIn) (*ReasonsView, error) {
			all, err := s.SetReasons(ctx, Reasons{Rows: in.Body.Rows, Version: in.Body.Version})
			v := s.viewReasons(ctx, all)
			return &v, err
		})
	web.Handle(a, route("insight.settings", http.MethodGet, "/settings", PermRead, "From when on an answer is late."),
		func(ctx context.Context, _ *web.Nothing) (*Settings, error) {
			v, err := s.Settings(ctx)
			return &v, err
		})
	web.Handle(a, route("insight.change_settings", http.MethodPut, "/settings", PermManage, "Change it."),
		func(ctx context.Context, in *settingsIn) (*Settings, error) {
			v, err := s.SaveSettings(ctx, Settings{TargetSeconds: in.Body.TargetSeconds, Version: in.Body.Version})
			return &v, err
		})
	a.Raw(web.Route{ID: "insight.export", Method: http.MethodGet, Path: web.Prefix + "/insight/responses/export", For: web.Staff, Permission: PermExport, Summary: "Each wait as CSV; noted in the trail."},
		s.exporter(a))
}

// ReasonView is a cause as it is offered.
type ReasonView struct {
	Reason
	Word string `json:"word" doc:"What people read: the own word, or the usual one in the reader's language."`
	Own  bool   `json:"own" doc:"Made by the organisation."`
}

// ReasonsView are all causes.
type ReasonsView struct {
	Rows    []ReasonView `json:"rows"`
	Version int64        `json:"version"`
}

type reasonsIn struct {
	Body struct {
		Rows    []Reason `json:"rows" minItems:"1" maxItems:"60"`
		Version int64    `json:"version" minimum:"0"`
	}
}

func (s *Service) viewReasons(ctx context.Context, all Reasons) ReasonsView {
	out := ReasonsView{Rows: []ReasonView{}, Version: all.Version}
	for _, r := range all.Rows {
		out.Rows = append(out.Rows, ReasonView{Reason: r, Word: s.word(ctx, all, r.Key), Own: !slices.Contains(Causes, r.Key)})
	}
	return out
}

func (s *Service) httpRounds(ctx context.Context, in *roundsIn) (*web.Page[View], error) {
	after, err := web.After(in.Cursor)
	if err != nil {
		return nil, err
	}
	q := in.query()
	q.Cause, q.Slow = in.Cause, in.Slow
	rounds, err := s.List(ctx, q, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := web.Cut(rounds, in.Limit, func(r Round) any { return id.PlaceOf(r.Started, r.ID) })
	views, err := s.views(ctx, page.Rows)
	return web.PageOf(views, page.NextCursor), err
}

func (s *Service) httpIncident(ctx context.Context, in *incidentIn) (*Taken, error) {
	r := Report{ClientKey: in.Body.ClientKey, Kind: in.Body.Kind, Span: Span{in.Body.From, in.Body.To}}
	if in.Body.SentAt != nil {
		r.SentAt = *in.Body.SentAt
	}
	d, err := s.Incident(ctx, r)
	return &Taken{Seconds: *seconds(d)}, err
}

func (s *Service) httpPending(ctx context.Context, _ *web.Nothing) (*web.Page[View], error) {
	rounds, err := s.Pending(ctx)
	if err != nil {
		return nil, err
	}
	views, err := s.views(ctx, rounds)
	return web.PageOf(views, ""), err
}

// views shows rounds; of conversations that the reader may not open they show
// no customer.
func (s *Service) views(ctx context.Context, rounds []Round) ([]View, error) {
	var ids []string
	for _, r := range rounds {
		ids = append(ids, r.ConversationID)
	}
	customers, err := s.Conversations.Readable(ctx, ids)
	if err != nil {
		return nil, err
	}
	all, err := s.Reasons(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]View, len(rounds))
	for i, r := range rounds {
		v := View{ID: r.ID, ConversationID: r.ConversationID, Seq: r.StartSeq, Number: r.Number, ChannelID: r.ChannelID, UnitID: r.UnitID,
			Staff: s.ref(ctx, r.StaffID), StartedAt: r.Started, EndedAt: r.Ended, Outcome: r.Outcome,
			Wait: *seconds(r.Gross()), Response: *seconds(r.Net()), Own: *seconds(r.Own), Cause: r.Cause, CauseName: s.word(ctx, all, r.Cause), CauseBy: r.CauseBy, Parts: []PartView{},
			Excluded: ExcludedView{Outage: *seconds(r.Excluded.Outage), Freeze: *seconds(r.Excluded.Freeze), Upload: *seconds(r.Excluded.Upload)}}
		v.Customer = customers[r.ConversationID]
		for _, p := range r.Parts {
			v.Parts = append(v.Parts, PartView{Staff: s.ref(ctx, p.StaffID), Seconds: *seconds(p.To.Sub(p.From)), Excluded: *seconds(p.Excluded)})
		}
		out[i] = v
	}
	return out, nil
}

func (s *Service) ref(ctx context.Context, staffID string) web.Ref {
	c, _ := s.Directory.Colleague(ctx, staffID)
	return web.Ref{ID: staffID, Name: c.Name}
}
