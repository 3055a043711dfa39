package check

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// blanks look like nothing, each by itself and all of them together.
var blanks = []string{"", " ", "\t", "\n", "\r\n", "\v", "\f", "\u0085", "\u00a0", "\u1680", "\u2000", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000",
	"\u0000", "\u0007", "\u001b", "\u007f", "\u009f", "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180e", "\u180f",
	"\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2061", "\u2064", "\u2066", "\u2069", "\u206a", "\u206f",
	"\u2800", "\u3164", "\ufe00", "\ufe0e", "\ufe0f", "\ufeff", "\uffa0", "\ufff9", "\ufffb", "\ufffc", "\U0001bca0", "\U0001d159", "\U0001d173",
	"\U00013430", "\U00016fe4", "\U000e0001", "\U000e0020", "\U000e007f", "\U000e0100", "\U000e01ef"}

func TestBlank(t *testing.T) {
	for _, s := range append(blanks, strings.Join(blanks, "")) {
		if !Blank(s) || Said(s) != "" {
			t.Errorf("%+q can be seen", s)
		}
		for _, seen := range []string{"嗯", "?", "👌", "🇨🇳", "1️⃣", "👨\u200d👩\u200d👧", "é", "\u0301", "\u0600", "\U000110bd", "\ufffd", "\ue000", "-", "𠮷", "า", "〇", "…"} {
			if in := s + seen + s; Blank(in) || Said(in) != in {
				t.Errorf("%+q cannot be seen", in)
			}
		}
	}
}

func TestBlankIsWhatNeverDraws(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if letter := unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.Sm, unicode.Sc, unicode.Sk) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r); letter && Blank(string(r)) {
			t.Errorf("%U is a sign and counts as nothing", r)
		}
		if hidden := unicode.In(r, unicode.Zs, unicode.Cc); hidden && !Blank(string(r)) {
			t.Errorf("%U is none and counts as something", r)
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		" 第一行\n\t第二行 ": "第一行 第二行", "a\u202egpj": "agpj", "\u2067左\u2069": "左", "急\u200b\u0007件": "急件", "👨\u200d👩\u200d👧 家": "👨\u200d👩\u200d👧 家",
		"❤️": "❤️", "\u3164": "", "a\u3000b": "a b", "\ufffd": "\ufffd", "🏳️\u200d🌈": "🏳️\u200d🌈",
	} {
		if got := Line(in); got != want {
			t.Errorf("%+q: %+q, want %+q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if line := Line(s); !utf8.ValidString(line) || strings.ContainsAny(line, "\n\r\t\u202e\u2066\u200b") {
			t.Fatalf("%+q", line)
		}
	})
}
