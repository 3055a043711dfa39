package db

import (
	"runtime"
	"testing"
)

// Waiting returns when so many callers wait behind the one that is served.
func (d *DB) Waiting(n int) {
	for len(d.writer.calls) < n {
		runtime.Gosched()
	}
}

// Links has links be made in another way, until the test ends.
func Links(t *testing.T, how func(from, to string) error) {
	was := link
	link = how
	t.Cleanup(func() { link = was })
}

// FolderSyncs has folders be flushed in another way, until the test ends.
func FolderSyncs(t *testing.T, how func(path string) error) {
	was := syncFolder
	syncFolder = how
	t.Cleanup(func() { syncFolder = was })
}

// Spelt is a statement as an engine gets it.
func Spelt(text string, e Engine) string { return spell(text, e) }
