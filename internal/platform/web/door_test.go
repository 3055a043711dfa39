package web_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/web"
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// seen is what a handler knew of its request.
type seen struct {
	IP     string `json:"ip"`
	Secure bool   `json:"secure"`
	Direct bool   `json:"direct"`
	Hidden bool   `json:"hidden"`
	Locale string `json:"locale"`
	Who    string `json:"who"`
}

func look(ctx context.Context, _ *web.Nothing) (*seen, error) {
	i := web.InfoFrom(ctx)
	return &seen{IP: i.IP, Secure: i.Secure, Direct: i.Direct, Hidden: i.Hidden, Locale: i.Locale, Who: auth.From(ctx).ID}, nil
}

// door is an API with routes of every audience. A cookie signs staff in.
func door(t *testing.T, proxies ...string) http.Handler {
	t.Helper()
	words := []byte(`{"error.not_found": "x", "error.internal": "x"}`)
	texts, err := i18n.New(fstest.MapFS{"zh-CN.json": {Data: words}, "zh-TW.json": {Data: words}, "en.json": {Data: words}})
	if err != nil {
		t.Fatal(err)
	}
	o := web.Options{Clock: clock.NewFixed(begin), Texts: texts}
	for _, p := range proxies {
		o.Proxies = append(o.Proxies, netip.MustParsePrefix(p))
	}
	a := web.New(o)
	a.Identifies(web.Staff, func(_ context.Context, info *web.Info) (auth.Person, error) {
		if info.Cookie("session") == "lin" {
			return auth.Person{Kind: auth.Staff, ID: "lin", Grants: map[string]auth.Scope{"thing.read": auth.All}}, nil
		}
		return auth.Person{}, fault.Unsigned()
	})
	web.Handle(a, web.Route{ID: "open", Method: "GET", Path: "/open", For: web.Open}, look)
	web.Handle(a, web.Route{ID: "desk", Method: "POST", Path: "/desk", For: web.Staff}, look)
	web.Handle(a, web.Route{ID: "read", Method: "GET", Path: "/read", For: web.Staff, Permission: "thing.read"}, look)
	web.Handle(a, web.Route{ID: "manage", Method: "GET", Path: "/manage", For: web.Staff, Permission: "thing.manage"}, look)
	web.Handle(a, web.Route{ID: "visitors", Method: "GET", Path: "/visitors", For: web.Visitors}, look)
	web.Handle(a, web.Route{ID: "panics", Method: "GET", Path: "/panics", For: web.Open}, func(context.Context, *web.Nothing) (*seen, error) {
		panic("of the insides")
	})
	web.Handle(a, web.Route{ID: "full", Method: "GET", Path: "/full", For: web.Open}, func(context.Context, *web.Nothing) (*seen, error) {
		return nil, fault.TooMany("request.too_many", 1500*time.Millisecond)
	})
	return a.Handler()
}

// ask sends a request as from an address.
func ask(h http.Handler, method, path, from string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, "http://tiexin.example"+path, nil)
	r.RemoteAddr = from + ":1234"
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if r.Header.Add(name, value); name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func decode[T any](t *testing.T, res *http.Response) (v T) {
	t.Helper()
	raw, err := io.ReadAll(res.Body)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		t.Fatalf("%d %q: %v", res.StatusCode, raw, err)
	}
	return v
}

// TestClientAddress believes proxy headers from configured proxies alone.
func TestClientAddress(t *testing.T) {
	plain, proxied := door(t), door(t, "10.0.0.0/8", "fd00::/8")
	for _, c := range []struct {
		name    string
		h       http.Handler
		from    string
		headers []string
		ip      string
		secure  bool
		hidden  bool // whoever stands between is none of ours
	}{
		{"nothing said", plain, "203.0.113.9", nil, "203.0.113.9", false, false},
		{"said without a proxy", plain, "203.0.113.9", []string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https"}, "203.0.113.9", false, true},
		{"said past the proxies", proxied, "203.0.113.9", []string{"X-Forwarded-For: 127.0.0.1"}, "203.0.113.9", false, true},
		{"by a proxy", proxied, "10.1.1.1", []string{"X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: https"}, "198.51.100.7", true, false},
		{"spoofed before a proxy", proxied, "10.1.1.1", []string{"X-Forwarded-For: 127.0.0.1, 198.51.100.7"}, "198.51.100.7", false, false},
		{"spoofed in a line of its own", proxied, "10.1.1.1", []string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 198.51.100.7"}, "198.51.100.7", false, false},
		{"spoofed as a proxy", proxied, "10.1.1.1", []string{"X-Forwarded-For: 127.0.0.1, 10.9.9.9, 198.51.100.7, 10.2.2.2"}, "198.51.100.7", false, false},
		{"two proxies", proxied, "[fd00::1]", []string{"X-Forwarded-For: 198.51.100.7, 10.2.2.2"}, "198.51.100.7", false, false},
		{"rubbish", proxied, "10.1.1.1", []string{"X-Forwarded-For: 198.51.100.7, <script>"}, "10.1.1.1", false, false},
		{"mapped", proxied, "[::ffff:10.1.1.1]", []string{"X-Forwarded-For: ::ffff:198.51.100.7"}, "198.51.100.7", false, false},
	} {
		got := decode[seen](t, ask(c.h, "GET", "/api/v1/open", c.from, c.headers...))
		if got.IP != c.ip || got.Secure != c.secure || got.Hidden != c.hidden || got.Direct != (len(c.headers) == 0) {
			t.Errorf("%s: %+v, want %s", c.name, got, c.ip)
		}
	}
}

// TestACookieAloneNeverWritesFromElsewhere posts with a session's cookie from
// pages of several origins.
func TestACookieAloneNeverWritesFromElsewhere(t *testing.T) {
	h := door(t)
	for _, c := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"our own page", []string{"Origin: http://tiexin.example", "Sec-Fetch-Site: same-origin"}, 200},
		{"a program", nil, 200},
		{"another site", []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, 403},
		{"another site in an old browser", []string{"Origin: https://evil.example"}, 403},
		{"a neighbour", []string{"Origin: http://shop.tiexin.example", "Sec-Fetch-Site: same-site"}, 403},
		{"a sandboxed frame", []string{"Origin: null"}, 403},
		{"another port", []string{"Origin: http://tiexin.example:8080"}, 403},
	} {
		res := ask(h, "POST", "/api/v1/desk", "203.0.113.9", append(c.headers, "Cookie: session=lin")...)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.name, res.StatusCode, c.want)
		}
		if c.want == 403 {
			if p := decode[web.Problem](t, res); p.Code != "request.cross_origin" {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
	}
	if res := ask(h, "OPTIONS", "/api/v1/desk", "203.0.113.9", "Origin: https://evil.example", "Access-Control-Request-Method: POST"); res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites are invited to the desk's API")
	}
}

