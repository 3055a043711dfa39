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
// zero-width characters, U+2028 and U+2029, invisible fillers, ill-formed
// bytes), keeps only what follows the last path separator, strips leading dots
// and surrounding blanks and ending dots, and shortens to MaxNameBytes at a rune
// border, keeping the extension. What remains empty is "file". Cleaning twice
// changes nothing more.
func CleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.ToValidUTF8(name, "")
	name = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, name)
	name = trimName(name)
	if len(name) > MaxNameBytes {
		name = trimName(shorten(name))
	}
	if name == "" {
		return namelessFile
	}
	return name
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
	return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) ||
		r == 0x180f || r >= 0xfff0 && r <= 0xfff8
}

// fold is for comparing names and extensions with a list.
func fold(name string) string {
	return trimName(strings.ToLower(norm.NFKC.String(name)))
}
