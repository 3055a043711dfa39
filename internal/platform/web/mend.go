package web

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// lost stands where half a character was that cannot be kept; as long as the
// escape that it replaces.
const lost = `\ufffd`

// mendFirst replaces what cannot be kept before a body is judged, for routes
// that are sent what nobody has chosen: the title a page happens to have, or the
// half of an emoji at which a phone has cut a customer's words.
func mendFirst(limit int64) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		next(mended{humaContext: hc, body: &mendedBody{from: hc.BodyReader(), limit: limit}})
	}
}

type humaContext = huma.Context // its name must not hide its method Context

type mended struct {
	humaContext
	body io.Reader
}

func (m mended) BodyReader() io.Reader { return m.body }

// mendedBody reads only when it is read, which is when the time limit of a body
// has begun.
type mendedBody struct {
	from  io.Reader
	limit int64
	rest  *bytes.Reader
}

func (m *mendedBody) Read(p []byte) (int, error) {
	if m.rest == nil {
		raw, err := io.ReadAll(io.LimitReader(m.from, m.limit+1)) // one more tells that it is too large
		if err != nil {
			return 0, err
		}
		m.rest = bytes.NewReader(mend(raw))
	}
	return m.rest.Read(p)
}

// mend leaves NUL out, which nobody has typed and nobody sees, and marks where
// anything else is lost.
func mend(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte{0}, nil)
	if !utf8.Valid(data) {
		data = bytes.ToValidUTF8(data, []byte("?")) // no longer than before
	}
	out := make([]byte, 0, len(data))
	for {
		at, code := badEscape(data)
		if code == "" {
			return append(out, data...)
		}
		out = append(out, data[:at]...)
		if hex4(data, at+2) != 0 {
			out = append(out, lost...)
		}
		data = data[at+len(lost):]
	}
}
