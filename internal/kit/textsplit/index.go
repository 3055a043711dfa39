package textsplit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxPhrases     = 16 // of a query; what is over is not asked for
	maxPhraseRunes = 64
)

// Bigrams returns the tokens under which a text is indexed, in order.
func Bigrams(s string) []string {
	folded := Fold(s)
	var tokens []string
	singles := map[rune]bool{}
	var order []rune
	emit := func(run []rune) {
		for i := 0; i+1 < len(run); i++ {
			tokens = append(tokens, string(run[i:i+2]))
		}
		last := run[len(run)-1]
		tokens = append(tokens, string(last))
		singles[last] = true
	}
	for _, run := range runs(folded) {
		emit(run)
		order = append(order, run...)
	}
	if squeezed := squeeze(folded, true); squeezed != folded {
		known := runs(folded)
		for _, run := range runs(squeezed) {
			if !slices.ContainsFunc(known, func(k []rune) bool { return slices.Equal(k, run) }) {
				emit(run)
			}
		}
	}
	for _, run := range pictures(folded) {
		order = append(order, run...)
	}
	for _, r := range order {
		if !singles[r] {
			singles[r] = true
			tokens = append(tokens, string(r))
		}
	}
	return tokens
}

// Query returns the phrases for what a person typed: a document must hold each
// of them, as consecutive tokens. No phrases means that there is nothing to
// search for. Phrases contained in others are left out, and at most 16 of at
// most 64 characters are returned; the rest would only narrow the result.
func Query(s string) [][]string {
	var phrases [][]string
	for _, piece := range pieces(s) {
		run := []rune(piece)
		if len(run) == 1 {
			phrases = append(phrases, []string{piece})
			continue
		}
		if pictureRune(run[0]) {
			for _, r := range run {
				known := slices.ContainsFunc(phrases, func(p []string) bool { return p[0] == string(r) })
				if !known && len(phrases) < maxPhrases {
					phrases = append(phrases, []string{string(r)})
				}
			}
			continue
		}
		run = run[:min(len(run), maxPhraseRunes)]
		phrase := make([]string, 0, len(run)-1)
		for i := 0; i+1 < len(run); i++ {
			phrase = append(phrase, string(run[i:i+2]))
		}
		phrases = append(phrases, phrase)
	}
	return phrases
}

// Matches says whether a text holds every run of the query: what an index finds
// exactly, decided on the text. A query without word characters and without emoji
// matches nothing.
func Matches(text, query string) bool {
	folded := Fold(text)
	squeezed := squeeze(folded, true)
	wanted := pieces(query)
	for _, piece := range wanted {
		if !strings.Contains(folded, piece) && !strings.Contains(squeezed, piece) {
			return false
		}
	}
	return len(wanted) > 0
}

// pieces returns the runs of a query, joined over hyphens, without those that
// others contain.
func pieces(query string) []string {
	var all []string
	folded := Fold(query)
	found := runs(squeeze(folded, false))
	if len(found) == 0 {
		found = pictures(folded) // beside words they say nothing
	}
	for _, run := range found {
		all = append(all, string(run))
	}
	var kept []string
	for i, piece := range all {
		covered := false
		for j, other := range all {
			if i != j && strings.Contains(other, piece) && (other != piece || j < i) {
				covered = true
				break
			}
		}
		if !covered && len(kept) < maxPhrases {
			kept = append(kept, piece)
		}
	}
	return kept
}

// runs returns the maximal runs of word characters.
func runs(folded string) [][]rune {
	var list [][]rune
	for _, field := range strings.FieldsFunc(folded, func(r rune) bool { return !wordRune(r) }) {
		list = append(list, []rune(field))
	}
	return list
}

// pictures returns the runs of emoji and other pictures.
func pictures(folded string) [][]rune {
	var list [][]rune
	for _, field := range strings.FieldsFunc(folded, func(r rune) bool { return !pictureRune(r) }) {
		list = append(list, []rune(field))
	}
	return list
}

// notPictures are of their class and show nothing, or that something is lost.
const notPictures = "\u2800\ufffc\ufffd"

func pictureRune(r rune) bool {
	return unicode.Is(unicode.So, r) && !strings.ContainsRune(notPictures, r) || r >= 0x1f3fb && r <= 0x1f3ff
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// squeeze leaves out what people put between the parts of one word: hyphens
// between ASCII letters and digits and, in documents, what may also be missing
// there: a blank between a number, a Latin word and Chinese ("订单 2026", "iPhone
// 15", "XL 码"), and blanks, dashes and brackets between digits ("(010) 8888").
func squeeze(folded string, document bool) string {
	var b strings.Builder
	for i := 0; i < len(folded); {
		if gap := gapAt(folded, i, document); gap > 0 {
			i += gap
			continue
		}
		_, size := utf8.DecodeRuneInString(folded[i:])
		b.WriteString(folded[i : i+size])
		i += size
	}
	return b.String()
}

// maxGap is how many characters may stand between two digits of one number.
const maxGap = 3

// gapAt tells how many bytes at i, between two word characters, squeeze leaves
// out.
func gapAt(folded string, i int, document bool) int {
	if i == 0 || !strings.ContainsRune(gapRunes, firstRune(folded[i:])) {
		return 0
	}
	before, _ := utf8.DecodeLastRuneInString(folded[:i])
	end, length, hyphens := i, 0, 0
	for length <= maxGap {
		r, size := utf8.DecodeRuneInString(folded[end:])
		if size == 0 || !strings.ContainsRune(gapRunes, r) {
			break
		}
		if strings.ContainsRune(hyphenRunes, r) {
			hyphens++
		}
		end, length = end+size, length+1
	}
	if length > maxGap || end == len(folded) {
		return 0
	}
	after := firstRune(folded[end:])
	switch {
	case length == 1 && hyphens == 1 && alnum(before) && alnum(after),
		document && digit(before) && digit(after),
		document && length == 1 && folded[i] == ' ' && (sort(before) != sort(after)) && sort(before) > 0 && sort(after) > 0:
		return end - i
	}
	return 0
}

const (
	hyphenRunes = "-\u2010\u2012\u2013\u2212"
	gapRunes    = hyphenRunes + " ()\u2014\u2015"
)

// sort tells apart what a blank may be left out between: digits, Latin letters
// and the scripts of East Asia; 0 is everything else.
func sort(r rune) int {
	switch {
	case digit(r):
		return 1
	case alnum(r):
		return 2
	case r >= 0x2e80 && unicode.IsLetter(r):
		return 3
	}
	return 0
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func alnum(r rune) bool { return digit(r) || r >= 'a' && r <= 'z' }
