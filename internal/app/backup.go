package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/db"
)

// Backed tells what a backup holds.
type Backed struct {
	Manifest Manifest
	Size     int64
	SHA256   string // of the whole file
}

// snapshot is the ledger as of one moment, laid out in files.
type snapshot struct {
	engine db.Engine
	step   int64
	tables []Table
	files  []laid                                 // in the order in which they are read back
	blobs  func(visit func(blobFact) error) error // files that rows speak of
	close  func() error
}

// laid is a file of the snapshot on disk, under its name in the archive.
type laid struct{ name, path string }

// blobFact is what a row of the ledger says of a blob.
type blobFact struct {
	Blob    string
	Size    int64
	SHA256  string
	Claimed bool
	Name    string
}

// BrokenFilesError names files that differ from what was uploaded.
type BrokenFilesError struct{ Files []string }

// Error names all of them.
func (e *BrokenFilesError) Error() string {
	return fmt.Sprintf("%d 个附件与上传时不同，没有备份；请从较早的备份取回它们，或用 --leave-broken 略过 (files differ from what was uploaded, nothing was backed up; bring them back from an earlier backup, or leave them out with --leave-broken): %s",
		len(e.Files), strings.Join(e.Files, ", "))
}

// Backup writes the whole installation as of one moment into one file, while
// it may be running: the ledger, the files that the ledger speaks of, and the
// signing key. The file appears whole or not at all, readable by its owner
// alone; it must not exist before. What is damaged is named and not backed up:
// no ledger then, and files are left out only where that is asked for.
func (a *App) Backup(ctx context.Context, to string) (out Backed, err error) {
	if _, err := os.Lstat(to); err == nil {
		return out, fmt.Errorf("%s: exists already", to)
	}
	room, err := os.MkdirTemp(filepath.Dir(to), ".tiexin-backup-")
	if err != nil {
		return out, err
	}
	defer os.RemoveAll(room)
	var s snapshot
	if a.DB.Engine() == db.Postgres {
		s, err = a.dumpPostgres(ctx, room)
	} else {
		s, err = a.dumpSQLite(ctx, room)
	}
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	part := filepath.Join(room, "archive")
	out.Manifest, err = a.pack(ctx, part, s)
	if err != nil {
		return out, err
	}
	stat, err := os.Stat(part)
	if err != nil {
		return out, err
	}
	out.Size = stat.Size()
	if out.SHA256, err = DigestOf(part); err != nil {
		return out, err
	}
	if err := os.Link(part, to); err != nil { // unlike Rename it never replaces
		return out, err
	}
	return out, syncDir(filepath.Dir(to))
}

// DigestOf is the SHA-256 of a whole file: written down elsewhere, it proves
// that a backup is the one that was made.
func DigestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func (a *App) pack(ctx context.Context, path string, s snapshot) (Manifest, error) {
	m := Manifest{Format: archiveFormat, Version: Version, Engine: s.engine, Step: s.step, MadeAt: a.Clock.Now(), Tables: s.tables}
	w, err := newArchive(path)
	if err != nil {
		return m, err
	}
	err = func() error {
		for _, f := range append(s.files, laid{signingKey, filepath.Join(a.Config.Data, signingKey)}) {
			if err := w.addFile(f.name, f.path); err != nil {
				return err
			}
		}
		tell := a.telling("files")
		var odd []string
		err := s.blobs(func(f blobFact) error {
			tell(int64(len(w.files)), int64(len(w.files)))
			broken, err := a.packBlob(ctx, w, &m, f)
			if broken {
				odd = append(odd, fmt.Sprintf("%q (%s)", f.Name, f.Blob))
			}
			return err
		})
		if err == nil && len(odd) > 0 && !a.LeaveBroken {
			err = &BrokenFilesError{odd}
		}
		if err != nil {
			return err
		}
		m.Files = w.files
		key, err := os.ReadFile(filepath.Join(a.Config.Data, signingKey))
		if err == nil {
			m, err = m.sealed(key)
		}
		if err != nil {
			return err
		}
		return w.finish(m)
	}()
	return m, errors.Join(err, w.close())
}

// packBlob adds one blob. One that is gone is written down instead: a store
// with a hole is no reason to have no backup. One that differs from its row is
// not added and told, for in a backup it would pass for what was uploaded.
func (a *App) packBlob(ctx context.Context, w *archive, m *Manifest, f blobFact) (broken bool, err error) {
	r, info, err := a.Store.Open(ctx, f.Blob)
	if errors.Is(err, blob.ErrNotFound) {
		if f.Claimed { // unclaimed uploads are swept away after a day
			m.Missing = append(m.Missing, f.Blob)
		}
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return false, err
	}
	if info.Size != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		m.Broken = append(m.Broken, f.Blob)
		return true, nil
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	if err := w.add(blobFolder+f.Blob, info.Size, r); err != nil {
		return false, err
	}
	if last := w.files[len(w.files)-1]; last.SHA256 != f.SHA256 { // between two readings
		return false, fmt.Errorf("%s: read twice, and not the same", f.Blob)
	}
	return false, nil
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// copySync writes a file of the restored folder and sees it onto the disk.
func copySync(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}
