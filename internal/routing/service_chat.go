package routing

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// lastAgentWithin is how long ago somebody must have served a customer to be
// tried again first.
const lastAgentWithin = 30 * 24 * time.Hour

// Changed keeps the item of a conversation in step, in the transaction that
// changes its owner or state.
func (s *Service) Changed(ctx context.Context, tx *db.Tx, before, c conversation.Conversation) error {
	it, err := Item{}, db.ErrNone
	if before.ID != "" {
		it, err = itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
	}
	fresh := errors.Is(err, db.ErrNone)
	if err != nil && !fresh {
		return err
	}
	if fresh && c.State == conversation.Closed {
		return nil
	}
	if fresh {
		if it, err = s.itemFor(ctx, tx, c); err != nil {
			return err
		}
	}
	was := it
	if it, err = s.follow(ctx, tx, it, before, c); err != nil {
		return err
	}
	if err := s.endOffer(ctx, tx, was, it); err != nil {
		return err
	}
	if was.State == Waiting || was.State == Offered {
		s.noteAnswer(tx, was, it)
	}
	if fresh {
		return s.add(ctx, tx, it)
	}
	if c.State == conversation.Closed || was.HolderID != it.HolderID {
		if err := s.dropTransfers(ctx, tx, c); err != nil {
			return err
		}
	}
	_, err = s.keep(ctx, tx, it)
	return err
}

// follow moves the item to where the conversation is.
func (s *Service) follow(ctx context.Context, tx *db.Tx, it Item, before, c conversation.Conversation) (Item, error) {
	now := s.Clock.Now()
	if c.State == conversation.Closed {
		return it.finish(now), nil
	}
	if c.OwnerID != "" {
		if it.HolderID != c.OwnerID || it.State == Waiting {
			if err := s.seats(ctx, tx, it, c.OwnerID); err != nil {
				return it, err
			}
		}
		if it.HolderID != c.OwnerID || it.State != Serving {
			it.Given = !s.byPlace(ctx, c.OwnerID, c.UnitID)
		}
		return it.serve(c.OwnerID, now), nil
	}
	h, err := s.house(ctx)
	if err != nil {
		return it, err
	}
	who, err := s.Customers.Find(ctx, tx, it.CustomerID)
	if err != nil {
		return it, err
	}
	entered := c.QueueAt
	if !c.WaitingSince.IsZero() && c.WaitingSince.Before(entered) {
		entered = c.WaitingSince
	}
	it = it.enter(entered, h.settings, string(who.Regard.Grade), who.Regard.VIP)
	if before.OwnerID != "" {
		it.LastID = before.OwnerID
		if auth.From(ctx).ID == before.OwnerID { // who gives it away is not asked at once
			it = it.back(&Refusal{StaffID: before.OwnerID, At: now})
		}
	}
	it.Place = s.Board.Place(it)
	return it, nil
}

// seats refuses to give somebody more than their places. What a customer says
// is never refused by it: before they are heard, Keeps has looked for a place.
func (s *Service) seats(ctx context.Context, tx *db.Tx, it Item, ownerID string) error {
	held, places, err := s.room(ctx, tx, ownerID, it)
	if err != nil || held < places || s.own(ctx, ownerID) || auth.From(ctx).Kind == auth.Visitor {
		return err
	}
	return s.full(ctx, ownerID, it.Slot, held, places)
}

// own tells whether people take it for themselves, which only strict houses
// refuse to those who are full.
func (s *Service) own(ctx context.Context, ownerID string) bool {
	h, err := s.house(ctx)
	p := auth.From(ctx)
	return err == nil && p.Kind == auth.Staff && p.ID == ownerID && !h.settings.StrictClaims
}

// itemFor makes the item of a conversation that has none.
func (s *Service) itemFor(ctx context.Context, tx *db.Tx, c conversation.Conversation) (Item, error) {
	h, err := s.house(ctx)
	if err != nil {
		return Item{}, err
	}
	who, err := s.Customers.Find(ctx, tx, c.CustomerID)
	if err != nil {
		return Item{}, err
	}
	now := s.Clock.Now()
	it := Item{ID: id.New(now), Kind: KindChat, Slot: SlotChat, SubjectID: c.ID, CustomerID: c.CustomerID, Customer: c.CustomerName,
		QueueID: h.queueFor(c.ChannelID, c.UnitID, who.Kind, s.ancestors(ctx)), UnitID: c.UnitID, State: Waiting, EnteredAt: c.QueueAt, RankAt: c.QueueAt,
		Language: who.Regard.Language, StewardID: who.Regard.StewardID, Topic: conversation.TopicPeer(c.ChannelID, c.PeerExternal), Version: 1}
	var last string
	err = db.Get(ctx, tx, stmtLastAgent, []any{c.CustomerID, db.Micros(now.Add(-lastAgentWithin))}, &last)
	if err == nil {
		it.LastID = last
	}
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return it, err
}

// ancestors gives the units above one.
func (s *Service) ancestors(ctx context.Context) func(unitID string) []string {
	return func(unitID string) []string {
		var out []string
		for u, ok := s.Directory.Unit(ctx, unitID); ok && len(out) < 50; u, ok = s.Directory.Unit(ctx, u.ParentID) {
			out = append(out, u.ID)
		}
		return out
	}
}

// endOffer ends the offer that an item leaves behind.
func (s *Service) endOffer(ctx context.Context, tx *db.Tx, was, it Item) error {
	if was.OfferID == "" || was.OfferID == it.OfferID {
		return nil
	}
	e := ending{outcome: Withdrawn}
	switch {
	case it.State == Serving && it.HolderID == was.HolderID:
		e.outcome = Accepted
	case it.State == Serving:
		e.reason, e.by = "taken", it.HolderID
	case it.State == Done:
		e.reason = "left"
	}
	return s.closeOfferBy(ctx, tx, was, e)
}

// noteAnswer lets the wait count for the estimate.
func (s *Service) noteAnswer(tx *db.Tx, was, it Item) {
	if it.State == Serving && was.AnsweredAt.IsZero() {
		w := Wait{At: it.AnsweredAt, Took: it.AnsweredAt.Sub(it.EnteredAt), Place: it.Place}
		tx.AfterCommit(func() { s.Board.Answered(it.QueueID, w) })
	}
}

func (s *Service) lockChat(ctx context.Context, tx *db.Tx, conversationID string) error {
	_, err := s.Conversations.Lock(ctx, tx, conversationID)
	return err
}

func (s *Service) takeChat(ctx context.Context, tx *db.Tx, it Item, staffID string) error {
	_, err := s.Conversations.Hand(ctx, tx, it.SubjectID, conversation.Handing{To: staffID, Why: "offered"})
	return err
}

func (s *Service) showChat(ctx context.Context, it Item) (any, error) {
	return s.Conversations.Shown(ctx, it.SubjectID)
}

// Standing tells a waiting customer where they stand.
func (s *Service) Standing(ctx context.Context, c conversation.Conversation) *conversation.Standing {
	it, ok := s.Board.Of(KindChat, c.ID)
	if !ok {
		return nil
	}
	st := s.Board.Standing(it, s.Clock.Now())
	s.addOpening(ctx, it, &st)
	return &st
}
