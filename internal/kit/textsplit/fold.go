package textsplit

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	foldPasses = 4 // enough for every text; a bound, not a tuning
	maxMarks   = 4 // combining marks kept on one character
)

//go:embed simplified.txt
var simplifiedText string

//go:embed variants.txt
var variantsText string

// simplified maps a traditional or variant character to the one it is searched
// as.
var simplified = searchedAs(readPairs(simplifiedText), readPairs(variantsText))

// searchedAs lays the variants over the simplified forms: 鍾 becomes 锺, and with
// that 钟.
func searchedAs(simple, variants map[rune]rune) map[rune]rune {
	for from, to := range simple {
		if last, further := variants[to]; further {
			simple[from] = last
		}
	}
	for from, to := range variants {
		if last, further := simple[to]; further && variants[to] == 0 {
			to = last
		}
		simple[from] = to
	}
	return simple
}

func readPairs(text string) map[rune]rune {
	pairs := make(map[rune]rune, 4000)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		runes := []rune(strings.TrimSpace(line))
		for i := 0; i+1 < len(runes); i += 2 {
			pairs[runes[i]] = runes[i+1]
		}
	}
	return pairs
}

// Fold makes a text comparable; see the package's essay. Ill-formed bytes become
// U+FFFD.
func Fold(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(s)
	}
	for range foldPasses {
		next := norm.NFKC.String(mapString(s))
		if next == s {
			break
		}
		s = next
	}
	return s
}

// mapString is mapRunes without a trace.
func mapString(s string) string {
	marks := 0
	return expand.Replace(strings.Map(func(r rune) rune { return mapRune(r, &marks) }, s))
}

// expanded are letters that people without the key write as two.
var (
	expanded = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe"}
	expand   = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe")
)

// bare are Latin letters of which the sign is no mark of its own.
var bare = map[rune]rune{'ø': 'o', 'ł': 'l', 'đ': 'd', 'ħ': 'h', 'ı': 'i', 'ŧ': 't'}

// unmarked takes the marks off a Latin letter: müller is found as muller. Other
// scripts keep theirs, where they make other letters (й, が).
func unmarked(r rune) rune {
	if r < 0xc0 || r > 0x24f && (r < 0x1e00 || r > 0x1eff) {
		return r
	}
	if plain, found := bare[r]; found {
		return plain
	}
	if parts := norm.NFD.PropertiesString(string(r)).Decomposition(); len(parts) > 0 && parts[0] < utf8.RuneSelf {
		return rune(parts[0])
	}
	return r
}

// mapRune lowers and simplifies a rune, or drops it (-1). marks counts the
// combining marks in a row.
func mapRune(r rune, marks *int) rune {
	if ignorable(r) {
		return -1
	}
	if !unicode.Is(unicode.M, r) {
		*marks = 0
	} else if *marks++; *marks > maxMarks {
		return -1
	}
	r = unmarked(unicode.ToLower(r))
	if simple, found := simplified[r]; found {
		return simple
	}
	return r
}

// traced is folded text that knows where it came from: byte i stands for the
// bytes start[i] to end[i] of the original.
type traced struct {
	text       []byte
	start, end []int
}

func (t *traced) add(text string, start, end int) {
	for i := range len(text) {
		t.text = append(t.text, text[i])
		t.start = append(t.start, start)
		t.end = append(t.end, end)
	}
}

func foldTraced(s string) traced {
	t := traced{}
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		t.add(strings.ToValidUTF8(s[i:i+size], "\ufffd"), i, i+size)
		i += size
	}
	for range foldPasses {
		next := normalise(mapRunes(t))
		if string(next.text) == string(t.text) {
			break
		}
		t = next
	}
	return t
}

// mapRunes does what is done rune by rune.
func mapRunes(t traced) traced {
	out := traced{}
	marks := 0
	for i := 0; i < len(t.text); {
		r, size := utf8.DecodeRune(t.text[i:])
		start, end := t.start[i], t.end[i+size-1]
		i += size
		if r = mapRune(r, &marks); r < 0 {
			continue
		}
		if two, found := expanded[r]; found {
			out.add(two, start, end)
			continue
		}
		out.add(string(r), start, end)
	}
	return out
}

func ignorable(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// normalise is NFKC. A segment that it changes is traced back as a whole.
func normalise(t traced) traced {
	if norm.NFKC.IsNormal(t.text) {
		return t
	}
	out := traced{}
	for from, to := 0, 0; from < len(t.text); from = to {
		to = from + max(norm.NFKC.NextBoundary(t.text[from:], true), 1)
		segment := norm.NFKC.String(string(t.text[from:to]))
		if segment == string(t.text[from:to]) {
			out.text = append(out.text, segment...)
			out.start = append(out.start, t.start[from:to]...)
			out.end = append(out.end, t.end[from:to]...)
			continue
		}
		out.add(segment, t.start[from], t.end[to-1])
	}
	return out
}
