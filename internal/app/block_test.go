package app_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

// blockBody asks to keep somebody out for a day.
func blockBody(s *apptest.Server, kind string) map[string]any {
	return map[string]any{"client_key": apptest.Key(), "kind": kind, "reason": " 反复辱骂客服 ", "ends_at": s.Clock.Now().Add(24 * time.Hour)}
}

// sayTo writes as a visitor and gives the status and the code.
func sayTo(v *apptest.Client, text string) (int, string) {
	code, out := v.Do("POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": text})
	return code, apptest.Text(out, "code")
}

// uploads sends a file to be sent.
func uploads(v *apptest.Client) (int, string) {
	v.Header.Set("Content-Type", "text/plain")
	defer v.Header.Del("Content-Type")
	code, out := v.Do("POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", apptest.Key()), "S 155")
	return code, apptest.Text(out, "code")
}

// TestWhoIsBlockedIsKeptOut: the identity, the address or the customer, each
// alone, until the end or until somebody lifts it; others go on.
func TestWhoIsBlockedIsKeptOut(t *testing.T) {
	behind := apptest.Options{Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }}
	for engine, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": apptest.Postgres} {
		for _, kind := range []string{"visitor", "address", "customer"} {
			t.Run(engine+"/"+kind, func(t *testing.T) {
				o := behind
				o.Database = database(t)
				s := apptest.Start(t, o)
				w := newWorld(s)
				come := func(ip string) (*apptest.Client, string) {
					v := w.visitor(w.shopKey)
					v.Header.Set("X-Forwarded-For", ip)
					return v, apptest.Text(say(v, "在吗"), "conversation_id")
				}
				rude, conversation := come("2001:db8::1")
				neighbour, _ := come("2001:db8::2")
				other, _ := come("192.0.2.7")
				stranger := s.Staff("banklead", "lead", w.bank)
				keeper := w.lead
				if kind == "address" { // concerns the house
					w.lead.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
					keeper = s.Admin
				}
				w.lin.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
				stranger.Refused(http.StatusNotFound, "not_found", "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
				made := keeper.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
				if made["reason"] != "反复辱骂客服" || made["counts"] != true || made["made_by_name"] == "" {
					t.Errorf("made: %v", made)
				}
				if code, why := sayTo(rude, "哼"); code != http.StatusForbidden || why != "widget.blocked" {
					t.Errorf("who is blocked: %d %s", code, why)
				}
				rude.Refused(http.StatusForbidden, "widget.blocked", "POST", "/widget/phone-messages", map[string]any{"client_key": apptest.Key(), "name": "王", "contact": "13877654321", "matter": "请回电"})
				if code, why := uploads(rude); code != http.StatusForbidden || why != "widget.blocked" {
					t.Errorf("a file of who is blocked: %d %s", code, why)
				}
				if code, why := uploads(other); code != http.StatusCreated {
					t.Errorf("a file of somebody else: %d %s", code, why)
				}
				want := http.StatusCreated
				if kind == "address" {
					want = http.StatusForbidden
				}
				if code, _ := sayTo(neighbour, "我是邻居"); code != want {
					t.Errorf("somebody else of the same network: %d", code)
				}
				if code, _ := sayTo(other, "我在别处"); code != http.StatusCreated {
					t.Errorf("somebody else: %d", code)
				}
				id := apptest.Text(made, "id")
				keeper.Must(http.StatusOK, "POST", "/blocks/"+id+"/lift", nil)
				if code, why := sayTo(rude, "对不起"); code != http.StatusCreated {
					t.Errorf("after lifting: %d %s", code, why)
				}
				if code, why := uploads(rude); code != http.StatusCreated {
					t.Errorf("a file after lifting: %d %s", code, why)
				}
				keeper.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
				s.Clock.Advance(24*time.Hour - time.Minute)
				if code, _ := sayTo(rude, "差一分钟"); code != http.StatusForbidden {
					t.Errorf("a minute before the end: %d", code)
				}
				s.Clock.Advance(time.Minute)
				if code, why := sayTo(rude, "到点了"); code != http.StatusCreated {
					t.Errorf("at the end: %d %s", code, why)
				}
				for action, n := range map[string]int{"block.made": 2, "block.lifted": 1} {
					lines, err := s.App.Audit.Search(system(t), audit.Filter{Action: action, Limit: 10})
					if err != nil || len(lines) != n {
						t.Errorf("%s: %d lines, %v", action, len(lines), err)
					}
				}
				if now, all := apptest.Rows(keeper.Must(http.StatusOK, "GET", "/blocks", nil)), apptest.Rows(keeper.Must(http.StatusOK, "GET", "/blocks?all=true", nil)); len(now) != 0 || len(all) != 2 {
					t.Errorf("%d count, %d in all", len(now), len(all))
				}
			})
		}
	}
}

