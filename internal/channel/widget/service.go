package widget

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
)

const (
	// tokenLife of a visitor; renewed whenever the script starts.
	tokenLife = 180 * 24 * time.Hour
	// signedPrefix marks visitors whose site has proved who they are.
	signedPrefix = "id:"
	// proofMark stands in their tokens between the channel and the proof.
	proofMark = "#"
	// Rates that a person never reaches and a flood does.
	newVisitorsPerSecond, newVisitorsAtOnce = 20, 600
	messagesPerSecond, messagesAtOnce       = 100, 400
	// First words of visitors nobody knew: of one address, of one channel, in all.
	addressPerSecond, addressAtOnce = 0.5, 120
	channelPerSecond, channelAtOnce = 20, 3000
	housePerSecond, houseAtOnce     = 40, 6000
)

// Deps is what the service stands on.
type Deps struct {
	DB            *db.DB
	Clock         clock.Clock
	Hub           *realtime.Hub
	Signer        *auth.Signer
	Channels      *channel.Service
	Customers     *customer.Service
	Conversations *conversation.Service
	Routing       *routing.Service
	PublicURL     string
}

// Service holds the use cases.
type Service struct {
	Deps
	newcomers *web.Limiter
	writers   *web.Limiter
	first     firstWords
	left      leftMessages
	from      addresses
}

// firstWords brakes those who begin conversations: the line is for people, and
// a program that fills it takes it from them.
type firstWords struct{ address, channel, house *web.Limiter }

// take counts a first word. Over the quota the visitor is told so and may leave
// a message, which is read like any other.
func (f firstWords) take(ip, channelID string) error {
	err := f.address.Take(addressKey(ip))
	if err == nil {
		err = f.channel.Take(channelID)
	}
	if err == nil {
		err = f.house.Take("")
	}
	if err == nil {
		return nil
	}
	return fault.TooMany("widget.crowded", fault.From(err).RetryAfter).With("may_leave_message", true)
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{Deps: d, newcomers: web.NewLimiter(d.Clock, newVisitorsPerSecond, newVisitorsAtOnce),
		writers: web.NewLimiter(d.Clock, messagesPerSecond, messagesAtOnce),
		first: firstWords{address: web.NewLimiter(d.Clock, addressPerSecond, addressAtOnce), channel: web.NewLimiter(d.Clock, channelPerSecond, channelAtOnce),
			house: web.NewLimiter(d.Clock, housePerSecond, houseAtOnce)},
		left: newLeftMessages(d.Clock)}
}

// Welcome is what a script gets when it starts.
type Welcome struct {
	VisitorID string    `json:"visitor_id"`
	Token     string    `json:"token"`
	ExpiresAt time.Time `json:"expires_at"`
	Verified  bool      `json:"verified" doc:"The site has proved who the visitor is."`
	LastSeq   int64     `json:"last_seq"`
}

// Enter gives a visitor their token: the one they had if it still holds, the
// proved one if the site signs, else a new anonymous one.
func (s *Service) Enter(ctx context.Context, key, token string, claimed *Identity) (Welcome, error) {
	info := web.InfoFrom(ctx)
	c, err := s.Channels.Usable(ctx, key)
	if err != nil {
		return Welcome{}, err
	}
	if !siteAllowed(c.Settings.AllowedSites, info.Origin) {
		return Welcome{}, fault.NotFound()
	}
	now := s.Clock.Now()
	visitor := s.stranger(token, c, now)
	if claimed != nil && auth.CheckIdentity(c.Secret, claimed.ID, claimed.Expires, claimed.Signature, now) == nil {
		if err := s.Channels.Meet(ctx, c); err != nil {
			return Welcome{}, err
		}
		return s.recognise(ctx, c, visitor, *claimed)
	}
	if s.foreign(info.Origin) {
		if err := s.Channels.Meet(ctx, c); err != nil {
			return Welcome{}, err
		}
	}
	if visitor == "" {
		if !(info.Direct && isLoopback(info.IP)) {
			if err := s.newcomers.Take(addressKey(info.IP)); err != nil {
				return Welcome{}, err
			}
		}
		return s.ticket(id.New(now), c.ID), nil // nothing can have been said
	}
	return s.welcome(ctx, c, visitor, c.ID)
}

// ticket mints the token.
func (s *Service) ticket(visitor, about string) Welcome {
	w := Welcome{VisitorID: visitor, ExpiresAt: s.Clock.Now().Add(tokenLife).Truncate(time.Second), Verified: isSigned(visitor)}
	w.Token = s.Signer.Mint(visitor, about, w.ExpiresAt)
	return w
}

// welcome is the ticket of who may have been here, and how far their thread is.
func (s *Service) welcome(ctx context.Context, c channel.Channel, visitor, about string) (Welcome, error) {
	w := s.ticket(visitor, about)
	thread, err := s.Conversations.ReadPublic(ctx, c.ID, visitor, 0, 0)
	w.LastSeq = thread.LastSeq
	return w, err
}

// stranger is the anonymous visitor whose token of this channel it is, or
// empty. One that a site has proved counts for nobody without a new proof.
func (s *Service) stranger(token string, c channel.Channel, now time.Time) string {
	had, err := s.Signer.Verify(token, now)
	if err != nil || had.Channel != c.ID || isSigned(had.Subject) {
		return ""
	}
	return had.Subject
}

func isSigned(visitor string) bool { return strings.HasPrefix(visitor, signedPrefix) }

