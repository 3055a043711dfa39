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

// BrokenLogError is damage in a log, in front of what was accepted later.
type BrokenLogError struct {
	Path  string
	Page  int64 // 0: the log's own header
	Whole int64 // the log's size up to its last whole transaction before
}

// Error says what can be done.
func (e *BrokenLogError) Error() string {
	if e.Page == 0 {
		return fmt.Sprintf("日志 %s 的开头已损坏，里面还有已确认的内容，直接启动会悄悄丢掉它们，所以没有启动。请恢复备份；若只能放弃这些内容，先复制整个目录，再运行 truncate -s %d %[1]s "+
			"(the header of the log is damaged and accepted writes come after it, which a start would drop without a word: restore a backup, or to give them up copy the folder and run truncate -s %[2]d %[1]s)", e.Path, e.Whole)
	}
	return fmt.Sprintf("日志 %s 中第 %d 页已损坏，其后还有已确认的内容，直接启动会悄悄丢掉它们，所以没有启动。请恢复备份；若只能放弃其后的内容，先复制整个目录，再运行 truncate -s %d %[1]s "+
		"(page %[2]d in the log is damaged and accepted writes come after it, which a start would drop without a word: restore a backup, or to give them up copy the folder and run truncate -s %[3]d %[1]s)", e.Path, e.Page, e.Whole)
}

// CheckLog looks through the log of a database that nobody has open. SQLite takes
// the first frame that does not fit for the end, as a power cut leaves it. But at
// most one transaction was not yet on the disk then; where two or more ended at
// that frame or behind it, the disk has broken what it had kept. The same holds
// for a header that does not fit: it was on the disk before any frame was.
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
	head := make([]byte, logHeader)
	if got, err := full(in, head); err != nil || !got {
		return err // empty, or begun and no more
	}
	if !headed(head) {
		some, err := framesBehind(in)
		if some {
			return &BrokenLogError{Path: path}
		}
		return err
	}
	w, frame := newWalk(head), make([]byte, frameHeader+int(binary.BigEndian.Uint32(head[logPageSize:])))
	broken := &BrokenLogError{Path: path, Whole: logHeader}
	ends := 0
	for {
		if got, err := full(in, frame); err != nil || !got {
			return err
		}
		sound, commits := w.step(frame)
		if !sound && broken.Page == 0 {
			broken.Page = max(int64(binary.BigEndian.Uint32(frame)), 1)
		}
		switch {
		case commits && broken.Page == 0:
			broken.Whole = w.at
		case commits:
			if ends++; ends > 1 {
				return broken
			}
		}
	}
}

// full reads as much as there is room for, or tells that there is not so much.
func full(in io.Reader, room []byte) (bool, error) {
	_, err := io.ReadFull(in, room)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, nil
	}
	return err == nil, err
}

// framesBehind tells whether anything that may be a frame was written behind the
// header; room that a file system gave and nobody wrote is all zero.
func framesBehind(in *bufio.Reader) (bool, error) {
	for written, total := false, 0; total < frameHeader+minPage || !written; total++ {
		b, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		written = written || b != 0
	}
	return true, nil
}
