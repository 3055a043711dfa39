package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// DialContext opens a TCP connection to a host by the package's rules. It is
// for protocols other than HTTP, such as the mail servers of a channel, where
// the same probing is possible.
func (c *Client) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	switch network {
	case "tcp", "tcp4", "tcp6":
	default:
		return nil, ErrForbidden
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrForbidden
	}
	addrs, err := c.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var last error
	for i, addr := range addrs {
		if i == maxAddresses || ctx.Err() != nil {
			break
		}
		conn, err := c.options.dial(ctx, network, net.JoinHostPort(addr.String(), port))
		if err == nil {
			return conn, nil
		}
		last = err
	}
	if last == nil {
		last = ctx.Err()
	}
	return nil, fmt.Errorf("%w: %w", ErrUnreachable, last)
}

// resolve returns the addresses of a host, all of them permitted, or
// ErrForbidden.
func (c *Client) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if !plausibleHost(host) {
		return nil, ErrForbidden
	}
	var addrs []netip.Addr
	if addr, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{addr}
	} else {
		addrs, err = c.options.Resolver.LookupNetIP(ctx, "ip", host)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreachable, ctx.Err())
		}
		if err != nil || len(addrs) == 0 {
			return nil, ErrForbidden
		}
	}
	checked := make([]netip.Addr, len(addrs))
	for i, addr := range addrs {
		if !Permitted(addr, c.options.AllowPrivate) {
			return nil, ErrForbidden
		}
		checked[i] = addr.Unmap()
	}
	return checked, nil
}

// plausibleHost refuses what is neither an address in its usual spelling nor a
// name: an ending label that is a number (127.1, 2130706433, 0x7f000001,
// 0177.0.0.1) is read as an IPv4 address by some system resolvers.
func plausibleHost(host string) bool {
	if host == "" || len(host) > 253 {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	if strings.ContainsAny(host, ":%/\\@ \t\r\n\x00") {
		return false
	}
	label := strings.TrimSuffix(host, ".")
	label = strings.ToLower(label[strings.LastIndexByte(label, '.')+1:])
	if label == "" {
		return false
	}
	if hex, found := strings.CutPrefix(label, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") != ""
	}
	return strings.Trim(label, "0123456789") != ""
}
