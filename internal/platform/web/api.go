package web

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/i18n"
)

// Identify finds the person behind a request of one audience, or gives
// fault.Unsigned.
type Identify func(ctx context.Context, info *Info) (auth.Person, error)

// Options of the door.
type Options struct {
	Clock   clock.Clock
	Texts   *i18n.Bundle
	Proxies []netip.Prefix
	// Lacking adds to a refusal, in the reader's words, which permission is
	// missing and who can grant it; nil leaves its key alone.
	Lacking func(ctx context.Context, permission string) (name, granters string)
}

// API collects the routes and serves them.
type API struct {
	Options
	mux         *http.ServeMux
	huma        huma.API
	routes      []Route
	identifiers map[Audience]Identify
	metrics     *metrics
}

// humaOnce guards what the library keeps for the whole process.
var humaOnce sync.Once

func setHuma() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewErrorWithContext = func(hc huma.Context, status int, msg string, errs ...error) huma.StatusError {
		if hc != nil {
			if a := infoFrom(hc.Context()).api; a != nil {
				return a.schemaProblem(hc.Context(), status, msg, errs...)
			}
		}
		return &Problem{status: status, Message: msg} // while routes are listed
	}
}

// New makes the door with no route yet.
func New(o Options) *API {
	mux := http.NewServeMux()
	a := &API{Options: o, mux: mux, identifiers: map[Audience]Identify{}, metrics: newMetrics()}
	humaOnce.Do(setHuma)
	a.huma = humago.New(mux, a.humaConfig())
	return a
}

func (a *API) humaConfig() huma.Config {
	security := map[string]*huma.SecurityScheme{
		string(Staff):    {Type: "http", Scheme: "bearer", Description: "API token of a member of staff, or the session cookie."},
		string(Visitors): {Type: "http", Scheme: "bearer", Description: "Token of a widget visitor."},
	}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI:    "3.1.0",
			Info:       &huma.Info{Title: "Tiexin 贴心", Version: "1"}, // of the API, not of the build
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName), SecuritySchemes: security},
		},
		OpenAPIPath:                  "/api/openapi",
		Formats:                      map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// Identifies says who finds the persons of an audience.
func (a *API) Identifies(who Audience, by Identify) { a.identifiers[who] = by }

// Raw registers a plain handler, for sockets, files and pages. It is listed
// among the routes like the others; the handler identifies by itself with
// Person.
func (a *API) Raw(r Route, h http.Handler) {
	a.routes = append(a.routes, r)
	a.mux.Handle(strings.TrimSpace(r.Method+" "+r.Path), h)
}

// Person identifies the requester of a raw route.
func (a *API) Person(ctx context.Context, who Audience) (auth.Person, error) {
	ctx, err := a.identify(ctx, Route{For: who, Computes: true}) // the handler judges what is changed
	return auth.From(ctx), err
}

// Routes lists what is registered, for the route x person test.
func (a *API) Routes() []Route { return a.routes }

// OpenAPI gives the document as indented JSON.
func (a *API) OpenAPI() ([]byte, error) { return marshalIndent(a.huma.OpenAPI()) }

// Handler is the whole door, middle layers included.
func (a *API) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.AddInsecureBypassPattern(Prefix + "/widget/") // no cookie counts there
	cross.SetDenyHandler(http.HandlerFunc(a.denyCrossOrigin))
	return a.outer(cross.Handler(a.mux))
}

// Server wraps the handler with the time limits of a public server.
func (a *API) Server(addr string) *http.Server {
	return &http.Server{
		Addr: addr, Handler: a.Handler(),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ConnContext: withGuest,
	}
}
