package web

import (
	"encoding/base64"
	"encoding/json"

	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// List is what every list takes. Embed it in the request.
type List struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"30" doc:"Rows on a page."`
	Cursor string `query:"cursor" maxLength:"512" doc:"next_cursor of the page before."`
}

// EncodeCursor packs the keys of the last row.
func EncodeCursor(keys any) string {
	raw, err := json.Marshal(keys)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// DecodeCursor reads the keys back; false for the first page. What EncodeCursor
// would not have written for these keys is refused: another list's cursor must
// not quietly mean the first page.
func DecodeCursor[T any](cursor string) (keys T, given bool, err error) {
	if cursor == "" {
		return keys, false, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(raw, &keys)
	}
	if err != nil || EncodeCursor(keys) != cursor {
		return keys, false, fault.Invalid("request.cursor", "cursor")
	}
	return keys, true, nil
}

// After reads a cursor of a list by time; nil for the first page.
func After(cursor string) (*id.Place, error) {
	at, given, err := DecodeCursor[id.Place](cursor)
	if err != nil || !given {
		return nil, err
	}
	if !id.Valid(at.ID) {
		return nil, fault.Invalid("request.cursor", "cursor")
	}
	return &at, nil
}

// Cut takes one row more than asked for and makes the page and its cursor.
func Cut[T any](rows []T, limit int, key func(T) any) *Page[T] {
	if len(rows) <= limit {
		return PageOf(rows, "")
	}
	return PageOf(rows[:limit], EncodeCursor(key(rows[limit-1])))
}
