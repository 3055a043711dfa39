package insight_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/insight"
	"tiexin/internal/platform/db"
)

type scene struct {
	*apptest.Server
	t *testing.T
}

func (s *scene) say(c *apptest.Client) string {
	s.t.Helper()
	m := c.Must(201, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "在吗"})
	return apptest.Text(m, "conversation_id")
}

func (s *scene) answer(c *apptest.Client, conversation, kind string) {
	s.t.Helper()
	c.Must(201, "POST", "/conversations/"+conversation+"/messages", map[string]any{"client_key": apptest.Key(), "kind": kind, "text": "您好"})
}

func (s *scene) wait(seconds int) { s.Clock.Advance(time.Duration(seconds) * time.Second) }

// rounds of everybody, once there are so many.
func (s *scene) rounds(n int, path string) []map[string]any {
	s.t.Helper()
	var rows []map[string]any
	s.Until(fmt.Sprintf("%d rounds", n), func() bool {
		rows = apptest.Rows(s.Admin.Must(200, "GET", path, nil))
		return len(rows) == n
	})
	return rows
}

// opens gives every queue hours that begin then and last eight.
func (s *scene) opens(at time.Time) {
	s.t.Helper()
	at = at.UTC()
	day := [][]string{{at.Format("15:04"), at.Add(8 * time.Hour).Format("15:04")}}
	week := map[string]any{}
	for _, name := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		week[name] = day
	}
	hours := s.Admin.Must(201, "POST", "/calendar/hours", map[string]any{"client_key": apptest.Key(), "name": "早班", "zone": "UTC", "week": week})
	for _, q := range apptest.Rows(s.Admin.Must(200, "GET", "/routing/queues", nil)) {
		s.Admin.Must(200, "PATCH", "/routing/queues/"+apptest.Text(q, "id"), map[string]any{"hours_id": hours["id"], "version": q["version"]})
	}
}

func near(got any, want float64) bool {
	f, ok := got.(float64)
	return ok && f >= want && f < want+20 // the clock runs on while the test does
}

func each(t *testing.T, test func(*scene)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) { test(&scene{s, t}) })
}

// TestTheClock runs through a day with two colleagues.
func TestTheClock(t *testing.T) {
	each(t, func(s *scene) {
		lin, chen, customer := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Visitor()
		conversation := s.say(customer)
		s.wait(30)
		s.say(customer) // a burst
		s.wait(30)
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.answer(lin, conversation, "note") // answers nothing
		s.wait(40)
		s.answer(lin, conversation, "reply")
		s.wait(1000)
		s.say(customer)
		s.wait(100)
		lin.Must(200, "POST", "/conversations/"+conversation+"/assign", map[string]any{"staff_id": chen.ID})
		s.wait(200)
		s.answer(chen, conversation, "reply")
		s.say(customer)
		s.wait(50)
		chen.Must(200, "POST", "/conversations/"+conversation+"/close", map[string]any{})

		rows := s.rounds(3, "/insight/responses")
		for i, want := range []struct {
			outcome, staff string
			wait           float64
			parts          []float64
		}{{"unanswered", chen.ID, 50, []float64{50}}, {"answered", chen.ID, 300, []float64{100, 200}}, {"answered", lin.ID, 100, []float64{60, 40}}} {
			r := rows[i]
			if r["outcome"] != want.outcome || apptest.Text(r, "staff.id") != want.staff || !near(r["wait_seconds"], want.wait) {
				t.Errorf("round %d: %v", 3-i, r)
			}
			parts, _ := r["parts"].([]any)
			if len(parts) != len(want.parts) {
				t.Fatalf("round %d: parts %v", 3-i, parts)
			}
			for j, p := range parts {
				if !near(p.(map[string]any)["seconds"], want.parts[j]) {
					t.Errorf("round %d: part %v", 3-i, p)
				}
			}
		}
		sum := s.Admin.Must(200, "GET", "/insight/responses/summary?group=staff", nil)
		if apptest.Number(sum, "total.rounds") != 3 || apptest.Number(sum, "total.unanswered") != 1 || apptest.Number(sum, "total.slow") != 1 ||
			apptest.Number(sum, "total.first.n") != 1 || apptest.Number(sum, "total.within_all.n") != 1 || apptest.Number(sum, "total.within_day.of") != 2 {
			t.Errorf("%v", sum["total"])
		}
		// Lin had it 40 s of the first round and 100 s of the second.
		if row := apptest.Rows(sum)[1]; row["key"] != lin.ID || apptest.Number(row, "rounds") != 1 || !near(row["held_seconds"], 140) {
			t.Errorf("%v", row)
		}
		// The same events again give the same rounds.
		before := fmt.Sprint(s.rounds(3, "/insight/responses"))
		s.replay()
		if after := fmt.Sprint(s.rounds(3, "/insight/responses")); after != before {
			t.Errorf("after a replay\n%s\nbefore\n%s", after, before)
		}
		s.walls(lin, chen)
	})
}

