package web

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
)

// jsonFault is a text or name in a request that cannot be kept as it is. The
// library between hands on nothing but its sentence, so that holds all.
type jsonFault struct{ code, field string }

const jsonFaultMark = "json.at "

func (f jsonFault) Error() string { return jsonFaultMark + f.code + " " + f.field }

// jsonFaultIn reads it back out of a sentence.
func jsonFaultIn(sentence string) (jsonFault, bool) {
	rest, ok := strings.CutPrefix(sentence, jsonFaultMark)
	if !ok {
		return jsonFault{}, false
	}
	code, field, _ := strings.Cut(rest, " ")
	return jsonFault{code: code, field: field}, true
}

// Bounds of a request's parts, above all that ours may hold. The library behind
// us words a complaint for every name and item that does not fit, so that many
// of them from somebody unknown would cost what a whole page costs.
const maxNames, maxItems, maxValues = 1000, 2000, 10_000

// jsonLevel is an object or list that the walk is inside of.
type jsonLevel struct {
	names map[string]bool // of an object; nil: a list
	name  string          // the member, with awaited false
	index int             // the item of a list
	key   bool            // the next text is a member's name
}

// jsonWalk goes once through valid JSON.
type jsonWalk struct {
	data   []byte
	levels []jsonLevel
	values int
}

func (w *jsonWalk) walk() error {
	for i := 0; i < len(w.data); i++ {
		top := len(w.levels) - 1
		switch w.data[i] {
		case '{':
			w.levels = append(w.levels, jsonLevel{names: map[string]bool{}, key: true})
		case '[':
			w.levels = append(w.levels, jsonLevel{})
		case '}', ']':
			w.levels = w.levels[:top]
		case ',':
			w.levels[top].index++
			w.levels[top].key = w.levels[top].names != nil
			if w.values++; w.values >= maxValues || w.levels[top].names == nil && w.levels[top].index >= maxItems {
				return jsonFault{"request.invalid", w.path()}
			}
		case ':':
			w.levels[top].key = false
		case '"':
			end := stringEnd(w.data, i)
			if err := w.text(w.data[i : end+1]); err != nil {
				return err
			}
			i = end
		}
	}
	return nil
}

// text judges a quoted text.
func (w *jsonWalk) text(quoted []byte) error {
	top := len(w.levels) - 1
	if top >= 0 && w.levels[top].key {
		var name string
		if err := json.Unmarshal(quoted, &name); err != nil {
			return errJSON
		}
		w.levels[top].name = name
		if w.levels[top].names[name] {
			return jsonFault{"request.duplicate", w.path()}
		}
		if len(w.levels[top].names) == maxNames {
			return jsonFault{"request.unknown_field", w.path()}
		}
		w.levels[top].names[name] = true
	}
	if _, code := badEscape(quoted); code != "" {
		return jsonFault{code, w.path()}
	}
	return nil
}

// path names where the walk is, like "settings.allowed_sites[1]".
func (w *jsonWalk) path() string {
	var b strings.Builder
	for _, l := range w.levels {
		if l.names == nil {
			b.WriteString("[" + strconv.Itoa(l.index) + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(clip(strings.Map(printable, l.name), 64))
	}
	return b.String()
}

func printable(r rune) rune {
	if strconv.IsPrint(r) {
		return r
	}
	return -1
}

// stringEnd finds the closing quote.
func stringEnd(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(data) - 1
}

// badEscape finds NUL, which one of the engines cannot keep, and half a pair
// of surrogates, which would become U+FFFD.
func badEscape(text []byte) (at int, code string) {
	for i := 0; i+1 < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		at = i
		i++
		if text[i] != 'u' {
			continue
		}
		r := hex4(text, i+1)
		i += 4
		switch {
		case r == 0:
			return at, "check.bad_character"
		case !utf16.IsSurrogate(r):
		case r >= 0xdc00 || i+2 >= len(text) || text[i+1] != '\\' || text[i+2] != 'u':
			return at, "request.utf8"
		default:
			if low := hex4(text, i+3); low < 0xdc00 || low > 0xdfff {
				return at, "request.utf8"
			}
			i += 6
		}
	}
	return 0, ""
}

func hex4(b []byte, at int) rune {
	if at+4 > len(b) {
		return -1
	}
	n, err := strconv.ParseUint(string(b[at:at+4]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
