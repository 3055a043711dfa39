package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"time"
)

// Errors of every store.
var (
	// ErrNotFound: no blob of that name.
	ErrNotFound = errors.New("blob: not found")
	// ErrName: not a name of NewName's form.
	ErrName = errors.New("blob: malformed name")
	// ErrSize: the body is shorter or longer than announced. Nothing is kept.
	ErrSize = errors.New("blob: size differs from the announced size")
)

// UnknownSize is given to Put when the length is not known beforehand.
const UnknownSize int64 = -1

// Info tells about a blob. SHA256 (lower-case hex) is known only to Put, which
// the caller stores beside the name; Modified is in UTC and zero after Put.
type Info struct {
	Name     string
	Size     int64
	SHA256   string
	Modified time.Time
}

// ReadSeekCloser is an open blob.
type ReadSeekCloser = io.ReadSeekCloser

// Store keeps blobs. Implementations are safe for concurrent use.
type Store interface {
	// Put stores the body under a name from NewName; size is its exact length
	// or UnknownSize. A name that exists is replaced whole.
	Put(ctx context.Context, name string, body io.Reader, size int64) (Info, error)
	// Open returns the blob for reading at any offset, or ErrNotFound.
	Open(ctx context.Context, name string) (ReadSeekCloser, Info, error)
	// Delete removes a blob; one that is absent is not an error.
	Delete(ctx context.Context, name string) error
	// Walk calls visit for every blob in the order of names and stops at the
	// first error, which it returns. Blobs put or deleted meanwhile may or may
	// not be visited. Things that are not blobs are skipped.
	Walk(ctx context.Context, visit func(Info) error) error
}

const (
	nameBytes = 20
	nameLen   = 32
	crockford = "0123456789abcdefghjkmnpqrstvwxyz"
)

// NewName returns a fresh name: 160 random bits in lower-case Crockford base32.
func NewName() string {
	var random [nameBytes]byte
	_, _ = rand.Read(random[:]) // never fails: the runtime stops the program instead
	name := make([]byte, 0, nameLen)
	for i := 0; i < nameBytes; i += 5 {
		group := uint64(random[i])<<32 | uint64(random[i+1])<<24 | uint64(random[i+2])<<16 | uint64(random[i+3])<<8 | uint64(random[i+4])
		for shift := 35; shift >= 0; shift -= 5 {
			name = append(name, crockford[group>>shift&31])
		}
	}
	return string(name)
}

// ValidName says whether a text has the form of NewName.
func ValidName(name string) bool {
	if len(name) != nameLen {
		return false
	}
	for i := range len(name) {
		c := name[i]
		digit := c >= '0' && c <= '9'
		letter := c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u'
		if !digit && !letter {
			return false
		}
	}
	return true
}

// meter counts and digests what is read through it and stops with ErrSize when
// the body is not as long as announced.
type meter struct {
	ctx  context.Context
	from io.Reader
	want int64
	seen int64
	sum  hash.Hash
}

func newMeter(ctx context.Context, from io.Reader, want int64) *meter {
	return &meter{ctx: ctx, from: from, want: want, sum: sha256.New()}
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.from.Read(p)
	m.seen += int64(n)
	m.sum.Write(p[:n])
	if m.want >= 0 && (m.seen > m.want || err == io.EOF && m.seen < m.want) {
		return n, ErrSize
	}
	return n, err
}

// finish reads on to the end, so that a body longer than announced is noticed
// even by a writer that stopped at the announced size.
func (m *meter) finish() error {
	var one [1]byte
	for range 100 { // a reader may return 0, nil a few times
		n, err := m.Read(one[:])
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case n > 0:
			return ErrSize
		}
	}
	return io.ErrNoProgress
}

func (m *meter) info(name string) Info {
	return Info{Name: name, Size: m.seen, SHA256: hex.EncodeToString(m.sum.Sum(nil))}
}
