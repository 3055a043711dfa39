package blob

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxNameBytes is the longest name CleanName returns.
	MaxNameBytes = 200
	maxExtBytes  = 20
	namelessFile = "file"
)

// CleanName makes a file name of a stranger fit for showing and for headers. It
// removes control and formatting characters (CR, LF, NUL, bidirectional marks,
// zero-width characters but those inside one emoji, U+2028 and U+2029, invisible fillers, ill-formed
// bytes), keeps only what follows the last path separator, strips leading dots
// and surrounding blanks and ending dots, and shortens to MaxNameBytes at a rune
// border, keeping the extension. What remains empty is "file". Cleaning twice
// changes nothing more.
func CleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.ToValidUTF8(name, "")
	name = trimName(seenOf(name))
	if len(name) > MaxNameBytes {
		name = trimName(seenOf(shorten(name)))
	}
	if name == "" {
		return namelessFile
	}
	return name
}

// seenOf leaves out what nobody sees, until nothing more goes: what stood beside
// it may have hung on it.
func seenOf(name string) string {
	for {
		runes := []rune(name)
		kept := make([]rune, 0, len(runes))
		for i, r := range runes {
			switch {
			case unicode.IsSpace(r) && !invisible(r):
				kept = append(kept, ' ')
			case !invisible(r) || ofPicture(runes, i):
				kept = append(kept, r)
			}
		}
		if len(kept) == len(runes) {
			return string(kept)
		}
		name = string(kept)
	}
}

// ofPicture tells whether an invisible character makes one picture of several,
// or the colourful one of two: it does nothing anywhere else than to hide.
func ofPicture(runes []rune, i int) bool {
	if i == 0 {
		return false
	}
	before, after := runes[i-1], rune(0)
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	switch runes[i] {
	case '\ufe0e', '\ufe0f':
		return isPicture(before) || after == '\u20e3' && strings.ContainsRune("0123456789#*", before)
	case '\u200d':
		return isPicture(after) && (isPicture(before) || i > 1 && before == '\ufe0f' && isPicture(runes[i-2]) || before >= 0x1f3fb && before <= 0x1f3ff)
	}
	// Of a Han character, the shape that somebody's name is written with.
	return runes[i] >= 0xe0100 && runes[i] <= 0xe01ef && unicode.Is(unicode.Han, before)
}

func isPicture(r rune) bool {
	return r >= 0x2190 && unicode.Is(unicode.So, r) && !invisible(r) || r >= 0x2190 && r <= 0x21ff
}

func trimName(name string) string {
	return strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
}

func shorten(name string) string {
	ext := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= maxExtBytes {
		ext = name[dot:]
	}
	end := MaxNameBytes - len(ext)
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + ext
}

func invisible(r rune) bool {
	switch {
	case r == '\u2800', r == utf8.RuneError: // blank braille; the sign for lost characters
		return true
	}
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == 0x180f || r >= 0xfff0 && r <= 0xfff8
}

// fold is for comparing names and extensions with a list.
func fold(name string) string {
	return trimName(strings.ToLower(norm.NFKC.String(name)))
}
