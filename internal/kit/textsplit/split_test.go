package textsplit

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func sentence(n int, end string) string { return strings.Repeat("水", n-1) + end }

func lengths(parts []string) []int {
	var out []int
	for _, p := range parts {
		out = append(out, utf8.RuneCountInString(p))
	}
	return out
}

// The worked values of the house's rule.
func TestSplitWorkedValues(t *testing.T) {
	three := sentence(40, "。") + sentence(50, "！") + sentence(40, "？")
	if got := lengths(Split(three, MaxPart)); !slices.Equal(got, []int{40, 50, 40}) {
		t.Error(got)
	}
	commas := sentence(30, "，") + sentence(32, "，") + sentence(13, "。")
	if got := lengths(Split(commas, 0)); !slices.Equal(got, []int{30, 45}) {
		t.Error(got)
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		max  int
		want []string
	}{
		{"", 60, nil}, {"  \n ", 60, nil}, {"您好", 60, []string{"您好"}}, {"一。二。三。四。", 4, []string{"一。二。", "三。四。"}},
		{"你说“好的。”然后走了", 7, []string{"你说“好的。”", "然后走了"}}, {"好！！！真的很好", 5, []string{"好！！！", "真的很好"}},
		{"请看 https://shop.example/a?b=1&c=2 谢谢", 8, []string{"请看", "https://shop.example/a?b=1&c=2", "谢谢"}},
		{"看https://shop.example/订单，谢谢您", 10, []string{"看", "https://shop.example/", "订单，谢谢您"}},
		{"价格是1,234.50元整", 6, []string{"价格是", "1,234.50", "元整"}},
		{"货号AB-1234-C有货", 5, []string{"货号", "AB-1234-C", "有货"}}, {"您好{customer.name}，请稍等", 8, []string{"您好", "{customer.name}", "，请稍等"}},
		{"您好{{客户姓名}}先生", 4, []string{"您好", "{{客户姓名}}", "先生"}}, {"line one\nline two\nline three", 12, []string{"line one", "line two", "line three"}},
		{"first one. second two", 12, []string{"first one.", "second two"}}, {"电话13800138000请打", 6, []string{"电话", "13800138000", "请打"}},
		{"👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 6, []string{"👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"}}, {"🇨🇳🇨🇳🇨🇳", 3, []string{"🇨🇳", "🇨🇳", "🇨🇳"}},
		{"写信到kefu@shop.example吧", 5, []string{"写信到", "kefu@shop.example", "吧"}},
	} {
		if got := Split(c.text, c.max); !slices.Equal(got, c.want) {
			t.Errorf("%q by %d: %q, want %q", c.text, c.max, got, c.want)
		}
	}
}

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func checkSplit(t interface{ Fatalf(string, ...any) }, text string, max int) {
	parts := Split(text, max)
	text = strings.ToValidUTF8(text, "\ufffd")
	if withoutBlanks(strings.Join(parts, "")) != withoutBlanks(string([]rune(text))) && utf8.ValidString(text) {
		t.Fatalf("%q by %d loses something: %q", text, max, parts)
	}
	for _, part := range parts {
		runes := []rune(part)
		if len(runes) == 0 || strings.TrimSpace(part) != part {
			t.Fatalf("%q by %d: part %q", text, max, part)
		}
		if len(runes) <= max {
			continue
		}
		joined := bindings(part, runes) // too long: then nothing in it may be cut
		for i := 1; i < max; i++ {
			if !joined[i] && !strings.ContainsAny(text, "{}") {
				t.Fatalf("%q by %d: part %q could be cut at %d", text, max, part, i)
			}
		}
	}
	for _, m := range protected.FindAllString(text, -1) {
		if !slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(p, m) }) {
			t.Fatalf("%q by %d: %q was cut: %q", text, max, m, parts)
		}
	}
}

func TestSplitProperties(t *testing.T) {
	signs := []rune("水漏楼。，！？； \nab12.-/@:{}…”（）👍\u200d\u0301")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 80).Draw(t, "text"))
		checkSplit(t, text, rapid.IntRange(1, 20).Draw(t, "max"))
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("请看 https://shop.example/a?b=1 价格 1,234.50 {name}。", 7)
	f.Fuzz(func(t *testing.T, text string, max int) {
		if max < 1 || max > 200 || !utf8.ValidString(text) {
			return
		}
		checkSplit(t, text, max)
	})
}

func TestSplitIsFast(t *testing.T) {
	text := strings.Repeat("三楼漏水，请看 https://shop.example/x?a=1。", 5000)
	if n := len(Split(text, 60)); n < 2000 {
		t.Error(n)
	}
}
