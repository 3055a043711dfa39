package web

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// Audience says whose requests a route takes.
type Audience string

const (
	Open     Audience = "open"    // anybody, signed in or not
	Visitors Audience = "visitor" // a visitor's token
	Staff    Audience = "staff"   // a signed-in member of staff
)

// Route describes an operation.
type Route struct {
	ID         string // unique, like "conversation.claim"
	Method     string
	Path       string // below /api/v1
	Summary    string
	For        Audience
	Permission string   // for Staff; empty: being signed in is enough
	Either     []string // permissions of which one lets in; the use case asks for the one that counts
	Browser    bool     // for Staff: a session of a browser, no API token
	Computes   bool     // a POST that changes nothing
	Status     int      // of success; 0 means 200, or 204 for Empty
	MaxBody    int64    // bytes; 0 means DefaultBody
	Mends      bool     // what cannot be kept of the body is replaced, not refused
}

// byBrowser tells whether no API token opens the route. What is changed without
// a permission is somebody's own account and state: a token limited to some
// permissions must not reach it, however limited it is.
func (r Route) byBrowser() bool {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Computes
	return r.Browser || r.For == Staff && r.Permission == "" && len(r.Either) == 0 && !reads
}

// DefaultBody is the size limit of a JSON request: 10,000 characters of text,
// every one escaped, and room for the rest.
const DefaultBody = 256 << 10

// Prefix of every API path.
const Prefix = "/api/v1"

// Empty is the answer without a body.
type Empty struct{}

// Nothing is the request without parameters.
type Nothing struct{}

// Page is one page of a list; NextCursor is empty on the last one.
type Page[T any] struct {
	Rows       []T    `json:"rows"`
	NextCursor string `json:"next_cursor"`
}

// PageOf makes a page that never says null.
func PageOf[T any](rows []T, next string) *Page[T] {
	if rows == nil {
		rows = []T{}
	}
	return &Page[T]{Rows: rows, NextCursor: next}
}

type output[O any] struct {
	Cookies []string `header:"Set-Cookie"`
	Body    O
}

type emptyOutput struct {
	Cookies []string `header:"Set-Cookie"`
}

// Handle registers a typed operation.
func Handle[I, O any](a *API, r Route, do func(ctx context.Context, in *I) (*O, error)) {
	a.routes = append(a.routes, r)
	op := a.operation(r)
	if reflect.TypeFor[O]() == reflect.TypeFor[Empty]() {
		if r.Status == 0 {
			op.DefaultStatus = http.StatusNoContent
		}
		huma.Register(a.huma, op, func(ctx context.Context, in *I) (*emptyOutput, error) {
			ctx, err := a.admit(ctx, r)
			if err == nil {
				_, err = do(ctx, in)
			}
			if err != nil {
				return nil, a.problem(ctx, err)
			}
			return &emptyOutput{Cookies: infoFrom(ctx).cookies}, nil
		})
		return
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*output[*O], error) {
		ctx, err := a.admit(ctx, r)
		var out *O
		if err == nil {
			out, err = do(ctx, in)
		}
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return &output[*O]{Body: out, Cookies: infoFrom(ctx).cookies}, nil
	})
}

func (a *API) operation(r Route) huma.Operation {
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	if r.MaxBody == 0 {
		r.MaxBody = DefaultBody
	}
	op := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: Prefix + r.Path, Summary: r.Summary,
		DefaultStatus: r.Status, MaxBodyBytes: r.MaxBody,
		Metadata:   map[string]any{"route": r},
		Extensions: map[string]any{"x-for": string(r.For)},
	}
	if r.Permission != "" {
		op.Extensions["x-permission"] = r.Permission
	}
	if r.For != Open {
		op.Security = []map[string][]string{{string(r.For): {}}}
	}
	op.Middlewares = huma.Middlewares{a.identifyFirst(r)}
	if r.Mends {
		op.Middlewares = append(op.Middlewares, mendFirst(r.MaxBody))
	}
	return op
}

type admitted struct{}

// identifyFirst refuses strangers before their body is read or judged.
func (a *API) identifyFirst(r Route) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		ctx, err := a.identify(hc.Context(), r)
		if err != nil {
			writeProblem(a, hc, a.problem(ctx, err))
			return
		}
		next(huma.WithContext(hc, ctx))
	}
}

// identify finds the person and checks the permission.
func (a *API) identify(ctx context.Context, r Route) (context.Context, error) {
	info := infoFrom(ctx)
	if r.For == Open {
		return ctx, nil
	}
	find := a.identifiers[r.For]
	if find == nil {
		return ctx, fault.Unsigned()
	}
	p, err := find(ctx, info)
	if err != nil {
		return ctx, err
	}
	if r.For == Staff {
		isStaff(ctx)
	}
	if p.Locale != "" {
		info.Locale = p.Locale
	}
	ctx = auth.With(ctx, p)
	if r.Permission != "" {
		if _, ok := p.Can(r.Permission); !ok {
			return ctx, fault.Forbidden(r.Permission)
		}
	}
	if len(r.Either) > 0 && !slices.ContainsFunc(r.Either, func(one string) bool { _, ok := p.Can(one); return ok }) {
		return ctx, fault.Forbidden(r.Either[0])
	}
	if p.Program && r.byBrowser() {
		return ctx, fault.New(fault.KindForbidden, "auth.browser_only")
	}
	return context.WithValue(ctx, admitted{}, true), nil
}

// admit makes sure that no operation runs without identification.
func (a *API) admit(ctx context.Context, r Route) (context.Context, error) {
	if r.For != Open && ctx.Value(admitted{}) == nil {
		return ctx, fault.Unsigned()
	}
	return ctx, nil
}
