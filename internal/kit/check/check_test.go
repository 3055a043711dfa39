package check

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"林小雨": "", "阿卜杜拉·买买提": "", "𠮷野家": "", "𬭎": "", "O'Brien": "", "Ann-Mary 3": "", "👨\u200d👩\u200d👧 家": "", "❤️": "", "👍🏽": "", "🏳️\u200d🌈": "",
		"👩🏽\u200d⚕️": "", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f": "", "葛\U000e0100城": "", "e\u0301": "", "عربي": "", "=1+1": "", "<b>": "",
		"": Empty, " ": Empty, "\u3000": Empty, "长长长长长长长长长长长": TooLong,
		"a\x00b": BadCharacter, "a\nb": BadCharacter, "a\tb": BadCharacter, "a\x7fb": BadCharacter, "a\u0085b": BadCharacter, "a\u202eb": BadCharacter, "a\u2066b": BadCharacter,
		"a\u200bb": BadCharacter, "a\u200db": BadCharacter, "林\u200d雨": BadCharacter, "\u200d👩": BadCharacter, "👩\u200d": BadCharacter, "a\ufeffb": BadCharacter, "\ufe0fa": BadCharacter,
		" \ufe0f": BadCharacter, "a\ufe0f\ufe0f": BadCharacter, "a\u2028b": BadCharacter, "a\u00adb": BadCharacter, "a\u3164b": BadCharacter, "a\u2800b": BadCharacter,
		"a\xffb": BadCharacter, "a\ufffdb": BadCharacter, "\xed\xa0\x80": BadCharacter, "a\ue000": BadCharacter, "a\U000e0067": BadCharacter, "a\u034fb": BadCharacter,
	} {
		code, ok := Name(in, 10)
		if code != want || ok != (want == "") {
			t.Errorf("%+q: %q, want %q", in, code, want)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"林", "👩\u200d⚕️", "\u202e", "\xed\xa0\x80"} {
		f.Add(seed, 10)
	}
	f.Fuzz(func(t *testing.T, s string, max int) {
		if _, ok := Name(s, max); !ok {
			return
		}
		if !utf8.ValidString(s) || utf8.RuneCountInString(s) > max || strings.TrimSpace(s) == "" || strings.ContainsAny(s, "\x00\r\n\t\u202e\u200b\ufeff\u2028\ufffd") {
			t.Fatalf("%+q passed", s)
		}
	})
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		in       string
		min, max int
		want     string
	}{
		{"", 0, 5, ""}, {"", 1, 5, Empty}, {" \n", 3, 5, Empty}, {"ab", 3, 5, TooShort}, {"水水水水水", 1, 5, ""}, {"水水水水水水", 1, 5, TooLong},
		{"\u202e\u200b\r\n\t", 0, 5, ""}, {"\u202e\u200b\r\n\t", 1, 5, Empty}, {"a\x00", 1, 5, BadCharacter}, {"\xff", 1, 5, BadCharacter}, {"\ufffd", 1, 5, ""}, {"\xed\xa0\x80", 1, 5, BadCharacter}, {"  ", 1, 5, Empty}, {"\u200b\u200b", 2, 5, Empty}, {"\u200bab", 2, 5, ""},
	} {
		if code, ok := Text(c.in, c.min, c.max); code != c.want || ok != (c.want == "") {
			t.Errorf("%+v: %q", c, code)
		}
	}
}

func TestEmail(t *testing.T) {
	for _, good := range []string{"a@b.cn", "kefu+vip@shop.example", "x.y-z_1@sub.shop.example", "o'brien@shop.example", "lin@例子.中国", strings.Repeat("a", 64) + "@b.cn"} {
		if code, ok := Email(good); !ok || code != "" {
			t.Errorf("%q: %q", good, code)
		}
	}
	for _, bad := range []string{"", "a", "@b.cn", "a@", "a@b", "a@b..cn", "a@.cn", "a@-b.cn", "a b@c.cn", "a@b.cn ", " a@b.cn", "Lin <a@b.cn>", "<a@b.cn>", `"a b"@c.cn`, "a@b.cn\r\nBcc: x@y.cn",
		"a@b@c.cn", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a@1.2.3.4", "a@[1.2.3.4]", "林@b.cn", "a\u200b@b.cn", "a@b.cn,c@d.cn", "a(x)@b.cn", strings.Repeat("a", 65) + "@b.cn", "a@" + strings.Repeat("b.", 130) + "cn", "a@b.c\u202en"} {
		if code, ok := Email(bad); ok || code != BadEmail {
			t.Errorf("%q: %q, %v", bad, code, ok)
		}
	}
}

