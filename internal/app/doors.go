package app

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/web"
	pages "tiexin/web"
)

// checkpointEvery is how often the ledger's log is looked at.
const checkpointEvery = 500 * time.Millisecond

// walkEvery is how often the whole audit chain is walked; the health page looks
// at its newest part and tells what the last walk found.
const walkEvery = 24 * time.Hour

// sealEvery bounds how much of the audit trail is not yet chained.
const sealEvery = time.Second

// doors registers what is nobody's module: sockets, health, pages.
func (a *App) doors() {
	a.API.Raw(web.Route{ID: "socket", Method: http.MethodGet, Path: web.Prefix + "/socket", For: web.Staff, Summary: "Live events; see docs/sockets.md."},
		a.Hub.Endpoint(auth.Staff, a.findStaff, a.Conversations.Open, a.API.Refuse))
	a.API.Raw(web.Route{ID: "healthz", Method: http.MethodGet, Path: "/healthz", For: web.Open}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("ok\n"))
	}))
	a.API.Raw(web.Route{ID: "readyz", Method: http.MethodGet, Path: "/readyz", For: web.Open}, http.HandlerFunc(a.ready))
	a.API.Raw(web.Route{ID: "metrics", Method: http.MethodGet, Path: "/metrics", For: web.Open}, a.metrics())
	a.API.Gauge("tiexin_sockets", "Open sockets of this process.", func() float64 { return float64(a.Hub.Count()) })
	a.API.Gauge("tiexin_ledger_broken", "1 after the disk failed to keep a write: nothing is accepted, the process ends.", func() float64 {
		if a.DB.Broken() != nil {
			return 1
		}
		return 0
	})
	a.damageFigures()
	a.API.Raw(web.Route{ID: "api.unknown", Path: "/api/", For: web.Open}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.API.Refuse(w, r, fault.NotFound())
	}))
	a.API.Raw(web.Route{ID: "pages", Path: "/", For: web.Open}, pages.Handler())
	if c, ok := a.Clock.(*clock.Shifted); ok && a.Config.TestClock {
		a.testClock(c)
	}
}

// metrics answers on the main address: to this machine alone, and to nobody
// where they have an address of their own. They tell how busy a house is.
func (a *App) metrics() http.Handler {
	show := a.API.MetricsHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info := web.InfoFrom(r.Context())
		if a.Config.MetricsListen != "" || !info.Direct || !local(info.IP) || !local(hostname(r.Host)) {
			a.API.Refuse(w, r, fault.NotFound())
			return
		}
		show.ServeHTTP(w, r)
	})
}

// MetricsServer answers /metrics on an address of its own; nil without one.
func (a *App) MetricsServer() *http.Server {
	if a.Config.MetricsListen == "" {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.API.MetricsHandler())
	s := a.API.Server(a.Config.MetricsListen)
	s.Handler = mux
	return s
}

// local tells whether a name is this machine's. A proxy on this machine that
// hides the asker passes on the public name.
func local(name string) bool {
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback() || name == "localhost"
}

func hostname(host string) string {
	return (&url.URL{Host: host}).Hostname()
}

// findStaff lets a staff socket in: by token, or by cookie from our own pages.
func (a *App) findStaff(r *http.Request) (auth.Person, error) {
	info := web.InfoFrom(r.Context())
	if info.Bearer == "" && !sameOrigin(r) {
		return auth.Person{}, fault.New(fault.KindForbidden, "request.cross_origin")
	}
	return a.API.Person(r.Context(), web.Staff)
}

func sameOrigin(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := cmp.Or(a.DB.Ping(ctx), a.DB.Refusing()); err != nil {
		a.API.Refuse(w, r, err)
		return
	}
	w.Write([]byte("ready\n"))
	a.sayDamage(w)
}

// jobs of the platform itself.
func (a *App) jobs(reg *job.Registry) {
	job.Handle(reg, func(ctx context.Context, _ pruneArgs) error {
		_, err := a.Log.Prune(ctx, 72*time.Hour)
		return errors.Join(err, a.Org.Prune(ctx))
	})
	reg.Every(time.Hour, pruneArgs{})
	job.Handle(reg, func(ctx context.Context, _ sweepArgs) error {
		_, err := a.Files.Sweep(ctx)
		return err
	})
	reg.Every(time.Hour, sweepArgs{})
	job.Handle(reg, func(ctx context.Context, _ reportArgs) error { return a.pruneReports(ctx) })
	reg.Every(6*time.Hour, reportArgs{})
}

// pruneReports removes what is older than the configuration keeps for reports.
func (a *App) pruneReports(ctx context.Context) error {
	if a.Config.KeepReports == 0 {
		return nil
	}
	before := a.Clock.Now().AddDate(0, 0, -a.Config.KeepReports)
	return errors.Join(a.Workforce.Prune(ctx, before), a.Insight.Prune(ctx, before))
}

// reportArgs is looked at more often than once a day, for a program that is
// restarted every day must get there too.
type reportArgs struct{}

// Kind names the job.
func (reportArgs) Kind() string { return "report.prune" }

type pruneArgs struct{}

// Kind names the job.
func (pruneArgs) Kind() string { return "event.prune" }

type sweepArgs struct{}

// Kind names the job.
func (sweepArgs) Kind() string { return "file.sweep" }

type clockIn struct {
	Body struct {
		Now     *time.Time `json:"now,omitempty" doc:"Put the clock here."`
		Advance string     `json:"advance,omitempty" doc:"Go duration to move by, may be negative."`
	}
}

// ClockState tells the time.
type ClockState struct {
	Now time.Time `json:"now"`
}

// testClock lets checks move the clock; only with --test-clock.
func (a *App) testClock(c *clock.Shifted) {
	web.Handle(a.API, web.Route{ID: "test.clock", Method: http.MethodPost, Path: "/test/clock", For: web.Open, Summary: "Move the clock (test installations only)."},
		func(_ context.Context, in *clockIn) (*ClockState, error) {
			if in.Body.Now != nil {
				c.Set(*in.Body.Now)
			}
			if in.Body.Advance != "" {
				d, err := time.ParseDuration(in.Body.Advance)
				if err != nil {
					return nil, fault.Invalid("request.invalid", "advance").With("reason", err.Error())
				}
				c.Advance(d)
			}
			return &ClockState{Now: c.Now()}, nil
		})
}
