package app_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
)

// TestTheCustomerHearsOnlyOfWhoAnswers: not of who watches, whose reply would be
// refused, or who writes into what has ended; colleagues who see it do.
func TestTheCustomerHearsOnlyOfWhoAnswers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		small := w.granted("small", w.shop, map[string]string{"conversation.read": "all", "conversation.reply": "own"})
		joined := w.granted("joined", w.shop, map[string]string{"conversation.read": "all", "conversation.reply": "all"})
		banker := w.granted("banker", w.bank, map[string]string{"conversation.read": "unit", "conversation.reply": "all"})
		v, id := w.thread(w.shopKey, w.lin)
		customer, colleague := visitorTab(t, s, v), staffTab(t, s, w.chen)
		colleague.tell(map[string]any{"t": "watch", "conversation_id": id, "after": 0})
		colleague.wait("gap", named("gap"))
		heard := func(who *apptest.Client, watched bool) int {
			t.Helper()
			before, told := len(customer.seen(named("typing"))), len(colleague.seen(named("typing")))
			tb := staffTab(t, s, who)
			tb.tell(map[string]any{"t": "typing", "conversation_id": id, "on": true, "kind": "reply"})
			tb.settle()
			customer.settle()
			colleague.settle()
			if now := len(colleague.seen(named("typing"))) > told; now != watched {
				t.Errorf("%s: a colleague heard of it: %v", who.ID, now)
			}
			return len(customer.seen(named("typing"))) - before
		}
		for who, c := range map[string]*apptest.Client{"a lead": w.lead, "the administrator": s.Admin, "who replies to their own": small, "who has not joined": joined} {
			if n := heard(c, true); n != 0 {
				t.Errorf("the customer hears of %s: %s", who, customer.bytes())
			}
		}
		if n := heard(banker, false); n != 0 {
			t.Error("the customer hears of who does not see the talk")
		}
		w.helps(id, joined)
		if n := heard(joined, true); n != 1 {
			t.Errorf("a helper who joined: %d", n)
		}
		if n := heard(w.lin, true); n != 1 {
			t.Errorf("the owner: %d", n)
		}
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/close", map[string]any{})
		if n := heard(w.lin, true); n != 0 {
			t.Errorf("in a closed talk: %d", n)
		}
	})
}
