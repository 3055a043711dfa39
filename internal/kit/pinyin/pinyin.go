package pinyin

import (
	"slices"
	"strings"
	"unicode"

	table "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxRunes of a name that are looked at.
	maxRunes = 40
	// maxKeys that a name with many readings gives.
	maxKeys = 16
)

// readings gives the ways to read each character of a name, without tones.
func readings(name string) [][]string {
	args := table.NewArgs()
	args.Heteronym = true
	var out [][]string
	for i, r := range []rune(strings.ToLower(norm.NFKC.String(name))) {
		if i == maxRunes {
			break
		}
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			out = append(out, []string{string(r)})
		default:
			if all := table.SinglePinyin(r, args); len(all) > 0 {
				out = append(out, distinct(all))
			}
		}
	}
	return out
}

func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		s = strings.ReplaceAll(s, "ü", "v")
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Matches tells whether a typed text begins a run of syllables anywhere in the
// name: of each syllable at least its first letter, in order, none left out.
func Matches(name, typed string) bool {
	typed = letters(typed)
	if typed == "" {
		return false
	}
	syllables := readings(name)
	for i := range syllables {
		if eats(syllables[i:], typed) {
			return true
		}
	}
	return false
}

// letters drops the blanks and apostrophes that people put between syllables.
func letters(typed string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		if r == ' ' || r == '\'' || r == '’' {
			return -1
		}
		return '?' // no syllable has it
	}, strings.ToLower(norm.NFKC.String(typed)))
}

// eats tells whether the syllables, a beginning of each, make the typed text.
// reach[i] says that i letters are made; it is small, so no recursion runs wild.
func eats(syllables [][]string, typed string) bool {
	reach := map[int]bool{0: true}
	for _, ways := range syllables {
		next := map[int]bool{}
		for from := range reach {
			for _, way := range ways {
				for n := 1; n <= len(way) && strings.HasPrefix(typed[from:], way[:n]); n++ {
					if from+n == len(typed) {
						return true
					}
					next[from+n] = true
				}
			}
		}
		if len(next) == 0 {
			return false
		}
		reach = next
	}
	return false
}

// Keys gives what a database can look for: the initials and the whole
// syllables of a name, one text for each combination of readings, at most 32.
func Keys(name string) []string {
	syllables := readings(name)
	if len(syllables) == 0 {
		return nil
	}
	combos := [][]string{nil}
	for _, ways := range syllables {
		var more [][]string
		for _, had := range combos {
			for i, way := range ways {
				if i > 0 && len(combos)+len(more) >= maxKeys {
					break
				}
				more = append(more, append(slices.Clone(had), way))
			}
		}
		combos = more
	}
	var out []string
	for _, c := range combos {
		var initials, whole strings.Builder
		for _, way := range c {
			initials.WriteString(way[:1])
			whole.WriteString(way)
		}
		for _, key := range []string{initials.String(), whole.String()} {
			if !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}
