// Package id makes the names of things (编号). An id is 26 characters of
// lower-case Crockford base32: 48 bits of milliseconds, so that neighbours in
// time are neighbours in an index, and 80 random bits, so that none can be
// guessed or met twice. Nothing may be read out of an id; order comes from
// sequence numbers, never from ids, since clocks jump.
package id
