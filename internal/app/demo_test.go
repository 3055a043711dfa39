package app

import (
	"testing"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/search"
)

// sampled opens the program and fills it with the even shape.
func sampled(t *testing.T, cfg config.Config, talks int) *App {
	t.Helper()
	a, err := Open(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	a.Run.Keep("ledger writer", a.DB.Run)
	t.Cleanup(func() { a.Close() })
	if _, err := a.MakeSample(t.Context(), Sample{World: "shop", Size: "bench", Talks: talks, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	return a
}

func onBoth(t *testing.T, test func(t *testing.T, cfg config.Config)) {
	t.Run("sqlite", func(t *testing.T) { test(t, config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}) })
	t.Run("postgres", func(t *testing.T) {
		test(t, config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: dbtest.Postgres(t)})
	})
}

func TestSampleWorld(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg config.Config) {
		a := sampled(t, cfg, 60)
		organisation, err := a.Directory.Organisation(t.Context())
		if err != nil || !organisation.Demo || organisation.Name != "小满衣橱" {
			t.Errorf("organisation %+v, %v", organisation, err)
		}
		if _, _, err := a.Org.SignIn(t.Context(), "xiaolin", "tiexin-demo", ""); err != nil {
			t.Errorf("sign in: %v", err)
		}
		hits, _, err := a.Search.Find(t.Context(), auth.Person{Kind: auth.System}, search.Message, "订单", 0, 10)
		if err != nil || len(hits) == 0 {
			t.Errorf("search found %d, %v", len(hits), err)
		}
		for i := 1; i < len(hits); i++ {
			if hits[i].At.After(hits[i-1].At) {
				t.Error("search does not show the newest first")
			}
		}
		if _, err := a.MakeSample(t.Context(), Sample{World: "shop", Seed: 3}); !fault.HasCode(err, "setup.done") {
			t.Errorf("a second world: %v", err)
		}
	})
}
