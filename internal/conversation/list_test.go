package conversation_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
)

// TestPagesByDutyLoseNobody: however short the pages and the stretches in which
// who waits is sorted, everybody comes once; whose stretch comes first has
// waited longer.
func TestPagesByDutyLoseNobody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		var all []string
		for i := range 9 {
			v := s.Visitor()
			s.Clock.Advance(time.Second)
			talk := apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "k", "text": "在吗"}), "conversation_id")
			lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			if i%3 == 2 {
				lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": talk, "kind": "reply", "text": "在的"})
			}
			all = append(all, talk)
		}
		p, _ := s.App.Directory.PersonOf(t.Context(), lin.ID)
		want := []string{all[0], all[1], all[3], all[4], all[6], all[7], all[8], all[5], all[2]}
		for stretch := 1; stretch <= 10; stretch++ {
			for limit := 1; limit <= 10; limit++ {
				got, err := s.App.Conversations.DutyIDs(auth.With(t.Context(), p), stretch, limit)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("stretches of %d, pages of %d: %d rows, %v", stretch, limit, len(got), err)
				}
			}
		}
	})
}
