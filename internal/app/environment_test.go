package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
)

// environments are what a browser and a site's script say before a visitor can
// say a word: members of the body beside the channel's key.
func environments() map[string]string {
	text := func(s string) string { return `"` + s + `"` }
	page := func(rest string) string { return `"page":{` + rest + `}` }
	out := map[string]string{
		"a long address":               page(`"url":` + text("https://shop.example/?gclid="+strings.Repeat("a", 2100))),
		"an address of a picture":      page(`"url":` + text("data:text/html,"+strings.Repeat("%F0%9F%98%80", 9000))),
		"a long title":                 page(`"title":` + text(strings.Repeat("长", 400))),
		"a long referrer":              page(`"referrer":` + text("https://search.example/?q="+strings.Repeat("b", 2500))),
		"half a pair in the title":     page(`"title":"便宜\ud83d"`),
		"the other half":               page(`"title":"\ude00便宜"`),
		"halves the wrong way round":   page(`"title":"\ude00\ud83d"`),
		"NUL in the title":             page(`"title":"a\u0000b"`),
		"NUL in a name":                page(`"\u0000":1`),
		"broken UTF-8":                 page("\"title\":\"\xff\xfe\xed\xa0\x80\""),
		"a title that is an element":   page(`"title":{}`),
		"a title that is a number":     page(`"title":1,"url":null,"referrer":[]`),
		"more than we know":            page(`"zone":"Asia/Shanghai","language":"中文"`),
		"a page that is a text":        `"page":"https://shop.example/"`,
		"no page":                      `"page":null`,
		"a token that is none":         `"token":` + text(strings.Repeat("t", 3000)),
		"a token that is a number":     `"token":5`,
		"no token":                     `"token":null`,
		"an identity without anything": `"identity":{}`,
		"half a pair in an identity":   `"identity":{"id":"\ud83d","name":"\u0000","expires":1,"signature":"\udead"}`,
	}
	for i, identity := range []string{`null`, `[]`, `"42"`, `42`, `true`, `{"name":"王"}`, `{"id":"42"}`, `{"id":null,"expires":null,"signature":null}`,
		`{"id":"42","expires":"soon","signature":"ab"}`, `{"id":"42","expires":1.5,"signature":"ab"}`, `{"id":42,"expires":99999999999,"signature":"ab"}`,
		`{"id":"42","expires":99999999999,"signature":7}`, `{"id":"42","expires":1e99,"signature":"ab","vip":true}`,
		`{"id":"` + strings.Repeat("i", 200) + `","expires":99999999999,"signature":"` + strings.Repeat("0", 200) + `"}`} {
		out[fmt.Sprintf("identity %d", i)] = `"identity":` + identity
	}
	return out
}

// TestNobodyIsRefusedForTheirBrowser lets visitors in whatever their browser or
// the site's script says by itself, and they are who they were.
func TestNobodyIsRefusedForTheirBrowser(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, nil)
		for name, said := range environments() {
			before := `"channel_key":"` + w.shopKey + `",`
			if !strings.HasPrefix(said, `"token"`) {
				before += `"token":"` + v.Token + `",`
			}
			status, in := s.Client().Do("POST", "/widget/visitors", `{`+before+said+`}`)
			if status != http.StatusCreated || in["verified"] != false {
				t.Errorf("%s: %d %v", name, status, in)
				continue
			}
			if stays := in["visitor_id"] == v.ID; stays == strings.HasPrefix(said, `"token"`) {
				t.Errorf("%s: the visitor is %v, was %s", name, in["visitor_id"], v.ID)
			}
			say(w.as(in), name)
		}
	})
}

