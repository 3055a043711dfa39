// Package outbound is the one way in which the product opens connections that
// somebody outside may have named: webhooks, link previews, avatars, sign-in
// discovery, knowledge import, mail servers of a channel.
//
// # Why it exists
//
// A server that fetches an address for somebody stands inside the network and
// can be made to knock on doors the asker cannot reach: the database on the
// loopback, the neighbour's printer, the cloud's metadata service. The trade
// calls this server-side request forgery (SSRF, 服务端请求伪造). Filters on the
// text of an address fail, because one host has many spellings (2130706433,
// 0x7f.1, [::ffff:127.0.0.1], １２７.０.０.１, a name of one's own) and because a
// name may answer differently the second time it is asked (DNS rebinding,
// DNS 重绑定).
//
// # What it promises
//
//   - A name is resolved once per connection; every address of the answer is
//     checked; one forbidden address forbids the whole name. The connection is
//     opened to one of the checked addresses, never to the name again.
//   - Forbidden are all addresses that are not public unicast: loopback,
//     private (RFC 1918), shared (CGNAT), link-local with the metadata service,
//     ULA, multicast, unspecified, documentation and benchmarking blocks, and
//     every IPv6 form that carries such an IPv4 address inside (mapped, NAT64,
//     ISATAP); 6to4, Teredo and local NAT64 are always forbidden.
//   - A redirect is a new request and passes the same checks; at most three.
//   - Only http and https. No proxy from the environment. Response headers are
//     limited to 64 KiB and the decoded body to Options.MaxBytes.
//   - Nothing is dialled that is forbidden, so an open and a closed port behind
//     a forbidden address answer with the same error after the same work. A
//     name that does not resolve answers with that error too: otherwise the
//     error would tell which internal names exist.
//
// Options.AllowPrivate opens single networks of the operator's own, for example
// the subnet of an intranet webhook. Unspecified and multicast addresses and
// the transition forms stay closed whatever it says.
//
// # What it does not do
//
// It does not know that a public address may be the machine's own: what listens
// there is public anyway. It does not look at ports.
package outbound
