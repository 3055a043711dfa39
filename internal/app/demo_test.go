package app

import (
	"testing"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
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
	a.StartWriters()
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
		hits, _, err := a.Search.Find(t.Context(), auth.Person{Kind: auth.System}, search.Message, "订单", search.Filter{}, nil, 10)
		if err != nil || len(hits) == 0 {
			t.Errorf("search found %d, %v", len(hits), err)
		}
		for i := 1; i < len(hits); i++ {
			if hits[i].At.After(hits[i-1].At) {
				t.Error("search does not show the newest first")
			}
		}
		if queues, err := a.Routing.Queues(auth.With(t.Context(), auth.Person{Kind: auth.System})); err != nil || len(queues) != 1 {
			t.Errorf("measurements have %d queues, %v", len(queues), err)
		}
		if _, err := a.MakeSample(t.Context(), Sample{World: "shop", Seed: 3}); !fault.HasCode(err, "setup.done") {
			t.Errorf("a second world: %v", err)
		}
	})
}

// TestSampleTeam: whoever opens the small shop finds people planned, skilled
// and stood in for, queues that work, and messages in every state.
func TestSampleTeam(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg config.Config) {
		a, err := Open(t.Context(), cfg, clock.NewFixed(time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC)))
		if err != nil {
			t.Fatal(err)
		}
		a.StartWriters()
		t.Cleanup(func() { a.Close() })
		if _, err := a.MakeSample(t.Context(), Sample{World: "shop", Size: "small", Seed: 1}); err != nil {
			t.Fatal(err)
		}
		ctx := auth.With(t.Context(), auth.Person{Kind: auth.System})
		queues, err := a.Routing.Queues(ctx)
		if err != nil || len(queues) != 3 {
			t.Fatalf("%d queues, %v", len(queues), err)
		}
		for _, q := range queues {
			if q.HoursID == "" || !q.Everybody && len(q.Members) < 5 {
				t.Errorf("queue %+v", q)
			}
		}
		rota, err := a.Workforce.Rota(ctx, "2026-11-16", "2026-11-22", "")
		if err != nil || len(rota) < 30 {
			t.Fatalf("%d rows of the rota, %v", len(rota), err)
		}
		warned := 0
		for _, row := range rota {
			for _, day := range row.Days {
				warned += len(day.Warnings)
			}
		}
		if warned != 1 {
			t.Errorf("%d warnings on the rota", warned)
		}
		skills, err := a.Workforce.SkillList(ctx)
		if err != nil || len(skills) != 7 {
			t.Errorf("skills %v, %v", skills, err)
		}
		subs, err := a.Workforce.Substitutes(ctx)
		if err != nil || len(subs) != 2 {
			t.Errorf("substitutes %v, %v", subs, err)
		}
		states := map[string]int64{}
		for _, state := range []string{"taken", "told", "replied"} {
			var n int64
			if err := db.Get(ctx, a.DB, stmtMessagesIn, []any{state}, &n); err != nil {
				t.Fatal(err)
			}
			states[state] = n
		}
		if states["taken"] != 4 || states["told"] != 2 || states["replied"] != 2 {
			t.Errorf("messages %v", states)
		}
	})
}

var stmtMessagesIn = db.SQL("app_test.messages_in", `SELECT COUNT(*) FROM routing_message WHERE state = $1`)
