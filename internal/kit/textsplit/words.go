package textsplit

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed taiwan.txt
var taiwanText string

// taiwan maps a folded word to the folded words that say the same on the other
// side of the strait, both ways; longestWord is the length of the longest in
// characters.
var taiwan, longestWord = readWords(taiwanText)

// maxWordings of one query.
const maxWordings = 8

func readWords(text string) (map[string][]string, int) {
	words, longest := make(map[string][]string, 1600), 0
	for line := range strings.Lines(text) {
		mainland, island, found := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(line, "#") || !found {
			continue
		}
		mainland, island = Fold(mainland), Fold(island)
		if mainland == island {
			continue
		}
		for word, other := range map[string]string{mainland: island, island: mainland} {
			if !slices.Contains(words[word], other) {
				words[word] = append(words[word], other)
			}
			longest = max(longest, len([]rune(word)))
		}
	}
	return words, longest
}

// Wordings returns the folded query and what it says in the words of the other
// side of the strait (软件 and 軟體, 质量 and 品質), at most eight in all. The longest
// word counts where several begin at one place.
func Wordings(query string) []string {
	runes := []rune(Fold(query))
	all := []string{""}
	for at := 0; at < len(runes); {
		length, others := wordAt(runes[at:])
		piece := string(runes[at : at+length])
		at += length
		var next []string
		for _, before := range all {
			next = append(next, before+piece)
		}
		for _, before := range all {
			for _, other := range others {
				next = append(next, before+other)
			}
		}
		all = next[:min(len(next), maxWordings)]
	}
	return all
}

// wordAt finds the longest word of the list at the beginning; without one it
// tells the length of a single character.
func wordAt(runes []rune) (length int, others []string) {
	for n := min(longestWord, len(runes)); n > 1; n-- {
		if others := taiwan[string(runes[:n])]; others != nil {
			return n, others
		}
	}
	return 1, nil
}
