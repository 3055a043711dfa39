package textsplit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func cut16(text string, s Span) string {
	return string(utf16.Decode(utf16.Encode([]rune(text))[s.Start:s.End]))
}

func TestHighlight(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        []string
	}{
		{"三楼漏水了，漏水", "漏水", []string{"漏水", "漏水"}}, {"👍三樓漏水", "三楼", []string{"三樓"}}, {"重 5㎏", "kg", []string{"㎏"}}, {"重 5㎏", "g", []string{"㎏"}},
		{"ﬁnd", "find", []string{"ﬁnd"}}, {"货号AB-1234。", "ab1234", []string{"AB-1234"}}, {"138 0013 8000", "1380013", []string{"138 0013"}},
		{"Cafe\u0301 noir", "é", []string{"e\u0301"}}, {"漏\u200b水", "漏水", []string{"漏\u200b水"}}, {"abcabc", "abc", []string{"abcabc"}},
		{"漏水管", "漏水 水管", []string{"漏水管"}}, {"x", "y", nil}, {"x", "", nil}, {"", "x", nil}, {"a\xffb漏", "漏", []string{"漏"}},
		{"👨\u200d👩\u200d👧漏", "漏", []string{"漏"}}, {"ＡＢＣ", "b", []string{"Ｂ"}},
	} {
		var got []string
		for _, s := range Highlight(c.text, c.query) {
			got = append(got, cut16(c.text, s))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
	if got := Highlight("👍漏水", "漏水"); !slices.Equal(got, []Span{{2, 4}}) {
		t.Errorf("%v", got)
	}
}

func TestHighlightProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, query := drawText(t, "text", 40), drawText(t, "query", 4)
		spans := Highlight(text, query)
		if Matches(text, query) != (len(spans) > 0) && len(pieces(query)) == 1 {
			t.Fatalf("%q in %q: %v", query, text, spans)
		}
		checkSpans(t, text, spans)
		for _, s := range spans {
			part := squeeze(Fold(cut16(text, s)), true)
			if !slices.ContainsFunc(pieces(query), func(p string) bool { return strings.Contains(part, p) }) && len(spans) > 0 && len(pieces(query)) == 1 && !strings.ContainsAny(text, "\u0301\u0e34\u1100\u1161İ") {
				t.Fatalf("%q marked for %q in %q", part, query, text)
			}
		}
		excerpt, inside := Excerpt(text, spans, rapid.IntRange(0, 30).Draw(t, "n"))
		checkSpans(t, excerpt, inside)
	})
}

func checkSpans(t *rapid.T, text string, spans []Span) {
	units := utf16.Encode([]rune(text))
	end := 0
	for i, s := range spans {
		if s.Start >= s.End || s.End > len(units) || s.Start < end || i > 0 && s.Start == end {
			t.Fatalf("spans %v of %q", spans, text)
		}
		end = s.End
		if utf16.IsSurrogate(rune(units[s.Start])) && units[s.Start] >= 0xdc00 || s.End < len(units) && units[s.End] >= 0xdc00 && units[s.End] < 0xe000 {
			t.Fatalf("a span of %v cuts a pair in %q", spans, text)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("前", 100) + "漏水" + strings.Repeat("后", 100)
	for _, c := range []struct {
		text, query string
		n           int
		want        string
		marks       []string
	}{
		{"三楼漏水", "漏水", 10, "三楼漏水", []string{"漏水"}}, {long, "漏水", 8, "…前前漏水后后后后…", []string{"漏水"}}, {long, "", 4, "前前前前…", nil},
		{"漏水" + long, "漏水", 6, "漏水前前前前…", []string{"漏水"}}, {long, "后", 4, "…水后后后…", []string{"后后后"}},
		{"a\n漏\t水\u3000b", "b", 20, "a 漏 水 b", []string{"b"}}, {"", "x", 10, "", nil}, {"漏水", "漏水", 0, "…", nil},
		{"👨\u200d👩漏水漏水", "漏水", 2, "…漏水…", []string{"漏水"}}, {"🇨🇳🇨🇳🇨🇳漏", "", 3, "🇨🇳…", nil},
	} {
		got, spans := Excerpt(c.text, Highlight(c.text, c.query), c.n)
		var marks []string
		for _, s := range spans {
			marks = append(marks, cut16(got, s))
		}
		if got != c.want || !slices.Equal(marks, c.marks) {
			t.Errorf("%.20q, %q, %d: %q %q, want %q %q", c.text, c.query, c.n, got, marks, c.want, c.marks)
		}
	}
}
