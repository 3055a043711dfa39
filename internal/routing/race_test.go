package routing_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
)

var (
	stmtHeld = db.SQL("test.routing_held", `SELECT holder_id, COUNT(*) FROM routing_item WHERE holder_id <> '' AND state IN ('offered', 'serving')
		GROUP BY holder_id, slot`)
	stmtOwners = db.SQL("test.routing_owners", `SELECT c.id, c.owner_id, i.holder_id, i.state FROM conversation c JOIN routing_item i
		ON i.kind = 'chat' AND i.subject_id = c.id AND i.state <> 'done' WHERE c.state = 'open'`)
	stmtTalks = db.SQL("test.routing_talks", `SELECT COUNT(*) FROM conversation WHERE state = 'open'`)
	stmtTaken = db.SQL("test.routing_taken", `SELECT a.subject_id, COUNT(*) FROM audit_entry a WHERE a.action IN ('conversation.claimed', 'conversation.assigned')
		GROUP BY a.subject_id`)
	stmtLines = db.SQL("test.routing_lines", `SELECT COUNT(*) FROM conversation_message WHERE conversation_id = $1 AND kind = 'event'
		AND (event LIKE '%"claimed"%' OR event LIKE '%"assigned"%')`)
	stmtCalls = db.SQL("test.routing_calls", `SELECT m.state, m.for_id, COALESCE(i.state, ''), COALESCE(i.holder_id, '') FROM routing_message m
		LEFT JOIN routing_item i ON i.kind = 'callback' AND i.subject_id = m.id AND i.state <> 'done'`)
	stmtPending = db.SQL("test.routing_pending", `SELECT COUNT(*) FROM routing_offer o WHERE o.outcome = 'pending'
		AND NOT EXISTS (SELECT 1 FROM routing_item i WHERE i.offer_id = o.id AND i.state = 'offered')`)
)

// ledger checks what must hold at every moment: nobody over their places, and
// each open conversation with one item whose holder is its owner.
func ledger(t *testing.T, s *apptest.Server, places int) {
	t.Helper()
	ctx := context.Background()
	err := db.Each(ctx, s.App.DB, stmtHeld, func(r db.Row) error {
		var staff string
		var n int
		err := r.Scan(&staff, &n)
		if n > places {
			t.Errorf("%s holds %d of %d", staff, n, places)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// settled checks what must hold when all is quiet.
func settled(t *testing.T, s *apptest.Server) {
	t.Helper()
	ctx := context.Background()
	items := 0
	err := db.Each(ctx, s.App.DB, stmtOwners, func(r db.Row) error {
		var id, owner, holder, state string
		err := r.Scan(&id, &owner, &holder, &state)
		items++
		if state == "serving" && owner != holder || state != "serving" && owner != "" {
			t.Errorf("conversation %s of %q has an item %s of %q", id, owner, state, holder)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var talks, stray int
	if err := db.Get(ctx, s.App.DB, stmtTalks, nil, &talks); err != nil || talks != items {
		t.Errorf("%d open conversations and %d items (%v)", talks, items, err)
	}
	if err := db.Get(ctx, s.App.DB, stmtPending, nil, &stray); err != nil || stray != 0 {
		t.Errorf("%d offers that nothing waits for (%v)", stray, err)
	}
	err = db.Each(ctx, s.App.DB, stmtCalls, func(r db.Row) error {
		var state, forID, item, holder string
		err := r.Scan(&state, &forID, &item, &holder)
		if waits := state == "taken" && forID == ""; waits != (item == "waiting" || item == "offered") || item == "serving" && holder != forID {
			t.Errorf("a message %s for %q has a call-back %q of %q", state, forID, item, holder)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	err = db.Each(ctx, s.App.DB, stmtTaken, func(r db.Row) error {
		var id string
		var n, lines int
		if err := r.Scan(&id, &n); err != nil {
			return err
		}
		if err := db.Get(ctx, s.App.DB, stmtLines, []any{id}, &lines); err != nil || lines != n {
			t.Errorf("conversation %s changed hands %d times and the trail says %d (%v)", id, lines, n, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEverybodyGrabs lets the engine, fifty people who claim, a lead who
// assigns and transfers all at once fight for the same customers.
func TestEverybodyGrabs(t *testing.T) {
	people, rounds, customers := 12, 6, 10
	if os.Getenv("TIEXIN_FULL") != "" {
		people, rounds, customers = 50, 100, 10
	}
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		settings := s.Admin.Must(http.StatusOK, "GET", "/routing/settings", nil)
		settings["strict_claims"], settings["places"] = true, map[string]any{"chat": 3}
		s.Admin.Must(http.StatusOK, "PUT", "/routing/settings", settings)
		queue := s.first()
		s.Admin.Must(http.StatusOK, "PATCH", "/routing/queues/"+apptest.Text(queue, "id"), map[string]any{"version": queue["version"], "mode": "auto"})
		lead := s.Staff("lead", "lead", "")
		var agents []*apptest.Client
		for i := range people {
			agents = append(agents, s.Staff(fmt.Sprintf("agent%02d", i), "agent", ""))
		}
		s.online(agents...)
		for round := range rounds {
			var talks []string
			for range customers {
				_, talk := s.says("在吗")
				talks = append(talks, talk)
			}
			for call := range customers / 2 {
				s.leaves(s.Visitor(), fmt.Sprint("call", round, call))
			}
			s.grab(lead, agents, talks, round)
			ledger(t, s.Server, 3)
			for _, talk := range talks {
				s.Admin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/take-over", nil)
				if status, _ := s.Admin.Do("POST", "/conversations/"+talk+"/close", nil); status != http.StatusOK {
					t.Fatalf("cannot close: %d", status)
				}
			}
		}
		_, last := s.says("还有人吗")
		s.Until("the last customer is served", func() bool { return s.owner(last) != "" })
		settled(t, s.Server)
	})
}

// grab lets everybody do something to the same conversations at once.
func (s *shop) grab(lead *apptest.Client, agents []*apptest.Client, talks []string, round int) {
	var all sync.WaitGroup
	for i, c := range agents {
		all.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(round), uint64(i)))
			for range 6 {
				talk := talks[dice.IntN(len(talks))]
				other := agents[dice.IntN(len(agents))]
				switch dice.IntN(5) {
				case 0, 1:
					c.Do("POST", "/conversations/"+talk+"/claim", nil)
				case 2:
					lead.Do("POST", "/conversations/"+talk+"/assign", map[string]any{"staff_id": other.ID})
				case 3:
					for _, m := range apptest.Rows(c.Must(http.StatusOK, "GET", "/routing/messages?state=told&mine=true", nil)) {
						c.Do("POST", "/routing/messages/"+apptest.Text(m, "id")+"/replied", map[string]any{"version": m["version"], "answer": "好"})
					}
				default:
					status, _ := c.Do("POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": fmt.Sprint(round, i, dice.Int()),
						"kind": "warm", "to_id": other.ID})
					if status == http.StatusCreated {
						if offer := s.offerOf(other, talk); offer != "" {
							other.Do("POST", "/routing/offers/"+offer+"/accept", nil)
						}
					}
				}
			}
		})
	}
	stop := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				ledger(s.t, s.Server, 3)
			}
		}
	})
	all.Wait()
	close(stop)
	watch.Wait()
}
