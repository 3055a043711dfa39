package realtime

import (
	"encoding/binary"
	"encoding/json"
	"log/slog"
)

// Frame is a message to screens; T names it.
type Frame map[string]any

// Control frames of RFC 6455, as a server writes them: final, unmasked.
const (
	opText  = 0x81
	opClose = 0x88
	opPing  = 0x89
	opPong  = 0x8a
)

// wire encodes a frame once for all who get it.
func wire(op byte, payload []byte) []byte {
	n := len(payload)
	head := make([]byte, 2, 10+n)
	head[0] = op
	switch {
	case n < 126:
		head[1] = byte(n)
	case n < 1<<16:
		head[1] = 126
		head = binary.BigEndian.AppendUint16(head, uint16(n))
	default:
		head[1] = 127
		head = binary.BigEndian.AppendUint64(head, uint64(n))
	}
	return append(head, payload...)
}

func encode(f any) []byte {
	raw, err := json.Marshal(f)
	if err != nil {
		slog.Error("frame cannot be encoded", "err", err)
		return []byte(`{"t":"resync"}`)
	}
	return raw
}

func closeFrame(code uint16) []byte {
	return wire(opClose, binary.BigEndian.AppendUint16(nil, code))
}
