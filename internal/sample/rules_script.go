package sample

import (
	"fmt"
	"strings"
	"time"

	"tiexin/internal/customer"
)

// person of a script.
type person struct {
	key    string
	kind   customer.Kind
	name   string
	regard customer.Regard
	phone  string
	mail   string
	note   string
}

// How a conversation of a script stands.
const (
	stateDone = "done" // ended
	stateWait = "wait" // in the line
	stateMine = "mine" // with who asked
)

// scene is a conversation of a script.
type scene struct {
	state string
	ago   time.Duration
	who   string
	lines []line
}

// line of a scene: V the customer, A an answer, N a note.
type line struct {
	by   byte
	text string
}

// parse reads a script.
func parse(text string) (people []person, scenes []scene, err error) {
	for n, row := range strings.Split(text, "\n") {
		mark, rest, _ := strings.Cut(strings.TrimSpace(row), " ")
		switch mark {
		case "", "#":
			continue
		case "@":
			p, bad := parsePerson(rest)
			people, err = append(people, p), bad
		case ">":
			s, bad := parseScene(rest)
			scenes, err = append(scenes, s), bad
		case "V", "A", "N":
			last := &scenes[len(scenes)-1]
			last.lines = append(last.lines, line{mark[0], rest})
		default:
			err = fmt.Errorf("unknown mark %q", mark)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return people, scenes, nil
}

func fields(text string) []string {
	out := strings.Split(text, "|")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

func parsePerson(text string) (person, error) {
	f := fields(text)
	if len(f) != 8 {
		return person{}, fmt.Errorf("%d fields of a customer, want 8", len(f))
	}
	return person{key: f[0], kind: customer.Kind(f[1]), name: f[2], regard: customer.Regard{Grade: customer.Grade(f[3]), VIP: f[4] == "vip"},
		phone: f[5], mail: f[6], note: f[7]}, nil
}

func parseScene(text string) (scene, error) {
	f := fields(text)
	state, ago, _ := strings.Cut(f[0], " ")
	if len(f) != 2 {
		return scene{}, fmt.Errorf("%d fields of a conversation, want 2", len(f))
	}
	var days int
	if before, after, ok := strings.Cut(ago, "d"); ok {
		if _, err := fmt.Sscan(before, &days); err != nil {
			return scene{}, err
		}
		ago = after
	}
	d, err := time.ParseDuration(ago)
	return scene{state: state, ago: d + time.Duration(days)*24*time.Hour, who: f[1]}, err
}
