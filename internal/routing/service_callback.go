package routing

import (
	"context"
	"errors"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// lineOf finds the chat in which whoever leaves a message waits, locked, and
// what the message takes over from it. No item: they do not wait.
func (s *Service) lineOf(ctx context.Context, tx *db.Tx, peerID string, m *Message) (Item, error) {
	if peerID == "" {
		return Item{}, nil
	}
	newest, err := s.Conversations.Newest(ctx, tx, peerID)
	if errors.Is(err, db.ErrNone) {
		return Item{}, nil
	}
	if err != nil {
		return Item{}, err
	}
	c, err := s.Conversations.Lock(ctx, tx, newest.ID)
	if err != nil {
		return Item{}, err
	}
	m.ConversationID, m.CustomerID = c.ID, c.CustomerID
	if c.State == conversation.Closed || c.OwnerID != "" {
		return Item{}, nil
	}
	it, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
	if errors.Is(err, db.ErrNone) {
		return Item{}, nil
	}
	if err == nil && it.QueueID != "" {
		m.QueueID = it.QueueID
	}
	return it, err
}

// callInTurn puts a message for a queue into its line: at the place that the
// customer had in the chat, else behind everybody.
func (s *Service) callInTurn(ctx context.Context, tx *db.Tx, m Message, chat Item) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok := h.queue(m.QueueID)
	if m.ForID != "" || !ok || !q.Rules.Callbacks {
		return nil
	}
	now := s.Clock.Now()
	it := Item{ID: id.New(now), Kind: KindCallback, Slot: SlotCallback, SubjectID: m.ID, CustomerID: m.CustomerID, Customer: m.Caller, QueueID: q.ID,
		UnitID: m.UnitID, State: Waiting, EnteredAt: now, RankAt: now, Urgency: m.presses(), Version: 1}
	switch {
	case chat.ID != "":
		it.EnteredAt, it.RankAt, it.FirstQueue = chat.EnteredAt, chat.RankAt, chat.FirstQueue
		it.Language, it.StewardID, it.LastID = chat.Language, chat.StewardID, chat.LastID
	case m.CustomerID != "":
		who, err := s.Customers.Find(ctx, tx, m.CustomerID)
		if err != nil {
			return err
		}
		it.RankAt = h.settings.Rank(now, string(who.Regard.Grade), who.Regard.VIP)
		it.Language, it.StewardID = who.Regard.Language, who.Regard.StewardID
	}
	if m.TakenBy != "" { // who has just taken it is not asked at once
		it = it.back(&Refusal{StaffID: m.TakenBy, At: now})
	}
	it.Place = s.Board.Place(it)
	return s.add(ctx, tx, it)
}

func (s *Service) lockMessage(ctx context.Context, tx *db.Tx, messageID string) error {
	_, err := db.First(ctx, tx, stmtMessage, scanMessage, messageID)
	return err
}

// takeCallback makes the message that of whoever accepts, who knows of it now.
func (s *Service) takeCallback(ctx context.Context, tx *db.Tx, it Item, staffID string) error {
	before, err := db.First(ctx, tx, stmtMessage, scanMessage, it.SubjectID)
	if err != nil {
		return err
	}
	if before.State == MessageReplied {
		return fault.Conflict("routing.offer_gone").With("outcome", string(Withdrawn))
	}
	after := before.Tell(staffID, s.Clock.Now())
	after.ForID = staffID
	return s.storeChange(ctx, tx, before, after, "routing.callback_taken")
}

// showCallback is the message, for whom it is offered to.
func (s *Service) showCallback(ctx context.Context, it Item) (any, error) {
	m, err := db.First(ctx, s.DB, stmtMessage, scanMessage, it.SubjectID)
	return s.namedMessage(ctx, m), err
}

// callFollows moves the call-back to where its message is: who knows of it
// holds it, and what is answered or given to a person waits no more.
func (s *Service) callFollows(ctx context.Context, tx *db.Tx, before, after Message) error {
	it, err := itemBy(ctx, tx, stmtItemOf, KindCallback, after.ID)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	was, now, by := it, s.Clock.Now(), after.ForID
	switch {
	case after.State == MessageReplied:
		it, by = it.finish(now), after.RepliedBy
	case after.State == MessageTakenState && after.ForID == "":
		it = it.back(&Refusal{StaffID: before.ForID, At: now})
	case before.State == MessageTakenState && after.State == MessageTold:
		held, places, err := s.room(ctx, tx, after.ForID, it)
		if err != nil {
			return err
		}
		if held >= places && !s.own(ctx, after.ForID) {
			return s.full(ctx, after.ForID, it.Slot, held, places)
		}
		it = it.serve(after.ForID, now)
	case before.ForID != after.ForID:
		it = it.finish(now)
	default:
		return nil
	}
	if was.OfferID != "" {
		e := ending{outcome: Withdrawn, reason: "taken", by: by}
		if by == was.HolderID {
			e = ending{outcome: Accepted}
		}
		if err := s.closeOfferBy(ctx, tx, was, e); err != nil {
			return err
		}
	}
	_, err = s.keep(ctx, tx, it)
	return err
}

// callsReturn puts the call-backs of somebody who has gone back into the line,
// at their old places.
func (s *Service) callsReturn(ctx context.Context, tx *db.Tx, staffID string) error {
	items, err := db.Collect(ctx, tx, stmtHeldOf, scanItem, staffID, KindCallback)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := s.callReturns(ctx, tx, it, staffID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) callReturns(ctx context.Context, tx *db.Tx, it Item, staffID string) error {
	before, err := db.First(ctx, tx, stmtMessage, scanMessage, it.SubjectID)
	if err != nil || before.ForID != staffID || before.State != MessageTold {
		return err
	}
	after := before
	after.ForID, after.State, after.ToldBy, after.ToldAt = "", MessageTakenState, "", nil
	return s.storeChange(ctx, tx, before, after, "routing.callback_returned")
}

// knows makes the message that of whoever says they know of it, where it is
// nobody's yet.
func (m Message) knows(p auth.Person) Message {
	if m.ForID == "" {
		m.ForID = p.ID
	}
	return m
}
