package check

import (
	"strings"
	"unicode"
)

// Blank tells whether nobody could see anything in a text: nothing but white
// space, control characters, zero-width and bidirectional marks, selectors and
// fillers. It is the one meaning of "empty" for whatever people write.
func Blank(s string) bool { return !strings.ContainsFunc(s, seen) }

// Said gives a text back, or nothing where it is blank; for texts that may be
// left out.
func Said(s string) string {
	if Blank(s) {
		return ""
	}
	return s
}

// Line makes one line of a text for lists: white space is one blank, and what
// is invisible, and could turn the line around it, is left out.
func Line(s string) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	var b strings.Builder
	for i, r := range runes {
		if r == lostRune || nameRune(runes, i) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// drawsNothing are signs that Unicode counts among the letters and marks and
// that look like nothing: blank braille, the place of a picture that did not
// come along, a note without a head, and a filler.
const drawsNothing = "\u2800\ufffc\U0001d159\U00016fe4"

// seen tells whether a character leaves anything to be seen.
func seen(r rune) bool {
	switch {
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return true // signs of numbers: of a class with the invisible ones, and drawn
	case unicode.IsSpace(r) || strings.ContainsRune(drawsNothing, r):
		return false
	}
	return !unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
