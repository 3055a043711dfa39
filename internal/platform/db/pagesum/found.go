package pagesum

import (
	"cmp"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
)

// Spot is a page that is not what was written.
type Spot struct {
	Page int64
	Log  bool // it is the copy in the log
}

// register of what was found and has not been written anew, by file.
var register struct {
	count atomic.Int64 // so that who finds nothing pays nothing
	total atomic.Int64
	sync.Mutex
	files map[string]map[Spot]struct{}
}

// Found are the pages of a file that were found to differ, in order.
func Found(path string) []Spot {
	if register.count.Load() == 0 {
		return nil
	}
	if p, err := filepath.Abs(path); err == nil {
		path = p
	}
	if p, err := filepath.EvalSymlinks(path); err == nil {
		path = p // as SQLite names it
	} else if p, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(p, filepath.Base(path)) // gone
	}
	register.Lock()
	defer register.Unlock()
	var out []Spot
	for s := range register.files[path] {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Spot) int { return cmp.Compare(a.Page, b.Page) })
	return out
}

// Reads counts the reads of this process that met a page that differs.
func Reads() int64 { return register.total.Load() }

// Forget forgets a file that is gone.
func Forget(path string) {
	for _, s := range Found(path) {
		mended(path, s)
	}
}

func found(path string, s Spot) {
	register.total.Add(1)
	register.Lock()
	defer register.Unlock()
	if register.files == nil {
		register.files = map[string]map[Spot]struct{}{}
	}
	in := register.files[path]
	if in == nil {
		in = map[Spot]struct{}{}
		register.files[path] = in
	}
	if _, known := in[s]; known {
		return
	}
	in[s] = struct{}{}
	register.count.Add(1)
	slog.Error("a page differs from what was written to it; who asks for what stands on it is refused: look at it with doctor, then restore a backup",
		"file", path, "page", s.Page, "in_log", s.Log)
}

// mended takes note that a page was written or read as it should be.
func mended(path string, s Spot) {
	if register.count.Load() == 0 {
		return
	}
	register.Lock()
	defer register.Unlock()
	if _, known := register.files[path][s]; known {
		delete(register.files[path], s)
		register.count.Add(-1)
	}
}