var rewind = db.SQL("insight_test.rewind", `UPDATE event_cursor SET txid = 0, seq = 0 WHERE subscriber = 'insight.rounds'`)
var settled = db.SQL("insight_test.settled", `SELECT COUNT(*) FROM event_outbox o, event_cursor c WHERE c.subscriber = 'insight.rounds' AND (o.txid, o.seq) > (c.txid, c.seq)`)

func (s *scene) replay() {
	s.t.Helper()
	ctx := context.Background()
	err := s.App.DB.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, rewind); return err })
	if err != nil {
		s.t.Fatal(err)
	}
	s.App.Log.Wake()
	s.settle()
}

func (s *scene) settle() {
	s.t.Helper()
	s.Until("events taken", func() bool {
		var n int
		if err := db.Get(context.Background(), s.App.DB, settled, nil, &n); err != nil {
			s.t.Fatal(err)
		}
		return n == 0
	})
}

// walls: an agent sees what she answered, and exports nothing.
func (s *scene) walls(lin, chen *apptest.Client) {
	s.t.Helper()
	if rows := apptest.Rows(lin.Must(200, "GET", "/insight/responses", nil)); len(rows) != 1 || apptest.Text(rows[0], "staff.id") != lin.ID {
		s.t.Errorf("lin sees %v", rows)
	}
	if sum := lin.Must(200, "GET", "/insight/responses/summary", nil); apptest.Number(sum, "total.rounds") != 1 {
		s.t.Errorf("lin's figures %v", sum["total"])
	}
	if sum := lin.Must(200, "GET", "/insight/responses/summary?staff_id="+chen.ID, nil); apptest.Number(sum, "total.rounds") != 0 {
		s.t.Errorf("chen's figures for lin %v", sum["total"])
	}
	lin.Refused(403, "auth.forbidden", "GET", "/insight/responses/export", nil)
	lead := s.Staff("lead", "lead", "")
	res, raw := lead.Raw("GET", "/insight/responses/export", nil)
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil || res.StatusCode != 200 || len(lines) != 4 || lines[0][0] != "客户开始等" || lines[1][6] != "未回复就结束" || lines[1][11] != "" || lines[2][5] != chen.Name {
		s.t.Errorf("export %v %v", err, lines)
	}
	if rows := apptest.Rows(s.Admin.Must(200, "GET", "/audit?action=insight.exported", nil)); len(rows) != 1 {
		s.t.Errorf("the export left %d lines in the trail", len(rows))
	}
	page := s.Admin.Must(200, "GET", "/insight/responses?limit=2", nil)
	next := apptest.Text(page, "next_cursor")
	if rest := apptest.Rows(s.Admin.Must(200, "GET", "/insight/responses?limit=2&cursor="+next, nil)); len(apptest.Rows(page)) != 2 || len(rest) != 1 {
		s.t.Errorf("pages of two: %d and %d", len(apptest.Rows(page)), len(rest))
	}
	team := apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": "team", "parent_id": s.Root, "kind": "team", "name": "一组"}), "id")
	for unit, want := range map[string]int{s.Root: 3, team: 0} {
		sum := s.Admin.Must(200, "GET", "/insight/responses/summary?unit_id="+unit, nil)
		if rows := apptest.Rows(s.Admin.Must(200, "GET", "/insight/responses?unit_id="+unit, nil)); len(rows) != want || apptest.Number(sum, "total.rounds") != int64(want) {
			s.t.Errorf("of the unit %s: %d rounds, %v", unit, len(rows), sum["total"])
		}
	}
	s.Admin.Refused(400, "insight.date", "GET", "/insight/responses?from=2026-02-30", nil)
	s.Admin.Refused(400, "insight.order", "GET", "/insight/responses?from=2026-03-02&to=2026-03-01", nil)
	s.Admin.Refused(400, "insight.too_many_days", "GET", "/insight/causes/pareto?from=2024-03-02&to=2026-03-01", nil)
	s.Admin.Refused(400, "insight.unit", "GET", "/insight/responses/summary?unit_id=nowhere", nil)
	s.Admin.Refused(400, "insight.cause", "GET", "/insight/responses?cause=weather", nil)
	s.Admin.Refused(400, "request.unknown_field", "GET", "/insight/responses/export?limit=5", nil)
}

