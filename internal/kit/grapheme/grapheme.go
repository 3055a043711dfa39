// Package grapheme shortens text without cutting in half what people see as
// one character (字形): a letter with its marks, an emoji of several parts, a
// flag. It knows the rules of UAX 29 that occur in what people write, not its
// tables.
package grapheme

import "unicode"

const (
	joiner      = '\u200d'
	tagFirst    = 0xe0020
	tagLast     = 0xe007f
	letterFirst = 0x1f1e6 // regional indicators: two of them are a flag
	letterLast  = 0x1f1ff
	toneFirst   = 0x1f3fb // skin tones
	toneLast    = 0x1f3ff
)

// Cut gives the beginning of a text, at most n runes long, and whether there is
// more. It ends before a character that would not fit whole; one longer than n
// by itself is cut all the same.
func Cut(text string, n int) (string, bool) {
	runes := []rune(text)
	if len(runes) <= n {
		return text, false
	}
	at := n
	for at > 0 && !Boundary(runes, at) {
		at--
	}
	if at == 0 {
		at = n
	}
	return string(runes[:at]), true
}

// Boundary tells whether a character begins at a place, and none goes on there.
func Boundary(runes []rune, at int) bool {
	if at <= 0 || at >= len(runes) {
		return true
	}
	before, r := runes[at-1], runes[at]
	switch {
	case before == '\r' && r == '\n', before == joiner, extends(r):
		return false
	case isLetter(r) && isLetter(before):
		return lettersBefore(runes, at)%2 == 0
	case isVowel(r) || isTail(r):
		return !isJamo(before)
	}
	return true
}

// extends tells whether a rune belongs to the one before it.
func extends(r rune) bool {
	return r == joiner || unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) ||
		r >= toneFirst && r <= toneLast || r >= tagFirst && r <= tagLast
}

func isLetter(r rune) bool { return r >= letterFirst && r <= letterLast }

func lettersBefore(runes []rune, at int) int {
	n := 0
	for at-n > 0 && isLetter(runes[at-n-1]) {
		n++
	}
	return n
}

// Parts of a Korean syllable that follow its first.
func isVowel(r rune) bool { return r >= 0x1160 && r <= 0x11a7 }
func isTail(r rune) bool  { return r >= 0x11a8 && r <= 0x11ff }
func isJamo(r rune) bool {
	return r >= 0x1100 && r <= 0x11ff || r >= 0xac00 && r <= 0xd7a3
}
