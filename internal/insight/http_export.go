package insight

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tiexin/internal/kit/csvsafe"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/web"
)

// exportColumns in order; each is headed by the text "insight.column.<name>".
var exportColumns = []string{"started", "ended", "conversation", "number", "customer", "staff", "outcome", "wait", "outage", "freeze", "upload", "response", "cause", "cause_by"}

// exporter answers with a stream, for which typed operations have no place.
func (s *Service) exporter(a *web.API) http.Handler {
	return a.Stream(PermExport, func(w http.ResponseWriter, r *http.Request, p auth.Person) error {
		q, err := exportQuery(r.URL.Query())
		if err != nil {
			return err
		}
		e := &export{s: s, say: func(key string) string { return a.Texts.Text(i18n.Locale(p.Locale), key, nil) }}
		return s.Export(r.Context(), q, func(zone *time.Location) { e.begin(w, zone) }, func(rounds []Round) error { return e.write(r.Context(), rounds) })
	})
}

// exportQuery reads the same parameters as the list, and no others.
func exportQuery(q url.Values) (Query, error) {
	for name, values := range q {
		if !slices.Contains([]string{"from", "to", "unit_id", "staff_id", "channel_id", "cause", "slow"}, name) {
			return Query{}, fault.Invalid("request.unknown_field", name)
		}
		if len(values) > 1 || len(values[0]) > 64 {
			return Query{}, fault.Invalid("request.invalid", name)
		}
	}
	slow := q.Get("slow")
	if slow != "" && slow != "true" && slow != "false" {
		return Query{}, fault.Invalid("request.invalid", "slow")
	}
	return Query{From: q.Get("from"), To: q.Get("to"), UnitID: q.Get("unit_id"), StaffID: q.Get("staff_id"), ChannelID: q.Get("channel_id"),
		Cause: q.Get("cause"), Slow: slow == "true"}, nil
}

type export struct {
	s    *Service
	say  func(key string) string
	zone *time.Location
	out  *csvsafe.Writer
}

func (e *export) begin(w http.ResponseWriter, zone *time.Location) {
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="responses-`+e.s.Clock.Now().In(zone).Format("20060102-150405")+`.csv"`)
	e.out, e.zone = csvsafe.NewWriter(w), zone
	head := make([]string, len(exportColumns))
	for i, c := range exportColumns {
		head[i] = e.say("insight.column." + c)
	}
	_ = e.out.Row(head...) // the writer remembers its first error
}

func (e *export) write(ctx context.Context, rounds []Round) error {
	views, err := e.s.views(ctx, rounds)
	if err != nil {
		return err
	}
	at := func(t time.Time) string { return t.In(e.zone).Format(time.DateTime) }
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	for _, v := range views {
		cause, by := "", ""
		if v.Cause != "" {
			cause, by = v.CauseName, e.say("insight.cause_by."+string(v.CauseBy))
		}
		response := number(v.Response)
		if v.Outcome == Unanswered {
			response = "" // it has none
		}
		err := e.out.Row(at(v.StartedAt), at(v.EndedAt), v.ConversationID, strconv.FormatInt(v.Number, 10), v.Customer.Name, v.Staff.Name,
			e.say("insight.outcome."+string(v.Outcome)), number(v.Wait), number(v.Excluded.Outage), number(v.Excluded.Freeze), number(v.Excluded.Upload), response, cause, by)
		if err != nil {
			return err
		}
	}
	return e.out.Flush()
}
