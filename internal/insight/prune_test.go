package insight_test

import (
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

var stmtFactCount = db.SQL("test.facts", `SELECT COUNT(*) FROM insight_fact`)

// TestPruneKeepsWhatLaterRoundsStandOn removes two of three rounds and goes on
// in the same conversation.
func TestPruneKeepsWhatLaterRoundsStandOn(t *testing.T) {
	each(t, func(s *scene) {
		lin, customer := s.Staff("lin", "agent", ""), s.Visitor()
		conversation := s.say(customer)
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(60)
		s.answer(lin, conversation, "reply")
		for range 2 {
			s.say(customer)
			s.wait(60)
			s.answer(lin, conversation, "reply")
		}
		kept := apptest.Text(s.rounds(3, "/insight/responses")[0], "id")
		facts := func() (n int) {
			t.Helper()
			if err := db.Get(t.Context(), s.App.DB, stmtFactCount, nil, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		all := facts()
		prune := func() {
			t.Helper()
			if err := s.App.Insight.Prune(t.Context(), s.Clock.Now().Add(-30*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		prune()
		if n := facts(); n != all || len(s.rounds(3, "/insight/responses")) != 3 {
			t.Errorf("%d of %d facts are left of what is young", n, all)
		}
		s.wait(3600)
		prune()
		if n := facts(); n >= all || n == 0 {
			t.Errorf("%d of %d facts are left", n, all)
		}
		if left := s.rounds(1, "/insight/responses"); apptest.Text(left[0], "id") != kept {
			t.Errorf("left: %v", left)
		}
		s.say(customer)
		s.wait(70)
		s.answer(lin, conversation, "reply")
		rows := s.rounds(2, "/insight/responses")
		if !near(rows[0]["wait_seconds"], 70) || apptest.Text(rows[0], "staff.id") != lin.ID {
			t.Errorf("the next round: %v", rows[0])
		}
		sum := s.Admin.Must(200, "GET", "/insight/responses/summary?group=staff", nil)
		if apptest.Number(sum, "total.rounds") != 2 || apptest.Number(sum, "total.first.n") != 0 {
			t.Errorf("a later round counts as the first: %v", sum["total"])
		}
	})
}

// TestPruneTakesNothingYoung: of a talk with an old round and young ones only
// what the old one was made of goes.
func TestPruneTakesNothingYoung(t *testing.T) {
	each(t, func(s *scene) {
		lin, customer := s.Staff("lin", "agent", ""), s.Visitor()
		conversation := s.say(customer)
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		facts := func() (n int) {
			t.Helper()
			s.settle()
			if err := db.Get(t.Context(), s.App.DB, stmtFactCount, nil, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		s.wait(60)
		s.answer(lin, conversation, "reply")
		s.rounds(1, "/insight/responses")
		old := facts()
		s.wait(3600)
		for range 2 {
			s.say(customer)
			s.wait(60)
			s.answer(lin, conversation, "reply")
		}
		s.rounds(3, "/insight/responses")
		young := facts() - old
		if err := s.App.Insight.Prune(t.Context(), s.Clock.Now().Add(-30*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if n := facts(); n != young+1 { // the last of the old ones stays
			t.Errorf("%d facts are left of %d old and %d young", n, old, young)
		}
		s.rounds(2, "/insight/responses")
	})
}
