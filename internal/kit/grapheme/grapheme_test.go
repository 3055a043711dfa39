package grapheme

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		n          int
		want       string
		more       bool
	}{
		{"what fits", "你好", 2, "你好", false},
		{"what does not", "你好吗", 2, "你好", true},
		{"a letter with its mark", "ae\u0301x", 2, "a", true},
		{"a letter with its mark that fits", "e\u0301x", 2, "e\u0301", true},
		{"a skin tone", "好👍🏽好", 2, "好", true},
		{"a family", "家👨\u200d👩\u200d👧的", 3, "家", true},
		{"a family that fits", "👨\u200d👩\u200d👧的", 5, "👨\u200d👩\u200d👧", true},
		{"a flag", "去🇨🇳吗", 2, "去", true},
		{"the second of two flags", "🇨🇳🇯🇵吗", 3, "🇨🇳", true},
		{"two flags", "🇨🇳🇯🇵吗", 4, "🇨🇳🇯🇵", true},
		{"a chosen look", "好❤\ufe0f好", 2, "好", true},
		{"a flag of tags", "x🏴\U000e0067\U000e0062\U000e007fy", 3, "x", true},
		{"syllables in parts", "a\u1112\u1161\u11ab", 3, "a", true},
		{"a rare Han letter", "𠮷𠮷𠮷", 2, "𠮷𠮷", true},
		{"a chosen form of a Han letter", "x葛\U000e0100y", 2, "x", true},
		{"a heap of marks", "e" + strings.Repeat("\u0301", 9), 4, "e\u0301\u0301\u0301", true},
		{"a line end", "a\r\nb", 2, "a", true},
		{"nothing", "", 3, "", false},
	} {
		if got, more := Cut(c.text, c.n); got != c.want || more != c.more {
			t.Errorf("%s: %q %v, want %q %v", c.name, got, more, c.want, c.more)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("家👨\u200d👩\u200d👧🇨🇳", 3)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if n < 0 || n > 1000 {
			return
		}
		got, more := Cut(text, n)
		if clean := string([]rune(text)); more && !strings.HasPrefix(clean, got) || !more && got != text || len([]rune(got)) > n && more {
			t.Errorf("%q of %q", got, text)
		}
	})
}
