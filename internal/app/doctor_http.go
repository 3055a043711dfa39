package app

import (
	"context"
	"net/http"

	"tiexin/internal/platform/event"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/web"
)

// doctorOperation registers the health page's route.
func (a *App) doctorOperation(api *web.API) {
	web.Handle(api, web.Route{ID: "doctor.look", Method: http.MethodGet, Path: "/doctor", For: web.Staff, Permission: event.PermManage, Summary: "Whether everything is well, without reading the whole ledger."},
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Diagnosis], error) {
			rows := a.Glance(ctx)
			locale := i18n.Locale(web.InfoFrom(ctx).Locale)
			for i, d := range rows {
				rows[i] = worded(api.Texts, locale, d)
			}
			return web.PageOf(rows, ""), nil
		})
}

// worded says a diagnosis in the reader's language. A finding without a text
// of its own stays as the check says it.
func worded(texts *i18n.Bundle, locale i18n.Locale, d Diagnosis) Diagnosis {
	key := "doctor." + d.code
	switch {
	case d.State == Fine:
		d.Message = texts.Text(locale, "doctor.fine", nil)
	case d.code != "" && texts.Has(key):
		d.Message = texts.Text(locale, key, d.args)
	}
	if name := "doctor." + d.Name; texts.Has(name) {
		d.Name = texts.Text(locale, name, nil)
	}
	return d
}
