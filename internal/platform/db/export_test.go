package db

import "runtime"

// Waiting returns when so many callers wait behind the one that is served.
func (d *DB) Waiting(n int) {
	for len(d.writer.calls) < n {
		runtime.Gosched()
	}
}
