package textsplit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSpans bounds the marks of one text.
const maxSpans = 1000

// Span is a part of a text, from Start up to End, in UTF-16 units.
type Span struct {
	Start int
	End   int
}

// Highlight returns where the runs of the query stand in the original text, in
// order, overlapping and touching ones joined.
func Highlight(text, query string) []Span {
	wanted := pieces(query)
	if len(wanted) == 0 {
		return nil
	}
	folded := foldTraced(text)
	var found []Span // in bytes of the original
	for _, hay := range []traced{folded, squeezeTraced(folded)} {
		for _, piece := range wanted {
			found = occurrences(found, hay, piece)
		}
	}
	return toUTF16(text, merge(found))
}

func occurrences(found []Span, hay traced, piece string) []Span {
	text := string(hay.text)
	for at := 0; len(found) < maxSpans; {
		i := strings.Index(text[at:], piece)
		if i < 0 {
			break
		}
		i += at
		at = i + len(piece)
		found = append(found, Span{hay.start[i], hay.end[at-1]})
	}
	return found
}

func squeezeTraced(t traced) traced {
	text := string(t.text)
	out := traced{}
	for i := 0; i < len(text); {
		if gap := gapAt(text, i, true); gap > 0 {
			i += gap
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		out.text = append(out.text, text[i:i+size]...)
		out.start = append(out.start, t.start[i:i+size]...)
		out.end = append(out.end, t.end[i:i+size]...)
		i += size
	}
	return out
}

func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// toUTF16 turns sorted spans in bytes into UTF-16 units. An ill-formed byte
// counts as one unit, the U+FFFD that stands for it in JSON.
func toUTF16(text string, spans []Span) []Span {
	units, at := 0, 0
	position := func(offset int) int {
		for at < offset {
			r, size := utf8.DecodeRuneInString(text[at:])
			at += size
			units += unitsOf(r)
		}
		return units
	}
	for i := range spans {
		spans[i].Start = position(spans[i].Start)
		spans[i].End = position(spans[i].End)
	}
	return spans
}

func unitsOf(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Excerpt returns about n characters of the text around its first span, and the
// spans inside them, in units of the excerpt. Blanks and line ends become single
// blanks, one for one; "…" stands for what is left out, beyond the n characters.
// No character made of several code points is cut.
func Excerpt(text string, spans []Span, n int) (string, []Span) {
	runes := []rune(text)
	offsets := make([]int, len(runes)+1) // in units, before each rune
	for i, r := range runes {
		offsets[i+1] = offsets[i] + unitsOf(r)
	}
	from := 0
	if len(spans) > 0 && len(runes) > n {
		first, _ := slices.BinarySearch(offsets, spans[0].Start)
		from = min(max(first-n/4, 0), max(len(runes)-n, 0))
	}
	to := min(from+max(n, 0), len(runes))
	for from < to && continues(runes, from) {
		from++
	}
	for to > from && to < len(runes) && continues(runes, to) {
		to--
	}
	var b strings.Builder
	shift := offsets[from]
	if from > 0 {
		b.WriteString("…")
		shift--
	}
	for _, r := range runes[from:to] {
		if unicode.IsSpace(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	if to < len(runes) {
		b.WriteString("…")
	}
	var inside []Span
	for _, s := range spans {
		start, end := max(s.Start, offsets[from]), min(s.End, offsets[to])
		if start < end {
			inside = append(inside, Span{start - shift, end - shift})
		}
	}
	return b.String(), inside
}

// continues says whether the rune at i belongs to the character before it:
// marks, variation selectors, skin colours, and what a joiner ties together.
func continues(runes []rune, i int) bool {
	if i <= 0 || i >= len(runes) {
		return false
	}
	const joiner = '\u200d'
	r, before := runes[i], runes[i-1]
	if r == joiner || before == joiner || unicode.IsMark(r) || r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xe0020 && r <= 0xe007f {
		return true
	}
	if !flagLetter(r) || !flagLetter(before) {
		return false
	}
	count := 0 // flags are pairs of letters; a pair begins at every even one
	for j := i - 1; j >= 0 && flagLetter(runes[j]); j-- {
		count++
	}
	return count%2 == 1
}

func flagLetter(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
