package csvsafe_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"tiexin/internal/kit/csvsafe"
)

func TestNeutral(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"林小满":                   "林小满",
		"=1+1":                  "'=1+1",
		"+8613812342100":        "'+8613812342100",
		"-1+cmd|' /C calc'!A0":  "'-1+cmd|' /C calc'!A0",
		"@SUM(A1)":              "'@SUM(A1)",
		"\t=1":                  "'\t'=1",
		"\r=1":                  "'\r'=1",
		"  =1":                  "  '=1",
		"\u3000＝1":              "\u3000'＝1",
		"＝1":                    "'＝1",
		"＋1":                    "'＋1",
		"－1":                    "'－1",
		"＠a":                    "'＠a",
		"a,=1":                  "a,'=1",
		"a;=1":                  "a;'=1",
		`a"=1`:                  `a"'=1`,
		"a\n=1":                 "a\n'=1",
		"a=1":                   "a=1",
		"a-b@example.com":       "a-b@example.com",
		"-5":                    "-5",
		"-5.25":                 "-5.25",
		"007":                   "\t007",
		"02164312345":           "\t02164312345",
		"0":                     "0",
		"6222021234567890123":   "\t6222021234567890123",
		"2026-03-02T01:00:00Z":  "2026-03-02T01:00:00Z",
		"坏\xff字":                "坏\ufffd字",
		`{"name":"x","n":"-1"}`: `{"name":"x","n":"'-1"}`,
	} {
		if got := csvsafe.Neutral(in); got != want {
			t.Errorf("Neutral(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRowsOpenRight(t *testing.T) {
	var b bytes.Buffer
	w := csvsafe.NewWriter(&b)
	if err := w.Row("姓名", "备\"注"); err != nil {
		t.Fatal(err)
	}
	if err := w.Row("a,b", "1\n2"); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(b.String(), "\ufeff")
	if !ok || text != "\"姓名\",\"备\"\"注\"\r\n\"a,b\",\"1\n2\"\r\n" {
		t.Fatalf("%q", b.String())
	}
}

// FuzzNeutral reads every cell back and looks for a beginning that runs.
func FuzzNeutral(f *testing.F) {
	f.Add("=1", ";+2")
	f.Fuzz(func(t *testing.T, a, c string) {
		var b bytes.Buffer
		w := csvsafe.NewWriter(&b)
		w.Row(a, c)
		w.Flush()
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			t.Fatalf("%q: %v %v", b.String(), rows, err)
		}
		for _, cell := range rows[0] {
			for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",;|\"", r) }) {
				part = strings.TrimLeft(part, " \u3000")
				if part != "" && strings.ContainsRune("=+@＝＋－＠", []rune(part)[0]) {
					t.Fatalf("%q holds %q", cell, part)
				}
			}
		}
	})
}
