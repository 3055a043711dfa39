package app

import (
	"context"

	"tiexin/internal/calendar"
	"tiexin/internal/channel"
	"tiexin/internal/channel/widget"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/insight"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
)

// modules is the one list of modules, lower tiers first.
func (a *App) modules() []manifest.Module {
	return []manifest.Module{
		a.platformModule(),
		a.Org.Module(),
		a.Calendar.Module(),
		a.Customers.Module(),
		a.Conversations.Module(),
		a.Channels.Module(),
		a.Widget.Module(),
		a.Insight.Module(),
	}
}

// platformModule carries what the platform's own packages bring.
func (a *App) platformModule() manifest.Module {
	return manifest.Module{
		Name: "platform", Texts: texts(),
		Migrations: []db.Migrations{event.Migrations(), audit.Migrations(), file.Migrations(), search.Migrations()},
		Operations: func(api *web.API) {
			a.Files.Operations(api)
			a.Search.Operations(api)
			a.Audit.Operations(api)
			a.Log.Operations(api, a.Audit)
			a.doctorOperation(api)
		},
	}
}

// build makes the services, lower tiers first.
func (a *App) build() {
	a.Org = org.New(org.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Directory: a.Directory, Hasher: a.Hasher,
		PublicURL: a.Config.Public(), SetupCode: a.SetupCode, Permissions: a.permissions, Say: a.say, UnitUses: a.unitUses,
		AfterSetup: []func(context.Context, *db.Tx, org.Setup, string) error{a.seedChannel}})
	a.Calendar = calendar.New(calendar.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit})
	a.Customers = customer.New(customer.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Search: a.Search})
	hooks := &conversation.Hooks{}
	a.Conversations = conversation.New(conversation.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Hub: a.Hub,
		Files: a.Files, Directory: a.Directory, Customers: a.Customers, Search: a.Search, Hooks: hooks})
	a.Channels = channel.New(channel.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Directory: a.Directory, PublicURL: a.Config.Public()})
	hooks.PublicName = a.Channels.PublicName
	a.Widget = widget.New(widget.Deps{DB: a.DB, Clock: a.Clock, Hub: a.Hub, Signer: a.Signer, Channels: a.Channels,
		Customers: a.Customers, Conversations: a.Conversations})
	a.Insight = insight.New(insight.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Hub: a.Hub, Directory: a.Directory,
		Conversations: a.Conversations, Hooks: &insight.Hooks{}})
}

// permissions of all modules, without needing their services.
func (a *App) permissions() []manifest.Permission {
	var out []manifest.Permission
	for _, list := range [][]manifest.Permission{org.Permissions(), calendar.Permissions(), customer.Permissions(), conversation.Permissions(), channel.Permissions(),
		insight.Permissions()} {
		out = append(out, list...)
	}
	return out
}

// unitUses tells what of the modules hangs on a unit.
func (a *App) unitUses() []org.UnitUse {
	return []org.UnitUse{a.Customers.UnitUse(), a.Conversations.UnitUse(), a.Channels.UnitUse()}
}

// say gives a text in the language of whoever asks.
func (a *App) say(ctx context.Context, key string) string {
	return a.API.Texts.Text(i18n.Locale(web.InfoFrom(ctx).Locale), key, nil)
}

// seedChannel makes the first web chat during the first run.
func (a *App) seedChannel(ctx context.Context, tx *db.Tx, s org.Setup, root string) error {
	settings := channel.Default()
	settings.Title, settings.Greeting = s.Channel.Title, s.Channel.Greeting
	if s.Channel.Colour != "" {
		settings.Colour = s.Channel.Colour
	}
	name := s.Channel.Name
	if name == "" {
		name = s.Organisation
	}
	if settings.Title == "" {
		settings.Title = s.Organisation
	}
	_, err := a.Channels.Seed(ctx, tx, name, root, settings)
	return err
}