func TestLoginAndColour(t *testing.T) {
	for in, want := range map[string]string{
		"lin": "", "lin.xiaoyu_01@shop-1": "", strings.Repeat("a", 64): "", "": Empty, "ab": TooShort, strings.Repeat("a", 65): TooLong,
		"Lin": BadLogin, "林小雨": BadLogin, "a b": BadLogin, "a\nbc": BadLogin, "lin\n": BadLogin, "...": BadLogin, "a/b": BadLogin, "ａｂｃ": BadLogin,
	} {
		if code, ok := Login(in); code != want || ok != (want == "") {
			t.Errorf("%q: %q, want %q", in, code, want)
		}
	}
	for in, want := range map[string]bool{"#1f6f66": true, "#FFFFFF": true, "": false, "1f6f66": false, "#fff": false, "#1f6f660": false, "#1f6f6g": false, "#1f6f66\n": false, "red": false, "#1f6f66;x": false} {
		if _, ok := Colour(in); ok != want {
			t.Errorf("%q: %v", in, ok)
		}
	}
}

func TestURL(t *testing.T) {
	for _, good := range []string{"http://a.cn", "https://a.cn:8443/x?y=1#z", "https://例子.中国/路径", "http://127.0.0.1/", "http://[::1]:80/", "http://localhost", "https://a_b.cn/", "http://a.cn."} {
		if code, ok := URL(good); !ok {
			t.Errorf("%q: %q", good, code)
		}
	}
	for _, bad := range []string{"", "a.cn", "//a.cn", "ftp://a.cn", "javascript:alert(1)", "JavaScript://a.cn/%0aalert(1)", "data:text/html,x", "http:a.cn", "http://", "http:///x", "http://u@a.cn", "http://u:p@a.cn",
		"http://a.cn:0", "http://a.cn:65536", "http://a.cn:", "http://a.cn:x", "http://a b.cn", "http://a.cn/\n", "http://a.cn\\@b.cn", "http://[fe80::1%25eth0]/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001",
		"http://127.1", " http://a.cn", "http://a\u200b.cn", "http://-a.cn", "http://" + strings.Repeat("a", 64) + ".cn", "http://a.cn/" + strings.Repeat("x", 2048), "java\tscript:alert(1)"} {
		if _, ok := URL(bad); ok {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestSite(t *testing.T) {
	for _, good := range []string{"https://shop.example", "http://localhost:5173", "https://*.shop.example", "https://*.shop.example:8443", "http://127.0.0.1:8080", "http://[::1]:80"} {
		if code, ok := Site(good); !ok {
			t.Errorf("%q: %q", good, code)
		}
	}
	for _, bad := range []string{"", "*", "shop.example", "https://shop.example/", "https://shop.example/x", "https://Shop.example", "https://*", "https://*.com", "https://*.*.shop.example", "https://a*.shop.example", "https://shop.example?x", "https://shop.example#", "null", "file://", "https://*.1.2.3.4", "ftp://shop.example", "https://u@shop.example", "https://shop.example:"} {
		if _, ok := Site(bad); ok {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestSiteMatches(t *testing.T) {
	for _, c := range []struct {
		site, origin string
		want         bool
	}{
		{"https://shop.example", "https://shop.example", true}, {"https://shop.example", "https://SHOP.example", true}, {"https://shop.example", "http://shop.example", false},
		{"https://shop.example", "https://shop.example:443", true}, {"https://shop.example:443", "https://shop.example", true}, {"https://shop.example", "https://shop.example:8443", false},
		{"https://shop.example", "https://www.shop.example", false}, {"https://*.shop.example", "https://www.shop.example", true}, {"https://*.shop.example", "https://a.b.shop.example", true},
		{"https://*.shop.example", "https://shop.example", false}, {"https://*.shop.example", "https://evilshop.example", false}, {"https://*.shop.example", "https://shop.example.evil.example", false},
		{"https://*.shop.example:8443", "https://a.shop.example:8443", true}, {"https://*.shop.example:8443", "https://a.shop.example", false}, {"https://*.shop.example", "http://a.shop.example", false},
		{"https://shop.example", "null", false}, {"null", "null", false}, {"", "", false}, {"https://*.shop.example", "https://*.shop.example", false}, {"https://shop.example", "https://shop.example/", false},
		{"https://*.shop.example", "https://x@a.shop.example", false}, {"*", "https://shop.example", false},
	} {
		if got := SiteMatches(c.site, c.origin); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func FuzzLines(f *testing.F) {
	for _, seed := range []string{"a@b.cn", "https://*.shop.example:1", "http://[::1]/", "#1f6f66", "lin"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, email := Email(s)
		_, loginOK := Login(s)
		_, colourOK := Colour(s)
		_, urlOK := URL(s)
		_, site := Site(s)
		if (email || loginOK || colourOK || urlOK || site) && (strings.ContainsAny(s, " \r\n\x00\t") || !utf8.ValidString(s)) {
			t.Fatalf("%q: %v %v %v %v %v", s, email, loginOK, colourOK, urlOK, site)
		}
		if site && !strings.Contains(s, "*") && !SiteMatches(s, s) {
			t.Fatalf("%q does not match itself", s)
		}
	})
}

func TestTextKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		code, ok := Text(s, 0, 1_000_000)
		if want := utf8.ValidString(s) && !bytes.Contains([]byte(s), []byte{0}); ok != want {
			t.Fatalf("%q: %q", s, code)
		}
	})
}