// TestSomebodyInDangerIsHeard in spite of a block: as a message that people of
// the queue have before them, once however often it is sent, and in no
// conversation.
func TestSomebodyInDangerIsHeard(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, nil)
		w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(s, "customer"))
		body := map[string]any{"client_key": "fire", "text": "快来，厨房瓦斯外洩了"}
		for range 2 {
			v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", body)
		}
		v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": "again", "name": "王", "contact": "13877654321", "matter": "有人被困在电梯"})
		rows := apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil))
		if len(rows) != 1 || rows[0]["urgency"] != "urgent" || strings.Count(apptest.Text(rows[0], "matter"), "瓦斯") != 1 || !strings.Contains(apptest.Text(rows[0], "matter"), "王 13877654321：有人被困在电梯") {
			t.Fatalf("messages: %v", rows)
		}
		for i := range 300 { // one message, which grows to its bound
			v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": fmt.Sprintf("救命 %d", i)})
		}
		rows = apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil))
		if n := len([]rune(apptest.Text(rows[0], "matter"))); len(rows) != 1 || n != 2000 {
			t.Errorf("%d messages, the first of %d characters", len(rows), n)
		}
		s.Clock.Advance(time.Hour - time.Minute)
		v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还在烧，着火了"})
		if rows := apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil)); len(rows) != 1 {
			t.Errorf("within the hour: %d messages", len(rows))
		}
		s.Clock.Advance(time.Minute)
		v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还在烧，着火了"})
		if rows = apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil)); len(rows) != 2 {
			t.Errorf("an hour later: %d messages", len(rows))
		}
		// Who was told hears of what is said further; what was answered is over.
		at := "/routing/messages/" + apptest.Text(rows[0], "id")
		told := w.lead.Must(http.StatusOK, "POST", at+"/told", map[string]any{"version": rows[0]["version"]})
		v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "爆炸了"})
		rows = apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil))
		if told["state"] != "told" || len(rows) != 2 || rows[0]["state"] != "taken" {
			t.Errorf("told %v, then %v", told, rows)
		}
		w.lead.Must(http.StatusOK, "POST", at+"/replied", map[string]any{"version": rows[0]["version"], "answer": "已派人"})
		v.Refused(http.StatusForbidden, "widget.blocked_heard", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "又着火了"})
		if rows := apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/routing/messages", nil)); len(rows) != 3 {
			t.Errorf("after the answer: %d messages", len(rows))
		}
		if n := len(apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))); n != 1 {
			t.Errorf("%d lines in the conversation", n)
		}
	})
}

// TestABlockIsRefused that would keep out the wrong ones, or for ever.
func TestABlockIsRefused(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	day := s.Clock.Now().Add(24 * time.Hour)
	ask := func(address, reason string, ends time.Time) (int, map[string]any) {
		return s.Admin.Do("POST", "/blocks", map[string]any{"client_key": apptest.Key(), "address": address, "reason": reason, "ends_at": ends})
	}
	for _, c := range []struct {
		address, reason string
		ends            time.Time
		field           string
	}{
		{"192.0.2.1", "\u3000", day, "reason"}, {"192.0.2.1", "骚扰", s.Clock.Now(), "ends_at"}, {"192.0.2.1", "骚扰", s.Clock.Now().Add(367 * 24 * time.Hour), "ends_at"},
		{"192.0.2", "骚扰", day, "address"}, {"127.0.0.1", "骚扰", day, "address"}, {"::1", "骚扰", day, "address"}, {"0.0.0.0", "骚扰", day, "address"},
		{"::", "骚扰", day, "address"}, {"::2", "骚扰", day, "address"}, {"::127.0.0.1", "骚扰", day, "address"}, {"fe80::1%eth0", "骚扰", day, "address"}, {"169.254.0.9", "骚扰", day, "address"},
		{"64:ff9b::7f00:1", "骚扰", day, "address"}, {"::ffff:0:127.0.0.1", "骚扰", day, "address"}, {"2002:7f00:1::1", "骚扰", day, "address"},
	} {
		if code, out := ask(c.address, c.reason, c.ends); code != http.StatusBadRequest && code != http.StatusUnprocessableEntity || out["field"] != c.field {
			t.Errorf("%v: %d %v", c, code, out)
		}
	}
	if code, out := ask(" 2001:db8:1:2:3::4 ", "骚扰", s.Clock.Now().Add(366*24*time.Hour)); code != http.StatusCreated || out["subject"] != "2001:db8:1:2::/64" {
		t.Errorf("%d %v", code, out)
	}
	for address, key := range map[string]string{"64:ff9b::c000:207": "192.0.2.7", "::ffff:0:192.0.2.8": "192.0.2.8", "2002:c000:209::1": "192.0.2.9", "2001:0:1:2:3:4:5:6": "2001:0:1:2:3:4:5:6", "::ffff:192.0.2.10": "192.0.2.10"} {
		if code, out := ask(address, "骚扰", day); code != http.StatusCreated || out["subject"] != key {
			t.Errorf("%s: %d %v", address, code, out)
		}
	}
	s.Admin.Refused(http.StatusNotFound, "not_found", "POST", "/blocks/nobody/lift", nil)
}

