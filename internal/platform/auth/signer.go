package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// Errors of signed texts.
var (
	// ErrSignature: malformed, of another kind, or not signed by us.
	ErrSignature = errors.New("auth: invalid signature")
	// ErrExpired: rightly signed, but too old.
	ErrExpired = errors.New("auth: expired")
	// ErrKey: a signing key shorter than MinKeyBytes.
	ErrKey = errors.New("auth: signing key too short")
)

const (
	// MinKeyBytes is the shortest signing key.
	MinKeyBytes = 32
	signVersion = "1"
	maxSigned   = 2048
)

// Signer mints and verifies texts that need no row in a table: visitor tokens
// and file links. Everything it signs begins with its kind.
type Signer struct {
	current  []byte
	previous []byte
}

// NewSigner takes the key in use and the one before it, nil if there is none.
// Both sign nothing but this package's texts.
func NewSigner(current, previous []byte) (*Signer, error) {
	if len(current) < MinKeyBytes || len(previous) != 0 && len(previous) < MinKeyBytes {
		return nil, ErrKey
	}
	return &Signer{current: append([]byte(nil), current...), previous: append([]byte(nil), previous...)}, nil
}

// feedEnd is later than any feed is read.
var feedEnd = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// VisitorToken is what a visitor token says.
type VisitorToken struct {
	Subject string // the visitor's id
	Channel string // the channel the token was made for
	Expires time.Time
}

// Mint signs a visitor token, valid until expires (to the second). It returns
// "" if subject or channel is empty or holds a control character.
func (s *Signer) Mint(subject, channel string, expires time.Time) string {
	return s.sign("visitor", subject, channel, expires)
}

// Verify reads a visitor token.
func (s *Signer) Verify(token string, now time.Time) (VisitorToken, error) {
	subject, channel, expires, err := s.verify("visitor", token, now)
	return VisitorToken{Subject: subject, Channel: channel, Expires: expires}, err
}

// FileLink is what a signed link to a file says. It tells who asked, not that
// he still may: the module checks the viewer's right again when it is used.
type FileLink struct {
	Viewer  string
	File    string
	Expires time.Time
}

// MintFile signs a link for one viewer and one file.
func (s *Signer) MintFile(viewer, file string, expires time.Time) string {
	return s.sign("file", viewer, file, expires)
}

// VerifyFile reads a file link for the file that is asked for.
func (s *Signer) VerifyFile(token, file string, now time.Time) (FileLink, error) {
	viewer, signed, expires, err := s.verify("file", token, now)
	if err != nil {
		return FileLink{}, err
	}
	if !Equal(signed, file) {
		return FileLink{}, ErrSignature
	}
	return FileLink{Viewer: viewer, File: signed, Expires: expires}, nil
}

// MintFeed signs the address of somebody's calendar feed. It does not expire;
// a new serial of the person revokes it.
func (s *Signer) MintFeed(staffID, serial string) string {
	return s.sign("feed", staffID, serial, feedEnd)
}

// VerifyFeed reads whose feed it is and under which serial it was given out.
func (s *Signer) VerifyFeed(token string, now time.Time) (staffID, serial string, err error) {
	staffID, serial, _, err = s.verify("feed", token, now)
	return staffID, serial, err
}

// sign makes version.payload.mac, where the payload is first, second and the
// expiry in Unix seconds, one per line.
func (s *Signer) sign(kind, first, second string, expires time.Time) string {
	if !signable(first) || !signable(second) || expires.Unix() <= 0 {
		return ""
	}
	payload := first + "\n" + second + "\n" + strconv.FormatInt(expires.Unix(), 10)
	b64 := base64.RawURLEncoding
	token := signVersion + "." + b64.EncodeToString([]byte(payload)) + "." + b64.EncodeToString(mac(s.current, kind, payload))
	if len(token) > maxSigned {
		return ""
	}
	return token
}

func (s *Signer) verify(kind, token string, now time.Time) (first, second string, expires time.Time, err error) {
	none := time.Time{}
	parts := strings.Split(token, ".")
	if len(token) > maxSigned || len(parts) != 3 || parts[0] != signVersion {
		return "", "", none, ErrSignature
	}
	b64 := base64.RawURLEncoding.Strict()
	payload, err1 := b64.DecodeString(parts[1])
	sum, err2 := b64.DecodeString(parts[2])
	if err1 != nil || err2 != nil || strings.ContainsAny(token, "\r\n") || !s.signed(kind, string(payload), sum) {
		return "", "", none, ErrSignature
	}
	lines := strings.Split(string(payload), "\n")
	if len(lines) != 3 {
		return "", "", none, ErrSignature
	}
	seconds, err := strconv.ParseInt(lines[2], 10, 64)
	if err != nil {
		return "", "", none, ErrSignature
	}
	expires = time.Unix(seconds, 0).UTC()
	if !now.Before(expires) {
		return "", "", none, ErrExpired
	}
	return lines[0], lines[1], expires, nil
}

func (s *Signer) signed(kind, payload string, sum []byte) bool {
	if hmac.Equal(sum, mac(s.current, kind, payload)) {
		return true
	}
	return len(s.previous) > 0 && hmac.Equal(sum, mac(s.previous, kind, payload))
}

func mac(key []byte, kind, payload string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("tiexin " + kind + " " + signVersion + "\n" + payload))
	return h.Sum(nil)
}

// signable keeps the lines of a payload apart.
func signable(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] == 0x7f {
			return false
		}
	}
	return text != ""
}
