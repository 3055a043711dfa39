package routing

import (
	"cmp"
	"context"
	"errors"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/workforce"
)

// presenceSubscriber moves conversations when somebody goes or comes back.
func (s *Service) presenceSubscriber() event.Subscriber {
	return each("routing.presence", []event.Kind{workforce.EventPresenceChanged}, func(ctx context.Context, tx *db.Tx, _ event.Event, p workforce.PresenceChanged) error {
		return s.presenceChanged(ctx, tx, p)
	})
}

func (s *Service) presenceChanged(ctx context.Context, tx *db.Tx, p workforce.PresenceChanged) error {
	switch {
	case p.To == workforce.Off && p.CoverID != "":
		if err := s.cover(ctx, tx, p.StaffID, p.CoverID, whyOff); err != nil {
			return err
		}
		return s.callsReturn(ctx, tx, p.StaffID)
	case p.To == workforce.Away || p.To == workforce.Off:
		return s.leaveBehind(ctx, tx, p.StaffID, left(p))
	case p.To == workforce.Break && p.CoverID != "":
		return s.cover(ctx, tx, p.StaffID, p.CoverID, whyBreak)
	case p.To == workforce.Break:
		_, err := s.uncover(ctx, tx, p.StaffID)
		return err
	case p.To == workforce.Online || p.To == workforce.Busy:
		return s.comeBack(ctx, tx, p.StaffID)
	}
	return nil
}

// Why somebody's conversation goes back into the line, as its lines say it.
const (
	whyLost  = "lost"  // the connection ended without a word
	whyOff   = "off"   // they went off, or signed out
	whyBreak = "break" // on a break, and who stands in is full
	whyUnfit = "unfit" // they may no longer serve
)

// relief says why somebody else has it now.
var relief = map[string]string{whyBreak: "covered", whyOff: "relieved"}

// left is why somebody has gone.
func left(p workforce.PresenceChanged) string {
	switch {
	case p.To == workforce.Away:
		return whyLost
	case p.ByID == "": // the house: who may no longer serve
		return whyUnfit
	}
	return whyOff
}

// leaveBehind puts the conversations of somebody who has gone back into the
// line where the customer waits for an answer. The others follow when their
// customer writes.
func (s *Service) leaveBehind(ctx context.Context, tx *db.Tx, staffID, why string) error {
	covered, err := s.uncover(ctx, tx, staffID)
	if err != nil {
		return err
	}
	open, err := s.Conversations.OwnedOpen(ctx, tx, staffID)
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.WaitingSince.IsZero() || covered[c.ID] {
			continue
		}
		if err := s.lose(ctx, tx, c, why); err != nil {
			return err
		}
	}
	return s.callsReturn(ctx, tx, staffID)
}

func (s *Service) lose(ctx context.Context, tx *db.Tx, c conversation.Conversation, why string) error {
	owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
	_, err := s.Conversations.Hand(ctx, tx, c.ID, conversation.Handing{Why: why, Data: map[string]any{"from_id": c.OwnerID, "from_name": owner.Name}})
	return err
}

// cover hands the conversations of somebody who goes to their cover, as far
// as that person has places; who waits and finds none goes into the line.
func (s *Service) cover(ctx context.Context, tx *db.Tx, staffID, coverID, why string) error {
	open, err := s.Conversations.OwnedOpen(ctx, tx, staffID)
	if err != nil {
		return err
	}
	from, _ := s.Directory.Colleague(ctx, staffID)
	for _, c := range open {
		was, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
		if err != nil {
			return err
		}
		held, places, err := s.room(ctx, tx, coverID, Item{Slot: SlotChat})
		if err != nil {
			return err
		}
		if held >= places && was.CoverFor != "" {
			if err := s.uncoverOne(ctx, tx, was); err != nil {
				return err
			}
			continue
		}
		if held >= places {
			if c.WaitingSince.IsZero() {
				continue
			}
			if err := s.lose(ctx, tx, c, why); err != nil {
				return err
			}
			continue
		}
		_, err = s.Conversations.Hand(ctx, tx, c.ID, conversation.Handing{To: coverID, Why: relief[why], Data: map[string]any{"from_id": staffID, "from_name": from.Name}})
		if err != nil {
			return err
		}
		it, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
		if err != nil {
			return err
		}
		it.CoverFor = cmp.Or(was.CoverFor, staffID) // it goes back to whose it was, not to the cover between
		if _, err := s.keep(ctx, tx, it); err != nil {
			return err
		}
	}
	return nil
}

