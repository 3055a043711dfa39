package app_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
)

// staysBehind are tables that a sample leaves rows in, and why.
var staysBehind = map[string]string{
	"audit_entry":        "the trail is append-only",
	"audit_seal":         "seals the trail",
	"event_outbox":       "events go by themselves after 72 hours",
	"event_cursor":       "how far readers of events are",
	"sample_fill":        "remembers the keys of late retries",
	"routing_seat":       "a lock of each colleague",
	"workforce_presence": "what colleagues did",
	"workforce_span":     "what colleagues did",
	"sqlite_sequence":    "the engine's own counters",
}

// rowsOf counts the rows of all tables that a customer could be in.
func rowsOf(t *testing.T, s *apptest.Server) map[string]string {
	t.Helper()
	names := slices.DeleteFunc(tables(t, s), func(name string) bool {
		return staysBehind[name] != "" || strings.HasPrefix(name, "river_") // the job library's own
	})
	out := map[string]string{}
	fields := strings.Fields(countAll(t, s, names))
	for i := 0; i < len(fields); i += 2 {
		out[fields[i]] = fields[i+1]
	}
	return out
}

func fillSample(s *apptest.Server) {
	s.Admin.Must(http.StatusCreated, "POST", "/sample", map[string]any{"client_key": apptest.Key()})
}

// sampleTalks gives the ids of conversations by the name of their customer; a
// customer's open one before their ended ones.
func sampleTalks(s *apptest.Server) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, tab := range []string{"closed", "open"} {
		for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/conversations?tab="+tab+"&limit=100", nil)) {
			out[apptest.Text(r, "customer.name")] = r
		}
	}
	return out
}

// sampled is where something can be played with a sample.
func sampled(s *apptest.Server) (real *apptest.Client, colleague *apptest.Client) {
	colleague = s.Staff("chen", "agent", "")
	s.Admin.Must(http.StatusCreated, "POST", "/labels", map[string]any{"client_key": apptest.Key(), "name": "售后", "colour": "#1f6f66"})
	real = s.Visitor()
	write(s.Admin, claimed(s, apptest.Text(say(real, "我是真的客户"), "conversation_id")), "reply", "您好")
	s.Settled()
	return real, colleague
}

func claimed(s *apptest.Server, id string) string {
	s.Admin.Must(http.StatusOK, "POST", "/conversations/"+id+"/claim", nil)
	return id
}

// playWith does with the sample whatever one can do with customers.
func playWith(t *testing.T, s *apptest.Server, colleague *apptest.Client) {
	t.Helper()
	talks := sampleTalks(s)
	mine := apptest.Text(talks["陈晓雨"], "id")
	wu := claimed(s, apptest.Text(talks["吴浩"], "id"))
	li := apptest.Text(talks["李静"], "id")
	at := "/conversations/"
	s.Admin.Header.Set("Content-Type", "text/plain")
	up := s.Admin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "报价单.txt", "client_key", apptest.Key()), "六十套")
	s.Admin.Header.Del("Content-Type")
	s.Admin.Must(http.StatusCreated, "POST", at+mine+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "reply", "text": "可以换的", "attachment_ids": []string{apptest.Text(up, "id")}})
	s.Admin.Must(http.StatusCreated, "POST", at+mine+"/messages", map[string]any{"client_key": apptest.Key(), "kind": "note", "text": "@陈 帮我看看", "mentions": []string{colleague.ID}})
	write(s.Admin, wu, "reply", "今天一定到")
	s.Admin.Must(http.StatusNoContent, "PUT", at+wu+"/draft", map[string]any{"kind": "reply", "text": "还有"})
	s.Admin.Must(http.StatusOK, "POST", at+wu+"/follow", nil)
	s.Admin.Must(http.StatusCreated, "POST", at+wu+"/block", blockBody(s, "visitor"))
	s.Admin.Must(http.StatusCreated, "POST", at+mine+"/block", blockBody(s, "customer"))
	s.Admin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": apptest.Key(), "caller": "吴浩", "contact": "1", "matter": "请回电", "urgency": "normal",
		"for_id": colleague.ID, "conversation_id": wu})
	s.Admin.Must(http.StatusCreated, "POST", at+mine+"/transfers", map[string]any{"client_key": apptest.Key(), "kind": "consult", "to_id": colleague.ID, "note": "怎么换"})
	claimed(s, li)
	s.Admin.Must(http.StatusOK, "POST", at+li+"/release", nil) // asked for like anybody from now on
	s.Until("a colleague is asked for who was put back", func() bool { return offered(colleague) })
	s.Admin.Must(http.StatusOK, "POST", at+wu+"/close", map[string]any{})
	who := s.Admin.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(talks["李静"], "customer.id"), nil)
	s.Admin.Must(http.StatusOK, "PATCH", "/customers/"+apptest.Text(who, "id"), map[string]any{"version": who["version"], "note": "改过的备注"})
}

