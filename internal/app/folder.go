package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	lockName   = "tiexin.lock"
	restoring  = ".restoring"
	lockPause  = 50 * time.Millisecond
	lockWaits  = time.Second // for a command that is done in a moment
	lockReads  = 200         // bytes of the holder's line
	folderMode = 0o600
)

// errHeld says that somebody else has the data folder.
var errHeld = errors.New("the data folder is in use")

// folderLock is a program's hold on its data folder; it ends with the process,
// however that ends.
type folderLock struct {
	file  *os.File
	alone bool // nobody else had it when it was taken
}

// takeFolder takes the folder for this process alone, or with others who share
// it, as several programs on one PostgreSQL may.
func takeFolder(ctx context.Context, dir string, patience time.Duration, shared bool) (*folderLock, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, folderMode)
	if err != nil {
		return nil, err
	}
	l := &folderLock{file: file}
	if err = l.take(ctx, patience, shared); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return l, nil
}

func (l *folderLock) take(ctx context.Context, patience time.Duration, shared bool) error {
	for waited := time.Duration(0); ; waited += lockPause {
		err := l.flock(syscall.LOCK_EX)
		if err == nil {
			l.alone = true
			if err = l.sign(); err == nil && shared {
				err = l.flock(syscall.LOCK_SH)
			}
			return err
		}
		if shared && errors.Is(err, syscall.EWOULDBLOCK) {
			err = l.flock(syscall.LOCK_SH)
		}
		if err == nil || !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		if waited >= patience {
			return l.held()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}

func (l *folderLock) flock(how int) error {
	err := syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
	for errors.Is(err, syscall.EINTR) {
		err = syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
	}
	return err
}

// sign writes who has the folder, for whoever comes second.
func (l *folderLock) sign() error {
	who := filepath.Base(os.Args[0])
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		who += " " + os.Args[1]
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "%s, pid %d", who, os.Getpid()), 0)
	return err
}

func (l *folderLock) held() error {
	said := make([]byte, lockReads)
	n, err := l.file.ReadAt(said, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return fmt.Errorf("数据目录 %s 正由 %s 使用，同一时间只能有一个程序打开它；请先停下它 (%w by %[2]s; stop that first)",
		filepath.Dir(l.file.Name()), said[:n], errHeld)
}

// Close lets go of the folder.
func (l *folderLock) Close() error {
	if l == nil || l.file == nil {
		return nil
	}
	file := l.file
	l.file = nil
	return file.Close()
}

// takeData takes the data folder as this program needs it. A command beside a
// running server needs nothing but a ledger that is up to date already.
func (a *App) takeData(ctx context.Context) (err error) {
	shared := a.Config.Database != ""
	if !a.beside {
		a.lock, err = takeFolder(ctx, a.Config.Data, lockWaits, shared)
		return err
	}
	if shared {
		return nil
	}
	a.lock, err = takeFolder(ctx, a.Config.Data, 0, false)
	if errors.Is(err, errHeld) {
		a.guest, err = true, nil
	}
	return err
}
