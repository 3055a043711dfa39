package app

import (
	"archive/tar"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/db"
)

// An archive is a tar under zstd; the manifest comes last, since it tells the
// digests of the rest.
const (
	archiveFormat = 1
	manifestName  = "manifest.json"
	signingKey    = "signing.key"
	blobFolder    = "blobs/"
	copyFolder    = "postgres/"
)

// What an archive may hold at most: beyond that it is no backup of ours. How far
// it unpacks is bounded by the room there is alone, as what customers upload may
// pack to a thousandth.
const (
	maxEntries  = 5_000_000
	maxManifest = 1 << 30
)

// Manifest tells what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	Version string    `json:"version"`
	Engine  db.Engine `json:"engine"`
	Step    int64     `json:"step"` // of the catalog
	MadeAt  time.Time `json:"made_at"`
	Tables  []Table   `json:"tables"`
	Files   []Entry   `json:"files"`
	Missing []string  `json:"missing,omitempty"` // blobs that rows speak of and the store had lost
	Broken  []string  `json:"broken,omitempty"`  // blobs that differed from their rows and were left out
	// Odd are blobs that the backup holds otherwise than its rows say, as programs
	// did that compared nothing.
	Odd []string `json:"-"`
	// Seal is the HMAC of all above by the installation's signing key. The key is
	// in the archive too, so it tells of a hand in the manifest and not of who
	// has all of it: that is what the digest of the whole file is for.
	Seal string `json:"seal,omitempty"`
}

// sealed is a manifest with its seal.
func (m Manifest) sealed(key []byte) (Manifest, error) {
	m.Seal = ""
	raw, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte("tiexin backup manifest\n"))
	sum.Write(raw)
	m.Seal = hex.EncodeToString(sum.Sum(nil))
	return m, nil
}

// proven refuses a manifest that says nothing of the ledger's rows, or whose
// seal is another's. One without a seal is of an older program.
func (m Manifest) proven(key []byte) error {
	if len(m.Tables) == 0 {
		return errors.New("the manifest names no table, so it proves nothing of what the ledger holds")
	}
	if m.Seal == "" {
		return nil
	}
	want, err := m.sealed(key)
	if err == nil && !hmac.Equal([]byte(want.Seal), []byte(m.Seal)) {
		err = errors.New("the manifest was changed after the backup was made: its seal does not fit")
	}
	return err
}

// compare takes note of blobs whose rows say something else than the backup holds.
func (m *Manifest) compare() func(blobFact) error {
	holds := map[string]Entry{}
	for _, e := range m.Files {
		holds[e.Name] = e
	}
	return func(f blobFact) error {
		if e, ok := holds[blobFolder+f.Blob]; ok && (e.SHA256 != f.SHA256 || e.Size != f.Size) {
			m.Odd = append(m.Odd, fmt.Sprintf("%q (%s)", f.Name, f.Blob))
		}
		return nil
	}
}

// Table tells how many rows there are, and the sum of their digests, which
// does not depend on their order.
type Table struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"`
}

// Entry is a file in the archive.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// rowSum adds up the digests of rows.
type rowSum struct {
	rows int64
	sum  [sha256.Size]byte
}

func (s *rowSum) add(row []byte) {
	d := sha256.Sum256(row)
	carry := 0
	for i := len(d) - 1; i >= 0; i-- {
		carry += int(s.sum[i]) + int(d[i])
		s.sum[i] = byte(carry)
		carry >>= 8
	}
	s.rows++
}

func (s *rowSum) table(name string) Table {
	return Table{Name: name, Rows: s.rows, Digest: hex.EncodeToString(s.sum[:])}
}

// archive is being written.
type archive struct {
	file  *os.File
	zip   *zstd.Encoder
	tar   *tar.Writer
	files []Entry
}

func newArchive(path string) (*archive, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	zip, err := zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &archive{file: f, zip: zip, tar: tar.NewWriter(zip)}, nil
}

func (w *archive) addFile(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	return w.add(name, stat.Size(), f)
}

func (w *archive) add(name string, size int64, from io.Reader) error {
	if err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, Format: tar.FormatPAX}); err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w.tar, sum), from)
	if err == nil && n != size {
		err = fmt.Errorf("%s: %d bytes read, %d expected", name, n, size)
	}
	w.files = append(w.files, Entry{Name: name, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return err
}

func (w *archive) finish(m Manifest) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := w.add(manifestName, int64(len(raw)), strings.NewReader(string(raw))); err != nil {
		return err
	}
	return errors.Join(w.tar.Close(), w.zip.Close(), w.file.Sync())
}

func (w *archive) close() error { return w.file.Close() }

var copyName = regexp.MustCompile(`^postgres/[a-z_][a-z0-9_]{0,62}\.copy$`)

// allowed names the only entries that an archive may have; none of them can
// lead out of a folder.
func allowed(name string) bool {
	switch name {
	case manifestName, signingKey, db.FileName:
		return true
	}
	if rest, ok := strings.CutPrefix(name, blobFolder); ok {
		return blob.ValidName(rest)
	}
	return copyName.MatchString(name)
}

// readArchive hands every entry to visit, in order, and refuses what a backup
// never has: other names, links, folders, repeats, too much of anything.
func readArchive(path string, visit func(e Entry, body io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	zip, err := zstd.NewReader(f, zstd.WithDecoderMaxMemory(256<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer zip.Close()
	r := tar.NewReader(zip)
	seen := map[string]bool{}
	for {
		h, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not a readable backup: %w", err)
		}
		switch {
		case h.Typeflag != tar.TypeReg, !allowed(h.Name), h.Linkname != "":
			return fmt.Errorf("entry %q does not belong in a backup", h.Name)
		case seen[h.Name]:
			return fmt.Errorf("entry %q comes twice", h.Name)
		case len(seen) >= maxEntries:
			return fmt.Errorf("more than %d entries", maxEntries)
		}
		seen[h.Name] = true
		if err := visit(Entry{Name: h.Name, Size: h.Size}, r); err != nil {
			return err
		}
	}
}

// verifyArchive reads the whole archive, compares every digest with the
// manifest and gives it back. Nothing is written; fits is asked before anything
// is read of an entry.
func verifyArchive(path string, fits func(Entry) error) (Manifest, error) {
	var m Manifest
	var found []Entry
	var key []byte
	err := readArchive(path, func(e Entry, body io.Reader) error {
		if err := fits(e); err != nil {
			return err
		}
		if e.Name == manifestName {
			raw, err := io.ReadAll(io.LimitReader(body, maxManifest))
			if err != nil {
				return err
			}
			return json.Unmarshal(raw, &m)
		}
		sum := sha256.New()
		if e.Name == signingKey { // some bytes, which the seal needs
			raw, err := io.ReadAll(io.LimitReader(body, 4096))
			if err != nil {
				return fmt.Errorf("%s: %w", e.Name, err)
			}
			key = raw
			sum.Write(raw)
		}
		if _, err := io.Copy(sum, body); err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
		e.SHA256 = hex.EncodeToString(sum.Sum(nil))
		found = append(found, e)
		return nil
	})
	if err != nil {
		return m, err
	}
	if m.Format != archiveFormat {
		return m, fmt.Errorf("backup of format %d, this program reads %d", m.Format, archiveFormat)
	}
	if len(found) != len(m.Files) {
		return m, fmt.Errorf("%d files found, the manifest names %d", len(found), len(m.Files))
	}
	for i, e := range found {
		if e != m.Files[i] {
			return m, fmt.Errorf("%s differs from what the manifest says", e.Name)
		}
	}
	return m, m.proven(key)
}
