package app_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// signer makes proofs of who has signed in on the shop's site.
func signer(w *world) func(id string, more map[string]any) map[string]any {
	secret := apptest.Text(w.Admin.Must(http.StatusOK, "POST", "/channels/"+w.shopChannel+"/identity-secret", nil), "secret")
	return func(id string, more map[string]any) map[string]any {
		expires := w.Clock.Now().Unix() + 600
		out := map[string]any{"id": id, "expires": expires, "signature": auth.SignIdentity(secret, id, expires)}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
}

var wang = map[string]any{"name": "王芳", "email": "wang@shop.example", "phone": "13800138000"}

// texts of the visitor's thread, which must be numbered without gaps.
func texts(t *testing.T, v *apptest.Client) []string {
	t.Helper()
	var out []string
	for i, row := range apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages?limit=200", nil)) {
		if apptest.Number(row, "seq") != int64(i+1) {
			t.Errorf("line %d has number %v", i+1, row["seq"])
		}
		out = append(out, apptest.Text(row, "text"))
	}
	return out
}

// open conversations that a member of staff sees waiting and as their own.
func openOf(c *apptest.Client) (queue, mine []map[string]any) {
	return apptest.Rows(c.Must(http.StatusOK, "GET", "/conversations?tab=queue", nil)), apptest.Rows(c.Must(http.StatusOK, "GET", "/conversations?tab=mine", nil))
}

// TestSigningInTakesTheRunningTalkAlong asks as a stranger, signs in on the
// page and goes on in the same talk.
func TestSigningInTakesTheRunningTalkAlong(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		v, id := w.thread(w.shopKey, w.lin)
		stranger := v.Token
		write(w.lin, id, "reply", "在的，您说")
		in := claim(w, signed("u-1", wang), stranger)
		me := w.as(in)
		if in["verified"] != true || apptest.Number(in, "last_seq") != 2 {
			t.Fatalf("let in as %v", in)
		}
		write(w.lin, id, "reply", "王女士您好")
		said := say(me, "想退货")
		if got := texts(t, me); !slices.Equal(got, []string{"在吗？", "在的，您说", "王女士您好", "想退货"}) || said["conversation_id"] != id {
			t.Errorf("the thread is %v", got)
		}
		queue, mine := openOf(w.lin)
		if len(queue) != 0 || len(mine) != 1 || apptest.Text(mine[0], "customer.name") != "王芳" {
			t.Errorf("in line %v, mine %v", queue, mine)
		}
		shown := w.lin.Must(http.StatusOK, "GET", "/conversations/"+id, nil)
		joined := 0
		for _, m := range shown["messages"].([]any) {
			if event, _ := m.(map[string]any)["event"].(map[string]any); event != nil && event["type"] == "joined" {
				joined++
			}
		}
		if joined != 1 {
			t.Errorf("the join is shown %d times", joined)
		}
		customer := w.lead.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(mine[0], "customer.id"), nil)
		phones, _ := customer["phones"].([]any)
		emails, _ := customer["emails"].([]any)
		if len(phones) != 1 || len(emails) != 1 || customer["name"] != "王芳" {
			t.Errorf("the customer is %v", customer)
		}
		// The stranger's token opens nothing any more, and shows nothing twice.
		if got := texts(t, v); len(got) != 0 {
			t.Errorf("the stranger still reads %v", got)
		}
		version := w.lin.Must(http.StatusOK, "GET", "/conversations/"+id, nil)["version"]
		again := w.as(claim(w, signed("u-1", wang), stranger))
		if got := w.lin.Must(http.StatusOK, "GET", "/conversations/"+id, nil)["version"]; got != version || len(texts(t, again)) != 4 {
			t.Errorf("a replay changed version %v to %v", version, got)
		}
		// The same browser, signed out, is somebody new.
		if fresh := say(v, "换个人问"); fresh["conversation_id"] == id || apptest.Number(fresh, "seq") != 1 {
			t.Errorf("after signing out: %v", fresh)
		}
	})
}

// TestSigningInAsAKnownPerson joins a stranger's talk to somebody who has a
// history: the numbers go on, and no second customer is left.
func TestSigningInAsAKnownPerson(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		phone := w.as(claim(w, signed("u-1", wang), ""))
		old := apptest.Text(say(phone, "上次的问题"), "conversation_id")
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+old+"/claim", nil)
		write(w.lin, old, "reply", "办好了")
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+old+"/close", map[string]any{})
		v, id := w.thread(w.shopKey, nil)
		guest := apptest.Text(w.lin.Must(http.StatusOK, "GET", "/conversations/"+id, nil), "customer.id")
		key := apptest.Key()
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": key, "text": "急"})
		me := w.as(claim(w, signed("u-1", wang), v.Token))
		if got := texts(t, me); !slices.Equal(got, []string{"上次的问题", "办好了", "在吗？", "急"}) {
			t.Errorf("the thread is %v", got)
		}
		// An answer that was lost before the sign-in is asked for again after it.
		retried := me.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": key, "text": "急"})
		if apptest.Number(retried, "seq") != 4 {
			t.Errorf("the retry made %v", retried)
		}
		queue, _ := openOf(w.lin)
		if len(queue) != 1 || queue[0]["id"] != id || apptest.Text(queue[0], "customer.name") != "王芳" {
			t.Errorf("in line stands %v", queue)
		}
		w.lead.Refused(http.StatusNotFound, "not_found", "GET", "/customers/"+guest, nil)
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/claim", nil)
		write(w.lin, id, "reply", "来了")
		if got := texts(t, phone); !slices.Equal(got, []string{"上次的问题", "办好了", "在吗？", "急", "来了"}) {
			t.Errorf("the other device reads %v", got)
		}
		w.lin.Refused(http.StatusConflict, "conversation.newer", "POST", "/conversations/"+old+"/reopen", nil)
	})
}

