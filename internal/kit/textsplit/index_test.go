package textsplit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// stands says whether a phrase stands in a list of tokens, as an engine with
// positions decides.
func stands(tokens, phrase []string) bool {
	for i := 0; i+len(phrase) <= len(tokens); i++ {
		if slices.Equal(tokens[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}

func found(document, query string) bool {
	tokens := Bigrams(document)
	phrases := Query(query)
	for _, phrase := range phrases {
		if !stands(tokens, phrase) {
			return false
		}
	}
	return len(phrases) > 0
}

var alphabet = []rune("漏水管三楼滲裡裏里乾干幹后後ｱアー한글abzABZéÉßﬁ0123４５６⑦½㎏-－ ,，。.\n_/@👍🏽👨\u200d👩\u200b\u0301\u0e34กİ\u1100\u1161")

func drawText(t *rapid.T, name string, max int) string {
	return string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, max).Draw(t, name))
}

// The guarantee of the package: what a scan for the folded query finds, the
// index finds.
func TestRecallAgainstScan(t *testing.T) {
	hits := 0
	rapid.Check(t, func(t *rapid.T) {
		document := Fold(drawText(t, "document", 40))
		runes := []rune(document)
		if len(runes) == 0 {
			return
		}
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, min(len(runes), from+8)).Draw(t, "to")
		query := string(runes[from:to])
		if !strings.Contains(document, Fold(query)) || len(pieces(query)) == 0 {
			return
		}
		hits++
		if !found(document, query) {
			t.Fatalf("%q is not found in %q: %q in %q", query, document, Query(query), Bigrams(document))
		}
		if !Matches(document, query) || len(Highlight(document, query)) == 0 {
			t.Fatalf("%q in %q is neither matched nor marked", query, document)
		}
	})
	if hits < 50 {
		t.Errorf("only %d queries tested", hits)
	}
}

// A query drawn apart from the document: index and Matches agree exactly.
func TestIndexAgreesWithMatches(t *testing.T) {
	small := []rune("漏水管ab12- ，")
	rapid.Check(t, func(t *rapid.T) {
		document := string(rapid.SliceOfN(rapid.SampledFrom(small), 0, 20).Draw(t, "document"))
		query := string(rapid.SliceOfN(rapid.SampledFrom(small), 1, 4).Draw(t, "query"))
		if got, want := found(document, query), Matches(document, query); got != want {
			t.Fatalf("%q in %q: index %v, text %v; %q in %q", query, document, got, want, Query(query), Bigrams(document))
		}
		if strings.Contains(Fold(document), Fold(query)) && len(Query(query)) > 0 && !found(document, query) {
			t.Fatalf("%q is not found in %q", query, document)
		}
	})
}