// TestALackIsWorded, and told by its key where nobody has words for it.
func TestALackIsWorded(t *testing.T) {
	words := []byte(`{"error.not_found": "x", "error.internal": "x", "error.auth.forbidden": "需要“{permission_name}”，可找{granters}"}`)
	texts, err := i18n.New(fstest.MapFS{"zh-CN.json": {Data: words}, "zh-TW.json": {Data: words}, "en.json": {Data: words}})
	if err != nil {
		t.Fatal(err)
	}
	a := web.New(web.Options{Clock: clock.NewFixed(begin), Texts: texts})
	a.Identifies(web.Staff, func(context.Context, *web.Info) (auth.Person, error) {
		return auth.Person{Kind: auth.Staff, ID: "lin"}, nil
	})
	a.Lacking = func(_ context.Context, permission string) (string, string) {
		return map[string]string{"thing.read": "查看东西"}[permission], "王"
	}
	web.Handle(a, web.Route{ID: "read", Method: "GET", Path: "/read", For: web.Staff, Permission: "thing.read"}, look)
	web.Handle(a, web.Route{ID: "manage", Method: "GET", Path: "/manage", For: web.Staff, Permission: "thing.manage"}, look)
	for path, want := range map[string]string{"/read": "需要“查看东西”，可找王", "/manage": "需要“thing.manage”，可找"} {
		res := httptest.NewRecorder()
		a.Handler().ServeHTTP(res, httptest.NewRequest("GET", "/api/v1"+path, nil))
		if res.Code != http.StatusForbidden || !strings.Contains(res.Body.String(), want) {
			t.Errorf("%s: %d %s", path, res.Code, res.Body)
		}
	}
}

// TestWhoMayPass asks routes of every audience.
func TestWhoMayPass(t *testing.T) {
	h := door(t)
	for path, want := range map[string][2]int{"open": {200, 200}, "read": {401, 200}, "manage": {401, 403}, "visitors": {401, 401}, "nothing": {404, 404}} {
		nobody := ask(h, "GET", "/api/v1/"+path, "203.0.113.9")
		lin := ask(h, "GET", "/api/v1/"+path, "203.0.113.9", "Cookie: session=lin")
		if path != "nothing" && (nobody.StatusCode != want[0] || lin.StatusCode != want[1]) {
			t.Errorf("%s: %d and %d, want %v", path, nobody.StatusCode, lin.StatusCode, want)
		}
	}
	p := decode[web.Problem](t, ask(h, "GET", "/api/v1/manage", "203.0.113.9", "Cookie: session=lin"))
	if p.Code != "auth.forbidden" || p.Details["permission"] != "thing.manage" {
		t.Errorf("%+v", p)
	}
}

// TestEveryAnswerCarriesItsHeaders looks at answers of every kind.
func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	h := door(t, "10.0.0.0/8")
	ids := map[string]bool{}
	for _, path := range []string{"/api/v1/open", "/api/v1/nothing", "/api/v1/manage", "/api/v1/open?x=1", "/api/v1/open?%zz", "/api/v1/panics", "/api/v1/%00"} {
		res := ask(h, "GET", path, "10.1.1.1", "X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: https", "X-Request-Id: mine")
		id := res.Header.Get("X-Request-Id")
		if len(id) < 20 || ids[id] || id == "mine" {
			t.Errorf("%s: request id %q", path, id)
		}
		ids[id] = true
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000"} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		raw, err := io.ReadAll(res.Body)
		if err != nil || strings.Contains(string(raw), "insides") || res.StatusCode >= 400 && path != "/api/v1/nothing" && !strings.Contains(string(raw), id) {
			t.Errorf("%s: %d %s %v", path, res.StatusCode, raw, err)
		}
	}
	res := ask(h, "GET", "/api/v1/full", "203.0.113.9")
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "2" {
		t.Errorf("too many: %d %v", res.StatusCode, res.Header)
	}
	if res := ask(h, "GET", "/api/v1/panics", "203.0.113.9"); res.StatusCode != http.StatusInternalServerError {
		t.Errorf("a panic answers %d", res.StatusCode)
	}
}