// TestABlockGoesAlong when a stranger turns out to be somebody whom the site
// knows.
func TestABlockGoesAlong(t *testing.T) {
	for _, kind := range []string{"visitor", "customer"} {
		t.Run(kind, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, s *apptest.Server) {
				w := newWorld(s)
				signed := signer(w)
				v, conversation := w.thread(w.shopKey, nil)
				w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
				known := w.as(claim(w, signed("u-1", wang), v.Token))
				if code, why := sayTo(known, "我换了个样子"); code != http.StatusForbidden || why != "widget.blocked" {
					t.Errorf("%d %s", code, why)
				}
			})
		})
	}
}

// TestALiftedBlockGoesAlong too: it names somebody, of whom nothing is left once
// they are erased as whoever they are by then.
func TestALiftedBlockGoesAlong(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		_, others := w.thread(w.shopKey, nil)
		v, conversation := w.thread(w.shopKey, nil)
		stays := map[string]bool{}
		for _, talk := range []string{others, conversation} {
			for _, kind := range []string{"visitor", "customer"} {
				id := apptest.Text(w.lead.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/block", blockBody(s, kind)), "id")
				w.lead.Must(http.StatusOK, "POST", "/blocks/"+id+"/lift", nil)
				if talk == others {
					stays[id] = true
				}
			}
		}
		say(w.as(claim(w, signed("u-1", wang), "")), "我是老客户")
		claim(w, signed("u-1", wang), v.Token)
		customer := apptest.Text(w.lead.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil), "customer.id")
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, of, err := s.App.Customers.Hold(t.Context(), tx, []string{customer})
			if err != nil || len(of) != 1 {
				t.Fatalf("identities of the customer: %v, %v", of, err)
			}
			for _, m := range s.App.Modules {
				if m.Name == "channel" {
					return m.Erase(t.Context(), tx, manifest.Erasure{Customers: []string{customer}, Identities: []string{of[0].ID}, Conversations: []string{conversation}})
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		rows := apptest.Rows(w.lead.Must(http.StatusOK, "GET", "/blocks?all=true", nil))
		if len(rows) != 2 || !stays[apptest.Text(rows[0], "id")] || !stays[apptest.Text(rows[1], "id")] {
			t.Errorf("left are %v, want %v", rows, stays)
		}
	})
}

// TestABlockGoesAlongThroughAnotherServer: who is blocked through one server and
// signs in through another, which has asked for the blocks a moment before.
func TestABlockGoesAlongThroughAnotherServer(t *testing.T) {
	for _, kind := range []string{"visitor", "customer"} {
		t.Run(kind, func(t *testing.T) {
			url := apptest.Postgres(t)
			a := apptest.Start(t, apptest.Options{Database: url})
			w := newWorld(a)
			key, err := os.ReadFile(filepath.Join(a.App.Config.Data, "signing.key"))
			if err != nil {
				t.Fatal(err)
			}
			data := t.TempDir()
			if err := os.WriteFile(filepath.Join(data, "signing.key"), key, 0o600); err != nil {
				t.Fatal(err)
			}
			b := apptest.Start(t, apptest.Options{Database: url, Fresh: true, Data: data})
			through := func(s *apptest.Server, token string) *apptest.Client {
				c := s.Client()
				c.Token = token
				return c
			}
			signed := signer(w)
			known := w.as(claim(w, signed("u-1", wang), ""))
			say(known, "我是老客户")
			v, conversation := w.thread(w.shopKey, nil)
			say(through(b, known.Token), "这台刚查过拦截") // its clock stands still, and so what it remembers
			w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(a, kind))
			in := b.Client().Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": w.shopKey, "token": v.Token, "identity": signed("u-1", wang)})
			for who, s := range map[string]*apptest.Server{"the one": a, "the other": b} {
				s.Clock.Advance(10 * time.Second)
				if code, why := sayTo(through(s, apptest.Text(in, "token")), "还在骂"); code != http.StatusForbidden || why != "widget.blocked" {
					t.Errorf("through %s: %d %s", who, code, why)
				}
			}
		})
	}
}

