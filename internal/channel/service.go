package channel

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/opt"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Audit     *audit.Trail
	Directory *org.Directory
	PublicURL string
	Hooks     *Hooks
}

// Service holds the use cases.
type Service struct {
	Deps
	held   atomic.Pointer[held]
	blocks atomic.Pointer[heldBlocks]
}

// held keeps the few channels at hand for a moment, since every customer's
// message asks for one.
type held struct {
	byKey, byID map[string]Channel
	at          time.Time
}

const believeFor = 2 * time.Second

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

func (s *Service) all(ctx context.Context) (*held, error) {
	h, now := s.held.Load(), s.Clock.Now()
	if h != nil && now.Sub(h.at).Abs() <= believeFor {
		return h, nil
	}
	rows, err := find(ctx, s.DB, stmtAll)
	if err != nil {
		return nil, err
	}
	h = &held{byKey: map[string]Channel{}, byID: map[string]Channel{}, at: now}
	for _, c := range rows {
		h.byKey[c.Key], h.byID[c.ID] = c, c
	}
	s.held.Store(h)
	return h, nil
}

// Usable finds an enabled channel by its public key.
func (s *Service) Usable(ctx context.Context, key string) (Channel, error) {
	h, err := s.all(ctx)
	if err != nil {
		return Channel{}, err
	}
	c, ok := h.byKey[key]
	if !ok || !c.Enabled {
		return Channel{}, fault.NotFound()
	}
	return c, nil
}

// UsableByID finds an enabled channel by its id.
func (s *Service) UsableByID(ctx context.Context, channelID string) (Channel, error) {
	h, err := s.all(ctx)
	if err != nil {
		return Channel{}, err
	}
	c, ok := h.byID[channelID]
	if !ok || !c.Enabled {
		return Channel{}, fault.NotFound()
	}
	return c, nil
}

// PublicName hides the names of staff where the channel is set up so.
func (s *Service) PublicName(ctx context.Context, channelID, name string) string {
	h, err := s.all(ctx)
	if err != nil || !h.byID[channelID].Settings.ShowStaffNames {
		return ""
	}
	return name
}

// Meet notes that a customer came to a channel who was no trial of the sample
// page. It is no change of whoever edits the channel, so the version stays.
func (s *Service) Meet(ctx context.Context, c Channel) error {
	if c.Met {
		return nil
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(func() { s.held.Store(nil) })
		_, err := tx.Exec(ctx, stmtMeet, c.ID, true)
		return err
	})
}

// First finds the oldest enabled web chat, for the sample page; none where that
// is switched off, or where real customers came.
func (s *Service) First(ctx context.Context) (Channel, error) {
	rows, err := s.List(ctx, Widget)
	if err != nil {
		return Channel{}, err
	}
	why := ""
	first := slices.IndexFunc(rows, func(c Channel) bool { return c.Enabled })
	switch {
	case slices.ContainsFunc(rows, func(c Channel) bool { return c.Settings.HideDemo }):
		why = "widget.demo_hidden"
	case slices.ContainsFunc(rows, func(c Channel) bool { return c.Met }):
		why = "widget.demo_over"
	case first < 0:
		why = "widget.demo_none"
	default:
		return rows[first], nil
	}
	return Channel{}, fault.New(fault.KindNotFound, why)
}

// List gives the channels of a kind (empty: all) that the person may see.
func (s *Service) List(ctx context.Context, kind Kind) ([]Channel, error) {
	rows, err := find(ctx, s.DB, stmtAll)
	if err != nil {
		return nil, err
	}
	var out []Channel
	for _, c := range rows {
		if kind == "" || c.Kind == kind {
			out = append(out, c)
		}
	}
	return out, nil
}

// Seed makes the first web chat of an installation, in the running transaction.
func (s *Service) Seed(ctx context.Context, tx *db.Tx, name, unitID string, settings Settings) (Channel, error) {
	now := s.Clock.Now()
	c := Channel{ID: id.New(now), Kind: Widget, Key: id.New(now), Name: name, UnitID: unitID, Enabled: true, Settings: settings, Version: 1, CreatedAt: now}
	tx.AfterCommit(func() { s.held.Store(nil) })
	return c, insert(ctx, tx, "seed:"+c.ID, c, now)
}

