package app

import (
	"context"
	"errors"
	"fmt"

	"tiexin/internal/demo"
	"tiexin/internal/demo/worlds/shop"
	"tiexin/internal/org"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/i18n"
)

// Sample names a sample world and its size.
type Sample struct {
	World string // shop
	Size  string // small, full or bench
	Talks int    // for bench
	Seed  uint64
}

// MakeSample fills an empty installation with a sample world.
func (a *App) MakeSample(ctx context.Context, s Sample) (demo.Figures, error) {
	if s.World != "shop" {
		return demo.Figures{}, fmt.Errorf("unknown world %q", s.World)
	}
	size, figures := shop.Small(), a.Insight
	switch s.Size {
	case "full":
		size = shop.Full()
	case "bench":
		size, figures = shop.Bench(s.Talks), nil
	}
	w, err := shop.New(size, s.Seed, a.Clock.Now())
	if err != nil {
		return demo.Figures{}, err
	}
	made, err := demo.Make(ctx, demo.Deps{DB: a.DB, Clock: a.Clock, Run: a.Run, Org: a.Org, Channels: a.Channels,
		Customers: a.Customers, Conversations: a.Conversations, Search: a.Search,
		Seeds: []func(context.Context, *db.Tx) error{func(ctx context.Context, tx *db.Tx) error {
			setup := org.Setup{Locale: string(i18n.ZhCN)}
			return errors.Join(a.seedHours(ctx, tx, setup, ""), a.seedQueue(ctx, tx, setup, a.Directory.Root(ctx)))
		}}, Insight: figures, Directory: a.Directory, Calendar: a.Calendar, Workforce: a.Workforce, Routing: a.Routing}, w)
	if err != nil {
		return made, err
	}
	return made, a.Routing.Adopt(ctx)
}
