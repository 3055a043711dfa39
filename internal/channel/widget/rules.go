package widget

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/cnphone"
	"tiexin/internal/kit/grapheme"
)

// Bounds of what a site says of its visitor, in characters.
const maxIdentityID, maxIdentityName, maxIdentityEmail, maxIdentityPhone = 128, 60, 254, 32

// doubts tells by which code a visitor is asked about the contact they leave:
// it reaches nobody, or looks like a number that misses some of its digits.
// Whoever stays with it keeps it; none: there is nothing to ask.
func doubts(contact string) string {
	switch {
	case !check.Reachable(contact):
		return "widget.contact"
	case !strings.Contains(norm.NFKC.String(contact), "@") && !cnphone.Dialable(contact):
		return "widget.contact_odd"
	}
	return ""
}

// Identity is who a site says its visitor is.
type Identity struct {
	ID, Name, Email, Phone string
	Expires                int64
	Signature              string
}

// readIdentity reads what a site says, as it may have written it: numbers as
// texts and texts as numbers, since the signature says which id is meant. None
// of what cannot be read; the visitor is not to be refused for it.
func readIdentity(raw json.RawMessage) *Identity {
	var said map[string]json.RawMessage
	if json.Unmarshal(raw, &said) != nil {
		return nil
	}
	expires, err := strconv.ParseInt(plain(said["expires"]), 10, 64)
	i := Identity{ID: plain(said["id"]), Expires: expires, Signature: plain(said["signature"]), Email: plain(said["email"]), Phone: plain(said["phone"])}
	if err != nil || i.ID == "" || utf8.RuneCountInString(i.ID) > maxIdentityID {
		return nil
	}
	i.Name, _ = grapheme.Cut(check.Line(plain(said["name"])), maxIdentityName)
	// Half an address or number reaches somebody else.
	if utf8.RuneCountInString(i.Email) > maxIdentityEmail {
		i.Email = ""
	}
	if utf8.RuneCountInString(i.Phone) > maxIdentityPhone {
		i.Phone = ""
	}
	return &i
}

// plain is a text or the digits of a number; nothing of anything else.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}
