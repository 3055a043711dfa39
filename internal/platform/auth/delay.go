package auth

import (
	"net/netip"
	"time"
)

const (
	pairFree    = 4  // wrong tries of one address on one account without a delay
	addressFree = 20 // wrong tries of one address on any accounts; offices share one
	// MaxDelay is the longest delay before the next try.
	MaxDelay = 5 * time.Minute
	// ForgetAfter is the quiet time after which failures no longer count.
	ForgetAfter = time.Hour
)

// Failures are the wrong tries that count against the next one. There is no
// count per account alone: it would let a stranger lock the owner out. A right
// password clears the pair, never the address, or somebody with an account of
// his own could clear the address between guesses.
type Failures struct {
	Pair        int // of this address on this account
	PairLast    time.Time
	Address     int // of this address on any account
	AddressLast time.Time
}

// Delay returns how long the next try must still wait, 0 if it may come now:
// one second after the fifth failure of a pair or the twenty-first of an
// address, doubled with each further one, at most MaxDelay. It counts from the
// last failure; refused tries do not prolong it.
func (f Failures) Delay(now time.Time) time.Duration {
	return max(remaining(f.Pair-pairFree, f.PairLast, now), remaining(f.Address-addressFree, f.AddressLast, now))
}

// Add counts one more failure at the given time, forgetting old ones.
func (f Failures) Add(now time.Time) Failures {
	if now.Sub(f.PairLast) >= ForgetAfter {
		f.Pair = 0
	}
	if now.Sub(f.AddressLast) >= ForgetAfter {
		f.Address = 0
	}
	f.Pair++
	f.Address++
	f.PairLast, f.AddressLast = now, now
	return f
}

func remaining(over int, last, now time.Time) time.Duration {
	if over <= 0 || now.Sub(last) >= ForgetAfter {
		return 0
	}
	delay := MaxDelay
	if over <= 9 { // 2^8 s is the last below the limit
		delay = min(time.Second<<(over-1), MaxDelay)
	}
	left := delay - now.Sub(last)
	return min(max(left, 0), MaxDelay) // a clock set back does not lock out
}

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	siit    = netip.MustParsePrefix("::ffff:0:0:0/96")
	sixto4  = netip.MustParsePrefix("2002::/16")
	teredo  = netip.MustParsePrefix("2001::/32")
	special = netip.MustParsePrefix("::/64")
)

// PlainAddress takes an IPv4 out of the IPv6 that NAT64, SIIT or 6to4 make of it.
func PlainAddress(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if !addr.Is6() {
		return addr
	}
	b := addr.As16()
	switch {
	case nat64.Contains(addr) || siit.Contains(addr):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixto4.Contains(addr):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return addr
}

// AddressKey is the form of an address under which failures are counted: IPv4
// as it is, also where a translator has put it into an IPv6, IPv6 by its /64,
// since a customer's line owns all of that. Of Teredo and of ::/64 many share one.
func AddressKey(addr netip.Addr) string {
	addr = PlainAddress(addr)
	if !addr.Is6() || teredo.Contains(addr) || special.Contains(addr) {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr.String()
	}
	return prefix.String()
}
