package workforce_test

import (
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/clock"
	"tiexin/internal/workforce"
)

func (p *process) tick() {
	p.t.Helper()
	if err := p.Tick(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
}

// TestAJumpOfTheClockTakesNobodyAway: whoever was here before the clock leapt is
// here afterwards, connected, reloading or about to open their first tab, in a
// program that has just begun too; asked before the next tick and after it.
// Nothing is stored of the time that was skipped, for it would prove a cause for
// late answers that nobody had. Who does not come back is away, from then on.
func TestAJumpOfTheClockTakesNobodyAway(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		staff := map[string]string{}
		for _, login := range []string{"open", "reloads", "hangs", "comes"} {
			staff[login] = s.Staff(login, "agent", "").ID
		}
		for _, skip := range []time.Duration{11 * time.Second, 4 * time.Minute, 3 * time.Hour, -time.Hour} {
			t.Run(skip.String(), func(t *testing.T) {
				p := newProcess(t, s.App.DB, s.App.Bus, s.App.Directory, clock.NewFixed(s.Clock.Now().Add(time.Minute)))
				for _, login := range []string{"open", "reloads", "hangs", "comes"} {
					p.open(staff[login])
				}
				p.tick()
				for _, id := range staff {
					p.choose(id, online)
				}
				pass(t, 50*time.Second, []string{staff["open"], staff["reloads"], staff["hangs"], staff["comes"]}, p)
				p.close(staff["reloads"])
				p.close(staff["comes"])
				pass(t, 10*time.Second, []string{staff["open"]}, p) // two seconds before a closed line counts no more
				p.choose(staff["comes"], workforce.Choice{State: workforce.Busy})
				before := p.clock.Now()
				p.clock.Advance(skip)
				for _, login := range []string{"open", "reloads", "hangs", "comes"} {
					if got := p.PresenceOf(staff[login]); !got.Connected || got.State == workforce.Away {
						t.Errorf("%s, before the tick: %s, connected %v", login, got.State, got.Connected)
					}
				}
				for _, one := range p.Present() {
					if one.StaffID == staff["open"] && !one.Connected {
						t.Error("all of them, before the tick: open is not connected")
					}
				}
				p.tick()
				jumped := p.clock.Now()
				for _, login := range []string{"open", "reloads", "hangs", "comes"} {
					if got := p.PresenceOf(staff[login]); got.State == workforce.Away {
						t.Errorf("%s, after the tick: %s", login, got.State)
					}
				}
				pass(t, 20*time.Second, []string{staff["open"]}, p)
				p.open(staff["reloads"])
				pass(t, 20*time.Second, []string{staff["open"], staff["reloads"]}, p)
				p.is("within the time to come back", staff["hangs"], workforce.Online)
				pass(t, 4*time.Second, []string{staff["open"], staff["reloads"]}, p)
				p.is("connected all the time", staff["open"], workforce.Online)
				p.is("reloaded", staff["reloads"], workforce.Online)
				p.is("whose line hangs", staff["hangs"], workforce.Away)
				p.is("who did not come", staff["comes"], workforce.Away)
				if skip < 0 {
					return
				}
				spans, err := p.AwaySpans(t.Context(), []string{staff["open"], staff["reloads"], staff["hangs"], staff["comes"]}, before, jumped)
				if err != nil || len(spans) > 0 {
					t.Errorf("stored of the time that was skipped: %v %v", spans, err)
				}
			})
		}
	})
}