func TestSearchExamples(t *testing.T) {
	for _, c := range []struct {
		document, query string
		want            bool
	}{
		{"三楼漏水了", "漏水", true}, {"三樓滲漏", "渗漏", true}, {"三楼渗漏", "滲漏", true}, {"三樓漏水", "三楼", true}, {"裏面", "里面", true},
		{"漏,水", "漏水", false}, {"漏水，水管", "漏水管", false}, {"漏水管", "水", true}, {"ＡＢ－１２", "ab-12", true},
		{"pizza漏水", "a漏", true}, {"pizza漏水", "zza漏", true}, {"pizza漏水", "izz", true}, {"Printer", "INT", true},
		{"货号 AB-1234", "ab1234", true}, {"货号 AB1234", "AB-1234", true}, {"货号 AB-1234", "b-12", true}, {"AB–1234", "ab-1234", true},
		{"电话 138 0013 8000", "13800138000", true}, {"138-0013-8000", "8000", true}, {"13800138000", "138 0013 8000", true}, {"13800138000", "138-0013", true},
		{"３４号楼", "34号", true}, {"一", "一", true}, {"二十一", "一", true}, {"no", "漏水", false}, {"", "x", false}, {"x", "", false},
		{"好👍的", "好的", false}, {"好👍的", "好👍", true}, {"👍", "👍", true}, {"谢谢👍🏽！", "👍", true}, {"👍👍", "👍👍", true}, {"❤️好", "❤", true}, {"👨\u200d👩\u200d👧来", "👨\u200d👩\u200d👧", true}, {"🇨🇳", "🇨🇳", true},
		{"好👍", "👎", false}, {"没有", "👍", false}, {"好", "好👍", true}, {"Straße 5", "strasse", true}, {"strasse", "Straße", true}, {"Müller", "muller", true}, {"muller", "Müller", true}, {"STRASSE", "straße", true}, {"Ærø", "aero", true}, {"Łódź", "lodz", true}, {"й", "и", false}, {"が", "か", false},
		{"\ufffc", "\ufffc", false}, {"漏\u200b水", "漏水", true}, {"cafe\u0301", "café", true},
		{"订单 20261128001 到了", "订单20261128001", true}, {"订单20261128001", "订单 20261128001", true}, {"我买的 iPhone 15 手机壳", "iPhone15手机壳", true},
		{"要 XL 码", "XL码", true}, {"要XL码", "XL 码", true}, {"第 3 栋 2 单元", "3栋2单元", true}, {"hello world", "helloworld", false}, {"堵漏 水管", "漏水", false},
		{"(010) 8888-6666", "01088886666", true}, {"（010）88886666", "01088886666", true}, {"0571—88886666", "057188886666", true}, {"0571——8888 6666", "057188886666", true},
		{"01088886666", "(010)8888-6666", true}, {"+86 (571) 8888 6666", "8657188886666", true}, {"3.5", "35", false}, {"1,234", "1234", false}, {"12、34", "1234", false},
		{"穿著得體", "穿着", true}, {"妳好", "你好", true}, {"甚麼時候", "什么时候", true}, {"着装", "著裝", true}, {"1    2", "12", false}, {"订单-2026", "订单2026", false},
		{"a 漏", "漏 a", true}, {"İstanbul", "istanbul", true}, {"㎏", "kg", true}, {"ﬁn", "fi", true}, {"哈哈哈哈哈笑", "哈笑", true},
	} {
		if got := found(c.document, c.query); got != c.want {
			t.Errorf("%q in %q: %v; %q in %q", c.query, c.document, got, Query(c.query), Bigrams(c.document))
		}
		if got := Matches(c.document, c.query); got != c.want {
			t.Errorf("%q matches %q: %v", c.query, c.document, got)
		}
	}
}

// The index knows single pictures; their order is decided on the text.
func TestPicturesStandTogether(t *testing.T) {
	for text, query := range map[string]string{"谢谢👍": "👍👍", "👩👨👧": "👨👩👧", "👍好👎": "👍👎"} {
		if !found(text, query) && !strings.Contains(query, "👍👍") || Matches(text, query) || len(Highlight(text, query)) != 0 {
			t.Errorf("%q in %q", query, text)
		}
	}
	if got := Query("👍👍 👎👍"); !slices.EqualFunc(got, [][]string{{"👍"}, {"👎"}}, slices.Equal) {
		t.Errorf("%q", got)
	}
}

