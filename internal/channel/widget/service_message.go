package widget

import (
	"context"
	"errors"
	"net/netip"

	"tiexin/internal/channel"
	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
)

// Messages left, which somebody has to read and to answer: at once and one more
// a minute. Who has written before stands apart, so that no stranger takes the
// place from them.
const (
	leftPerSecond, leftAddressAtOnce            = 1.0 / 60, 20
	leftKnownAtOnce                             = 10
	leftKnownAddressPerSecond, leftKnownAddress = 1.0 / 6, 100
	leftChannelPerSecond, leftChannelAtOnce     = 2, 600
	leftHousePerSecond, leftHouseAtOnce         = 4, 1200
	urgentPerSecond, urgentAtOnce               = 3.0 / 3600, 3
	urgentAddressPerSecond, urgentAddressAtOnce = 10.0 / 3600, 10
)

// leftMessages brakes who leaves messages without end, and who calls all of them
// urgent.
type leftMessages struct {
	address, channel, house *web.Limiter // of who never wrote
	known, knownAddress     *web.Limiter
	urgent, urgentAddress   *web.Limiter
}

func newLeftMessages(c clock.Clock) leftMessages {
	return leftMessages{
		address: web.NewLimiter(c, leftPerSecond, leftAddressAtOnce), channel: web.NewLimiter(c, leftChannelPerSecond, leftChannelAtOnce),
		house: web.NewLimiter(c, leftHousePerSecond, leftHouseAtOnce), known: web.NewLimiter(c, leftPerSecond, leftKnownAtOnce),
		knownAddress: web.NewLimiter(c, leftKnownAddressPerSecond, leftKnownAddress),
		urgent:       web.NewLimiter(c, urgentPerSecond, urgentAtOnce), urgentAddress: web.NewLimiter(c, urgentAddressPerSecond, urgentAddressAtOnce),
	}
}

// admit looks whether a message can be answered and counts it; over the quota the visitor is told when to come again,
// and what they call urgent beyond a few is read with the others.
func (l leftMessages) admit(visitor, peerID, channelID, address string, b Leaving) routing.Admit {
	return func(m routing.Message) (routing.Message, error) {
		if code := doubts(m.Contact); code != "" && !b.Sure && !channel.Alarming(m.Matter) {
			return m, fault.Invalid(code, "contact")
		}
		if err := l.take(peerID, channelID, address); err != nil {
			return m, fault.TooMany("widget.messages_full", fault.From(err).RetryAfter)
		}
		if m.Urgency == routing.Urgent && (l.urgent.Take(visitor) != nil || address != "" && l.urgentAddress.Take(address) != nil) {
			m.Urgency = routing.Normal
		}
		return m, nil
	}
}

func (l leftMessages) take(peerID, channelID, address string) error {
	if peerID != "" {
		if err := l.known.Take(peerID); err != nil || address == "" {
			return err
		}
		return l.knownAddress.Take(address)
	}
	if address != "" {
		if err := l.address.Take(address); err != nil {
			return err
		}
	}
	if err := l.channel.Take(channelID); err != nil {
		return err
	}
	return l.house.Take("")
}

// counted is the address under which somebody's quota is counted; a program on
// this machine has none.
func counted(info *web.Info) string {
	if info.Direct && isLoopback(info.IP) {
		return ""
	}
	return addressKey(info.IP)
}

func addressKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	return auth.AddressKey(addr)
}

// Leaving is a message that a visitor leaves.
type Leaving struct {
	ClientKey string
	Message   routing.Message
	Sure      bool // they were asked about their contact and stay with it
}

// LeaveMessage takes a message from the visitor.
func (s *Service) LeaveMessage(ctx context.Context, in Leaving) (routing.Message, error) {
	m := in.Message
	p := auth.From(ctx)
	if err := s.writers.Take(p.ChannelID + "/" + p.ID); err != nil {
		return m, err
	}
	c, err := s.Channels.UsableByID(ctx, p.ChannelID)
	if err != nil {
		return m, gone(err)
	}
	peer, _, err := s.peer(ctx, p)
	if err != nil {
		return m, err
	}
	if m, err = s.leave(ctx, c, peer, in); err == nil && peer.ID != "" {
		s.noteAddress(ctx, peer.ID)
	}
	var wrong *fault.Error
	if errors.As(err, &wrong) && wrong.Field == "caller" {
		named := *wrong
		named.Field = "name" // as the visitor's form calls it
		return m, &named
	}
	return m, err
}

func (s *Service) leave(ctx context.Context, c channel.Channel, peer customer.Identity, in Leaving) (routing.Message, error) {
	m := in.Message
	b, barred, err := s.barred(ctx, peer)
	if err != nil || barred && !channel.Alarming(m.Matter) {
		if err == nil {
			err = blocked(b)
		}
		return m, err
	}
	who := s.caller(ctx, c, peer)
	if barred {
		return s.Routing.Cry(ctx, who, b.ID, m)
	}
	return s.Routing.LeaveMessage(ctx, who, in.ClientKey, m, s.left.admit(who.VisitorID, peer.ID, c.ID, counted(web.InfoFrom(ctx)), in))
}