var stmtElsewhere = db.SQL("test.elsewhere", `INSERT INTO customer_identity (id, customer_id, channel_id, channel_kind, channel_name, external_id, name, verified, created_at)
	VALUES ($1, $2, 'elsewhere', 'widget', 'elsewhere', 'x', 'x', FALSE, 0)`)

// TestAStrangerOfWhomSomethingIsKnownStays when they turn out to be somebody:
// what colleagues have written of them is not lost, whatever it is.
func TestAStrangerOfWhomSomethingIsKnownStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		for what, known := range map[string]map[string]any{
			"nothing": nil, "a note": {"note": "要开发票"}, "a grade": {"regard": map[string]any{"grade": "A"}}, "a name": {"name": "王先生"},
			"a number": {"phones": []map[string]any{{"number": "13900139000"}}}, "an address": {"emails": []map[string]any{{"address": "x@shop.example"}}}, "another channel": {},
		} {
			id := "of " + what
			say(w.as(claim(w, signed(id, nil), "")), "上次的问题")
			v, talk := w.thread(w.shopKey, nil)
			guest := apptest.Text(w.lin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "customer.id")
			if len(known) > 0 {
				known["version"] = w.lead.Must(http.StatusOK, "GET", "/customers/"+guest, nil)["version"]
				w.lead.Must(http.StatusOK, "PATCH", "/customers/"+guest, known)
			} else if known != nil {
				err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), stmtElsewhere, apptest.Key(), guest)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			claim(w, signed(id, nil), v.Token)
			want := http.StatusOK
			if known == nil {
				want = http.StatusNotFound
			}
			if status, _ := w.lead.Do("GET", "/customers/"+guest, nil); status != want {
				t.Errorf("%s is known of them: %d, want %d", what, status, want)
			}
			// The same browser, signed out, is somebody new.
			if fresh := apptest.Text(say(v, "换个人问"), "conversation_id"); apptest.Text(w.lin.Must(http.StatusOK, "GET", "/conversations/"+fresh, nil), "customer.id") == guest {
				t.Errorf("%s: who comes next is taken for them", what)
			}
		}
	})
}

// TestSigningInStandsInLineOnce has an open talk on two devices, one of them
// as a stranger.
func TestSigningInStandsInLineOnce(t *testing.T) {
	for name, strangerFirst := range map[string]bool{"the stranger wrote first": true, "the person wrote first": false} {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, s *apptest.Server) {
				w := newWorld(s)
				signed := signer(w)
				var v *apptest.Client
				var id string
				if strangerFirst {
					v, id = w.thread(w.shopKey, nil)
				}
				phone := w.as(claim(w, signed("u-1", wang), ""))
				other := apptest.Text(say(phone, "手机上问"), "conversation_id")
				w.lin.Must(http.StatusOK, "POST", "/conversations/"+other+"/claim", nil)
				if !strangerFirst {
					v, id = w.thread(w.shopKey, nil)
				}
				me := w.as(claim(w, signed("u-1", wang), v.Token))
				queue, mine := openOf(w.lin)
				if len(queue) != 0 || len(mine) != 1 || mine[0]["id"] != id {
					t.Errorf("in line %v, mine %v; want %s alone", queue, mine, id)
				}
				if next := say(phone, "还在吗"); next["conversation_id"] != id || apptest.Number(next, "seq") != 3 {
					t.Errorf("the next word goes to %v", next)
				}
				write(w.lin, id, "reply", "在")
				if got := texts(t, me); !slices.Equal(got, []string{"手机上问", "在吗？", "还在吗", "在"}) {
					t.Errorf("the thread is %v", got)
				}
				w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/close", map[string]any{})
				if next := say(me, "又想起一件事"); next["conversation_id"] != id || apptest.Number(next, "seq") != 5 {
					t.Errorf("after closing the word goes to %v", next)
				}
			})
		})
	}
}