// TestABlockBesideASignInKeepsOut: whichever of the two comes first.
func TestABlockBesideASignInKeepsOut(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		for i := range 10 {
			v, conversation := w.thread(w.shopKey, nil)
			body, proof := blockBody(s, "visitor"), signed(fmt.Sprintf("u-%d", i), wang)
			var g sync.WaitGroup
			var known *apptest.Client
			var made int
			g.Go(func() { made, _ = w.lead.Do("POST", "/conversations/"+conversation+"/block", body) })
			g.Go(func() { known = w.as(claim(w, proof, v.Token)) })
			g.Wait()
			if code, why := sayTo(known, "hi"); made != http.StatusCreated || code != http.StatusForbidden {
				t.Errorf("try %d: block %d, then %d %s", i, made, code, why)
			}
		}
	})
}

// TestBlocksStandBehindTheWallsOfTheirUnit: who leads another unit sees nobody's
// name and lets nobody in; an address concerns the whole house.
func TestBlocksStandBehindTheWallsOfTheirUnit(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		wide := map[string]string{"conversation.read": "all", "channel.block": "unit"}
		banker, house := w.granted("banker", w.bank, wide), w.granted("house", w.bank, map[string]string{"channel.block": "all"})
		_, conversation := w.thread(w.shopKey, nil)
		s.Admin.Must(http.StatusCreated, "POST", "/blocks", map[string]any{"client_key": apptest.Key(), "address": "192.0.2.1", "reason": "骚扰", "ends_at": s.Clock.Now().Add(time.Hour)})
		for _, kind := range []string{"visitor", "customer", "address"} {
			banker.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+conversation+"/block", blockBody(s, kind))
		}
		for _, kind := range []string{"visitor", "customer"} {
			id := apptest.Text(w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", blockBody(s, kind)), "id")
			banker.Refused(http.StatusNotFound, "not_found", "POST", "/blocks/"+id+"/lift", nil)
		}
		for _, c := range []*apptest.Client{banker, w.lead} {
			c.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/blocks", map[string]any{"client_key": apptest.Key(), "address": "192.0.2.2", "reason": "骚扰", "ends_at": s.Clock.Now().Add(time.Hour)})
		}
		for _, list := range []string{"/blocks", "/blocks?all=true"} {
			for who, want := range map[*apptest.Client]int{banker: 0, w.lead: 2, w.supervisor: 2, house: 3, s.Admin: 3} {
				if rows := apptest.Rows(who.Must(http.StatusOK, "GET", list, nil)); len(rows) != want {
					t.Errorf("%s: %d of %d: %v", list, len(rows), want, rows)
				}
			}
		}
		for _, row := range apptest.Rows(house.Must(http.StatusOK, "GET", "/blocks", nil)) {
			id := apptest.Text(row, "id")
			if row["kind"] == "address" {
				w.supervisor.Refused(http.StatusNotFound, "not_found", "POST", "/blocks/"+id+"/lift", nil)
				house.Must(http.StatusOK, "POST", "/blocks/"+id+"/lift", nil)
				continue
			}
			w.supervisor.Must(http.StatusOK, "POST", "/blocks/"+id+"/lift", nil)
		}
	})
}

// TestAnAddressIsBlockedOnlyWhileItIsTheirs: not after a day, and never the
// proxy's in place of everybody's.
func TestAnAddressIsBlockedOnlyWhileItIsTheirs(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Config: func(c *config.Config) { c.TrustedProxies = []string{"127.0.0.1"} }})
	w := newWorld(s)
	v := w.visitor(w.shopKey)
	v.Header.Set("X-Forwarded-For", "192.0.2.9")
	at := "/conversations/" + apptest.Text(say(v, "在吗"), "conversation_id") + "/block"
	s.Clock.Advance(24*time.Hour - time.Minute)
	admin := s.Client()
	admin.SignIn("admin", apptest.Password)
	if b := admin.Must(http.StatusCreated, "POST", at, blockBody(s, "address")); b["subject"] != "192.0.2.9" {
		t.Errorf("blocked %v", b)
	}
	s.Clock.Advance(time.Minute)
	admin.Refused(http.StatusConflict, "widget.address_unknown", "POST", at, blockBody(s, "address"))
	s.Clock.Advance(24 * time.Hour) // the block has ended
	v.Must(http.StatusCreated, "POST", "/widget/phone-messages", map[string]any{"client_key": apptest.Key(), "name": "王", "contact": "13877654321", "matter": "请回电"})
	admin.SignIn("admin", apptest.Password)
	admin.Must(http.StatusCreated, "POST", at, blockBody(s, "address"))

	open := apptest.Start(t, apptest.Options{})
	o := newWorld(open)
	hidden := o.visitor(o.shopKey)
	hidden.Header.Set("X-Forwarded-For", "192.0.2.9")
	at = "/conversations/" + apptest.Text(say(hidden, "在吗"), "conversation_id") + "/block"
	open.Admin.Refused(http.StatusConflict, "widget.address_hidden", "POST", at, blockBody(open, "address"))
}

