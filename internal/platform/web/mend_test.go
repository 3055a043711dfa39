package web

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestMend(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"b"}`:                       `{"a":"b"}`,
		`"\ud83d\ude00 \u00e9 \n"`:        `"\ud83d\ude00 \u00e9 \n"`,
		`"\u0000"`:                        `""`,
		"\"a\x00b\"":                      `"ab"`,
		`"a\u0000\u0000b\u0000"`:          `"ab"`,
		`"\ud83d\u0000\ude00"`:            `"\ufffd\ufffd"`,
		`"\ud83d"`:                        `"\ufffd"`,
		`"\ud83d\ud83d\ude00"`:            `"\ufffd\ud83d\ude00"`,
		`"\ude00\ud83d"`:                  `"\ufffd\ufffd"`,
		`"\\u0000 \\\u0000"`:              `"\\u0000 \\"`,
		"\"\xff\xfe\xed\xa0\x80\"":        `"?"`,
		`{"\u0000":"\ud83dx","c":"\u00`:   `{"":"\ufffdx","c":"\u00`,
		`"` + strings.Repeat(`\ud800`, 3): `"\ufffd\ufffd\ufffd`,
	} {
		if got := string(mend([]byte(in))); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		} else if json.Valid([]byte(got)) && checkJSON([]byte(got)) != nil {
			t.Errorf("%q is refused all the same", got)
		}
	}
}

// TestMendedBodyKeepsItsLimit reads one byte more than may come, so that the
// door sees that it is too much, and no more.
func TestMendedBodyKeepsItsLimit(t *testing.T) {
	from := strings.NewReader(strings.Repeat("x", 100))
	body := &mendedBody{from: from, limit: 10}
	if from.Len() != 100 {
		t.Error("it is read before the time limit of a body has begun")
	}
	if raw, err := io.ReadAll(body); len(raw) != 11 || err != nil {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	broken := &mendedBody{from: io.MultiReader(strings.NewReader("{"), brokenReader{}), limit: 10}
	if _, err := io.ReadAll(broken); err != io.ErrUnexpectedEOF {
		t.Errorf("a body that breaks off: %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