// TestNobodyTakesAnothersTalk tries with tokens and proofs that are not good
// for it.
func TestNobodyTakesAnothersTalk(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		v, id := w.thread(w.shopKey, nil)
		bank := w.visitor(w.bankKey)
		say(bank, "银行的事")
		victim := w.as(claim(w, signed("victim", nil), ""))
		say(victim, "别人的事")
		bad := signed("thief", nil)
		bad["signature"] = "00"
		for name, in := range map[string]map[string]any{
			"a bad proof":               claim(w, bad, v.Token),
			"a signed person's token":   claim(w, signed("thief", nil), victim.Token),
			"another channel's token":   claim(w, signed("thief", nil), bank.Token),
			"a forged token":            claim(w, signed("thief", nil), v.Token[:len(v.Token)-2]),
			"no token but the id alone": claim(w, signed("thief", nil), v.ID),
		} {
			if got := texts(t, w.as(in)); name != "a bad proof" && len(got) != 0 {
				t.Errorf("%s opens %v", name, got)
			}
		}
		if got := texts(t, v); len(got) != 1 {
			t.Errorf("the stranger has %v left", got)
		}
		if got := texts(t, victim); len(got) != 1 {
			t.Errorf("the victim has %v left", got)
		}
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/claim", nil)
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/close", map[string]any{})
		s.Clock.Advance(25 * time.Hour)
		late := w.as(claim(w, signed("later", nil), v.Token))
		if got := texts(t, late); len(got) != 0 {
			t.Errorf("a matter long over goes along: %v", got)
		}
	})
}

// TestNamesFromTheSite come with the first word, and never over what
// colleagues have written.
func TestNamesFromTheSite(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		customer := func(conversation string) map[string]any {
			c := w.lead.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil)
			return w.lead.Must(http.StatusOK, "GET", "/customers/"+apptest.Text(c, "customer.id"), nil)
		}
		me := w.as(claim(w, signed("u-1", wang), ""))
		id := apptest.Text(say(me, "第一句"), "conversation_id")
		if c := customer(id); c["name"] != "王芳" || len(c["phones"].([]any)) != 1 || len(c["emails"].([]any)) != 1 {
			t.Errorf("at the first word they are %v", c)
		}
		claim(w, signed("u-1", map[string]any{"name": "王芳芳", "email": "new@shop.example", "phone": "not a number"}), "")
		c := customer(id)
		if c["name"] != "王芳芳" || len(c["phones"].([]any)) != 1 || len(c["emails"].([]any)) != 2 {
			t.Errorf("after the site called them otherwise they are %v", c)
		}
		w.lead.Must(http.StatusOK, "PATCH", "/customers/"+apptest.Text(c, "id"), map[string]any{"version": c["version"], "name": "王总"})
		claim(w, signed("u-1", wang), "")
		if c := customer(id); c["name"] != "王总" {
			t.Errorf("the site wrote over a colleague's %v", c["name"])
		}
		odd := w.as(claim(w, signed("u-2", map[string]any{"name": "\u200b", "email": "x", "phone": "1"}), ""))
		if c := customer(apptest.Text(say(odd, "在吗"), "conversation_id")); len(c["phones"].([]any))+len(c["emails"].([]any)) != 0 {
			t.Errorf("what is no number or address is stored: %v", c)
		}
	})
}

// TestSigningInTakesUnsentFilesAlong uploads as a stranger, in every state of
// the talk that a stranger can have, and sends as who they are.
func TestSigningInTakesUnsentFilesAlong(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		sends := func(v *apptest.Client, file string) map[string]any {
			return v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{file}})
		}
		refused := func(v *apptest.Client, file string) {
			t.Helper()
			v.Refused(http.StatusBadRequest, "file.unknown", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{file}})
		}
		over := func(v *apptest.Client) {
			talk := apptest.Text(say(v, "在吗"), "conversation_id")
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/close", map[string]any{})
			s.Clock.Advance(25 * time.Hour)
		}
		for id, before := range map[string]func(*apptest.Client){
			"silent": func(*apptest.Client) {}, "running": func(v *apptest.Client) { say(v, "在吗") }, "over": over,
		} {
			v, other := w.visitor(w.shopKey), w.visitor(w.shopKey)
			before(v)
			file, _ := attach(v, "a.txt")
			sent, _ := attach(v, "b.txt")
			theirs, _ := attach(other, "c.txt")
			if id == "running" {
				sends(v, sent)
			}
			me := w.as(claim(w, signed(id, nil), v.Token))
			refused(me, theirs)
			sends(other, theirs)
			late, _ := attach(v, "late.txt") // its last byte came after the join
			refused(v, file)
			m := sends(me, file)
			opens(t, w, id, apptest.Text(m["attachments"].([]any)[0].(map[string]any), "url"), 200)
			refused(me, late)
			sends(w.as(claim(w, signed(id, nil), v.Token)), late)
			if sent != "" && id != "running" {
				sends(me, sent)
			}
		}
	})
}

// TestAFileOfBothStays: the same key was used as a stranger and by name.
func TestAFileOfBothStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		signed := signer(w)
		put := func(v *apptest.Client) string {
			return apptest.Text(v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", "same"), "x"), "id")
		}
		me, v := w.as(claim(w, signed("u-1", nil), "")), w.visitor(w.shopKey)
		mine := put(me)
		put(v)
		say(v, "在吗")
		me = w.as(claim(w, signed("u-1", nil), v.Token))
		me.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "k", "attachment_ids": []string{mine}})
	})
}
