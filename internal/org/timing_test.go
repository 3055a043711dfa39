package org_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
)

// TestUnknownNamesTakeAsLong measures sign-ins with a wrong password, by turns
// for a name that exists, one that does not and one that is disabled. Busy
// machines stretch single answers, so the medians are compared, and a bad
// moment gets two more chances; work left out would be seen in all three.
func TestUnknownNamesTakeAsLong(t *testing.T) {
	if os.Getenv("TIEXIN_FULL") == "" {
		t.Skip("timing needs a quiet machine: TIEXIN_FULL=1")
	}
	const rounds, within, attempts = 41, 1.2, 3
	apptest.EachInTurn(t, func(t *testing.T, s *apptest.Server) {
		// Heavy enough to be what an answer costs, light enough for a test.
		s.App.Org.Hasher = auth.NewHasher(auth.HasherOptions{Params: auth.Params{MemoryKiB: 16 << 10, Passes: 2, Lanes: 1}, AtOnce: 4})
		lin, gone := s.Staff("lin", "agent", ""), s.Staff("gone", "agent", "")
		row := staffRow(s, gone.Login)
		s.Admin.Must(200, "PATCH", "/staff/"+gone.ID, map[string]any{"version": row["version"], "state": "disabled"})
		logins := []string{lin.Login, "nobody", gone.Login}
		address := 0
		measure := func() []time.Duration {
			took := make([][]time.Duration, len(logins))
			for round := range rounds {
				for turn := range logins {
					i := (round + turn) % len(logins) // nobody always comes after the same one
					login := logins[i]
					address++ // a fresh one each time: nobody is delayed
					ctx := from(fmt.Sprintf("10.9.%d.%d", address/250, address%250))
					watch := clock.Start()
					_, _, err := s.App.Org.SignIn(ctx, login, "wrong-wrong-wrong", "")
					took[i] = append(took[i], watch.Elapsed())
					if !fault.HasCode(err, "auth.wrong_password") {
						t.Fatalf("%s: %v", login, err)
					}
				}
			}
			medians := make([]time.Duration, len(logins))
			for i := range took {
				slices.Sort(took[i])
				medians[i] = took[i][rounds/2]
			}
			return medians
		}
		var seen [][]time.Duration
		for range attempts {
			medians := measure()
			if float64(slices.Max(medians)) <= within*float64(slices.Min(medians)) {
				return
			}
			seen = append(seen, medians)
		}
		t.Errorf("medians for %v differ by more than a fifth, three times: %v", logins, seen)
	})
}
