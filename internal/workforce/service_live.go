package workforce

import (
	"context"
	"log/slog"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/realtime"
)

// topicPresence is what every staff socket listens to; the gate decides.
const topicPresence = "workforce"

func topicMe(staffID string) string { return "workforce:" + staffID }

// opened joins a staff socket to what needs no asking, and shows its person
// their own state.
func (s *Service) opened(c *realtime.Conn) {
	p := c.Person()
	if c.Door != auth.Staff || p.Kind != auth.Staff {
		return
	}
	c.Join(topicPresence)
	if p.Program {
		return // nobody sits there to whom customers could be offered
	}
	c.Join(topicMe(p.ID))
	s.Opened(p.ID, c)
	if _, known := s.board.row(p.ID); known || s.Hooks.canServe(p) {
		c.Send(realtime.Frame{"t": "me_state", "presence": s.view(context.Background(), s.PresenceOf(p.ID))})
	}
}

// tellHere pushes a change to the sockets of this process that may see it;
// the other processes learn the change by themselves.
func (s *Service) tellHere(p Presence) {
	if s.Hub == nil || !s.Hub.Listening(topicPresence) {
		return
	}
	v := s.view(context.Background(), p)
	s.Hub.PublishHere([]string{topicPresence}, s.gate(p.StaffID, PermRead), realtime.Frame{"t": "presence", "presence": v})
	s.Hub.PublishHere([]string{topicMe(p.StaffID)}, realtime.Gate{Browser: true}, realtime.Frame{"t": "me_state", "presence": v})
}

// tellOverdue tells those who lead somebody that the break lasts too long.
func (s *Service) tellOverdue(ctx context.Context, p Presence) {
	if s.Hub == nil {
		return
	}
	gate := s.gate(p.StaffID, PermManage)
	gate.OwnerID, gate.Needs = "", []string{PermRead}
	s.Hub.Publish([]string{topicPresence}, gate, realtime.Frame{"t": "break_overdue", "presence": s.view(ctx, p)})
}

func (s *Service) gate(staffID, permission string) realtime.Gate {
	c, _ := s.Directory.Colleague(context.Background(), staffID)
	return realtime.Gate{Permission: permission, OwnerID: staffID, UnitID: c.UnitID}
}

// SignedIn puts somebody online who serves customers and came by browser,
// unless they are on a break. What they chose in another browser that is still
// open holds: a second one does not choose anew.
func (s *Service) SignedIn(ctx context.Context, staffID string) {
	p, ok := s.Directory.PersonOf(ctx, staffID)
	r, _ := s.board.row(staffID)
	if !ok || !s.Hooks.canServe(p) || r.State == Break {
		return
	}
	choice := Choice{State: Online}
	if s.board.elsewhere(staffID, "", s.Clock.Now()) {
		switch {
		case r.State != Away:
			return
		case r.Chosen == Busy:
			choice.State = Busy
		}
	}
	s.setQuietly(auth.With(ctx, p), staffID, choice)
}

// SignedOut puts somebody off, unless another browser of theirs is connected.
func (s *Service) SignedOut(ctx context.Context, staffID string) {
	session := auth.From(ctx).SessionID
	s.board.end(session, s.Clock.Now())
	if session != "" {
		s.say(word{Ended: session})
	}
	if s.board.elsewhere(staffID, session, s.Clock.Now()) {
		return
	}
	if r, known := s.board.row(staffID); known && r.State != Off {
		s.setQuietly(ctx, staffID, Choice{State: Off})
	}
}

// setQuietly sets a state on the way; coming and going must not fail by it.
func (s *Service) setQuietly(ctx context.Context, staffID string, c Choice) {
	if _, err := s.set(ctx, staffID, c, 0); err != nil && !fault.Is(err, fault.KindStorageFull) {
		slog.WarnContext(ctx, "state not set on the way", "staff_id", staffID, "state", c.State, "err", err)
	}
}
