package pagesum

import (
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	lite "modernc.org/sqlite/lib"
)

// Name of what stands between SQLite and the disk. Nobody needs to ask for it:
// it is the default of this process.
const Name = "tiexin"

// shim is a file that SQLite has open. What SQLite opened below lies behind it,
// in the same memory.
type shim struct {
	methods uintptr // SQLite's: what a file can do
	name    uintptr
	log     bool
	made    bool // it was empty when it was opened
	sums    sums
	// In a log: from here on this handle has written pages again without their
	// frames' headers, whose sums SQLite corrects when it commits; and the last
	// header it wrote.
	again, header int64
}

// sums tells whether a database file's pages have any.
type sums int32

const (
	unknown sums = iota // nobody has written the first page
	without
	with
)

var (
	below   uintptr // SQLite's own, which speaks to the disk
	methods uintptr // of a shim
	names   struct{ main, room uintptr }
	size    = (unsafe.Sizeof(shim{}) + 15) &^ 15
)

// Ready registers, once in the life of the process; it tells why it could not.
var Ready = begin()

func begin() error {
	tls := libc.NewTLS()
	defer tls.Close()
	if rc := lite.Xsqlite3_initialize(tls); rc != lite.SQLITE_OK {
		return fmt.Errorf("pagesum: SQLite does not begin: %d", rc)
	}
	below = lite.Xsqlite3_vfs_find(tls, 0)
	var name uintptr
	for into, text := range map[*uintptr]string{&name: Name, &names.main: "main", &names.room: "room"} {
		var err error
		if *into, err = libc.CString(text); err != nil {
			return err
		}
	}
	methods = libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lite.Tsqlite3_io_methods{})))
	ours := libc.Xcalloc(tls, 1, libc.Tsize_t(unsafe.Sizeof(lite.Tsqlite3_vfs{})))
	if below == 0 || methods == 0 || ours == 0 {
		return errors.New("pagesum: no memory for SQLite")
	}
	*at[lite.Tsqlite3_io_methods](methods) = ioMethods()
	v := at[lite.Tsqlite3_vfs](ours)
	*v = *at[lite.Tsqlite3_vfs](below)
	v.FpNext, v.FzName, v.FxOpen = 0, name, pointer(open)
	v.FszOsFile += int32(size)
	if rc := lite.Xsqlite3_vfs_register(tls, ours, 1); rc != lite.SQLITE_OK {
		return fmt.Errorf("pagesum: not taken: %d", rc)
	}
	if rc := lite.Xsqlite3_auto_extension(tls, pointer(reserve)); rc != lite.SQLITE_OK {
		return fmt.Errorf("pagesum: new files get no room: %d", rc)
	}
	return nil
}

// at is what lies at an address of SQLite's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// pointer is how SQLite keeps a function that is declared in a package.
func pointer(fn any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&fn))[1] }

// function is what SQLite keeps, to be called.
func function[F any](kept uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{kept})) }

func bytes(address uintptr, n int32) []byte { return unsafe.Slice(at[byte](address), n) }

// sub is the file below and what it can do.
func sub(file uintptr) (uintptr, *lite.Tsqlite3_io_methods) {
	f := file + size
	return f, at[lite.Tsqlite3_io_methods](at[lite.Tsqlite3_file](f).FpMethods)
}

// reserve asks for room at the end of every page: of a new file, and of the
// copies that VACUUM makes of an older one. SQLite calls it for each connection
// before that does anything. "room=0" in a file's address asks for none; in the
// address of a new file that VACUUM makes, "room=8" says that there is room, for
// it writes the first page last.
func reserve(tls *libc.TLS, connection, _, _ uintptr) int32 {
	main, room := names.main, names.room
	if lite.Xsqlite3_uri_int64(tls, lite.Xsqlite3_db_filename(tls, connection, main), room, Reserve) != Reserve {
		return lite.SQLITE_OK
	}
	n := tls.Alloc(4)
	defer tls.Free(4)
	*at[int32](n) = Reserve
	return lite.Xsqlite3_file_control(tls, connection, main, lite.SQLITE_FCNTL_RESERVE_BYTES, n)
}

func open(tls *libc.TLS, vfs, name, file uintptr, flags int32, out uintptr) int32 {
	next := function[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](at[lite.Tsqlite3_vfs](below).FxOpen)
	if flags&(lite.SQLITE_OPEN_MAIN_DB|lite.SQLITE_OPEN_WAL) == 0 {
		return next(tls, below, name, file, flags, out)
	}
	s := at[shim](file)
	*s = shim{name: name, log: flags&lite.SQLITE_OPEN_WAL != 0}
	if !s.log && name != 0 && lite.Xsqlite3_uri_int64(tls, name, names.room, 0) == Reserve {
		s.sums = with
	}
	rc := next(tls, below, name, file+size, flags, out)
	if rc != lite.SQLITE_OK {
		return rc
	}
	s.methods = methods
	if s.log {
		return rc
	}
	length := tls.Alloc(8)
	defer tls.Free(8)
	f, m := sub(file)
	if rc := function[placeFunc](m.FxFileSize)(tls, f, length); rc != lite.SQLITE_OK {
		return rc
	}
	s.made = *at[int64](length) == 0
	return rc
}

// path of the database, as SQLite writes it.
func (s *shim) path() string {
	path := libc.GoString(s.name)
	if s.log {
		path = path[:max(len(path)-len("-wal"), 0)]
	}
	return path
}
