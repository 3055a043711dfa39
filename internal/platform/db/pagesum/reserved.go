package pagesum

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Reserved tells whether a database file's pages have sums. A file that is not
// there, or empty, will have them; one that is damaged where it would say so is
// none of an older program, see judge.
func Reserved(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	begin := make([]byte, beginning)
	n, err := io.ReadFull(f, begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return judge(begin[:n]) == with, nil
}
