package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth of nesting in a request; ours are never deeper than five.
const maxDepth = 32

var (
	errUTF8  = errors.New("json.utf8")
	errDepth = errors.New("json.depth")
	errJSON  = errors.New("json.syntax")
)

var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
	Unmarshal: func(data []byte, v any) error {
		if err := checkJSON(data); err != nil {
			return err
		}
		if err := json.Unmarshal(data, v); err != nil {
			return errors.Join(errJSON, err)
		}
		return nil
	},
}

// checkJSON refuses what the decoder would quietly repair or labour over:
// invalid UTF-8 would become U+FFFD, deep nesting costs stack, of two members
// with one name the last would win, and what was judged is not what is kept.
func checkJSON(data []byte) error {
	if !utf8.Valid(data) {
		return errUTF8
	}
	depth, inString, escaped := 0, false, false
	for _, c := range data {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = c == '\\'
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return errDepth
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	if !json.Valid(data) {
		return errJSON
	}
	w := jsonWalk{data: data}
	return w.walk()
}

func marshalIndent(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
