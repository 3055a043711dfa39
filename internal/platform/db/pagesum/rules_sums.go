package pagesum

import "encoding/binary"

const (
	// signature begins every database file.
	signature = "SQLite format 3\x00"

	pageSizeAt = 16
	beginning  = maxPage // so much of a file tells whether it has sums
)

// judge tells by a file's beginning whether its pages have sums. None has only
// one whose header says so plainly and none of whose first pages proves another
// thing: a header that is damaged is no reason to compare nothing any more.
func judge(begin []byte) sums {
	if len(begin) >= headerSize && string(begin[:len(signature)]) == signature && begin[reserveAt] == 0 && !proven(begin) {
		return without
	}
	return with
}

// proven tells whether any of the pages has a sum that fits; that of the first
// may do so but for what its header says of sums.
func proven(begin []byte) bool {
	n := int(binary.BigEndian.Uint16(begin[pageSizeAt:]))
	if n == 1 {
		n = maxPage
	}
	if !isPage(int32(n)) {
		n = 4096 // of every file of ours
	}
	for at := 0; at+n <= len(begin); at += n {
		page := begin[at : at+n]
		if binary.NativeEndian.Uint64(page[n-Reserve:]) == 0 {
			continue // a page of zeros fits too
		}
		if whole(page) || at == 0 && deniesSums(page) {
			return true
		}
	}
	return false
}
