package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

const (
	crockford  = "0123456789abcdefghjkmnpqrstvwxyz"
	tokenBytes = 20 // 160 bits
	tokenChars = 32
)

// Token is a fresh random secret. Text is shown to its owner once; Hash is what
// is stored.
type Token struct {
	Text string
	Hash string
}

// NewToken makes a token "prefix_" and 32 characters of lower-case Crockford
// base32. The prefix tells people and scanners what leaked ("txs" a session).
func NewToken(prefix string) Token {
	text := prefix + "_" + base32(randomBytes(tokenBytes))
	return Token{Text: text, Hash: HashToken(text)}
}

// HashToken returns what is stored for a token: SHA-256 in hex. A slow hash is
// not needed for 160 random bits.
func HashToken(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ParseToken checks the form of a token that somebody sent and returns its hash
// for the look-up. The form is exact: nothing is trimmed and no case is folded.
func ParseToken(prefix, text string) (hash string, ok bool) {
	body, found := strings.CutPrefix(text, prefix+"_")
	if !found || len(body) != tokenChars || strings.Trim(body, crockford) != "" {
		return "", false
	}
	return HashToken(text), true
}

// Equal compares two secrets in constant time. Two empty texts are not equal:
// a missing secret never opens anything.
func Equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1 && a != "" && b != ""
}

func base32(b []byte) string {
	var out strings.Builder
	var buffer uint64
	bits := 0
	for _, c := range b {
		buffer = buffer<<8 | uint64(c)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out.WriteByte(crockford[buffer>>bits&31])
		}
	}
	return out.String()
}
