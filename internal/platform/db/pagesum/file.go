package pagesum

import (
	"encoding/binary"

	"modernc.org/libc"
	lite "modernc.org/sqlite/lib"
)

// learn asks the file whether its pages have sums, where that is not known to be
// so. Of a file that was empty when it was opened nothing is known until its
// first page is there, which may be written last.
func (s *shim) learn(tls *libc.TLS, file uintptr) int32 {
	if s.sums == with {
		return lite.SQLITE_OK
	}
	f, m := sub(file)
	head := tls.Alloc(headerSize)
	defer tls.Free(headerSize)
	switch rc := readBelow(m)(tls, f, head, headerSize, 0); {
	case rc == lite.SQLITE_IOERR_SHORT_READ && s.made:
		return lite.SQLITE_OK
	case rc != lite.SQLITE_OK && rc != lite.SQLITE_IOERR_SHORT_READ:
		return rc
	}
	if h := bytes(head, headerSize); s.made && string(h[:len(signature)]) != signature {
		return lite.SQLITE_OK
	} else if s.sums == without && h[reserveAt] == 0 {
		return lite.SQLITE_OK
	}
	room := libc.Xcalloc(tls, 1, beginning+8)
	if room == 0 {
		return lite.SQLITE_NOMEM
	}
	defer libc.Xfree(tls, room)
	if rc := function[placeFunc](m.FxFileSize)(tls, f, room+beginning); rc != lite.SQLITE_OK {
		return rc
	}
	n := int32(min(*at[int64](room + beginning), beginning))
	if rc := readBelow(m)(tls, f, room, n, 0); rc != lite.SQLITE_OK {
		return rc
	}
	s.sums = judge(bytes(room, n))
	return lite.SQLITE_OK
}

type (
	readFunc  = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	writeFunc = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
)

func readBelow(m *lite.Tsqlite3_io_methods) readFunc { return function[readFunc](m.FxRead) }

func read(tls *libc.TLS, file, into uintptr, n int32, from int64) int32 {
	s := at[shim](file)
	f, m := sub(file)
	rc := readBelow(m)(tls, f, into, n, from)
	if rc != lite.SQLITE_OK {
		return rc
	}
	data := bytes(into, n)
	if s.log {
		return s.readLog(tls, file, data, from)
	}
	if !isPage(n) {
		return rc
	}
	if s.sums == unknown || from == 0 {
		if rc := s.learn(tls, file); rc != lite.SQLITE_OK {
			return rc
		}
	}
	spot := Spot{Page: from/int64(n) + 1}
	if s.sums == with && !whole(data) || s.sums == without && from == 0 && deniesSums(data) {
		found(s.path(), spot)
		return lite.SQLITE_IOERR_DATA
	}
	if register.count.Load() > 0 {
		mended(s.path(), spot)
	}
	return rc
}

// readLog compares a page that was read from the log.
func (s *shim) readLog(tls *libc.TLS, file uintptr, page []byte, from int64) int32 {
	n := int64(len(page))
	header := from - frameHeader
	if !isPage(int32(n)) || header < logHeader || (header-logHeader)%(n+frameHeader) != 0 || s.again > 0 && from >= s.again {
		return lite.SQLITE_OK
	}
	room := tls.Alloc(frameHeader + 8)
	defer tls.Free(frameHeader + 8)
	f, m := sub(file)
	if rc := readBelow(m)(tls, f, room, frameHeader, header); rc != lite.SQLITE_OK {
		return rc
	}
	before := header - n - 8 // the end of the header of the frame before
	if header == logHeader {
		before = logHeader - 8
	}
	if rc := readBelow(m)(tls, f, room+frameHeader, 8, before); rc != lite.SQLITE_OK {
		return rc
	}
	head := bytes(room, frameHeader)
	if binary.NativeEndian.Uint64(head[8:])|binary.NativeEndian.Uint64(head[16:]) == 0 {
		return lite.SQLITE_OK // a frame of an unfinished transaction, whose sum comes with the commit
	}
	spot := Spot{Page: int64(binary.BigEndian.Uint32(head)), Log: true}
	if !framed(bytes(room+frameHeader, 8), head, page) {
		found(s.path(), spot)
		return lite.SQLITE_IOERR_DATA
	}
	if register.count.Load() > 0 {
		mended(s.path(), spot)
	}
	return lite.SQLITE_OK
}

func write(tls *libc.TLS, file, data uintptr, n int32, to int64) int32 {
	s := at[shim](file)
	f, m := sub(file)
	switch {
	case s.log:
		s.writeLog(n, to)
	case isPage(n):
		page := bytes(data, n)
		rc := s.learn(tls, file)
		if rc == lite.SQLITE_OK && to == 0 {
			rc = s.first(tls, file, page)
		}
		if rc != lite.SQLITE_OK {
			return rc
		}
		if s.sums == with {
			seal(page)
		}
		if register.count.Load() > 0 {
			mended(s.path(), Spot{Page: to/int64(n) + 1})
		}
	}
	return function[writeFunc](m.FxWrite)(tls, f, data, n, to)
}

// first learns from the first page that is written what pages have. Where this
// handle made the file and wrote others before it, they get their sums now; those
// of a file that was there are never given any without being compared.
func (s *shim) first(tls *libc.TLS, file uintptr, page []byte) int32 {
	before := s.sums
	s.sums = without
	if page[reserveAt] == Reserve {
		s.sums = with
	}
	switch {
	case before == with && s.sums == without:
		s.sums = before
		return lite.SQLITE_IOERR_WRITE // the room that was promised is used
	case before == unknown && s.sums == with:
		rc := catchUp(tls, file, int32(len(page)))
		if rc != lite.SQLITE_OK {
			s.sums = before
		}
		return rc
	}
	return lite.SQLITE_OK
}

// catchUp gives every page but the first its sum.
func catchUp(tls *libc.TLS, file uintptr, n int32) int32 {
	f, m := sub(file)
	room := libc.Xmalloc(tls, libc.Tsize_t(n)+8)
	if room == 0 {
		return lite.SQLITE_NOMEM
	}
	defer libc.Xfree(tls, room)
	end := room + uintptr(n)
	if rc := function[placeFunc](m.FxFileSize)(tls, f, end); rc != lite.SQLITE_OK {
		return rc
	}
	total := *at[int64](end)
	for at := int64(n); at+int64(n) <= total; at += int64(n) {
		if rc := readBelow(m)(tls, f, room, n, at); rc != lite.SQLITE_OK {
			return rc
		}
		seal(bytes(room, n))
		if rc := function[writeFunc](m.FxWrite)(tls, f, room, n, at); rc != lite.SQLITE_OK {
			return rc
		}
	}
	return lite.SQLITE_OK
}

// writeLog keeps account of which frames' sums hold.
func (s *shim) writeLog(n int32, to int64) {
	switch {
	case to == 0:
		s.again = 0
	case n == frameHeader:
		s.header = to
		if s.again > 0 && to < s.again {
			s.again = 0
		}
	case isPage(n) && s.header != to-frameHeader && (s.again == 0 || to < s.again):
		s.again = to
	}
}
