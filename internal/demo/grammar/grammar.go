// Package grammar makes sentences from a text of rules (语料规则), so that
// sample data reads like talk and no line has to be written by hand.
//
// A rule is `@name first way | second way`, continued on indented lines. In a
// way, `<name>` stands for another rule, `{name}` for a value of the story and
// `[...]` for something said every other time. A scene is `#scene key weight
// label` and the lines below it, each `WHO text` with WHO one of V (visitor),
// A (staff), N (note); `V?` is left out every other time.
package grammar

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Grammar is what a text of rules says.
type Grammar struct {
	rules  map[string][]way
	Scenes []Scene
	total  int
}

// Scene is one course that a talk may take.
type Scene struct {
	Key    string
	Weight int
	Label  string
	Lines  []Line
}

// Line is one turn of a scene.
type Line struct {
	Who   byte // V visitor, A staff, N note
	Maybe bool // left out every other time
	way   way
}

type way []part

type part struct {
	text string // said as it is
	rule string // or another rule
	slot string // or a value of the story
	opt  way    // or something said every other time
}

// Story gives the values of one talk.
type Story func(slot string) string

// Parse reads a text of rules and refuses names that nobody defines.
func Parse(text string) (*Grammar, error) {
	g := &Grammar{rules: map[string][]way{}}
	rule := ""
	for n, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if err := g.line(&rule, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return g, g.check()
}

func (g *Grammar) line(rule *string, line string) error {
	switch {
	case strings.HasPrefix(line, "@"):
		name, rest, _ := strings.Cut(line[1:], " ")
		*rule = name
		return g.add(name, rest)
	case strings.HasPrefix(line, " "):
		return g.add(*rule, line)
	case strings.HasPrefix(line, "#scene "):
		f := strings.Fields(line)
		if len(f) != 4 {
			return fmt.Errorf("scene wants key, weight and label: %q", line)
		}
		weight, err := strconv.Atoi(f[2])
		if err != nil {
			return err
		}
		g.total += weight
		g.Scenes = append(g.Scenes, Scene{Key: f[1], Weight: weight, Label: f[3]})
		return nil
	}
	who, rest, ok := strings.Cut(line, " ")
	if !ok || len(g.Scenes) == 0 {
		return fmt.Errorf("neither rule nor scene: %q", line)
	}
	w, _, err := parse(rest, false)
	s := &g.Scenes[len(g.Scenes)-1]
	s.Lines = append(s.Lines, Line{Who: who[0], Maybe: strings.HasSuffix(who, "?"), way: w})
	return err
}

func (g *Grammar) add(name, ways string) error {
	for _, text := range strings.Split(ways, "|") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		w, _, err := parse(text, false)
		if err != nil {
			return err
		}
		g.rules[name] = append(g.rules[name], w)
	}
	return nil
}

// parse reads a way up to its end, or up to the closing bracket inside one.
func parse(text string, inside bool) (w way, rest string, err error) {
	for text != "" {
		i := strings.IndexAny(text, "<{[]")
		if i < 0 {
			w, text = append(w, part{text: text}), ""
			break
		}
		if i > 0 {
			w = append(w, part{text: text[:i]})
		}
		open := text[i]
		text = text[i+1:]
		switch open {
		case ']':
			if !inside {
				return nil, "", fmt.Errorf("bracket closed that was not opened before %q", text)
			}
			return w, text, nil
		case '[':
			var opt way
			if opt, text, err = parse(text, true); err != nil {
				return nil, "", err
			}
			w = append(w, part{opt: opt})
		default:
			end := strings.IndexAny(text, ">}")
			if end < 0 {
				return nil, "", fmt.Errorf("name not closed: %q", text)
			}
			p := part{slot: text[:end]}
			if open == '<' {
				p = part{rule: text[:end]}
			}
			w, text = append(w, p), text[end+1:]
		}
	}
	if inside {
		return nil, "", fmt.Errorf("bracket not closed")
	}
	return w, "", nil
}

func (g *Grammar) check() error {
	var visit func(w way) error
	visit = func(w way) error {
		for _, p := range w {
			if p.rule != "" && len(g.rules[p.rule]) == 0 {
				return fmt.Errorf("no rule %q", p.rule)
			}
			if err := visit(p.opt); err != nil {
				return err
			}
		}
		return nil
	}
	for _, ways := range g.rules {
		for _, w := range ways {
			if err := visit(w); err != nil {
				return err
			}
		}
	}
	for _, s := range g.Scenes {
		for _, l := range s.Lines {
			if err := visit(l.way); err != nil {
				return fmt.Errorf("scene %s: %w", s.Key, err)
			}
		}
	}
	return nil
}

// Pick chooses a scene by weight.
func (g *Grammar) Pick(r *rand.Rand) Scene {
	n := r.IntN(g.total)
	for _, s := range g.Scenes {
		if n -= s.Weight; n < 0 {
			return s
		}
	}
	return g.Scenes[0]
}

// Say speaks a rule.
func (g *Grammar) Say(r *rand.Rand, rule string, story Story) string {
	var b strings.Builder
	g.rule(&b, r, rule, story)
	return b.String()
}

// Speak speaks a line of a scene.
func (g *Grammar) Speak(r *rand.Rand, l Line, story Story) string {
	var b strings.Builder
	g.speak(&b, r, l.way, story)
	return b.String()
}

func (g *Grammar) rule(b *strings.Builder, r *rand.Rand, name string, story Story) {
	ways := g.rules[name]
	g.speak(b, r, ways[r.IntN(len(ways))], story)
}

func (g *Grammar) speak(b *strings.Builder, r *rand.Rand, w way, story Story) {
	for _, p := range w {
		switch {
		case p.rule != "":
			g.rule(b, r, p.rule, story)
		case p.slot != "":
			b.WriteString(story(p.slot))
		case p.opt != nil:
			if r.IntN(2) == 0 {
				g.speak(b, r, p.opt, story)
			}
		default:
			b.WriteString(p.text)
		}
	}
}
