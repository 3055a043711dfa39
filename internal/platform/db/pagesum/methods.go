package pagesum

import (
	"modernc.org/libc"
	lite "modernc.org/sqlite/lib"
)

// ioMethods is what a shim can do: what the file below can.
func ioMethods() lite.Tsqlite3_io_methods {
	return lite.Tsqlite3_io_methods{
		FiVersion: 3,
		FxClose:   pointer(closeFile), FxRead: pointer(read), FxWrite: pointer(write), FxTruncate: pointer(truncate), FxSync: pointer(sync1),
		FxFileSize: pointer(fileSize), FxLock: pointer(lock), FxUnlock: pointer(unlock), FxCheckReservedLock: pointer(checkReservedLock),
		FxFileControl: pointer(fileControl), FxSectorSize: pointer(sectorSize), FxDeviceCharacteristics: pointer(characteristics),
		FxShmMap: pointer(shmMap), FxShmLock: pointer(shmLock), FxShmBarrier: pointer(shmBarrier), FxShmUnmap: pointer(shmUnmap),
		FxFetch: pointer(fetch), FxUnfetch: pointer(unfetch),
	}
}

type (
	askFunc    = func(*libc.TLS, uintptr) int32
	numberFunc = func(*libc.TLS, uintptr, int32) int32
	placeFunc  = func(*libc.TLS, uintptr, uintptr) int32
)

func closeFile(tls *libc.TLS, file uintptr) int32 {
	f, m := sub(file)
	return function[askFunc](m.FxClose)(tls, f)
}

func truncate(tls *libc.TLS, file uintptr, to int64) int32 {
	f, m := sub(file)
	return function[func(*libc.TLS, uintptr, int64) int32](m.FxTruncate)(tls, f, to)
}

func sync1(tls *libc.TLS, file uintptr, flags int32) int32 {
	f, m := sub(file)
	return function[numberFunc](m.FxSync)(tls, f, flags)
}

func fileSize(tls *libc.TLS, file, out uintptr) int32 {
	f, m := sub(file)
	return function[placeFunc](m.FxFileSize)(tls, f, out)
}

func lock(tls *libc.TLS, file uintptr, how int32) int32 {
	f, m := sub(file)
	return function[numberFunc](m.FxLock)(tls, f, how)
}

func unlock(tls *libc.TLS, file uintptr, how int32) int32 {
	f, m := sub(file)
	return function[numberFunc](m.FxUnlock)(tls, f, how)
}

func checkReservedLock(tls *libc.TLS, file, out uintptr) int32 {
	f, m := sub(file)
	return function[placeFunc](m.FxCheckReservedLock)(tls, f, out)
}

func fileControl(tls *libc.TLS, file uintptr, op int32, argument uintptr) int32 {
	f, m := sub(file)
	return function[func(*libc.TLS, uintptr, int32, uintptr) int32](m.FxFileControl)(tls, f, op, argument)
}

func sectorSize(tls *libc.TLS, file uintptr) int32 {
	f, m := sub(file)
	return function[askFunc](m.FxSectorSize)(tls, f)
}

// characteristics deny that a part of a page can be read, past its sum.
func characteristics(tls *libc.TLS, file uintptr) int32 {
	f, m := sub(file)
	return function[askFunc](m.FxDeviceCharacteristics)(tls, f) &^ lite.SQLITE_IOCAP_SUBPAGE_READ
}

func shmMap(tls *libc.TLS, file uintptr, page, n, extend int32, out uintptr) int32 {
	f, m := sub(file)
	return function[func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32](m.FxShmMap)(tls, f, page, n, extend, out)
}

func shmLock(tls *libc.TLS, file uintptr, from, n, flags int32) int32 {
	f, m := sub(file)
	return function[func(*libc.TLS, uintptr, int32, int32, int32) int32](m.FxShmLock)(tls, f, from, n, flags)
}

func shmBarrier(tls *libc.TLS, file uintptr) {
	f, m := sub(file)
	function[func(*libc.TLS, uintptr)](m.FxShmBarrier)(tls, f)
}

func shmUnmap(tls *libc.TLS, file uintptr, remove int32) int32 {
	f, m := sub(file)
	return function[numberFunc](m.FxShmUnmap)(tls, f, remove)
}

// fetch maps nothing: SQLite reads instead.
func fetch(_ *libc.TLS, _ uintptr, _ int64, _ int32, out uintptr) int32 {
	*at[uintptr](out) = 0
	return lite.SQLITE_OK
}

func unfetch(tls *libc.TLS, file uintptr, from int64, page uintptr) int32 {
	f, m := sub(file)
	return function[func(*libc.TLS, uintptr, int64, uintptr) int32](m.FxUnfetch)(tls, f, from, page)
}
