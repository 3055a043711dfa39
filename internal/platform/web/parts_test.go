package web

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
)

type keys struct {
	At int64  `json:"a"`
	ID string `json:"i"`
}

// TestCursors reads back what was written and nothing else.
func TestCursors(t *testing.T) {
	want := keys{At: -1 << 62, ID: "长\x00<&>"}
	got, given, err := DecodeCursor[keys](EncodeCursor(want))
	if got != want || !given || err != nil {
		t.Errorf("%+v %v %v", got, given, err)
	}
	if _, given, err := DecodeCursor[keys](""); given || err != nil {
		t.Errorf("the first page: %v %v", given, err)
	}
	raw := base64.RawURLEncoding.EncodeToString
	for _, bad := range []string{"x", "====", raw([]byte("null")), raw([]byte("{}")), raw([]byte("[]")), raw([]byte(`{"a":1}`)), raw([]byte(`{"s":1}`)),
		raw([]byte(`{"a":1,"i":"x","z":1}`)), raw([]byte(`{"a":1,"i":"x"} `)), raw([]byte(`{"a":"1","i":"x"}`)), raw([]byte(`{"a":1e999,"i":"x"}`)), EncodeCursor(want) + "A"} {
		if _, _, err := DecodeCursor[keys](bad); !fault.HasCode(err, "request.cursor") {
			t.Errorf("%s is taken: %v", bad, err)
		}
	}
	page := Cut([]int{1, 2, 3}, 2, func(n int) any { return keys{At: int64(n)} })
	if fmt.Sprint(page.Rows) != "[1 2]" || page.NextCursor != EncodeCursor(keys{At: 2}) {
		t.Errorf("%+v", page)
	}
	if page := Cut([]int(nil), 2, func(int) any { return nil }); page.Rows == nil || page.NextCursor != "" {
		t.Errorf("%+v", page)
	}
}

// TestLimiter lets so many through at once and so many a second, each key for
// itself, and forgets the quiet ones.
func TestLimiter(t *testing.T) {
	c := clock.NewFixed(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	l := NewLimiter(c, 2, 5)
	passed := func(key string, n int) (ok int) {
		for range n {
			err := l.Take(key)
			if err == nil {
				ok++
				continue
			}
			f := fault.From(err)
			if f.Kind != fault.KindTooMany || f.RetryAfter <= 0 || f.RetryAfter > time.Second {
				t.Errorf("%+v", f)
			}
		}
		return ok
	}
	if n := passed("a", 100); n != 5 {
		t.Errorf("%d at once", n)
	}
	if n := passed("b", 3); n != 3 {
		t.Errorf("the other key: %d", n)
	}
	c.Advance(time.Second)
	if n := passed("a", 100); n != 2 {
		t.Errorf("%d a second later", n)
	}
	c.Advance(-time.Hour) // the clock is set back: nobody is locked out for an hour
	c.Advance(time.Hour + time.Second)
	if n := passed("a", 100); n != 2 {
		t.Errorf("%d after the clock was set back and on", n)
	}
	c.Advance(time.Hour)
	passed("c", 1)
	if len(l.keys) != 1 {
		t.Errorf("%d keys are remembered", len(l.keys))
	}
}

// TestCheckJSON names what is wrong and where.
func TestCheckJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":{"b":["\ud83d\ude00","x"]},"c":"\\u0000"}`: "",
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`:      "",
		`""`:                               "",
		"\"\xff\"":                         "json.utf8",
		strings.Repeat("[", 33):            "json.depth",
		`{"a":1`:                           "json.syntax",
		`{"a":1}}`:                         "json.syntax",
		`{"a":1,"a":1}`:                    "json.at request.duplicate a",
		`{"a":1,"\u0061":1}`:               "json.at request.duplicate a",
		`{"x":[0,{"a":1,"b":2,"a":3}]}`:    "json.at request.duplicate x[1].a",
		`{"a":"\u0000"}`:                   "json.at check.bad_character a",
		`{"a":["x","y\u0000"]}`:            "json.at check.bad_character a[1]",
		`{"a":"\ud83d"}`:                   "json.at request.utf8 a",
		`{"a":"\ud83dx"}`:                  "json.at request.utf8 a",
		`{"a":"\ud83d\u0041"}`:             "json.at request.utf8 a",
		`{"a":"\ude00\ud83d"}`:             "json.at request.utf8 a",
		`{"a\u0000":1}`:                    "json.at check.bad_character a",
		`{"a":"\\\ud83d\ude00\\u0000"}`:    "",
		`{"a":{"b":{"c":"\uDFFF"}},"d":1}`: "json.at request.utf8 a.b.c",
	} {
		err := checkJSON([]byte(text))
		if got := fmt.Sprint(err); (err == nil) != (want == "") || err != nil && got != want {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

// TestCheckJSONStopsEarly: what no request of ours can hold is refused before
// anything words a complaint for each part of it.
func TestCheckJSONStopsEarly(t *testing.T) {
	many := func(n int, part func(i int) string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = part(i)
		}
		return strings.Join(parts, ",")
	}
	name := func(i int) string { return fmt.Sprintf(`"u%d":0`, i) }
	zero := func(int) string { return "0" }
	row := func(int) string { return "[" + many(100, zero) + "]" }
	for text, want := range map[string]string{
		"{" + many(maxNames, name) + "}":         "",
		"{" + many(25_000, name) + "}":           "json.at request.unknown_field u1000",
		`{"a":{` + many(maxNames+1, name) + "}}": "json.at request.unknown_field a.u1000",
		"[" + many(maxItems, zero) + "]":         "",
		`{"a":[` + many(maxItems+1, zero) + "]}": "json.at request.invalid a[2000]",
		"[" + many(99, row) + "]":                "",
		`{"a":[` + many(1000, row) + "]}":        "json.at request.invalid a[100]",
	} {
		err := checkJSON([]byte(text))
		if got := fmt.Sprint(err); (err == nil) != (want == "") || err != nil && got != want {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

// FuzzCheckJSON finds no input that breaks the walk.
func FuzzCheckJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"\ud83d\ude00"}]}`, `"\`, `{"a":"\u00`, `[[[]]]`, `{"":""}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := checkJSON(data)
		var at jsonFault
		if errors.As(err, &at) && strings.ContainsAny(at.field, "\x00\n") {
			t.Errorf("the field is %q", at.field)
		}
	})
}

// TestOnlyTheAPIReadsAddressesClosely: a page is shown whatever hangs on its
// address; nothing has a name that cannot be stored.
func TestOnlyTheAPIReadsAddressesClosely(t *testing.T) {
	for address, code := range map[string]string{
		"/desk?utm=a&utm=b": "", "/desk?a=%ff": "", "/desk?%zz": "", "/%00": "not_found", "/api/v1/staff?q=a": "", "/api/v1/staff": "",
		"/api/v1/staff?q=a&q=b": "request.duplicate", "/api/v1/staff?q=%ff": "check.bad_character", "/api/v1/staff?%00=a": "check.bad_character",
		"/api/v1/staff?q=%zz": "request.invalid", "/api/v1/staff?a;b": "request.invalid", "/api/v1/%ff": "not_found",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkURL(u); (err == nil) != (code == "") || err != nil && fault.From(err).Code != code {
			t.Errorf("%s: %v, want %q", address, err, code)
		}
	}
}