// checkSettings refuses what the widget could not show.
func checkSettings(st Settings) error {
	for field, text := range map[string]string{"settings.title": st.Title, "settings.subtitle": st.Subtitle,
		"settings.greeting": st.Greeting, "settings.offline_text": st.OfflineText} {
		if code, ok := check.Text(text, 0, 500); !ok {
			return fault.Invalid(code, field)
		}
	}
	if code, ok := check.Colour(st.Colour); !ok {
		return fault.Invalid(code, "settings.colour")
	}
	for _, site := range st.AllowedSites {
		if code, ok := check.Site(site); !ok {
			return fault.Invalid(code, "settings.allowed_sites").With("site", site)
		}
	}
	return nil
}

var channels = record.Of(record.Kind[Channel]{Name: "channel", Made: "channel.made", Changed: "channel.changed", Also: []string{"channel.secret_replaced"},
	ByKey: stmtByUse, Lock: stmtByID, Scan: scan, Insert: insert, Update: update,
	Mark:  func(c *Channel) (string, string, *int64) { return c.ID, c.Name, &c.Version },
	Facts: open, Act: act})

func act(before, after Channel) string {
	if before.Secret != after.Secret {
		return "channel.secret_replaced"
	}
	return ""
}

func (s *Service) acts() record.Do[Channel] {
	return record.Do[Channel]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: func() { s.held.Store(nil) },
		Shown: func(_ context.Context, c Channel) (any, error) { return s.view(c), nil }}
}

// Make adds a channel.
func (s *Service) Make(ctx context.Context, clientKey string, kind Kind, name, unitID string, settings Settings) (Channel, error) {
	now := s.Clock.Now()
	c := Channel{ID: id.New(now), Kind: kind, Key: id.New(now), Name: name, UnitID: unitID, Enabled: true, Settings: settings, Version: 1, CreatedAt: now}
	return record.Make(ctx, s.acts(), channels, clientKey, func(tx *db.Tx) (Channel, error) { return c, s.check(ctx, tx, c) })
}

// check refuses what cannot be.
func (s *Service) check(ctx context.Context, tx *db.Tx, c Channel) error {
	if code, ok := check.Name(c.Name, 60); !ok {
		return fault.Invalid(code, "name")
	}
	if stands, err := s.Directory.HoldUnit(ctx, tx, c.UnitID); err != nil || !stands {
		return cmp.Or(err, error(fault.Invalid("unit.unknown", "unit_id")))
	}
	return checkSettings(c.Settings)
}

// open is what the trail may know of a channel: not its secret.
func open(c Channel) any {
	return map[string]any{"name": c.Name, "unit_id": c.UnitID, "enabled": c.Enabled, "settings": c.Settings, "has_identity_secret": c.Secret != ""}
}

// Change is what may be changed of a channel; nil leaves it.
type Change struct {
	Version  int64
	Name     *string
	Enabled  *bool
	UnitID   *string
	Settings *Settings
}

// Edit changes a channel.
func (s *Service) Edit(ctx context.Context, channelID string, ch Change) (Channel, error) {
	return record.Edit(ctx, s.acts(), channels, channelID, ch.Version, func(tx *db.Tx, c Channel) (Channel, error) {
		opt.Set(&c.Name, ch.Name)
		opt.Set(&c.Enabled, ch.Enabled)
		opt.Set(&c.UnitID, ch.UnitID)
		opt.Set(&c.Settings, ch.Settings)
		return c, s.check(ctx, tx, c)
	})
}

// NewSecret replaces the identity secret and gives the new one, once.
func (s *Service) NewSecret(ctx context.Context, channelID string) (string, error) {
	secret := auth.NewToken("txi").Text
	_, err := record.Amend(ctx, s.acts(), channels, channelID, func(_ *db.Tx, c Channel) (Channel, error) {
		c.Secret = secret
		return c, nil
	})
	return secret, err
}

// UnitUse tells how many channels hang on a unit.
func (s *Service) UnitUse() org.UnitUse { return org.UnitUse{What: "channels", Count: countOfUnit} }
