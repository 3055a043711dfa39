package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/i18n"
)

// Problem is the body of every refusal.
type Problem struct {
	Code      string         `json:"code" doc:"Stable name of the refusal."`
	Message   string         `json:"message" doc:"Sentence for the reader, in the reader's language."`
	Field     string         `json:"field,omitempty" doc:"Path of the offending field."`
	Details   map[string]any `json:"details,omitempty" doc:"Facts for programs."`
	RequestID string         `json:"request_id" doc:"Name of this request in the logs."`

	status     int
	retryAfter int
}

// Error is the message, for huma.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.status }

// GetHeaders adds Retry-After where it applies, for huma.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

var statuses = map[fault.Kind]int{
	fault.KindInvalid:     http.StatusBadRequest,
	fault.KindUnsigned:    http.StatusUnauthorized,
	fault.KindForbidden:   http.StatusForbidden,
	fault.KindNotFound:    http.StatusNotFound,
	fault.KindConflict:    http.StatusConflict,
	fault.KindTooLarge:    http.StatusRequestEntityTooLarge,
	fault.KindUnsupported: http.StatusUnsupportedMediaType,
	fault.KindTooMany:     http.StatusTooManyRequests,
	fault.KindUnavailable: http.StatusServiceUnavailable,
	fault.KindStorageFull: http.StatusInsufficientStorage,
	fault.KindInternal:    http.StatusInternalServerError,
}

// problem turns any error into the answer and logs what is our own trouble.
func (a *API) problem(ctx context.Context, err error) *Problem {
	info := infoFrom(ctx)
	f := fault.From(err)
	if errors.Is(err, context.Canceled) && f.Kind == fault.KindInternal {
		f = fault.New(fault.KindUnavailable, "request.cancelled").Because(err)
	}
	status := statuses[f.Kind]
	if status >= 500 {
		slog.ErrorContext(ctx, "request failed", "request_id", info.ID, "code", f.Code, "err", err)
	}
	f = a.lacking(ctx, f)
	words := "error." + f.Code
	if forCustomers(info) && houseTrouble(f) {
		f, words = customersTrouble(f), "error.visitor.storage"
	}
	p := &Problem{
		Code: f.Code, Field: f.Field, Details: f.Details, RequestID: info.ID, status: status,
		Message: a.Texts.Text(i18n.Locale(info.Locale), words, args(f)),
	}
	if f.RetryAfter > 0 {
		p.retryAfter = max(1, int(f.RetryAfter.Seconds()+0.999))
	}
	return p
}

// forCustomers tells whether a customer reads the answer.
func forCustomers(info *Info) bool {
	return info.request != nil && strings.HasPrefix(info.request.URL.Path, Prefix+"/widget/")
}

// houseTrouble tells whether a refusal speaks of the house's disks, which staff
// can do something about.
func houseTrouble(f *fault.Error) bool {
	return strings.HasPrefix(f.Code, "storage.") || f.Code == "file.broken"
}

// customersTrouble is what a customer hears of it: no more than that it is not
// theirs. That the house is full they may tell apart.
func customersTrouble(f *fault.Error) *fault.Error {
	if f.Code == "storage.full" {
		return f
	}
	return fault.New(f.Kind, "storage.unavailable").Because(f)
}

// lacking words the permission that is missing.
func (a *API) lacking(ctx context.Context, f *fault.Error) *fault.Error {
	permission, ok := f.Details["permission"].(string)
	if !ok || a.Lacking == nil || f.Kind != fault.KindForbidden {
		return f
	}
	name, granters := a.Lacking(ctx, permission)
	if name == "" {
		return f
	}
	return f.With("permission_name", name).With("granters", granters)
}

func args(f *fault.Error) i18n.Args {
	out := i18n.Args{"field": f.Field}
	for k, v := range f.Details {
		out[k] = v
	}
	if out["permission_name"] == nil { // nobody has worded it
		out["permission_name"], out["granters"] = f.Details["permission"], ""
	}
	return out
}

// schemaProblem words the refusals that huma makes by itself while it decodes
// and validates.
func (a *API) schemaProblem(ctx context.Context, status int, msg string, errs ...error) huma.StatusError {
	if status >= 500 {
		return a.problem(ctx, errors.New(msg))
	}
	f := fault.Invalid("request.invalid", "body")
	switch status {
	case http.StatusRequestEntityTooLarge:
		f = fault.New(fault.KindTooLarge, "request.too_large")
	case http.StatusUnsupportedMediaType:
		f = fault.New(fault.KindUnsupported, "request.content_type")
	case http.StatusNotFound:
		f = fault.NotFound()
	case http.StatusRequestTimeout:
		f = fault.New(fault.KindUnavailable, "request.cancelled")
	}
	for _, e := range errs {
		f = detail(f, e)
		break
	}
	return a.problem(ctx, f)
}

func detail(f *fault.Error, err error) *fault.Error {
	var d huma.ErrorDetailer
	if !errors.As(err, &d) {
		d = &huma.ErrorDetail{Message: err.Error()}
	}
	e := d.ErrorDetail() // its own text would hold the body too, which strangers write
	if found, ok := jsonFaultIn(e.Message); ok {
		return fault.Invalid(found.code, found.field)
	}
	for _, known := range []error{errUTF8, errDepth, errJSON} {
		if strings.HasPrefix(e.Message, known.Error()) {
			return fault.Invalid("request."+strings.TrimPrefix(known.Error(), "json."), "body")
		}
	}
	if e.Location == "" {
		return f
	}
	c := *f
	c.Field = fieldName(e.Location)
	if name, ok := missing(e.Message); ok {
		c.Field = strings.TrimPrefix(c.Field+"."+name, ".")
		c.Code = "request.missing"
	}
	if c.Field == "" {
		c.Field = "body" // of another kind as a whole
	}
	if strings.Contains(e.Message, "unexpected property") || strings.Contains(e.Message, "unknown query") {
		c.Code = "request.unknown_field"
	}
	return c.With("reason", e.Message)
}

// fieldName drops huma's place ("body.", "query.") from a location.
func fieldName(location string) string {
	for _, place := range []string{"body.", "query.", "path.", "header."} {
		if rest, ok := strings.CutPrefix(location, place); ok {
			return rest
		}
	}
	if location == "body" {
		return ""
	}
	return location
}

// missing reads the name out of huma's "expected required property x to be present".
func missing(message string) (string, bool) {
	rest, ok := strings.CutPrefix(message, "expected required property ")
	if !ok {
		return "", false
	}
	name, _, ok := strings.Cut(rest, " to be present")
	return name, ok
}

func writeProblem(_ *API, hc huma.Context, p *Problem) {
	for k, v := range p.GetHeaders() {
		hc.SetHeader(k, v[0])
	}
	hc.SetHeader("Content-Type", "application/json")
	hc.SetStatus(p.status)
	json.NewEncoder(hc.BodyWriter()).Encode(p)
}

// Refuse answers a raw route with the problem that err stands for.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), err)
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	json.NewEncoder(w).Encode(p)
}

func (a *API) denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	a.Refuse(w, r, fault.New(fault.KindForbidden, "request.cross_origin"))
}
