package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	tempDir  = "tmp"
	fileMode = 0o600
	dirMode  = 0o700
	shardLen = 2 // 1,024 folders
)

// Folder is a Store in a folder of the local disk. The name ab… lies in the
// sub-folder "ab"; unfinished files lie in "tmp".
type Folder struct {
	root *os.Root
}

// NewFolder opens the folder, making it if need be. Close it at the end.
func NewFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, fmt.Errorf("blob: make folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: open folder: %w", err)
	}
	f := &Folder{root: root}
	if err := f.mkdir(tempDir); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close releases the folder; open blobs stay readable.
func (f *Folder) Close() error { return f.root.Close() }

// Put implements Store.
func (f *Folder) Put(ctx context.Context, name string, body io.Reader, size int64) (Info, error) {
	if !ValidName(name) {
		return Info{}, ErrName
	}
	temp := tempDir + "/" + NewName()
	m := newMeter(ctx, body, size)
	if err := f.writeTemp(temp, m); err != nil {
		return Info{}, errors.Join(err, ignoreAbsent(f.root.Remove(temp)))
	}
	shard := name[:shardLen]
	if err := f.mkdir(shard); err != nil {
		return Info{}, errors.Join(err, ignoreAbsent(f.root.Remove(temp)))
	}
	if err := f.root.Rename(temp, path(name)); err != nil {
		return Info{}, errors.Join(fmt.Errorf("blob: rename: %w", err), ignoreAbsent(f.root.Remove(temp)))
	}
	if err := f.syncDir(shard); err != nil {
		return Info{}, err
	}
	return m.info(name), nil
}

func (f *Folder) writeTemp(temp string, m *meter) error {
	file, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return fmt.Errorf("blob: create: %w", err)
	}
	if _, err = io.Copy(file, m); err != nil {
		return errors.Join(fmt.Errorf("blob: write: %w", err), file.Close())
	}
	if err = file.Sync(); err != nil {
		return errors.Join(fmt.Errorf("blob: sync: %w", err), file.Close())
	}
	if err = file.Close(); err != nil {
		return fmt.Errorf("blob: close: %w", err)
	}
	return nil
}

// mkdir makes a sub-folder and sees to it that a power cut does not lose it.
func (f *Folder) mkdir(dir string) error {
	err := f.root.Mkdir(dir, dirMode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: make folder: %w", err)
	}
	return f.syncDir(".")
}

func (f *Folder) syncDir(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return fmt.Errorf("blob: open folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("blob: sync folder: %w", err)
	}
	return nil
}

// Open implements Store.
func (f *Folder) Open(ctx context.Context, name string) (ReadSeekCloser, Info, error) {
	if !ValidName(name) {
		return nil, Info{}, ErrName
	}
	if err := ctx.Err(); err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Info{}, ErrNotFound
	}
	if err != nil {
		return nil, Info{}, fmt.Errorf("blob: open: %w", err)
	}
	stat, err := file.Stat()
	if err == nil && !stat.Mode().IsRegular() {
		err = ErrNotFound
	}
	if err != nil {
		return nil, Info{}, errors.Join(err, file.Close())
	}
	return file, infoOf(stat), nil
}

// Delete implements Store.
func (f *Folder) Delete(ctx context.Context, name string) error {
	if !ValidName(name) {
		return ErrName
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := ignoreAbsent(f.root.Remove(path(name))); err != nil {
		return fmt.Errorf("blob: delete: %w", err)
	}
	return nil
}

// Walk implements Store.
func (f *Folder) Walk(ctx context.Context, visit func(Info) error) error {
	shards, err := f.entries(".")
	if err != nil {
		return err
	}
	for _, shard := range shards {
		if !shard.IsDir() || len(shard.Name()) != shardLen {
			continue
		}
		files, err := f.entries(shard.Name())
		if err != nil {
			return err
		}
		for _, file := range files {
			if !ValidName(file.Name()) || !strings.HasPrefix(file.Name(), shard.Name()) || !file.Type().IsRegular() {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			stat, err := file.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // deleted meanwhile
			}
			if err != nil {
				return fmt.Errorf("blob: walk: %w", err)
			}
			if err := visit(infoOf(stat)); err != nil {
				return err
			}
		}
	}
	return nil
}

// SweepTemp removes unfinished files last written before the given time and
// returns how many. Give it a time well before any running upload, such as a
// day ago.
func (f *Folder) SweepTemp(before time.Time) (int, error) {
	files, err := f.entries(tempDir)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, file := range files {
		stat, err := file.Info()
		if err != nil || !stat.ModTime().Before(before) {
			continue // gone, or still being written
		}
		if err := ignoreAbsent(f.root.Remove(tempDir + "/" + file.Name())); err != nil {
			return count, fmt.Errorf("blob: sweep: %w", err)
		}
		count++
	}
	return count, nil
}

func (f *Folder) entries(dir string) ([]fs.DirEntry, error) {
	d, err := f.root.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: open folder: %w", err)
	}
	list, err := d.ReadDir(-1)
	if err = errors.Join(err, d.Close()); err != nil {
		return nil, fmt.Errorf("blob: read folder: %w", err)
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

func path(name string) string { return name[:shardLen] + "/" + name }

func infoOf(stat fs.FileInfo) Info {
	return Info{Name: stat.Name(), Size: stat.Size(), Modified: stat.ModTime().UTC()}
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