// TestSampleLeavesNothing walks the catalog: what the sample has brought, and
// what was done with it, is gone when it is taken out, and nothing else is.
func TestSampleLeavesNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		real, colleague := sampled(s)
		staffTab(t, s, colleague)
		colleague.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
		s.Until("the house has looked at what was there", func() bool { return countAll(t, s, []string{"routing_setting"}) == "routing_setting 1" })
		s.Settled()
		before := rowsOf(t, s)
		fillSample(s)
		playWith(t, s, colleague)
		s.Settled()
		during := rowsOf(t, s)
		for _, name := range strings.Fields(`customer customer_phone customer_email customer_identity conversation conversation_message conversation_draft
			conversation_mention conversation_follow conversation_labelled channel_block file routing_item routing_transfer routing_message slaclock
			insight_fact insight_round insight_part routing_offer`) {
			if during[name] == before[name] {
				t.Errorf("the play does not touch %s", name)
			}
		}
		s.Until("the search finds the sample", func() bool { return hits(s, "message", "六十套") == 2 && hits(s, "customer", "李静") == 1 })
		write(s.Admin, apptest.Text(sampleTalks(s)["刘芳"], "id"), "reply", "好的，马上下单") // its events may come behind
		took := s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		if took["in"] != false || apptest.Number(took, "customers") != 12 || apptest.Number(took, "conversations") != 15 {
			t.Errorf("took out %v", took)
		}
		s.Settled()
		for name, n := range rowsOf(t, s) {
			if n != before[name] {
				t.Errorf("%s has %s rows, before the sample %s", name, n, before[name])
			}
		}
		s.Until("the search forgets the sample", func() bool {
			return hits(s, "message", "六十套")+hits(s, "customer", "李静")+hits(s, "file", "报价单") == 0
		})
		if hits(s, "message", "真的客户") != 1 || len(texts(t, real)) != 2 {
			t.Error("a real customer has lost something")
		}
		if items := s.App.Routing.Board.Line(); len(items) != 0 {
			t.Errorf("the line still has %+v", items)
		}
		for slot, n := range s.App.Routing.Board.Holders("chat") {
			if n != 1 {
				t.Errorf("%s holds %d", slot, n)
			}
		}
		acts := []string{}
		for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/audit?limit=100", nil)) {
			if a := apptest.Text(r, "action"); strings.HasPrefix(a, "sample.") {
				acts = append(acts, fmt.Sprint(a, r["after"]))
			}
		}
		if want := []string{"sample.removedmap[conversations:15 customers:12]", "sample.filledmap[conversations:15 customers:12]"}; !slices.Equal(acts, want) {
			t.Errorf("the trail says %v", acts)
		}
	})
}

func offered(c *apptest.Client) bool {
	list, _ := c.Must(http.StatusOK, "GET", "/routing/me", nil)["offers"].([]any)
	return len(list) > 0
}

func hits(s *apptest.Server, kind, q string) int {
	return len(found(s.Admin, "q", q, "kind", kind))
}

// TestSampleIsCalm: nobody is offered a sample customer, no promise runs, no
// reason to look is flagged, and what is to be seen stands where it should.
func TestSampleIsCalm(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		tb := staffTab(t, s, s.Admin)
		s.Admin.Must(http.StatusOK, "PUT", "/workforce/me/state", map[string]any{"state": "online"})
		fillSample(s)
		tb.wait("the desk looks again", named("resync"))
		s.Clock.Advance(10 * time.Second)
		s.Settled()
		if err := s.App.Routing.Turn(t.Context()); err != nil {
			t.Fatal(err)
		}
		tb.settle()
		if rung := tb.seen(func(f map[string]any) bool { return f["t"] == "offer" || f["t"] == "late" || f["t"] == "conversation" }); len(rung) > 0 {
			t.Errorf("the desk is told %v", rung)
		}
		for _, table := range []string{"routing_offer", "slaclock"} {
			if n := countAll(t, s, []string{table}); n != table+" 0" {
				t.Error(n)
			}
		}
		counts := s.Admin.Must(http.StatusOK, "GET", "/conversations/counts", nil)
		if counts["queue"] != 3.0 || counts["mine_unread"] != 1.0 || counts["attention"] != 0.0 {
			t.Errorf("counts %v", counts)
		}
		closed, labelled, notes := 0, 0, 0
		for _, r := range sampleRows(s) {
			if r["state"] == "closed" {
				closed++
			}
			labelled += len(r["labels"].([]any))
			for _, m := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+apptest.Text(r, "id")+"/messages?limit=100", nil)) {
				if m["kind"] == "note" {
					notes++
				}
			}
		}
		if closed != 10 || labelled != 0 || notes == 0 {
			t.Errorf("%d ended, %d labels where there are none, %d notes", closed, labelled, notes)
		}
	})
}

