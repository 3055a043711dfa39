package app

import (
	"context"
	"slices"
	"time"

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
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
	"tiexin/internal/sample"
	"tiexin/internal/slaclock"
	"tiexin/internal/workforce"
)

// modules is the one list of modules, lower tiers first.
func (a *App) modules() []manifest.Module {
	return []manifest.Module{
		a.platformModule(),
		a.Org.Module(),
		a.Calendar.Module(),
		a.Workforce.Module(),
		a.Clocks.Module(),
		a.Customers.Module(),
		a.Conversations.Module(),
		a.Channels.Module(),
		a.Routing.Module(),
		a.Widget.Module(),
		a.Insight.Module(),
		a.Sample.Module(),
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
		AfterSetup: []func(context.Context, *db.Tx, org.Setup, string) error{a.seedChannel, a.seedHours, a.seedQueue},
		EndSecrets: []func(context.Context, *db.Tx, string) error{func(ctx context.Context, tx *db.Tx, staffID string) error {
			return a.Calendar.EndFeed(ctx, tx, staffID)
		}},
		AfterSignIn:  []func(context.Context, string){func(ctx context.Context, staffID string) { a.Workforce.SignedIn(ctx, staffID) }},
		AfterSignOut: []func(context.Context, string){func(ctx context.Context, staffID string) { a.Workforce.SignedOut(ctx, staffID) }}})
	hoursHooks := &calendar.Hooks{}
	a.Calendar = calendar.New(calendar.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Bus: a.Bus, Directory: a.Directory,
		Signer: a.Signer, PublicURL: a.Config.Public(), Text: a.text, Hooks: hoursHooks})
	workforceHooks := &workforce.Hooks{CanServe: routing.Serves}
	a.Workforce = workforce.New(workforce.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Bus: a.Bus, Hub: a.Hub, Directory: a.Directory,
		Hooks: workforceHooks})
	clockHooks := &slaclock.Hooks{}
	a.Clocks = slaclock.New(slaclock.Deps{DB: a.DB, Clock: a.Clock, Log: a.Log, Calendar: a.Calendar, Text: a.text, Hooks: clockHooks, Insert: a.insertJob})
	hoursHooks.Uses = append(hoursHooks.Uses, a.Clocks.UsesHours)
	a.Customers = customer.New(customer.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Search: a.Search, Directory: a.Directory})
	hooks := &conversation.Hooks{}
	a.Conversations = conversation.New(conversation.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Hub: a.Hub,
		Files: a.Files, Directory: a.Directory, Customers: a.Customers, Search: a.Search, Hooks: hooks})
	a.Channels = channel.New(channel.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Directory: a.Directory, PublicURL: a.Config.Public(),
		Hooks: &channel.Hooks{Hold: a.holdConversation, Tell: a.tellBlock}})
	hooks.PublicName, hooks.Recognised = a.Channels.PublicName, a.recognised
	a.Routing = routing.New(routing.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Bus: a.Bus, Hub: a.Hub, Directory: a.Directory,
		Calendar: a.Calendar, Customers: a.Customers, Conversations: a.Conversations, Workforce: a.Workforce, Clocks: a.Clocks,
		Say: func(locale, key string) string { return a.API.Texts.Text(i18n.Locale(locale), key, nil) }})
	hooks.Changed, hooks.Keeps, hooks.Joined = a.Routing.Changed, a.Routing.Keeps, a.Routing.Joined
	hooks.Standing, hooks.DueAt, hooks.Continues = a.Routing.Standing, a.Routing.DueAt, a.Routing.Continues
	hoursHooks.Uses = append(hoursHooks.Uses, a.Routing.HoursUses)
	workforceHooks.Waiting, workforceHooks.SkillUses = a.Routing.WaitingFor, a.Routing.SkillUses
	workforceHooks.WaitingAll = a.Conversations.Waiting
	a.Workforce.OnChange(func(_, _ workforce.Presence) { a.Routing.AgentsChanged() })
	a.Workforce.OnSkills(a.Routing.AgentsChanged)
	clockHooks.Sees = map[string]func(context.Context, string) error{"conversation": a.seesConversation}
	a.Widget = widget.New(widget.Deps{DB: a.DB, Clock: a.Clock, Hub: a.Hub, Signer: a.Signer, Channels: a.Channels,
		Customers: a.Customers, Conversations: a.Conversations, Routing: a.Routing, PublicURL: a.Config.Public()})
	a.Insight = insight.New(insight.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Log: a.Log, Hub: a.Hub, Directory: a.Directory,
		Conversations: a.Conversations, Text: a.text, Hooks: &insight.Hooks{Away: a.awaySpans, Worked: a.Routing.Worked}})
	a.Sample = sample.New(sample.Deps{DB: a.DB, Clock: a.Clock, Audit: a.Audit, Directory: a.Directory, Channels: a.Channels, Customers: a.Customers,
		Conversations: a.Conversations, Routing: a.Routing, Insight: a.Insight, Erase: a.erase, Sweep: a.Files.Sweep})
}