func TestBigrams(t *testing.T) {
	for in, want := range map[string][]string{
		"": nil, "，。 👍👍": {"👍"}, "水": {"水"}, "漏水": {"漏水", "水", "漏"}, "漏水，水管": {"漏水", "水", "水管", "管", "漏"},
		"A-1": {"a", "1", "a1", "1"},
	} {
		if got := Bigrams(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestQueryBounds(t *testing.T) {
	if got := Query("漏水 漏 水 漏水 a漏水"); len(got) != 1 || !slices.Equal(got[0], []string{"a漏", "漏水"}) {
		t.Errorf("%q", got)
	}
	if got := Query(strings.Repeat("漏水管道", 5000)); len(got) != 1 || len(got[0]) != maxPhraseRunes-1 {
		t.Errorf("%d", len(got[0]))
	}
	var many []string
	for i := range 500 {
		many = append(many, string(rune('一'+i)))
	}
	if got := Query(strings.Join(many, " ")); len(got) != maxPhrases {
		t.Errorf("%d", len(got))
	}
	for _, nothing := range []string{"", " ", "。", "\ufffc\u2800", "\x00", "\u200b"} {
		if got := Query(nothing); len(got) != 0 {
			t.Errorf("%q: %q", nothing, got)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"ＡＢＣ１２３": "abc123", "臺灣后後": "台湾后后", "裡裏里": "里里里", "頭髮發財": "头发发财", "ｶﾞ": "ガ", "é": "e", "e\u0301": "e", "ß": "ss", "ẞ": "ss", "Ế": "e", "й": "й", "Ω": "ω",
		"漏\u200b水\ufeff": "漏水", "a\xffb": "a\ufffdb", "⑦": "7", "㍿": "株式会社", "羣眾": "群众", "著名": "着名", "穿著": "穿着", "什么": "什么", "甚麼": "什么", "瞭解": "了解", "妳": "你", "憑藉": "凭借", "傢俱": "家俱", "甦醒": "苏醒", "帳號": "账号", "圖像": "图象", "鍾": "钟", "鐘": "钟", "①②": "12",
		"z\u0335\u0336\u0337\u0338\u0339\u033a\u033b": "z\u0335\u0336\u0337\u0338", "ABC": "abc",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// No simplified character is itself to be simplified, so that one step is
// enough, and every pair is of single characters in normal form.
func TestSimplifiedTable(t *testing.T) {
	if len(simplified) < 3400 {
		t.Errorf("%d pairs", len(simplified))
	}
	for from, to := range simplified {
		if _, again := simplified[to]; again || from == to {
			t.Errorf("%c → %c goes on", from, to)
		}
		if !norm.NFKC.IsNormalString(string(from)) || !norm.NFKC.IsNormalString(string(to)) {
			t.Errorf("%c → %c is not in normal form", from, to)
		}
	}
}

func checkFold(t interface{ Fatalf(string, ...any) }, s string) {
	folded := Fold(s)
	if again := Fold(folded); again != folded {
		t.Fatalf("%q: %q, then %q", s, folded, again)
	}
	if !utf8.ValidString(folded) {
		t.Fatalf("%q: ill-formed", folded)
	}
	traced := foldTraced(s)
	if string(traced.text) != folded || len(traced.start) != len(folded) || len(traced.end) != len(folded) {
		t.Fatalf("%q: traced %q, plain %q", s, traced.text, folded)
	}
	for i := range traced.start {
		if traced.start[i] < 0 || traced.end[i] > len(s) || traced.start[i] >= traced.end[i] {
			t.Fatalf("%q: byte %d comes from %d to %d", s, i, traced.start[i], traced.end[i])
		}
	}
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkFold(t, drawText(t, "mixed", 30))
		checkFold(t, rapid.String().Draw(t, "any"))
	})
}

func FuzzFold(f *testing.F) {
	f.Add("臺灣 ＡＢ")
	f.Add("e\u200b\u0301" + strings.Repeat("\u0316", 40))
	f.Add("\xff\xfe\u1100\u1161")
	f.Fuzz(func(t *testing.T, s string) {
		checkFold(t, s)
		for _, token := range append(Bigrams(s), slices.Concat(Query(s)...)...) {
			if token == "" || strings.ContainsAny(token, " \n\x00\"'") {
				t.Fatalf("token %q", token)
			}
		}
	})
}

func BenchmarkBigrams(b *testing.B) {
	text := strings.Repeat("三楼走廊漏水，请尽快派人 AB-1234。", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Bigrams(text)
	}
}
