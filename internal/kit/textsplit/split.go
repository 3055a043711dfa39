package textsplit

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxPart is the house's length of one part of a reply, in characters.
const MaxPart = 60

// protected are the stretches that Split never cuts: merge fields, links, and
// ASCII words with the signs that hold numbers, item numbers, prices, dates and
// addresses together. A closing full stop or comma does not belong to them.
var protected = regexp.MustCompile(`\{\{[^{}\n]{1,60}\}\}|\{[^{}\n]{1,60}\}` +
	`|(?i:https?://|www\.)[!#-;=?-Z_a-z~]*[#-&*+\-/-9=@-Z_a-z~]` +
	`|[$¥￥€#]?[A-Za-z0-9]+(?:[-_.,:/@+'×*][A-Za-z0-9]+)*(?:%|％|℃)?`)

const (
	sentenceEnds = "。！？；!?;…"
	commas       = "，、,：:"
	closers      = "”’』」）】》〉\")]"
)

// Split cuts a reply into parts of at most max characters (code points); max 0
// means MaxPart. It cuts as late as possible at the best kind of place: after a
// sentence, else after a comma, else at a blank, else between two characters. A
// stretch that must not be cut and is longer than max is a part of its own.
// Blanks around a cut are dropped; nothing else is.
func Split(text string, max int) []string {
	if max <= 0 {
		max = MaxPart
	}
	runes := []rune(text)
	joined := bindings(string(runes), runes)
	var parts []string
	for from := 0; from < len(runes); {
		if unicode.IsSpace(runes[from]) && !joined[from] {
			from++
			continue
		}
		to := len(runes)
		if to-from > max {
			to = cutAt(runes, joined, from, max)
		}
		if part := strings.TrimSpace(string(runes[from:to])); part != "" {
			parts = append(parts, part)
		}
		from = to
	}
	return parts
}

// cutAt returns where to cut the text that begins at from: at most max
// characters on, unless a stretch forbids it.
func cutAt(runes []rune, joined []bool, from, max int) int {
	best, rank := 0, 0
	for i := from + 1; i <= from+max; i++ {
		if joined[i] {
			continue
		}
		if r := rankOf(runes, i); r >= rank {
			best, rank = i, r
		}
	}
	if best > 0 {
		return best
	}
	for i := from + max + 1; i < len(runes); i++ {
		if !joined[i] {
			return i
		}
	}
	return len(runes)
}

// bindings tells for each place between two runes whether it must not be cut.
func bindings(text string, runes []rune) []bool {
	joined := make([]bool, len(runes)+1)
	for i := 1; i < len(runes); i++ {
		joined[i] = continues(runes, i)
	}
	at, index := 0, 0
	for _, m := range protected.FindAllStringIndex(text, -1) {
		index += utf8.RuneCountInString(text[at:m[0]])
		length := utf8.RuneCountInString(text[m[0]:m[1]])
		for i := index + 1; i < index+length; i++ {
			joined[i] = true
		}
		at, index = m[1], index+length
	}
	return joined
}

// rankOf grades a cut before runes[i]: 3 after a sentence, 2 after a comma, 1 at
// a blank, 0 elsewhere.
func rankOf(runes []rune, i int) int {
	last := i - 1
	for last > 0 && strings.ContainsRune(closers, runes[last]) {
		last--
	}
	follows := i < len(runes) && strings.ContainsRune(closers+sentenceEnds+commas+".", runes[i])
	switch r := runes[last]; {
	case follows:
		return 0
	case runes[i-1] == '\n' || i < len(runes) && runes[i] == '\n':
		return 3
	case strings.ContainsRune(sentenceEnds, r):
		return 3
	case r == '.' && i < len(runes) && unicode.IsSpace(runes[i]):
		return 3
	case strings.ContainsRune(commas, r):
		return 2
	case unicode.IsSpace(runes[i-1]) || i < len(runes) && unicode.IsSpace(runes[i]):
		return 1
	}
	return 0
}
