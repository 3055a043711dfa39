package textsplit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FTS5Tokenizer is the tokenize option of an FTS5 table that holds tokens of
// Bigrams joined by blanks.
const FTS5Tokenizer = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"

const (
	maxPhrases     = 16 // of a query; what is over is not asked for
	maxPhraseRunes = 64
)

// Bigrams returns the tokens under which a text is indexed, in order. Join them
// by blanks for FTS5; number them from 1 for a tsvector.
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
// exactly, decided on the text. A query without word characters matches nothing.
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
	for _, run := range runs(squeeze(Fold(query), false)) {
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

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// squeeze removes hyphens between ASCII letters and digits and, in documents,
// single blanks between digits.
func squeeze(folded string, blanks bool) string {
	var b strings.Builder
	for i := 0; i < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[i:])
		if !joiner(folded, i, size, r, blanks) {
			b.WriteString(folded[i : i+size])
		}
		i += size
	}
	return b.String()
}

func joiner(folded string, i, size int, r rune, blanks bool) bool {
	if i == 0 || i+size >= len(folded) {
		return false
	}
	before, after := folded[i-1], folded[i+size]
	switch r {
	case '-', '\u2010', '\u2012', '\u2013', '\u2212':
		return alnum(before) && alnum(after)
	case ' ':
		return blanks && digit(before) && digit(after)
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func alnum(c byte) bool { return digit(c) || c >= 'a' && c <= 'z' }
