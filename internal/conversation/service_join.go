package conversation

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/realtime"
)

// Recognise takes in that a site has proved who a visitor is: what it says of
// them is stored, and the running talk that they began as a stranger is theirs
// from now on, and what they have uploaded and not sent. guest is the external
// id of that stranger, empty for none; the caller has seen the proof that it was
// them. A retry finds nothing to do.
func (s *Service) Recognise(ctx context.Context, guest string, to customer.Contact) error {
	anonymous, err := s.known(ctx, to.ChannelID, guest)
	if err != nil {
		return err
	}
	if anonymous.ID != "" {
		joined, err := s.join(ctx, guest, to)
		if err != nil || joined {
			return err
		}
	} else if err := s.handFiles(ctx, guest, to); err != nil {
		return err
	}
	mine, err := s.known(ctx, to.ChannelID, to.ExternalID)
	if err != nil || mine.ID == "" {
		return err
	}
	if news, err := s.Customers.Unheard(ctx, mine, to.Profile); err != nil || !news {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := s.Customers.Introduce(ctx, tx, mine, to.Profile)
		return err
	})
}

// known is an identity, or an empty one.
func (s *Service) known(ctx context.Context, channelID, externalID string) (customer.Identity, error) {
	if externalID == "" {
		return customer.Identity{}, nil
	}
	i, err := s.Customers.Known(ctx, s.DB, channelID, externalID)
	if errors.Is(err, db.ErrNone) {
		return customer.Identity{}, nil
	}
	return i, err
}

// handFiles gives what somebody has uploaded who has said nothing yet, or who
// has been joined already, to who they are.
func (s *Service) handFiles(ctx context.Context, guest string, to customer.Contact) error {
	if guest == "" {
		return nil
	}
	from := file.VisitorOwner(to.ChannelID, guest)
	if waits, err := s.Files.Waits(ctx, from); err != nil || !waits {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		return s.Files.HandOver(ctx, tx, from, file.VisitorOwner(to.ChannelID, to.ExternalID))
	})
}

// join moves the stranger's talk in one transaction; false when there is none
// that still runs. What the stranger has not sent yet moves in any case.
func (s *Service) join(ctx context.Context, guest string, to customer.Contact) (bool, error) {
	var talk, other Conversation
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		talk, other = Conversation{}, Conversation{}
		from, err := s.Customers.KnownLocked(ctx, tx, to.ChannelID, guest)
		if errors.Is(err, db.ErrNone) {
			return nil // somebody was faster
		}
		if err != nil {
			return err
		}
		err = s.Files.HandOver(ctx, tx, file.VisitorOwner(to.ChannelID, guest), file.VisitorOwner(to.ChannelID, to.ExternalID))
		if err != nil {
			return err
		}
		running, err := one(ctx, tx, stmtNewest, from.ID)
		if errors.Is(err, db.ErrNone) || err == nil && !running.MayContinue(s.Clock.Now()) {
			return nil // what is over stays a stranger's
		}
		if err != nil {
			return err
		}
		j, err := s.Customers.Join(ctx, tx, from, to)
		if err != nil {
			return err
		}
		if talk, other, err = s.move(ctx, tx, running, j); err != nil {
			return err
		}
		return s.Hooks.recognised(ctx, tx, j)
	})
	if err != nil || talk.ID == "" {
		return false, err
	}
	if talk.State == Open && talk.OwnerID == "" && other.OwnerID != "" {
		s.handOn(ctx, talk, other.OwnerID)
	}
	return true, nil
}

// handOn gives the talk to who served the same person in the other one. Where
// that cannot be it waits on, at its place in line.
func (s *Service) handOn(ctx context.Context, talk Conversation, ownerID string) {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := one(ctx, tx, stmtLock, talk.ID)
		if err != nil || c.State != Open || c.OwnerID != "" {
			return err
		}
		_, err = s.Hand(ctx, tx, c.ID, Handing{To: ownerID, Why: "joined"})
		return err
	})
	if err != nil {
		slog.InfoContext(ctx, "a joined talk waits on", "conversation", talk.ID, "err", err)
	}
}

