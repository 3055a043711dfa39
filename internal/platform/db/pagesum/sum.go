package pagesum

import "encoding/binary"

const (
	// Reserve is the room at the end of every page.
	Reserve = 8

	minPage, maxPage = 512, 65536
	headerSize       = 100
	reserveAt        = 20 // in the header: how much room pages have
	logHeader        = 32
	frameHeader      = 24
)

// sum goes on from a sum over bytes, a multiple of eight of them. Words are read
// in the order of every machine that we are built for, as SQLite's log has them.
func sum(a, b uint32, data []byte) (uint32, uint32) {
	for len(data) >= 8 {
		w := binary.LittleEndian.Uint64(data)
		a += uint32(w) + b
		b += uint32(w>>32) + a
		data = data[8:]
	}
	return a, b
}

// seal writes a page's sum into it.
func seal(page []byte) {
	end := len(page) - Reserve
	a, b := sum(0, 0, page[:end])
	binary.LittleEndian.PutUint32(page[end:], a)
	binary.LittleEndian.PutUint32(page[end+4:], b)
}

// whole tells whether a page is what was written.
func whole(page []byte) bool {
	end := len(page) - Reserve
	a, b := sum(0, 0, page[:end])
	return binary.LittleEndian.Uint32(page[end:]) == a && binary.LittleEndian.Uint32(page[end+4:]) == b
}

// deniesSums tells whether the first page has a sum that fits, were it not that
// its header denies that there are any.
func deniesSums(page []byte) bool {
	said := page[reserveAt]
	page[reserveAt] = Reserve
	denies := whole(page)
	page[reserveAt] = said
	return denies
}

// framed tells whether a page in the log is what was written: its frame's header
// says the sum over everything up to its end, the one before it up to its start.
func framed(before, header, page []byte) bool {
	a, b := binary.BigEndian.Uint32(before), binary.BigEndian.Uint32(before[4:])
	a, b = sum(a, b, header[:8])
	a, b = sum(a, b, page)
	return binary.BigEndian.Uint32(header[16:]) == a && binary.BigEndian.Uint32(header[20:]) == b
}

func isPage(n int32) bool { return n >= minPage && n <= maxPage && n&(n-1) == 0 }