// erase takes customers away from all modules, those above first, which may
// still ask the ones below.
func (a *App) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	for _, m := range slices.Backward(a.Modules) {
		if m.Erase == nil {
			continue
		}
		if err := m.Erase(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// permissions of all modules, without needing their services.
func (a *App) permissions() []manifest.Permission {
	var out []manifest.Permission
	for _, list := range [][]manifest.Permission{org.Permissions(), calendar.Permissions(), workforce.Permissions(), customer.Permissions(),
		conversation.Permissions(), channel.Permissions(), routing.Permissions(), insight.Permissions()} {
		out = append(out, list...)
	}
	return out
}

// unitUses tells what of the modules hangs on a unit.
func (a *App) unitUses() []org.UnitUse {
	return []org.UnitUse{a.Customers.UnitUse(), a.Conversations.UnitUse(), a.Channels.UnitUse(), a.Routing.UnitUse()}
}

// say gives a text in the language of whoever asks.
func (a *App) say(ctx context.Context, key string) string {
	return a.API.Texts.Text(i18n.Locale(web.InfoFrom(ctx).Locale), key, nil)
}

// text gives a text with its placeholders filled, in a language.
func (a *App) text(locale, key string, args map[string]any) string {
	return a.API.Texts.Text(i18n.Locale(locale), key, args)
}

// insertJob asks for a job; the runner is made after the modules.
func (a *App) insertJob(ctx context.Context, tx *db.Tx, args job.Args, at time.Time) error {
	return a.Jobs.Insert(ctx, tx, args, at)
}

// seesConversation tells whether the acting person may see a conversation.
func (a *App) seesConversation(ctx context.Context, conversationID string) error {
	_, _, _, err := a.Conversations.Show(ctx, conversationID, 1)
	return err
}

// seedHours makes the first working hours during the first run.
func (a *App) seedHours(ctx context.Context, tx *db.Tx, s org.Setup, _ string) error {
	_, err := a.Calendar.SeedHours(ctx, tx, a.text(s.Locale, "calendar.default_hours", nil), "Asia/Shanghai")
	return err
}

// recognised keeps out who was kept out before their site said who they are, and
// leaves them what they left.
func (a *App) recognised(ctx context.Context, tx *db.Tx, j customer.Joined) error {
	if err := a.Channels.CarryBlocks(ctx, tx, channel.BlockVisitor, j.Former.ID, j.Identity.ID); err != nil {
		return err
	}
	if err := a.Channels.CarryBlocks(ctx, tx, channel.BlockCustomer, j.Former.CustomerID, j.Customer.ID); err != nil {
		return err
	}
	return a.Routing.Recognised(ctx, tx, j)
}

func (a *App) holdConversation(ctx context.Context, tx *db.Tx, conversationID string) error {
	_, err := a.Conversations.Lock(ctx, tx, conversationID)
	return err
}

// tellBlock tells staff in the conversation who keeps its customer out, why and
// until when. An address is left out: it says where somebody lives.
func (a *App) tellBlock(ctx context.Context, tx *db.Tx, b channel.Block, what channel.BlockEvent) error {
	h := conversation.Happening{Type: string(what), Data: map[string]any{"why": string(b.Kind), "until": b.EndsAt}}
	if what == channel.BlockMade {
		h.Data["note"] = b.Reason
	}
	return a.Conversations.Note(ctx, tx, b.ConversationID, h)
}

// awaySpans tells the figures when people could not answer.
func (a *App) awaySpans(ctx context.Context, staffIDs []string, from, to time.Time) ([]insight.AwaySpan, error) {
	rows, err := a.Workforce.AwaySpans(ctx, staffIDs, from, to)
	out := make([]insight.AwaySpan, len(rows))
	for i, r := range rows {
		out[i] = insight.AwaySpan{StaffID: r.StaffID, Span: insight.Span{From: r.From, To: r.To}}
	}
	return out, err
}

// seedQueue makes the first queue during the first run: everybody serves.
func (a *App) seedQueue(ctx context.Context, tx *db.Tx, s org.Setup, root string) error {
	return a.Routing.Seed(ctx, tx, a.API.Texts.Text(i18n.Locale(s.Locale), "say.routing.first_queue", nil), root)
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