// move makes the stranger's talks those of the person. It gives the talk that
// goes on, and the person's own open one if it has ended for it: nobody stands
// in line twice.
func (s *Service) move(ctx context.Context, tx *db.Tx, talk Conversation, j customer.Joined) (Conversation, Conversation, error) {
	main, other, err := s.choose(ctx, tx, talk, j)
	if err != nil {
		return main, other, err
	}
	main.PeerID, main.PeerExternal = j.Identity.ID, j.Identity.ExternalID
	main.CustomerID, main.CustomerName = j.Customer.ID, j.Customer.Name
	main.Grade, main.VIP = j.Customer.Regard.Grade, j.Customer.Regard.VIP
	if err := rebind(ctx, tx, j.Former.ID, main); err != nil {
		return main, other, err
	}
	before := main
	main.WaitingSince = earlier(main.WaitingSince, other.WaitingSince)
	if other.ID != "" && other.OwnerID == "" {
		main.QueueAt = earlier(main.QueueAt, other.QueueAt)
	}
	main, line := main.line(Author{Kind: BySystem}, Happening{Type: "joined", Data: map[string]any{"was": talk.CustomerName}}, s.Clock.Now())
	if err := s.keep(ctx, tx, before, main, line); err != nil {
		return main, other, err
	}
	if err := s.Hooks.joined(ctx, tx, main, talk.CustomerID); err != nil {
		return main, other, err
	}
	tx.AfterCommit(func() {
		// The person's other screens fetch what has come, the stranger's find nothing any more.
		for _, external := range []string{talk.PeerExternal, main.PeerExternal} {
			s.Hub.Publish([]string{TopicPeer(main.ChannelID, external)}, realtime.Gate{}, realtime.Frame{"t": "resync"})
		}
	})
	return main, other, nil
}

// choose tells which talk goes on: the stranger's, which is the one on screen,
// unless it has ended and the person has an open one. The stranger's numbers
// go on behind what the person has read already, so that no screen of theirs
// has to forget anything.
func (s *Service) choose(ctx context.Context, tx *db.Tx, talk Conversation, j customer.Joined) (main, ended Conversation, err error) {
	if j.Identity.ID == j.Former.ID {
		return talk, Conversation{}, nil
	}
	mine, err := one(ctx, tx, stmtNewest, j.Identity.ID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return talk, mine, err
	}
	if err := renumber(ctx, tx, j.Former.ID, j.Identity.ID, mine.PublicSeq); err != nil {
		return talk, mine, err
	}
	main, read := talk.after(mine), talk.StaffReadPublic+mine.PublicSeq
	switch {
	case mine.State == Open && talk.State == Closed:
		main, read = mine.after(talk), mine.StaffReadPublic
	case mine.State == Open:
		if err := s.replace(ctx, tx, mine); err != nil {
			return main, mine, err
		}
		ended = mine
	}
	main.PublicSeq, main.StaffReadPublic = talk.PublicSeq+mine.PublicSeq, read
	return main, ended, nil
}

// replace ends the person's own open talk for the one they are in now.
func (s *Service) replace(ctx context.Context, tx *db.Tx, mine Conversation) error {
	c, line, err := mine.Close(Author{Kind: BySystem}, "joined", s.Clock.Now())
	if err != nil {
		return err
	}
	if err := s.changed(ctx, tx, EventClosed, mine, c); err != nil {
		return err
	}
	return s.keep(ctx, tx, mine, c, line)
}

// after makes a talk the newest of its peer: what is said next is looked for
// there, and only the newest may be opened again.
func (c Conversation) after(other Conversation) Conversation {
	if !c.CreatedAt.After(other.CreatedAt) {
		c.CreatedAt = other.CreatedAt.Add(time.Microsecond)
	}
	return c
}

// earlier of two moments, of which one may be none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
