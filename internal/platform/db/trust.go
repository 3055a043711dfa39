package db

import (
	"log/slog"
	"sync"

	"tiexin/internal/platform/fault"
)

// trust in the disk's word, which ends with the first failed flush: the system
// may have dropped what it could not write, and calls the next flush a success.
type trust struct {
	once   sync.Once
	lost   chan struct{} // closed when it has ended
	reason error         // set before
	tell   func(error)
}

func newTrust(tell func(error)) *trust { return &trust{lost: make(chan struct{}), tell: tell} }

// Broken is why nothing is accepted any more, or nil.
func (t *trust) Broken() error {
	select {
	case <-t.lost:
		return t.reason
	default:
		return nil
	}
}

func (t *trust) end(err error) {
	t.once.Do(func() {
		slog.Error("the disk failed to keep what it was given: nothing more is accepted", "err", err)
		t.reason = fault.New(fault.KindUnavailable, "storage.broken").Because(err)
		close(t.lost)
		if t.tell != nil {
			t.tell(err)
		}
	})
}

// Distrust ends all accepting, as a failed flush of the ledger does: for who
// finds elsewhere that the ledger's disk does not keep what it is given. Only
// another process, which reads the disk anew, may accept again.
func (d *DB) Distrust(err error) { d.trust.end(err) }

// Lost is closed when the disk's word has become void; Broken tells why.
func (d *DB) Lost() <-chan struct{} { return d.trust.lost }

// Broken is why nothing is accepted any more, or nil.
func (d *DB) Broken() error { return d.trust.Broken() }