// blockLines are what a conversation tells staff of blocks.
func blockLines(c *apptest.Client, conversation string) []string {
	var out []string
	for _, m := range apptest.Rows(c.Must(http.StatusOK, "GET", "/conversations/"+conversation+"/messages", nil)) {
		what := apptest.Text(m, "event.type")
		if strings.Contains(what, "block") {
			out = append(out, strings.TrimSpace(what+" "+apptest.Text(m, "event.data.why")+" "+apptest.Text(m, "author.name")+" "+apptest.Text(m, "event.data.note")+" "+apptest.Text(m, "event.data.until")))
		}
	}
	return out
}

// TestABlockIsToldWhereItWasMade: who, why and until when, and its end, whichever
// comes; never to the visitor, and no line of a block made elsewhere.
func TestABlockIsToldWhereItWasMade(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		_, quiet := w.thread(w.shopKey, w.lin)
		said := len(apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil)))
		until := s.Clock.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
		barring := func(kind string) map[string]any {
			body := blockBody(s, kind)
			body["ends_at"] = until
			return body
		}
		body := barring("visitor")
		made := w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", body)
		w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", body) // the same once more
		name := apptest.Text(made, "made_by_name")
		want := []string{"blocked visitor " + name + " 反复辱骂客服 " + until}
		same := func(when string) {
			t.Helper()
			if got := blockLines(w.lin, conversation); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		same("made")
		lift := "/blocks/" + apptest.Text(made, "id") + "/lift"
		w.lead.Must(http.StatusOK, "POST", lift, nil)
		w.lead.Must(http.StatusOK, "POST", lift, nil) // over already
		want = append(want, "unblocked visitor "+name+"  "+until)
		same("lifted")
		w.lead.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/block", barring("customer"))
		want = append(want, "blocked customer "+name+" 反复辱骂客服 "+until)
		s.Admin.Must(http.StatusCreated, "POST", "/blocks", map[string]any{"client_key": "k", "address": "192.0.2.1", "reason": "骚扰", "ends_at": until})
		over := func() {
			t.Helper()
			if err := s.App.Channels.TellOver(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.Clock.Advance(24*time.Hour - 2*time.Second)
		over()
		same("a moment before the end")
		s.Clock.Advance(2 * time.Second)
		over()
		over()
		want = append(want, "block_over customer   "+until)
		same("over")
		if got := blockLines(w.lin, quiet); len(got) != 0 {
			t.Errorf("another conversation tells %q", got)
		}
		if got := v.Must(http.StatusOK, "GET", "/widget/messages", nil); len(apptest.Rows(got)) != said || strings.Contains(fmt.Sprint(got), "辱骂") {
			t.Errorf("the visitor reads %v", got)
		}
	})
}

// TestABlockOutlivesItsConversation: where that was erased, nothing is told there,
// and the ends of other blocks are told as ever.
func TestABlockOutlivesItsConversation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		barred := func() string {
			_, talk := w.thread(w.shopKey, w.lin)
			w.lead.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/block", blockBody(s, "visitor"))
			return talk
		}
		gone := barred()
		customer := apptest.Text(w.lin.Must(http.StatusOK, "GET", "/conversations/"+gone, nil), "customer_id")
		s.Clock.Advance(time.Minute)
		stays := barred()
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			for _, m := range slices.Backward(s.App.Modules) {
				if m.Erase != nil {
					if err := m.Erase(t.Context(), tx, manifest.Erasure{Customers: []string{customer}, Conversations: []string{gone}}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(25 * time.Hour)
		if err := s.App.Channels.TellOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := blockLines(w.lin, stays); len(got) != 2 || !strings.HasPrefix(got[1], "block_over visitor") {
			t.Errorf("told %q", got)
		}
	})
}
