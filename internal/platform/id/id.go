package id

import (
	"crypto/rand"
	"time"
)

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// Length of every id in characters.
const Length = 26

// New makes an id at a moment.
func New(now time.Time) string {
	var raw [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		raw[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(raw[6:])
	return encode(raw)
}

// encode writes 128 bits as 26 characters, most significant first.
func encode(raw [16]byte) string {
	var out [Length]byte
	var acc uint64
	bits, pos := 2, 0 // two zero bits in front make 130 = 26 x 5
	for _, b := range raw {
		acc = acc<<8 | uint64(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[pos] = alphabet[acc>>bits&31]
			pos++
		}
	}
	return string(out[:])
}

// Valid tells whether s has the form of an id. A valid id need not exist.
func Valid(s string) bool {
	if len(s) != Length {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' {
			continue
		}
		if c < 'a' || c > 'z' || c == 'i' || c == 'l' || c == 'o' || c == 'u' {
			return false
		}
	}
	return true
}

// Place is the place of a row in a list by time: a moment in microseconds and,
// where that is equal, the id.
type Place struct {
	At int64  `json:"a"`
	ID string `json:"i"`
}

// PlaceOf is the place of a row.
func PlaceOf(at time.Time, id string) Place { return Place{At: at.UnixMicro(), ID: id} }
