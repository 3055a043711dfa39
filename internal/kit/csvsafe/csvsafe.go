package csvsafe

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Writer writes rows. Flush at the end and look at its error.
type Writer struct {
	out     *bufio.Writer
	started bool
}

// NewWriter makes a writer; nothing is written before the first row.
func NewWriter(w io.Writer) *Writer { return &Writer{out: bufio.NewWriter(w)} }

// Row writes one line of cells.
func (w *Writer) Row(cells ...string) error {
	if !w.started {
		w.started = true
		w.out.WriteString("\ufeff")
	}
	for i, c := range cells {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.out.WriteByte('"')
		w.out.WriteString(strings.ReplaceAll(Neutral(c), `"`, `""`))
		w.out.WriteByte('"')
	}
	_, err := w.out.WriteString("\r\n") // a bufio.Writer remembers its first error
	return err
}

// Flush hands over what is still held.
func (w *Writer) Flush() error { return w.out.Flush() }

var (
	number   = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,10})?$`)
	delicate = regexp.MustCompile(`^(0[0-9]+|[0-9]{16,})$`)
)

// Neutral gives a cell's text without anything that a spreadsheet would run.
func Neutral(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	switch {
	case delicate.MatchString(s):
		return "\t" + s
	case number.MatchString(s):
		return s
	}
	var b strings.Builder
	fresh := true // a program might see a cell begin here
	for _, r := range s {
		if fresh && dangerous(r) {
			b.WriteByte('\'')
		}
		if r == 0 {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		fresh = separates(r) || fresh && (blank(r) || r == '\'')
	}
	return b.String()
}

func dangerous(r rune) bool { return strings.ContainsRune("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫", r) }

func separates(r rune) bool { return strings.ContainsRune(",;|\t\r\n\"'，；", r) }

func blank(r rune) bool {
	return r == ' ' || r == '\u00a0' || r == '\u3000' || r == '\ufeff' || r >= '\u2000' && r <= '\u200f'
}
