package pagesum

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

const (
	logMagic     = 0x377f0682 // sums over words in the order of our machines
	logPageSize  = 8
	logSalt      = 16
	frameSalt    = 8
	frameCommits = 4 // the size of the database after a commit, else 0
)

// BrokenLogError is damage in a log, in front of what was accepted later.
type BrokenLogError struct {
	Path  string
	Page  int64
	Whole int64 // the log's size up to its last whole transaction before
}

// Error says what can be done.
func (e *BrokenLogError) Error() string {
	return fmt.Sprintf("日志 %s 中第 %d 页已损坏，其后还有已确认的内容，直接启动会悄悄丢掉它们，所以没有启动。请恢复备份；若只能放弃其后的内容，先复制整个目录，再运行 truncate -s %d %[1]s "+
		"(page %[2]d in the log is damaged and accepted writes come after it, which a start would drop without a word: restore a backup, or to give them up copy the folder and run truncate -s %[3]d %[1]s)", e.Path, e.Page, e.Whole)
}

// CheckLog looks through the log of a database that nobody has open. SQLite takes
// the first frame whose sum does not fit for the end, as a power cut leaves it.
// But at most one transaction was not yet on the disk then; where two or more
// ended at that frame or behind it, the disk has broken what it had kept.
func CheckLog(database string) error {
	path := database + "-wal"
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	var head [logHeader]byte
	if _, err := io.ReadFull(in, head[:]); err != nil || binary.BigEndian.Uint32(head[:]) != logMagic {
		return nil // empty, or begun and no more
	}
	n := int32(binary.BigEndian.Uint32(head[logPageSize:]))
	if !isPage(n) {
		return nil
	}
	frame, before := make([]byte, frameHeader+int(n)), append([]byte{}, head[logHeader-8:]...)
	broken := &BrokenLogError{Path: path, Whole: logHeader}
	ends := 0
	for at := int64(logHeader); ; at += int64(len(frame)) {
		if _, err := io.ReadFull(in, frame); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		} else if err != nil {
			return err
		}
		ours := string(frame[frameSalt:frameSalt+8]) == string(head[logSalt:logSalt+8])
		fits := ours && framed(before, frame[:frameHeader], frame[frameHeader:])
		commits := ours && binary.BigEndian.Uint32(frame[frameCommits:]) != 0
		switch {
		case !fits && broken.Page == 0:
			broken.Page = max(int64(binary.BigEndian.Uint32(frame)), 1)
			fallthrough
		case broken.Page > 0:
			if commits {
				ends++
			}
			if ends > 1 && fits {
				return broken
			}
		case commits:
			broken.Whole = at + int64(len(frame))
		}
		copy(before, frame[16:frameHeader])
	}
}
