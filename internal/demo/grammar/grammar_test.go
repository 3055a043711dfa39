package grammar

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	g, err := Parse("// words\n@a one<b>[ {x}] | two\n@b B\n  | C\n#scene s 3 topic\nV <a>?\nA? {x}\n")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	seen := map[string]bool{}
	for range 200 {
		seen[g.Say(r, "a", func(slot string) string { return strings.ToUpper(slot) })] = true
	}
	for _, want := range []string{"oneB", "oneC", "oneB X", "oneC X", "two"} {
		if !seen[want] {
			t.Errorf("never said %q", want)
		}
	}
	if s := g.Pick(r); s.Key != "s" || s.Label != "topic" || len(s.Lines) != 2 || !s.Lines[1].Maybe {
		t.Errorf("scene read as %+v", s)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"@a <b>", "@a [b", "@a b]", "@a <b", "V hello", "#scene s x topic", "#scene s 1 t\nV <none>"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