// TestIncidents come after the round has ended, twice, and too large.
func TestIncidents(t *testing.T) {
	each(t, func(s *scene) {
		lin, chen, customer := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Visitor()
		conversation := s.say(customer)
		begun := s.Clock.Now()
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(400)
		s.answer(lin, conversation, "reply")
		s.rounds(1, "/insight/responses?cause=none")
		report := func(c *apptest.Client, key, kind string, from, to int, sent any) float64 {
			t.Helper()
			body := map[string]any{"client_key": key, "kind": kind, "from": begun.Add(time.Duration(from) * time.Second), "to": begun.Add(time.Duration(to) * time.Second)}
			if sent != nil {
				body["sent_at"] = sent
			}
			return c.Must(200, "POST", "/insight/incidents", body)["seconds"].(float64)
		}
		if got := report(chen, "a", "outage", 0, 400, nil); got != 400 {
			t.Errorf("chen's own: %v", got)
		}
		if got := report(chen, "b", "outage", -50, 400, nil); got != 50 {
			t.Errorf("chen's, begun before what is known: %v", got)
		}
		if got := report(chen, "c", "upload", 100, 200, nil); got != 100 {
			t.Errorf("chen's, of another kind: %v", got)
		}
		if got := report(lin, "a", "outage", -9000, 300, nil); got != 7200 {
			t.Errorf("more than two hours: %v", got)
		}
		if got := report(lin, "a", "outage", -9000, 300, nil); got != 7200 {
			t.Errorf("a retry: %v", got)
		}
		if got := report(lin, "b", "outage", 100, 310, nil); got != 10 {
			t.Errorf("known already: %v", got)
		}
		if got := report(lin, "c", "freeze", 3600, 7200, nil); got != 0 {
			t.Errorf("in the future: %v", got)
		}
		if got := report(lin, "d", "upload", 36000+320, 36000+330, s.Clock.Now().Add(10*time.Hour)); got < 9 || got > 11 {
			t.Errorf("a clock ten hours fast: %v", got)
		}
		lin.Refused(400, "insight.span", "POST", "/insight/incidents", map[string]any{"client_key": "e", "kind": "freeze", "from": begun, "to": begun})
		s.settle()
		r := s.rounds(1, "/insight/responses?cause=network")[0]
		if !near(apptest.At(r, "excluded.outage"), 310) || !near(r["wait_seconds"], 400) || r["cause_by"] != "system" || r["response_seconds"].(float64) > 110 {
			t.Errorf("%v", r)
		}
		if rows := apptest.Rows(lin.Must(200, "GET", "/insight/causes/pending", nil)); len(rows) != 0 {
			t.Errorf("asked for what is proven: %v", rows)
		}
		lin.Refused(409, "insight.cause_proven", "PUT", "/insight/rounds/"+apptest.Text(r, "id")+"/cause", map[string]any{"cause": "size"})
	})
}

