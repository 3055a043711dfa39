package outbound

import "net/netip"

// closedV4 lists the IPv4 blocks that are not public unicast, after the IANA
// special-purpose registry.
var closedV4 = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)

// openV6 is the only IPv6 block given to public unicast; closedV6 are the parts
// of it that are not.
var (
	openV6   = netip.MustParsePrefix("2000::/3")
	closedV6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
	nat64    = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// Permitted says whether an address may be dialled: it is public unicast, or it
// lies in one of the operator's own networks. Addresses with a zone never are.
func Permitted(addr netip.Addr, allow []netip.Prefix) bool {
	if !addr.IsValid() || addr.Zone() != "" {
		return false
	}
	addr = addr.Unmap()
	if addr.IsUnspecified() || addr.IsMulticast() || addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return false
	}
	if within(allow, addr) {
		return true
	}
	if addr.Is4() {
		return !within(closedV4, addr)
	}
	return permittedV6(addr, allow)
}

func permittedV6(addr netip.Addr, allow []netip.Prefix) bool {
	bytes := addr.As16()
	if nat64.Contains(addr) {
		return Permitted(netip.AddrFrom4([4]byte(bytes[12:16])), allow)
	}
	if !openV6.Contains(addr) || within(closedV6, addr) {
		return false
	}
	// ISATAP carries an IPv4 address behind ::0:5efe or ::200:5efe.
	if bytes[8]&^0x02 == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe {
		return Permitted(netip.AddrFrom4([4]byte(bytes[12:16])), allow)
	}
	return true
}

func within(list []netip.Prefix, addr netip.Addr) bool {
	for _, prefix := range list {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}
