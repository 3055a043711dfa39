package pagesum

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Reserved tells whether a database file's pages have sums. A file that is not
// there, or empty, will have them.
func Reserved(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	var head [headerSize]byte
	_, err = io.ReadFull(f, head[:])
	if errors.Is(err, io.EOF) {
		return true, nil
	}
	if err != nil || string(head[:len(signature)]) != signature {
		return true, nil // SQLite says what it is
	}
	return head[reserveAt] == Reserve, nil
}