// uncover puts what somebody has who stood in for others back into the line,
// since they go away themselves, and gives the conversations. Whoever is on a
// break, and who leads, hear of it.
func (s *Service) uncover(ctx context.Context, tx *db.Tx, coverID string) (map[string]bool, error) {
	items, err := db.Collect(ctx, tx, stmtHeldOf, scanItem, coverID, KindChat)
	if err != nil {
		return nil, err
	}
	moved, count := map[string]bool{}, map[string]int{}
	for _, it := range items {
		if it.CoverFor == "" {
			continue
		}
		if err := s.uncoverOne(ctx, tx, it); err != nil {
			return nil, err
		}
		moved[it.SubjectID] = true
		count[it.CoverFor]++
	}
	tx.AfterCommit(func() {
		for staffID, n := range count {
			s.tellUncovered(context.Background(), staffID, coverID, n)
		}
	})
	return moved, nil
}

func (s *Service) uncoverOne(ctx context.Context, tx *db.Tx, was Item) error {
	from, _ := s.Directory.Colleague(ctx, was.HolderID)
	back, _ := s.Directory.Colleague(ctx, was.CoverFor)
	_, err := s.Conversations.Hand(ctx, tx, was.SubjectID, conversation.Handing{Why: "cover_left",
		Data: map[string]any{"from_id": was.HolderID, "from_name": from.Name, "for_id": was.CoverFor, "for_name": back.Name}})
	if err != nil {
		return err
	}
	it, err := itemBy(ctx, tx, stmtItemOf, KindChat, was.SubjectID)
	if err != nil {
		return err
	}
	it = it.uncovered(was, s.Workforce.PresenceOf(was.CoverFor).State == workforce.Break)
	it.Place = s.Board.Place(it)
	_, err = s.keep(ctx, tx, it)
	return err
}

func (s *Service) tellUncovered(ctx context.Context, staffID, coverID string, n int) {
	who, _ := s.Directory.Colleague(ctx, staffID)
	cover, _ := s.Directory.Colleague(ctx, coverID)
	frame := realtime.Frame{"t": "cover_left", "staff_id": staffID, "name": who.Name, "cover_id": coverID, "cover_name": cover.Name, "count": n}
	s.Hub.Publish([]string{conversation.TopicStaff(staffID)}, realtime.Gate{Browser: true}, frame)
	s.Hub.Publish([]string{conversation.TopicWaiting}, realtime.Gate{Permission: PermSupervise, UnitID: who.UnitID}, frame)
}

// comeBack returns what a cover still has, or what waits for another one, to
// who is back, as far as there are places.
func (s *Service) comeBack(ctx context.Context, tx *db.Tx, staffID string) error {
	items, err := db.Collect(ctx, tx, stmtCovered, scanItem, staffID)
	if err != nil {
		return err
	}
	for _, it := range items {
		if !s.entitled(ctx, staffID, it.UnitID, false) {
			continue // it stays where it is
		}
		held, places, err := s.room(ctx, tx, staffID, it)
		if err != nil || held >= places {
			return err
		}
		from, _ := s.Directory.Colleague(ctx, it.HolderID)
		_, err = s.Conversations.Hand(ctx, tx, it.SubjectID, conversation.Handing{To: staffID, Why: "cover_ended", Data: map[string]any{"from_id": it.HolderID, "from_name": from.Name}})
		if err != nil {
			return err
		}
	}
	return nil
}

// leftAlone puts a conversation back into the line when its customer writes
// and the owner has gone.
func (s *Service) leftAlone(ctx context.Context, tx *db.Tx, m conversation.MessageAdded) error {
	if !s.gone(m.OwnerID) {
		return nil
	}
	c, err := s.Conversations.ByID(ctx, tx, m.ConversationID)
	if errors.Is(err, db.ErrNone) || err == nil && (c.State == conversation.Closed || c.OwnerID != m.OwnerID || c.WaitingSince.IsZero()) {
		return nil
	}
	if err != nil {
		return err
	}
	why := whyLost
	if s.Workforce.PresenceOf(m.OwnerID).State == workforce.Off {
		why = whyOff
	}
	return s.lose(ctx, tx, c, why)
}

// gone tells whether an owner was here and is no longer.
func (s *Service) gone(ownerID string) bool {
	p := s.Workforce.PresenceOf(ownerID)
	return ownerID != "" && (p.State == workforce.Away || p.State == workforce.Off && !p.Since.IsZero())
}

// WaitingFor tells how many customers wait for this person's answer; a break
// may need a cover then.
func (s *Service) WaitingFor(ctx context.Context, staffID string) (int, error) {
	open, err := s.Conversations.OwnedOpen(ctx, s.DB, staffID)
	n := 0
	for _, c := range open {
		if !c.WaitingSince.IsZero() {
			n++
		}
	}
	return n, err
}
