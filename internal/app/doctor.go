package app

import (
	"context"
	"net/http"
	"strconv"

	"tiexin/internal/platform/event"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/web"
)

// manyWaiting is how many events a subscriber may be behind before somebody
// should look.
const manyWaiting = 10000

// Finding is one line of the health page.
type Finding struct {
	Name    string `json:"name"`
	State   string `json:"state" enum:"ok,warn,fail"`
	Message string `json:"message"`
}

// Doctor runs the checks of every module. It only looks.
func (a *App) Doctor(ctx context.Context) []Finding {
	out := []Finding{}
	for _, m := range a.Modules {
		for _, c := range m.Checks {
			f := Finding{Name: c.Name, State: "ok"}
			if a.API.Texts.Has("doctor." + c.Name) {
				f.Name = a.say(ctx, "doctor."+c.Name)
			}
			ok, message := c.Run(ctx)
			if f.Message = message; !ok {
				f.State = "fail"
			}
			out = append(out, f)
		}
	}
	return out
}

func (a *App) doctorOperation(api *web.API) {
	web.Handle(api, web.Route{ID: "doctor.look", Method: http.MethodGet, Path: "/doctor", For: web.Staff, Permission: event.PermManage, Summary: "Whether everything is well."},
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Finding], error) {
			return web.PageOf(a.Doctor(ctx), ""), nil
		})
}

// checks of the platform itself.
func (a *App) checks() []manifest.Check {
	told := func(ctx context.Context, name string, ok bool, args i18n.Args) (bool, string) {
		state := ".ok"
		if !ok {
			state = ".fail"
		}
		return ok, a.API.Texts.Text(i18n.Locale(web.InfoFrom(ctx).Locale), "doctor."+name+state, args)
	}
	return []manifest.Check{
		{Name: "ledger", Run: func(ctx context.Context) (bool, string) {
			return told(ctx, "ledger", a.DB.Ping(ctx) == nil, i18n.Args{"engine": string(a.DB.Engine())})
		}},
		{Name: "audit_chain", Run: func(ctx context.Context) (bool, string) {
			return told(ctx, "audit_chain", a.Audit.Verify(ctx) == nil, nil)
		}},
		{Name: "events", Run: func(ctx context.Context) (bool, string) {
			most := int64(0)
			lag, err := a.Log.Lag(ctx)
			for _, n := range lag {
				most = max(most, n)
			}
			return told(ctx, "events", err == nil && most < manyWaiting, i18n.Args{"count": strconv.FormatInt(most, 10)})
		}},
		{Name: "dead_letters", Run: func(ctx context.Context) (bool, string) {
			rows, err := a.Log.DeadLetters(ctx, a.Clock.Now(), "", 100)
			return told(ctx, "dead_letters", err == nil && len(rows) == 0, i18n.Args{"count": len(rows)})
		}},
	}
}