// TestCauses are asked from who answered, and sum to the whole.
func TestCauses(t *testing.T) {
	each(t, func(s *scene) {
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		for _, wait := range []int{60, 252, 252, 400} {
			conversation := s.say(s.Visitor())
			lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
			s.wait(wait)
			s.answer(lin, conversation, "reply")
		}
		s.rounds(4, "/insight/responses")
		pending := apptest.Rows(lin.Must(200, "GET", "/insight/causes/pending", nil))
		if len(pending) != 3 || !near(pending[0]["wait_seconds"], 400) {
			t.Fatalf("%v", pending)
		}
		path := "/insight/rounds/" + apptest.Text(pending[0], "id") + "/cause"
		chen.Refused(404, "not_found", "PUT", path, map[string]any{"cause": "size"})
		lin.Refused(400, "insight.cause", "PUT", path, map[string]any{"cause": "weather"})
		lin.Must(204, "PUT", path, map[string]any{"cause": "size"})
		lin.Must(204, "PUT", path, map[string]any{"cause": "stock"}) // she thinks again
		if left := apptest.Rows(lin.Must(200, "GET", "/insight/causes/pending", nil)); len(left) != 2 {
			t.Errorf("still pending %v", left)
		}
		s.replay() // does not forget what she said
		pareto := s.Admin.Must(200, "GET", "/insight/causes/pareto", nil)
		if rows := apptest.Rows(pareto); apptest.Number(pareto, "total") != 3 || len(rows) != 2 || rows[0]["cause"] != "stock" || apptest.Number(rows[0], "share") != 3333 ||
			rows[1]["cause"] != "" || apptest.Number(rows[1], "cumulative") != 10000 {
			t.Errorf("%v", pareto)
		}
		// With another target other rounds are late.
		set := s.Admin.Must(200, "GET", "/insight/settings", nil)
		s.Admin.Must(200, "PUT", "/insight/settings", map[string]any{"target_seconds": 300, "version": set["version"]})
		s.Admin.Refused(409, "version.conflict", "PUT", "/insight/settings", map[string]any{"target_seconds": 60, "version": set["version"]})
		s.Admin.Must(200, "PUT", "/insight/settings", map[string]any{"target_seconds": 310, "version": 1})
		lin.Refused(403, "auth.forbidden", "PUT", "/insight/settings", map[string]any{"target_seconds": 60, "version": 1})
		if pareto := s.Admin.Must(200, "GET", "/insight/causes/pareto", nil); apptest.Number(pareto, "total") != 1 || apptest.Number(pareto, "target_seconds") != 310 {
			t.Errorf("%v", pareto)
		}
		unanswered := s.say(s.Visitor())
		lin.Must(200, "POST", "/conversations/"+unanswered+"/claim", nil)
		s.wait(400)
		lin.Must(200, "POST", "/conversations/"+unanswered+"/close", map[string]any{})
		row := s.rounds(5, "/insight/responses")[0]
		if row["outcome"] == "answered" || !near(row["wait_seconds"], 400) {
			t.Fatalf("the newest: %v", row)
		}
		lin.Refused(404, "not_found", "PUT", "/insight/rounds/"+apptest.Text(row, "id")+"/cause", map[string]any{"cause": "size"})
		lin.Refused(409, "insight.not_slow", "PUT", "/insight/rounds/"+apptest.Text(pending[1], "id")+"/cause", map[string]any{"cause": "size"})
	})
}

// TestOnlyOnesOwnDelayIsAsked holds: who steps in for a colleague is not asked
// why that colleague was late, and who takes somebody out of the line not how
// long they had stood in it.
func TestOnlyOnesOwnDelayIsAsked(t *testing.T) {
	each(t, func(s *scene) {
		lin, lead := s.Staff("lin", "agent", ""), s.Staff("lead", "supervisor", "")
		held := func(first, then int) string {
			conversation := s.say(s.Visitor())
			lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
			s.wait(first)
			lead.Must(200, "POST", "/conversations/"+conversation+"/take-over", map[string]any{})
			s.wait(then)
			s.answer(lead, conversation, "reply")
			return conversation
		}
		held(400, 5)
		own := held(400, 300)
		lined := s.say(s.Visitor())
		s.wait(350)
		lin.Must(200, "POST", "/conversations/"+lined+"/claim", nil)
		s.answer(lin, lined, "reply")
		s.rounds(3, "/insight/responses")
		for _, c := range []struct {
			who  *apptest.Client
			want []string
		}{{lead, []string{own}}, {lin, nil}} {
			rows := apptest.Rows(c.who.Must(200, "GET", "/insight/causes/pending", nil))
			var asked []string
			for _, r := range rows {
				asked = append(asked, apptest.Text(r, "conversation_id"))
				if !near(r["own_seconds"], 300) {
					s.t.Errorf("asked about %v s, want those that were theirs", r["own_seconds"])
				}
			}
			if !slices.Equal(asked, c.want) {
				s.t.Errorf("asked about %v, want %v alone", asked, c.want)
			}
		}
	})
}

