package widget

import (
	"context"
	"errors"
	"sync"
	"time"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
)

// maxAddresses of visitors that are remembered, twice over.
const maxAddresses = 20_000

// rememberFor is how long an address is somebody's: then another may have it.
const rememberFor = 24 * time.Hour

// addresses remembers from where the latest visitors wrote, so that one of
// them can be blocked. It is kept in memory alone: an address says where
// somebody lives.
type addresses struct {
	mu       sync.Mutex
	now, old map[string]noted
}

type noted struct {
	ip     string
	at     time.Time
	hidden bool // a proxy that is not trusted stood between: it is the proxy's
}

func (a *addresses) note(peerID string, from noted) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.now) >= maxAddresses {
		a.old, a.now = a.now, nil
	}
	if a.now == nil {
		a.now = map[string]noted{}
	}
	a.now[peerID] = from
}

func (a *addresses) of(peerID string, now time.Time) (noted, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	from, ok := a.now[peerID]
	if !ok {
		from, ok = a.old[peerID]
	}
	return from, ok && now.Sub(from.at) < rememberFor
}

// noteAddress notes from where somebody known writes.
func (s *Service) noteAddress(ctx context.Context, peerID string) {
	info := web.InfoFrom(ctx)
	s.from.note(peerID, noted{ip: info.IP, at: s.Clock.Now(), hidden: info.Hidden})
}

// barred tells whether somebody keeps this visitor out.
func (s *Service) barred(ctx context.Context, peer customer.Identity) (channel.Block, bool, error) {
	return s.Channels.Blocked(ctx, channel.Knock{PeerID: peer.ID, CustomerID: peer.CustomerID, Address: web.InfoFrom(ctx).IP})
}

// blocked is what somebody is told who is kept out: until when, and by nobody's name.
func blocked(b channel.Block) *fault.Error {
	return fault.New(fault.KindForbidden, "widget.blocked").With("until", b.EndsAt)
}

// MaySend refuses a visitor who is kept out, for what goes along with words.
func (s *Service) MaySend(ctx context.Context, p auth.Person) error {
	peer, _, err := s.peer(ctx, p)
	if err != nil {
		return err
	}
	b, barred, err := s.barred(ctx, peer)
	if err != nil || !barred {
		return err
	}
	return blocked(b)
}

// bar refuses whoever is blocked. Somebody in danger is heard in spite of it:
// what they wrote becomes a message for the people of their queue.
func (s *Service) bar(ctx context.Context, c channel.Channel, peer customer.Identity, in conversation.Inbound) error {
	b, barred, err := s.barred(ctx, peer)
	if err != nil || !barred {
		return err
	}
	if !channel.Alarming(in.Text) {
		return blocked(b)
	}
	caller := peer.Name
	if caller == "" {
		caller = guestName(auth.From(ctx).ID)
	}
	text := []rune(in.Text)
	_, err = s.Routing.Cry(ctx, s.caller(ctx, c, peer), b.ID,
		routing.Message{Caller: caller, Contact: c.Name, Matter: string(text[:min(len(text), routing.MaxMatter)])})
	if err != nil {
		return err
	}
	return fault.New(fault.KindForbidden, "widget.blocked_heard").With("until", b.EndsAt)
}

func (s *Service) caller(ctx context.Context, c channel.Channel, peer customer.Identity) routing.Caller {
	return routing.Caller{ChannelID: c.ID, UnitID: c.UnitID, VisitorID: c.ID + "/" + auth.From(ctx).ID, PeerID: peer.ID}
}

// Block keeps the customer of a conversation out: this identity of theirs, the
// address from which they write, or themselves in every channel.
func (s *Service) Block(ctx context.Context, conversationID string, kind channel.BlockKind, in channel.BlockIn) (channel.Block, error) {
	c, err := s.Conversations.Seen(ctx, conversationID)
	if err != nil {
		return channel.Block{}, err
	}
	who, err := s.Customers.Find(ctx, s.DB, c.CustomerID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return channel.Block{}, err
	}
	b := channel.Block{Kind: kind, ConversationID: c.ID, UnitID: c.UnitID, Name: who.Name, Reason: in.Reason, EndsAt: in.EndsAt}
	if kind == channel.BlockAddress {
		b.UnitID = ""
		if !auth.From(ctx).Visible(channel.PermBlock).All {
			return b, fault.Forbidden(channel.PermBlock)
		}
		from, ok := s.from.of(c.PeerID, s.Clock.Now())
		if !ok {
			return b, fault.Conflict("widget.address_unknown")
		}
		if from.hidden {
			return b, fault.Conflict("widget.address_hidden").With("address", from.ip)
		}
		b.Subject = from.ip
	}
	return s.Channels.Block(ctx, in.ClientKey, b, func(ctx context.Context, tx *db.Tx, b channel.Block) (channel.Block, error) {
		c, err := s.Conversations.Lock(ctx, tx, conversationID) // whoever signs in meanwhile waits, or is done
		if err != nil {
			return b, err
		}
		switch b.Kind {
		case channel.BlockVisitor:
			b.Subject = c.PeerID
		case channel.BlockCustomer:
			b.Subject = c.CustomerID
		}
		return b, nil
	})
}
