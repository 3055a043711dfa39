package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

const (
	// NightBytes of files are compared in one night.
	NightBytes = 1 << 30

	checkPage = 100 // rows
	// What has been compared for a reader is not compared again so soon: a
	// player asks for one film in a hundred pieces.
	sureFor = 10 * time.Minute
	sureOf  = 4096 // blobs remembered at most
)

// ErrBroken says that a file is not what was uploaded.
var ErrBroken = errors.New("file: differs from what was uploaded")

// Compare reads a stored file whole and compares it with its row: ErrBroken, or
// blob.ErrNotFound, or what kept it from reading.
func Compare(ctx context.Context, store blob.Store, f File) error {
	r, info, err := store.Open(ctx, f.Blob)
	if err != nil {
		return err
	}
	defer r.Close()
	return compare(f, info, r)
}

func compare(f File, info blob.Info, r io.Reader) error {
	if info.Size != f.Size {
		return fmt.Errorf("%w: %d bytes instead of %d", ErrBroken, info.Size, f.Size)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%w: SHA-256 %s instead of %s", ErrBroken, got, f.SHA256)
	}
	return nil
}

// sure remembers which blobs of the local disk were compared a moment ago.
type sure struct {
	sync.Mutex
	clock clock.Clock
	at    map[string]time.Time
}

func (s *sure) of(name string) bool {
	s.Lock()
	defer s.Unlock()
	at, ok := s.at[name]
	return ok && s.clock.Now().Sub(at).Abs() < sureFor
}

func (s *sure) take(name string) {
	s.Lock()
	defer s.Unlock()
	if s.at == nil || len(s.at) >= sureOf {
		s.at = map[string]time.Time{}
	}
	s.at[name] = s.clock.Now()
}

// whole refuses to serve what is not what was uploaded. Files of the local disk
// are compared before they are served, which costs less than sending them; those
// of a bucket only by their size, for its store has sums of its own and reading
// twice is paid for. The nightly look compares both.
func (s *Service) whole(ctx context.Context, f File, info blob.Info, r blob.ReadSeekCloser) error {
	_, local := s.Store.(*blob.Folder)
	if f.BrokenAt.IsZero() && info.Size == f.Size && (!local || s.sure.of(f.Blob)) {
		return nil
	}
	err := compare(f, info, r)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	switch {
	case err == nil:
		s.sure.take(f.Blob)
		return s.mark(ctx, f, nil)
	case errors.Is(err, ErrBroken):
		return errors.Join(fault.New(fault.KindUnavailable, "file.broken").Because(err), s.mark(ctx, f, err))
	}
	return storeTrouble(err)
}

// mark keeps whether a file is known to be broken, where that has changed.
func (s *Service) mark(ctx context.Context, f File, why error) error {
	if (why != nil) == !f.BrokenAt.IsZero() {
		return nil
	}
	var at int64
	if why != nil {
		at = db.Micros(s.Clock.Now())
		slog.ErrorContext(ctx, "a file differs from what was uploaded: bring it back from a backup", "file", f.ID, "blob", f.Blob, "err", why)
	}
	return s.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtMark, f.ID, at)
		return err
	})
}

// Broken are files known to differ from what was uploaded, a few of them, and
// how many there are.
func (s *Service) Broken(ctx context.Context) (some []File, n int, err error) {
	if err = db.Get(ctx, s.DB, stmtBrokenCount, nil, &n); err != nil || n == 0 {
		return nil, n, err
	}
	some, err = find(ctx, s.DB, stmtBroken)
	return some, n, err
}

// checkEvery night, or by day where the program does not run at night.
const (
	nightFrom, nightTo = 1, 6
	checkAtLeast       = 36 * time.Hour
	checkAtMost        = 20 * time.Hour
)

// Due tells whether it is time for the nightly look, in the organisation's zone.
func (s *Service) Due(ctx context.Context, zone *time.Location) (bool, error) {
	_, last, err := s.place(ctx, ofFiles)
	if err != nil {
		return false, err
	}
	since, hour := s.Clock.Now().Sub(last), s.Clock.Now().In(zone).Hour()
	return since > checkAtLeast || since > checkAtMost && hour >= nightFrom && hour < nightTo, nil
}

func (s *Service) place(ctx context.Context, name string) (after string, at time.Time, err error) {
	var micros int64
	err = db.Get(ctx, s.DB, stmtPlace, []any{name}, &after, &micros)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return after, db.Time(micros), err
}

// Check compares files with their rows: those known to be broken first, then on
// from where the last look ended, about so many bytes of them. After the last
// file it begins again, so that every one is reached in time.
func (s *Service) Check(ctx context.Context, bytes int64) error {
	known, err := find(ctx, s.DB, stmtBroken)
	if err != nil {
		return err
	}
	for _, f := range known {
		if err := s.look(ctx, f); err != nil {
			return err
		}
	}
	after, _, err := s.place(ctx, ofFiles)
	if err != nil {
		return err
	}
	for bytes > 0 {
		page, err := find(ctx, s.DB, stmtPage, after, checkPage)
		if err != nil {
			return err
		}
		for _, f := range page {
			if err := s.look(ctx, f); err != nil {
				return err
			}
			after, bytes = f.ID, bytes-f.Size
			if bytes <= 0 {
				break
			}
		}
		if len(page) < checkPage && bytes > 0 {
			after = ""
			break
		}
	}
	return s.put(ctx, ofFiles, after)
}

// ofFiles and ofPages are looks that go on from where the last one ended.
const ofFiles, ofPages = "files", "pages"

func (s *Service) put(ctx context.Context, name, after string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtPut, name, after, db.Micros(s.Clock.Now()))
		return err
	})
}

// Pages is the last page of the ledger that the nightly look has come to; 0: it
// begins with the first.
func (s *Service) Pages(ctx context.Context) (int64, error) {
	after, _, err := s.place(ctx, ofPages)
	if err != nil || after == "" {
		return 0, err
	}
	return strconv.ParseInt(after, 10, 64)
}

// PutPages keeps it.
func (s *Service) PutPages(ctx context.Context, after int64) error {
	return s.put(ctx, ofPages, strconv.FormatInt(after, 10))
}

// look compares one file and keeps what it finds. One that is gone is broken,
// unless its row has gone meanwhile.
func (s *Service) look(ctx context.Context, f File) error {
	err := Compare(ctx, s.Store, f)
	if err == nil || errors.Is(err, ErrBroken) || errors.Is(err, blob.ErrNotFound) {
		return s.mark(ctx, f, err)
	}
	return err
}
