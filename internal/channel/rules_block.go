package channel

import (
	"net/netip"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// thisHost holds no customer: the addresses of the machine itself and old ways
// to write an IPv4.
var thisHost = netip.MustParsePrefix("::/96")

// check trims a block and refuses what would keep out the wrong ones.
func (b Block) check(now time.Time) (Block, error) {
	b.Reason = strings.TrimSpace(b.Reason)
	if code, ok := check.Text(b.Reason, 1, maxBlockReason); !ok {
		return b, fault.Invalid(code, "reason").With("limit", maxBlockReason)
	}
	if !b.EndsAt.After(now) || b.EndsAt.After(now.Add(MaxBlock)) {
		return b, fault.Invalid("channel.block_end", "ends_at").With("days", int(MaxBlock/(24*time.Hour)))
	}
	if b.Kind != BlockAddress {
		return b, nil
	}
	addr, err := netip.ParseAddr(strings.TrimSpace(b.Subject))
	if err != nil {
		return b, fault.Invalid("channel.block_address", "address")
	}
	addr = auth.PlainAddress(addr)
	if addr.IsLinkLocalUnicast() || addr.IsMulticast() || addr.Is6() && thisHost.Contains(addr) && !addr.IsLoopback() && !addr.IsUnspecified() {
		return b, fault.Invalid("channel.block_address", "address")
	}
	if addr.IsLoopback() || addr.IsUnspecified() {
		return b, fault.Invalid("channel.block_ourselves", "address")
	}
	b.Subject = auth.AddressKey(addr)
	return b, nil
}

// blockKey is by what a block is found.
func blockKey(k BlockKind, subject string) string { return string(k) + " " + subject }

// keys are by what the blocks of whoever knocks are found.
func (k Knock) keys() []string {
	var out []string
	if k.CustomerID != "" {
		out = append(out, blockKey(BlockCustomer, k.CustomerID))
	}
	if k.PeerID != "" {
		out = append(out, blockKey(BlockVisitor, k.PeerID))
	}
	if addr, err := netip.ParseAddr(k.Address); err == nil {
		out = append(out, blockKey(BlockAddress, auth.AddressKey(addr)))
	}
	return out
}
