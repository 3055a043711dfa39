package workforce_test

import (
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// TestWhoWasHereIsExpectedBack: after a start, until the desks have found their
// way back, nobody is told that those who were here have gone.
func TestWhoWasHereIsExpectedBack(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin, chen, wu, bot := s.Staff("lin", "agent", "").ID, s.Staff("chen", "agent", "").ID, s.Staff("wuxi", "agent", "").ID, s.Staff("bot", "agent", "").ID
		p := bench(t, s)
		for _, staffID := range []string{lin, chen, wu} {
			p.open(staffID)
		}
		p.choose(wu, workforce.Choice{State: workforce.Off})
		pass(t, 20*time.Second, []string{lin, chen, wu}, p)
		p.clock.Advance(2 * time.Second)

		again := newProcess(t, s.App.DB, s.App.Bus, s.App.Directory, p.clock)
		expected := func(where, staffID string, want bool) {
			t.Helper()
			if got := again.PresenceOf(staffID); got.Expected != want {
				t.Errorf("%s: expected %v, %s, connected %v", where, got.Expected, got.State, got.Connected)
			}
			for _, got := range again.Present() {
				if got.StaffID == staffID && got.Expected != want {
					t.Errorf("%s, among all: expected %v", where, got.Expected)
				}
			}
		}
		expected("was here", lin, true)
		expected("had gone off", wu, false)
		expected("never had a window", bot, false)
		pass(t, 10*time.Second, nil, again)
		again.open(chen)
		expected("is back", chen, false)
		again.close(chen)
		pass(t, 14*time.Second, nil, again)
		expected("was back and has gone", chen, false)
		expected("is still on the way", lin, true)
		pass(t, 14*time.Second, nil, again)
		expected("almost too late", lin, true)
		pass(t, 4*time.Second, nil, again)
		expected("too late", lin, false)
		again.is("too late", lin, workforce.Away)
	})
}
