package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Errors of password hashing.
var (
	// ErrBusy: too many sign-ins wait already. Try again in a moment.
	ErrBusy = errors.New("auth: too many passwords are being checked")
	// ErrHash: a stored hash is not a PHC string of argon2id within bounds.
	ErrHash = errors.New("auth: malformed password hash")
	// ErrPassword: empty or beyond all bounds; CheckPassword tells more.
	ErrPassword = errors.New("auth: password cannot be hashed")
)

// Params of argon2id. MemoryKiB is used by every hash in work.
type Params struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultParams take about 50 ms on one core of a small machine, more than the
// least that OWASP recommends (19 MiB, two passes).
func DefaultParams() Params { return Params{MemoryKiB: 32 << 10, Passes: 3, Lanes: 1} }

const (
	saltBytes    = 16
	keyBytes     = 32
	maxPassBytes = 4096

	maxMemoryKiB = 1 << 20 // bounds for stored hashes: 1 GiB, 20 passes, 16 lanes
	maxPasses    = 20
	maxLanes     = 16
)

// HasherOptions of NewHasher; zero values mean the defaults in brackets.
type HasherOptions struct {
	Params  Params // [DefaultParams]
	AtOnce  int    // hashes worked on at once [2]
	Waiting int    // callers that may wait for a place [64]
}

// Hasher makes and checks password hashes. One serves the whole program.
type Hasher struct {
	params  Params
	slots   chan struct{}
	waiting atomic.Int64
	limit   int64
	dummy   phc
}

// NewHasher makes a hasher.
func NewHasher(o HasherOptions) *Hasher {
	if o.Params == (Params{}) {
		o.Params = DefaultParams()
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 2
	}
	if o.Waiting <= 0 {
		o.Waiting = 64
	}
	h := &Hasher{params: o.Params, slots: make(chan struct{}, o.AtOnce), limit: int64(o.AtOnce + o.Waiting)}
	h.dummy = phc{params: o.Params, salt: randomBytes(saltBytes), key: randomBytes(keyBytes)}
	return h
}

// Hash returns the PHC string ($argon2id$v=19$m=…,t=…,p=…$salt$key) of a
// password. It waits for a place, at most as long as ctx lives.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if password == "" || len(password) > maxPassBytes {
		return "", ErrPassword
	}
	p := phc{params: h.params, salt: randomBytes(saltBytes)}
	key, err := h.derive(ctx, p, password)
	if err != nil {
		return "", err
	}
	p.key = key
	return p.String(), nil
}

// Check says whether the password fits the stored hash, and whether the hash
// was made with other parameters than today's and should be made anew. The
// error is ErrBusy, ErrHash or that of ctx.
func (h *Hasher) Check(ctx context.Context, stored, password string) (ok, rehash bool, err error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, false, err
	}
	ok, err = h.matches(ctx, p, password)
	return ok, ok && (p.params != h.params || len(p.key) != keyBytes), err
}

// CheckUnknown does the work of Check for a name that does not exist, so that
// the time of the answer does not tell. It never succeeds.
func (h *Hasher) CheckUnknown(ctx context.Context, password string) error {
	_, err := h.matches(ctx, h.dummy, password)
	return err
}

func (h *Hasher) matches(ctx context.Context, p phc, password string) (bool, error) {
	possible := password != "" && len(password) <= maxPassBytes
	if !possible {
		password = "-" // the same work; the answer is no
	}
	key, err := h.derive(ctx, p, password)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && possible, nil
}

func (h *Hasher) derive(ctx context.Context, p phc, password string) ([]byte, error) {
	if h.waiting.Add(1) > h.limit {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	size := uint32(keyBytes)
	if len(p.key) > 0 {
		size = uint32(len(p.key))
	}
	text := norm.NFKC.String(password)
	return argon2.IDKey([]byte(text), p.salt, p.params.Passes, p.params.MemoryKiB, p.params.Lanes, size), nil
}

// phc is a hash in its parts.
type phc struct {
	params    Params
	salt, key []byte
}

// String returns the PHC form.
func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.params.MemoryKiB, p.params.Passes, p.params.Lanes, b64.EncodeToString(p.salt), b64.EncodeToString(p.key))
}

func parsePHC(text string) (phc, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return phc{}, ErrHash
	}
	values := strings.Split(parts[3], ",")
	if len(values) != 3 {
		return phc{}, ErrHash
	}
	memory, ok1 := number(values[0], "m=", maxMemoryKiB)
	passes, ok2 := number(values[1], "t=", maxPasses)
	lanes, ok3 := number(values[2], "p=", maxLanes)
	if !ok1 || !ok2 || !ok3 || memory < 8*lanes {
		return phc{}, ErrHash
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err1 := b64.DecodeString(parts[4])
	key, err2 := b64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 {
		return phc{}, ErrHash
	}
	return phc{params: Params{MemoryKiB: memory, Passes: passes, Lanes: uint8(lanes)}, salt: salt, key: key}, nil
}

// number reads "m=123" in plain decimal between 1 and max.
func number(text, prefix string, max uint32) (uint32, bool) {
	digits, ok := strings.CutPrefix(text, prefix)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil || digits[0] == '0' || digits[0] == '+' || uint32(n) > max {
		return 0, false
	}
	return uint32(n), true
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return b
}
