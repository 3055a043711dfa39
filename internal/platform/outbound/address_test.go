package outbound

import (
	"net/netip"
	"testing"
)

func TestPermitted(t *testing.T) {
	forbidden := []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255",
		"192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.0.1",
		"192.0.2.7", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1",
		"239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
		"2002:0808:0808::1", "2001::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
		"fec0::1", "ff02::1", "2606:4700::5efe:127.0.0.1", "2606:4700::200:5efe:10.0.0.1", "3fff::1", "5f00::1",
	}
	for _, text := range forbidden {
		if Permitted(netip.MustParseAddr(text), nil) {
			t.Errorf("%s is permitted", text)
		}
	}
	open := []string{
		"8.8.8.8", "223.5.5.5", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.0", "192.167.1.1",
		"::ffff:8.8.8.8", "2400:3200::1", "2606:4700:4700::1111", "64:ff9b::808:808", "2606:4700::5efe:8.8.8.8",
		// Of no tunnel, however much they look like one.
		"2606:4700::5eff:10.0.0.1", "2606:4700::5ffe:10.0.0.1", "2606:4700::1:5efe:10.0.0.1", "2606:4700::400:5efe:10.0.0.1",
	}
	for _, text := range open {
		if !Permitted(netip.MustParseAddr(text), nil) {
			t.Errorf("%s is forbidden", text)
		}
	}
	if Permitted(netip.Addr{}, nil) {
		t.Error("the zero address is permitted")
	}
}

func TestPermittedAllowPrivate(t *testing.T) {
	allow := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd00:1::/32")}
	for text, want := range map[string]bool{
		"10.20.3.4": true, "::ffff:10.20.3.4": true, "64:ff9b::a14:304": true, "fd00:1::5": true,
		"10.21.0.1": false, "fd00:2::5": false, "127.0.0.1": false, "2002:a14:304::1": false,
	} {
		if got := Permitted(netip.MustParseAddr(text), allow); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	everything := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}
	for _, text := range []string{"0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "fe80::1%eth0"} {
		if Permitted(netip.MustParseAddr(text), everything) {
			t.Errorf("%s is opened by a wide allowance", text)
		}
	}
}

// An address and its IPv4-mapped and NAT64 forms are judged alike.
func FuzzPermittedForms(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{8, 8, 8, 8})
	f.Add([]byte{169, 254, 169, 254})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) != 4 {
			return
		}
		plain := netip.AddrFrom4([4]byte(b))
		mapped := netip.AddrFrom16([16]byte{10: 255, 11: 255, 12: b[0], 13: b[1], 14: b[2], 15: b[3]})
		through := netip.AddrFrom16([16]byte{0: 0, 1: 0x64, 2: 0xff, 3: 0x9b, 12: b[0], 13: b[1], 14: b[2], 15: b[3]})
		want := Permitted(plain, nil)
		if Permitted(mapped, nil) != want || Permitted(through, nil) != want {
			t.Errorf("%v: forms are judged differently", plain)
		}
		if want && (plain.IsLoopback() || plain.IsPrivate() || plain.IsLinkLocalUnicast() || plain.IsMulticast()) {
			t.Errorf("%v is permitted", plain)
		}
	})
}

func TestPlausibleHost(t *testing.T) {
	for host, want := range map[string]bool{
		"shop.example": true, "例子.测试": true, "a": true, "xn--fsqu00a.example.": true, "1.2.3.4": true, "::1": true,
		"0xg.example": true, "0xgg": true,
		"": false, ".": false, "127.1": false, "2130706433": false, "0x7f000001": false, "0177.0.0.1": false,
		"1.2.3.4.": false, "127.0.0.0x1": false, "0x": false, "a b": false, "a%00b": false, "user@host": false,
		"[::1]": false, "a\r\nb": false,
	} {
		if got := plausibleHost(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}
