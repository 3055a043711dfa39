package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"tiexin/internal/platform/web"
)

// ownFiles are what a busy program has open besides its connections: ledger,
// files on their way, its own connections to others.
const ownFiles = 256

// Crowd bounds the connections of the main address.
func (a *App) Crowd() *web.Crowd {
	proxies, _ := a.Config.Proxies() // checked at the start
	known := func(addr netip.Addr) bool {
		if addr == netip.AddrFrom4([4]byte{127, 0, 0, 1}) || addr == netip.IPv6Loopback() {
			return true // whoever runs the house, or a proxy in front of it
		}
		for _, p := range proxies {
			if p.Contains(addr) {
				return true
			}
		}
		return false
	}
	return &web.Crowd{All: maxConnections(a.Config.MaxConnections), PerAddress: a.Config.MaxPerAddress, Known: known}
}

// maxConnections leaves room for what the program itself opens.
func maxConnections(asked int) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return asked
	}
	room := int(min(limit.Cur, 1<<20))
	room = max(room-min(ownFiles, room/4), 1)
	if asked > 0 {
		return min(asked, room)
	}
	return room
}

// EndServer lets requests finish for a moment and then cuts what is left: who
// drips an upload must not keep the house from closing.
func EndServer(s *http.Server, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.Close()
	}
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}
