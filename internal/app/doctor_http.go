package app

import (
	"context"
	"net/http"

	"tiexin/internal/platform/event"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/web"
)

// doctorOperation registers the health page's route. Names are texts; what a
// check found is for whoever mends it and stays as the check says it.
func (a *App) doctorOperation(api *web.API) {
	web.Handle(api, web.Route{ID: "doctor.look", Method: http.MethodGet, Path: "/doctor", For: web.Staff, Permission: event.PermManage, Summary: "Whether everything is well, without reading the whole ledger."},
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Diagnosis], error) {
			rows := a.Glance(ctx)
			locale := i18n.Locale(web.InfoFrom(ctx).Locale)
			for i, d := range rows {
				if key := "doctor." + d.Name; api.Texts.Has(key) {
					rows[i].Name = api.Texts.Text(locale, key, nil)
				}
				if d.State == Fine {
					rows[i].Message = api.Texts.Text(locale, "doctor.fine", nil)
				}
			}
			return web.PageOf(rows, ""), nil
		})
}
