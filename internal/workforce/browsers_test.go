package workforce_test

import (
	"context"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/workforce"
)

// tab is a line of one browser.
type tab struct {
	line
	session string
}

func (t *tab) Person() auth.Person { return auth.Person{Kind: auth.Staff, SessionID: t.session} }

func (p *process) opens(staffID, session string) *tab {
	t := &tab{session: session}
	t.at.Store(p.clock.Now().UnixMicro())
	p.Opened(staffID, t)
	return t
}

func (p *process) leaves(staffID, session string) {
	p.SignedOut(auth.With(context.Background(), auth.Person{Kind: auth.Staff, ID: staffID, SessionID: session}), staffID)
}

// TestASecondBrowserChoosesNothing: what somebody has chosen holds when they
// sign in on a second device, as long as the first is open.
func TestASecondBrowserChoosesNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "").ID
		p := bench(t, s)
		desk := p.opens(lin, "desk")
		for _, state := range []workforce.State{workforce.Busy, workforce.Off, workforce.Online} {
			p.choose(lin, workforce.Choice{State: state})
			p.SignedIn(t.Context(), lin)
			p.is("chosen at the desk, then signed in on the phone", lin, state)
		}
		p.choose(lin, workforce.Choice{State: workforce.Busy})
		pass(t, 42*time.Second, nil, p) // the laptop sleeps
		p.is("the laptop sleeps", lin, workforce.Away)
		desk.at.Store(p.clock.Now().UnixMicro())
		p.SignedIn(t.Context(), lin)
		p.is("who was lost comes back to what they chose", lin, workforce.Busy)

		p.Closed(lin, desk)
		pass(t, 14*time.Second, nil, p)
		p.SignedIn(t.Context(), lin)
		p.is("with no browser left signing in is coming", lin, workforce.Online)
	})
}

// TestOffIsWhoSignsOutOfTheirLastBrowser: the other one, and the customers, stay.
func TestOffIsWhoSignsOutOfTheirLastBrowser(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "").ID
		p := bench(t, s)
		desk := p.opens(lin, "desk")
		phone := p.opens(lin, "phone")
		p.choose(lin, workforce.Choice{State: workforce.Busy})
		p.leaves(lin, "phone")
		p.is("the desk is open", lin, workforce.Busy)
		p.Closed(lin, phone)
		p.leaves(lin, "phone")
		p.is("the phone is told so again", lin, workforce.Busy)

		p.leaves(lin, "desk") // its own socket still hangs
		p.is("signed out of the last", lin, workforce.Off)
		if p.PresenceOf(lin).Connected {
			t.Error("the socket of an ended session makes somebody connected")
		}
		p.Closed(lin, desk)
		p.SignedIn(t.Context(), lin)
		p.is("signed in again at once", lin, workforce.Online)

		desk = p.opens(lin, "again")
		p.Closed(lin, desk) // a reload
		p.leaves(lin, "other")
		p.is("a page that loads anew is open", lin, workforce.Online)
	})
}

// TestBrowsersAtOtherProcesses: a browser counts whichever process it is at.
func TestBrowsersAtOtherProcesses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "").ID
		c := clock.NewFixed(apptest.Begin.Add(time.Minute))
		a, b := pair(t, s, c)
		a.opens(lin, "desk")
		b.opens(lin, "phone")
		a.choose(lin, workforce.Choice{State: workforce.Busy})
		settled := func() bool {
			for _, p := range []*process{a, b} {
				if err := p.Tick(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			return a.HeardAt().Equal(c.Now()) && b.HeardAt().Equal(c.Now()) && b.PresenceOf(lin).State == workforce.Busy
		}
		s.Until("summaries arrive", settled)
		b.leaves(lin, "phone")
		b.is("the desk is open elsewhere", lin, workforce.Busy)
		b.SignedIn(t.Context(), lin)
		b.is("and keeps what was chosen there", lin, workforce.Busy)
		b.leaves(lin, "desk") // by a request that came to the other process
		b.is("signed out of the last", lin, workforce.Off)
		s.Until("the other has heard of the end", func() bool { return !a.PresenceOf(lin).Connected })
	})
}