func sampleRows(s *apptest.Server) []map[string]any {
	out := []map[string]any{}
	for _, tab := range []string{"open", "closed"} {
		out = append(out, apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/conversations?tab="+tab+"&limit=100", nil))...)
	}
	return out
}

// TestSampleLeavesScreens: desks that show it are told that it has gone.
func TestSampleLeavesScreens(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		fillSample(s)
		colleague := s.Staff("chen", "agent", "")
		mine, theirs := staffTab(t, s, s.Admin), staffTab(t, s, colleague)
		talks := sampleTalks(s)
		s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		for _, tb := range []*tab{mine, theirs} {
			tb.wait("who waits has gone", with("gone", "conversation_id", talks["李静"]["id"]))
			tb.wait("the badges are looked at again", named("resync"))
		}
		mine.wait("what I have has gone", with("gone", "conversation_id", talks["陈晓雨"]["id"]))
		counts := s.Admin.Must(http.StatusOK, "GET", "/conversations/counts", nil)
		if counts["queue"] != 0.0 || counts["mine_unread"] != 0.0 || counts["mine"] != 0.0 {
			t.Errorf("counts %v", counts)
		}
	})
}

type filling struct {
	status int
	body   map[string]any
}

func newFilling(status int, body map[string]any) filling { return filling{status, body} }

// filledAtOnce lets several do the same.
func filledAtOnce(n int, do func(i int) filling) []filling {
	out := make([]filling, n)
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() { out[i] = do(i) })
	}
	all.Wait()
	return out
}

// TestSampleOnce: one key fills once, also after it was taken out; a second one
// is refused while the first is in.
func TestSampleOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		fill := func(key string) (int, map[string]any) {
			return s.Admin.Do("POST", "/sample", map[string]any{"client_key": key})
		}
		made := 0
		for _, a := range filledAtOnce(4, func(i int) filling { return newFilling(fill(fmt.Sprint("k", i))) }) {
			switch {
			case a.status == http.StatusCreated:
				made++
			case a.status != http.StatusConflict || a.body["code"] != "sample.in":
				t.Errorf("four fill at once: %d %v", a.status, a.body)
			}
		}
		if made != 1 {
			t.Errorf("%d of four filled", made)
		}
		if st := s.Admin.Must(http.StatusOK, "GET", "/sample", nil); st["in"] != true || apptest.Number(st, "conversations") != 15 || st["filled_by"] == "" {
			t.Errorf("state %v", st)
		}
		s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		again := s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		if again["in"] != false || apptest.Number(again, "customers") != 0 {
			t.Errorf("removed twice: %v", again)
		}
		for _, a := range filledAtOnce(4, func(int) filling { return newFilling(fill("once")) }) {
			if a.status != http.StatusCreated || a.body["in"] != true {
				t.Errorf("one key: %d %v", a.status, a.body)
			}
		}
		if n := countAll(t, s, []string{"customer"}); n != "customer 12" {
			t.Error(n)
		}
		s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		if code, body := fill("once"); code != http.StatusCreated || body["in"] != false {
			t.Errorf("a late retry fills again: %d %v", code, body)
		}
	})
}

// TestRealOnesStay: who has turned out to be a real customer survives whole, on
// whichever way they came to a sample one's name.
func TestRealOnesStay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		fillSample(s)
		talks := sampleTalks(s)
		ctx := auth.With(t.Context(), auth.Person{Kind: auth.System})
		li, chen := talks["李静"], talks["陈晓雨"]
		channelID := apptest.Text(li, "channel.id")
		recognise := func(guest, proved string) {
			t.Helper()
			if err := s.App.Conversations.Recognise(context.WithoutCancel(ctx), guest, customer.Contact{ChannelID: channelID, ExternalID: proved, Verified: true}); err != nil {
				t.Fatal(err)
			}
		}
		recognise("sample:"+apptest.Text(li, "customer.id"), "real-1")
		guest := s.Visitor()
		asked := apptest.Text(say(guest, "我是真的，刚来"), "conversation_id")
		recognise(guest.ID, "sample:"+apptest.Text(chen, "customer.id"))
		took := s.Admin.Must(http.StatusOK, "DELETE", "/sample", nil)
		if apptest.Number(took, "customers") != 10 {
			t.Errorf("took %v", took)
		}
		for _, id := range []string{asked, apptest.Text(li, "id"), apptest.Text(chen, "id")} {
			s.Admin.Must(http.StatusOK, "GET", "/conversations/"+id, nil)
		}
		for _, name := range []string{"李静", "陈晓雨"} {
			s.Admin.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(talks[name], "customer.id"), nil)
		}
		s.Admin.Refused(http.StatusNotFound, "not_found", "GET", "/conversations/"+apptest.Text(talks["吴浩"], "id"), nil)
	})
}
