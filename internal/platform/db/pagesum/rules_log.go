package pagesum

import "encoding/binary"

const (
	logMagic     = 0x377f0682 // sums over words in the order of our machines
	logPageSize  = 8
	logSalt      = 16
	logSum       = 24
	frameCommits = 4 // the size of the database after a commit, else 0
	frameSalt    = 8
	frameSum     = 16
	sector       = 512 // what a disk writes whole or not at all
)

// headed tells whether the log's header is what was written.
func headed(head []byte) bool {
	a, b := sum(0, 0, head[:logSum])
	return binary.BigEndian.Uint32(head[logSum:]) == a && binary.BigEndian.Uint32(head[logSum+4:]) == b &&
		binary.BigEndian.Uint32(head) == logMagic && isPage(int32(binary.BigEndian.Uint32(head[logPageSize:])))
}

// walk goes from frame to frame of a log, also past one that is broken.
type walk struct {
	salt []byte
	at   int64 // behind the frame before
	// The sum up to there as its frame says and as it should be, and whether
	// that frame belongs to this round of the log: behind the newest frames there
	// stand those of rounds before, which fit each other too.
	said, is []byte
	ours     bool
}

func newWalk(head []byte) *walk {
	said := append([]byte{}, head[logSum:logHeader]...)
	return &walk{salt: append([]byte{}, head[logSalt:logSum]...), at: logHeader, said: said, is: said, ours: true}
}

// step tells whether SQLite takes a frame for what was written, and whether a
// transaction ended with it even so.
//
// A frame is ours that carries a half of our salt, for no other round has that,
// or whose sum follows from ours. One with a single bit turned is read as it was:
// the bit may be in the field that makes a commit. Else that field is believed
// but where a sector ends between it and the salt, for then a power cut may have
// left it as an earlier round had it.
func (w *walk) step(frame []byte) (sound, commits bool) {
	header, page := frame[:frameHeader], frame[frameHeader:]
	salt, said := header[frameSalt:frameSum], append([]byte{}, header[frameSum:]...)
	half := string(salt[:4]) == string(w.salt[:4]) || string(salt[4:]) == string(w.salt[4:])
	torn := (w.at+frameSalt)%sector == 0
	is := frameSumOf(w.said, header, page)
	fits := string(is) == string(said)
	sound, follows := fits && string(salt) == string(w.salt), fits

	size, was := binary.BigEndian.Uint32(header[frameCommits:]), uint32(0)
	if !fits && (half || w.ours) {
		for _, before := range [][]byte{w.said, w.is} {
			sum := frameSumOf(before, header, page)
			was, follows = sizeBefore(sum, said, header, page)
			if follows {
				is = sum
				break
			}
		}
	}
	w.ours = half || follows && w.ours
	w.said, w.is, w.at = said, is, w.at+int64(len(frame))
	return sound, w.ours && (was != 0 || size != 0 && (fits || !torn))
}

// sizeBefore tells whether a frame's sum is what it says but for one bit of the
// frame, and the size that it had before that bit turned.
func sizeBefore(is, said, header, page []byte) (uint32, bool) {
	if string(is) == string(said) {
		return binary.BigEndian.Uint32(header[frameCommits:]), true
	}
	var was [frameSalt]byte
	copy(was[:], header)
	bit, ok := oneBit(is, said, was[:], page)
	if ok && bit/8 < frameSalt {
		was[bit/8] ^= 1 << (bit % 8)
	}
	off := binary.BigEndian.Uint64(is) ^ binary.BigEndian.Uint64(said)
	if !ok && off&(off-1) != 0 {
		return 0, false
	}
	return binary.BigEndian.Uint32(was[frameCommits:]), true
}

// frameSumOf is the sum that a frame should say, as it stands in its header.
func frameSumOf(before, header, page []byte) []byte {
	a, b := sum(binary.BigEndian.Uint32(before), binary.BigEndian.Uint32(before[4:]), header[:frameSalt])
	a, b = sum(a, b, page)
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, a), b)
}

// oneBit finds the first bit, counted through the parts, without whose turning
// their sum would be what is said. A sum is linear: a turned bit adds its worth times
// what the words behind make of it.
func oneBit(is, said, first, then []byte) (found int, ok bool) {
	a := binary.BigEndian.Uint32(said) - binary.BigEndian.Uint32(is)
	b := binary.BigEndian.Uint32(said[4:]) - binary.BigEndian.Uint32(is[4:])
	worth := [2][2]uint32{{1, 1}, {0, 1}} // of a first and of a second word, to both halves
	for at := len(first) + len(then) - 8; at >= 0; at -= 8 {
		words := first[min(at, len(first)):]
		if at >= len(first) {
			words = then[at-len(first):]
		}
		for i := range worth {
			word := binary.LittleEndian.Uint32(words[4*i:])
			for bit := range 32 {
				by := uint32(1) << bit
				if word&by != 0 {
					by = -by
				}
				if worth[i][0]*by == a && worth[i][1]*by == b {
					found, ok = (at+4*i)*8+bit, true
				}
			}
			worth[i] = [2]uint32{worth[i][0] + worth[i][1], worth[i][0] + 2*worth[i][1]}
		}
	}
	return found, ok
}