// proof is what the token of a visitor says of the secret by which their site
// has proved who they are; a new secret ends all tokens of the old one, for it
// was replaced because somebody else may have used it. Empty for the others.
func proof(visitor string, c channel.Channel) string {
	if !isSigned(visitor) {
		return ""
	}
	sum := sha256.Sum256([]byte("tiexin identity secret\n" + c.Secret))
	return proofMark + hex.EncodeToString(sum[:12])
}

// Proof is what a visitor is proved by now; nothing where nothing is to prove.
func (s *Service) Proof(ctx context.Context, visitorID, channelID string) string {
	c, err := s.Channels.UsableByID(ctx, channelID)
	if err != nil {
		return ""
	}
	return proof(visitorID, c)
}

// foreign tells whether a page of another site asks, and none of this machine:
// that is somebody who tries it out.
func (s *Service) foreign(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || isLoopback(u.Hostname()) || u.Hostname() == "localhost" {
		return false
	}
	own, err := url.Parse(s.PublicURL)
	return err != nil || !strings.EqualFold(own.Host, u.Host)
}

func isLoopback(ip string) bool { return ip == "127.0.0.1" || ip == "::1" }

// siteAllowed tells whether a page of this origin may show the channel. The
// request of a page always names its origin; programs name none.
func siteAllowed(allowed []string, origin string) bool {
	if len(allowed) == 0 || origin == "" {
		return true
	}
	for _, site := range allowed {
		if check.SiteMatches(site, origin) {
			return true
		}
	}
	return false
}

// Identify finds the visitor behind a token.
func (s *Service) Identify(ctx context.Context, info *web.Info) (auth.Person, error) {
	return s.visitor(ctx, info.Bearer)
}

func (s *Service) visitor(ctx context.Context, token string) (auth.Person, error) {
	had, err := s.Signer.Verify(token, s.Clock.Now())
	if err != nil {
		return auth.Person{}, fault.Unsigned()
	}
	t := parseAbout(had.Channel)
	p := auth.Person{Kind: auth.Visitor, ID: had.Subject, ChannelID: t.channelID, Proof: t.proof}
	return p, gone(s.Recheck(ctx, p))
}

// gone says of a channel that takes nothing in any more that the visitor's token
// counts no more. Whatever else went wrong is the house's: the token is kept.
func gone(err error) error {
	if fault.Is(err, fault.KindNotFound) {
		return fault.Unsigned()
	}
	return err
}

// Recheck refuses a visitor whose channel takes nothing in any more, or has
// another secret now than the one by which they were known.
func (s *Service) Recheck(ctx context.Context, p auth.Person) error {
	c, err := s.Channels.UsableByID(ctx, p.ChannelID)
	if err == nil && p.Proof != proof(p.ID, c) {
		err = fault.Unsigned()
	}
	return err
}

// Say hands a visitor's message in.
func (s *Service) Say(ctx context.Context, in conversation.Inbound) (conversation.PublicMessage, error) {
	p := auth.From(ctx)
	if err := s.writers.Take(p.ChannelID + "/" + p.ID); err != nil {
		return conversation.PublicMessage{}, err
	}
	c, err := s.Channels.UsableByID(ctx, p.ChannelID)
	if err != nil {
		return conversation.PublicMessage{}, gone(err)
	}
	peer, known, err := s.peer(ctx, p)
	if err != nil {
		return conversation.PublicMessage{}, err
	}
	if err := s.bar(ctx, c, peer, in); err != nil {
		return conversation.PublicMessage{}, err
	}
	if info := web.InfoFrom(ctx); !known && !(info.Direct && isLoopback(info.IP)) {
		if err := s.first.take(info.IP, c.ID); err != nil {
			return conversation.PublicMessage{}, err
		}
	}
	m, peerID, err := s.Conversations.Receive(ctx, contact(c, p.ID, s.toldOf(web.InfoFrom(ctx).Bearer)), in)
	if err == nil {
		s.noteAddress(ctx, peerID)
	}
	return m, err
}

func contact(c channel.Channel, visitor string, told customer.Profile) customer.Contact {
	return customer.Contact{ChannelID: c.ID, ChannelKind: string(c.Kind), ChannelName: c.Name, UnitID: c.UnitID,
		ExternalID: visitor, Name: guestName(visitor), Verified: isSigned(visitor), Profile: told}
}

// guestName is what staff call a visitor until they know more: 访客 and the
// last four letters or digits, the same in every language.
func guestName(visitorID string) string {
	letters := strings.FieldsFunc(strings.TrimPrefix(visitorID, signedPrefix), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	tail := []rune(strings.Join(letters, ""))
	return "访客" + strings.ToUpper(string(tail[max(0, len(tail)-4):]))
}

// peer finds the visitor's identity; false before the first word.
func (s *Service) peer(ctx context.Context, p auth.Person) (customer.Identity, bool, error) {
	i, err := s.Customers.Known(ctx, s.DB, p.ChannelID, p.ID)
	if errors.Is(err, db.ErrNone) {
		return i, false, nil
	}
	return i, err == nil, err
}

// LeaveQueue ends the visitor's wait, as they asked.
func (s *Service) LeaveQueue(ctx context.Context) error {
	i, ok, err := s.peer(ctx, auth.From(ctx))
	if err == nil && !ok {
		err = fault.NotFound()
	}
	if err != nil {
		return err
	}
	return s.Routing.LeaveQueue(ctx, i.ID)
}

// Queue tells the visitor how the queue stands before their first word.
func (s *Service) Queue(ctx context.Context) (conversation.Standing, error) {
	c, err := s.Channels.UsableByID(ctx, auth.From(ctx).ChannelID)
	if err != nil {
		return conversation.Standing{}, gone(err)
	}
	return s.Routing.Prospect(ctx, s.caller(ctx, c, customer.Identity{}))
}