// TestTheNightIsNobodysDelay: what was said before the house opened is late for
// nobody who answers soon after it has, also where it was theirs all night.
func TestTheNightIsNobodysDelay(t *testing.T) {
	each(t, func(s *scene) {
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		night, taken, late := s.say(s.Visitor()), s.say(s.Visitor()), s.say(s.Visitor())
		lin.Must(200, "POST", "/conversations/"+taken+"/claim", nil)
		chen.Must(200, "POST", "/conversations/"+late+"/claim", nil)
		opens := s.Clock.Now().Add(6 * time.Hour)
		s.opens(opens)
		s.wait(6*3600 + 20)
		lin.Must(200, "POST", "/conversations/"+night+"/claim", nil)
		s.answer(lin, night, "reply")
		s.answer(lin, taken, "reply")
		s.wait(300)
		s.answer(chen, late, "reply")
		s.rounds(3, "/insight/responses")
		if rows := apptest.Rows(lin.Must(200, "GET", "/insight/causes/pending", nil)); len(rows) != 0 {
			t.Errorf("asked about the night: %v", rows)
		}
		rows := apptest.Rows(chen.Must(200, "GET", "/insight/causes/pending", nil))
		if len(rows) != 1 || !near(rows[0]["own_seconds"], 320) {
			t.Errorf("asked about %v, want what came after we opened", rows)
		}
	})
}

// TestGivenBackIsNobodysTime: who gives a customer back to the line is not
// charged with the wait there, nor is who once had one that comes again.
func TestGivenBackIsNobodysTime(t *testing.T) {
	each(t, func(s *scene) {
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		shares := func(r map[string]any) (out []string) {
			parts, _ := r["parts"].([]any)
			for _, p := range parts {
				seconds, _ := p.(map[string]any)["seconds"].(float64)
				if minutes := int(seconds) / 60; minutes > 0 {
					out = append(out, fmt.Sprint(apptest.Text(p.(map[string]any), "staff.id"), " ", minutes))
				}
			}
			return out
		}
		conversation := s.say(s.Visitor())
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(60)
		lin.Must(200, "POST", "/conversations/"+conversation+"/release", nil)
		s.wait(120)
		chen.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(180)
		s.answer(chen, conversation, "reply")
		if got, want := shares(s.rounds(1, "/insight/responses")[0]), []string{lin.ID + " 1", " 2", chen.ID + " 3"}; !slices.Equal(got, want) {
			s.t.Errorf("given back: %q, want %q", got, want)
		}
		again := s.Visitor()
		conversation = s.say(again)
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.answer(lin, conversation, "reply")
		lin.Must(200, "POST", "/conversations/"+conversation+"/close", map[string]any{})
		for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/staff?q=lin", nil)) {
			if row["id"] == lin.ID {
				s.Admin.Must(200, "PATCH", "/staff/"+lin.ID, map[string]any{"version": row["version"], "state": "disabled"})
			}
		}
		s.say(again)
		s.wait(120)
		chen.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(60)
		s.answer(chen, conversation, "reply")
		if got, want := shares(s.rounds(3, "/insight/responses")[0]), []string{" 2", chen.ID + " 1"}; !slices.Equal(got, want) {
			s.t.Errorf("come again: %q, want %q", got, want)
		}
	})
}

// TestAwayIsAsked of whoever knows.
func TestAwayIsAsked(t *testing.T) {
	each(t, func(s *scene) {
		lin := s.Staff("lin", "agent", "")
		s.App.Insight.Hooks.Away = func(_ context.Context, staffIDs []string, from, to time.Time) ([]insight.AwaySpan, error) {
			if len(staffIDs) != 1 || staffIDs[0] != lin.ID {
				t.Errorf("asked about %v", staffIDs)
			}
			return []insight.AwaySpan{{StaffID: lin.ID, Span: insight.Span{From: from.Add(-time.Hour), To: to}}}, nil
		}
		conversation := s.say(s.Visitor())
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(300)
		s.answer(lin, conversation, "reply")
		if r := s.rounds(1, "/insight/responses?cause=away")[0]; !near(r["response_seconds"], 300) {
			t.Errorf("%v", r)
		}
	})
}

// TestABreakExplains a late answer without anybody being asked.
func TestABreakExplains(t *testing.T) {
	each(t, func(s *scene) {
		lin := s.Staff("lin", "agent", "")
		lin.Must(200, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
		lin.Must(200, "PUT", "/workforce/me/state", map[string]any{"state": "break", "break_kind": "meal"})
		conversation := s.say(s.Visitor())
		lin.Must(200, "POST", "/conversations/"+conversation+"/claim", nil)
		s.wait(250)
		lin.Must(200, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
		s.wait(30)
		s.answer(lin, conversation, "reply")
		if r := s.rounds(1, "/insight/responses?cause=away")[0]; r["cause_by"] != "system" || !near(r["response_seconds"], 280) {
			t.Errorf("%v", r)
		}
	})
}
