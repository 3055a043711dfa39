package textsplit

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWordings(t *testing.T) {
	for query, want := range map[string]string{
		"軟體": "软件", "软件": "软体", "品質": "质量", "质量": "品质", "網路": "网络", "网络": "网路", "軟體品質": "软件质量", "打印机坏了": "印表机坏了",
		"ＳＱＬ注入": "sql隐码攻击",
	} {
		all := Wordings(query)
		if all[0] != Fold(query) || !slices.Contains(all, want) {
			t.Errorf("%s: %q does not say %s", query, all, want)
		}
	}
	for query, want := range map[string][]string{"": {""}, "漏水": {"漏水"}, "件": {"件"}, "abc": {"abc"}} {
		if all := Wordings(query); !slices.Equal(all, want) {
			t.Errorf("%q: %q, want %q", query, all, want)
		}
	}
	if all := Wordings("網路路由器"); slices.Contains(all, "网络由器") || len(all) < 2 {
		t.Errorf("the longest word counts: %q", all)
	}
}

// What a query says in other words is bounded, and the query itself comes first.
func TestWordingsAreBounded(t *testing.T) {
	if len(taiwan) < 1000 {
		t.Fatalf("%d words", len(taiwan))
	}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"软件", "軟體", "质量", "网络", "数据", "信息", "水", "x"}), 0, 30).Draw(t, "words")
		query := strings.Join(words, "")
		all := Wordings(query)
		if len(all) == 0 || len(all) > maxWordings || all[0] != Fold(query) {
			t.Fatalf("%q", all)
		}
		for i, one := range all {
			if !utf8.ValidString(one) || slices.Contains(all[:i], one) {
				t.Fatalf("%q", all)
			}
		}
	})
}

// TestCorpusFolds compares sentences with the forms of the mainland, Taiwan and
// Hong Kong. What is said in other words there ("twp", "2sp") is not folded.
func TestCorpusFolds(t *testing.T) {
	raw, err := os.ReadFile("../../../../shared/corpora/zh-trad-simp/cases.json")
	if err != nil {
		t.Skip("skipped: the corpus zh-trad-simp is not here")
	}
	var cases []struct {
		ID, Input string
		Expected  map[string]string
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, c := range cases {
		for direction, want := range c.Expected {
			if strings.HasSuffix(direction, "p") {
				continue
			}
			looked++
			if Fold(c.Input) != Fold(want) {
				t.Errorf("%s %s: %s, %s", c.ID, direction, c.Input, want)
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d sentences", looked)
	}
}