// TestSignedIdentityIsReadAsItIsWritten takes who is proved, whatever the site
// says of them besides.
func TestSignedIdentityIsReadAsItIsWritten(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		expires := s.Clock.Now().Unix() + 600
		secret := apptest.Text(s.Admin.Must(http.StatusOK, "POST", "/channels/"+w.shopChannel+"/identity-secret", nil), "secret")
		enter := func(identity map[string]any) map[string]any {
			return claim(w, identity, "")
		}
		known := func(in map[string]any) string {
			id := apptest.Text(say(w.as(in), "你好"), "conversation_id")
			return apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+id, nil), "customer.name")
		}
		for id, c := range map[string]struct {
			with map[string]any
			name string
		}{
			"u-1": {map[string]any{"name": strings.Repeat("王", 300)}, strings.Repeat("王", 60)},
			"u-2": {map[string]any{"name": strings.Repeat("王", 59) + "👩‍👩‍👧"}, strings.Repeat("王", 59)},
			"u-3": {map[string]any{"name": "王\n芳", "email": strings.Repeat("a", 300), "phone": strings.Repeat("1", 40), "vip": true}, "王 芳"},
			"u-4": {map[string]any{"name": "李", "email": "no address", "phone": "abc", "expires": fmt.Sprint(expires)}, "李"},
			"42":  {map[string]any{"id": 42, "name": 7}, "7"},
		} {
			identity := map[string]any{"id": id, "expires": expires, "signature": auth.SignIdentity(secret, id, expires)}
			for k, v := range c.with {
				identity[k] = v
			}
			in := enter(identity)
			if in["verified"] != true || in["visitor_id"] != "id:"+id {
				t.Errorf("%s: let in as %v", id, in)
				continue
			}
			if got := known(in); got != c.name {
				t.Errorf("%s: called %q, want %q", id, got, c.name)
			}
		}
		for name, identity := range map[string]map[string]any{
			"a number under another's signature": {"id": 43, "expires": expires, "signature": auth.SignIdentity(secret, "42", expires)},
			"a number with a fraction":           {"id": 42.5, "expires": expires, "signature": auth.SignIdentity(secret, "42", expires)},
			"an expiry as another text":          {"id": "42", "expires": fmt.Sprint(expires + 1), "signature": auth.SignIdentity(secret, "42", expires)},
			"an id too long":                     {"id": strings.Repeat("i", 129), "expires": expires, "signature": auth.SignIdentity(secret, strings.Repeat("i", 129), expires)},
		} {
			if in := enter(identity); in["verified"] != false {
				t.Errorf("%s: let in as %v", name, in)
			}
		}
	})
}

// TestCustomersWordsAreMended takes what a customer says, whatever their machine
// has made of the characters, and never gives the words back for it.
func TestCustomersWordsAreMended(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, nil)
		i := 0
		for in, want := range map[string]string{
			`a\u0000b`: "ab", "a\x00b": "ab", `救\ud83d`: "救\ufffd", `\ude00\ud83d`: "\ufffd\ufffd", `👍\ud83d\ude00`: "👍😀",
			"a\xffb": "a?b", "\xed\xa0\x80": "?",
		} {
			i++
			body := fmt.Sprintf(`{"client_key":"m%d","text":"%s"}`, i, in)
			said := v.Must(http.StatusCreated, "POST", "/widget/messages", body)
			if again := v.Must(http.StatusCreated, "POST", "/widget/messages", body); said["text"] != want || again["id"] != said["id"] {
				t.Errorf("%q is kept as %q, want %q; again %v", in, said["text"], want, again["id"] == said["id"])
			}
			left := apptest.Text(s.Visitor().Must(http.StatusCreated, "POST", "/widget/phone-messages",
				fmt.Sprintf(`{"client_key":"m%d","name":"王%s","contact":"13877654321%s","matter":"%s"}`, i, in, in, in)), "id")
			for _, m := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/routing/messages", nil)) {
				if m["id"] == left && (m["matter"] != want || m["caller"] != "王"+want) {
					t.Errorf("%q is left as %q by %q", in, m["matter"], m["caller"])
				}
			}
		}
	})
}

// TestACryNeedsNoNumber hears whoever is in danger and has no time for a form.
func TestACryNeedsNoNumber(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		left := map[string]any{"client_key": "k", "name": "王", "contact": "138", "matter": "请回电"}
		v := s.Visitor()
		v.Refused(http.StatusBadRequest, "widget.contact", "POST", "/widget/phone-messages", left)
		left["matter"] = "救命，着火了"
		v.Must(http.StatusCreated, "POST", "/widget/phone-messages", left)
		left["client_key"], left["matter"], left["contact"] = "l", "请回电", "１３８－００１３－８０００"
		v.Must(http.StatusCreated, "POST", "/widget/phone-messages", left)
	})
}
