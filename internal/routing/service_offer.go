package routing

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
)

// OfferView is an offer as the person asked sees it.
type OfferView struct {
	ID        string    `json:"id"`
	ItemID    string    `json:"item_id"`
	Kind      string    `json:"kind" doc:"chat, transfer, callback, …"`
	SubjectID string    `json:"subject_id"`
	QueueID   string    `json:"queue_id"`
	QueueName string    `json:"queue_name"`
	Customer  string    `json:"customer"`
	EnteredAt time.Time `json:"entered_at" doc:"When the wait began."`
	OfferedAt time.Time `json:"offered_at"`
	Until     time.Time `json:"until"`
	Why       []string  `json:"why" doc:"Rules that led here: steward, last_agent, only, language, skill, grade, urgent, longest_waiting."`
	Subject   any       `json:"subject" doc:"What it is about, by kind: a conversation, a transfer, a message."`
}

func (s *Service) viewOffer(ctx context.Context, it Item, o Offer) OfferView {
	v := OfferView{ID: o.ID, ItemID: it.ID, Kind: it.Kind, SubjectID: it.SubjectID, QueueID: it.QueueID, Customer: it.Customer,
		EnteredAt: it.EnteredAt, OfferedAt: o.OfferedAt, Until: o.Until, Why: o.Why}
	if h, err := s.house(ctx); err == nil {
		q, _ := h.queue(it.QueueID)
		v.QueueName = q.Name
	}
	if k := s.kinds[it.Kind]; k.Show != nil {
		subject, err := k.Show(ctx, it)
		if err != nil {
			slog.WarnContext(ctx, "subject of an offer cannot be shown", "item", it.ID, "err", err)
		}
		v.Subject = subject
	}
	return v
}

// toOne lets through what is for certain people, as far as they may read
// conversations at all: an API token may be limited to less.
func toOne(staffIDs ...string) realtime.Gate {
	return realtime.Gate{Permission: conversation.PermRead, Also: staffIDs}
}

func (s *Service) tellOffer(ctx context.Context, it Item, o Offer) {
	to := []string{conversation.TopicStaff(o.StaffID)}
	if s.Hub.Wanted(to) {
		s.Hub.Publish(to, toOne(o.StaffID), realtime.Frame{"t": "offer", "offer": s.viewOffer(ctx, it, o)})
	}
}

// closeOffer ends the offer of an item, if it has one, and clears the screens.
func (s *Service) closeOffer(ctx context.Context, tx *db.Tx, it Item, outcome Outcome, reason string) error {
	return s.closeOfferBy(ctx, tx, it, ending{outcome: outcome, reason: reason})
}

// ending is how an offer ends; by is who has taken what it was about instead.
type ending struct {
	outcome Outcome
	reason  string
	by      string
}

func (s *Service) closeOfferBy(ctx context.Context, tx *db.Tx, it Item, e ending) error {
	outcome, reason := e.outcome, e.reason
	if it.OfferID == "" {
		return nil
	}
	now := s.Clock.Now()
	if _, err := tx.Exec(ctx, stmtOfferEnd, it.OfferID, string(outcome), db.Micros(now), reason); err != nil {
		return err
	}
	if outcome == Accepted {
		if _, err := tx.Exec(ctx, stmtSeatMiss, it.HolderID, 0); err != nil {
			return err
		}
	}
	by, _ := s.Directory.Colleague(ctx, e.by)
	tx.AfterCommit(func() {
		s.Hub.Publish([]string{conversation.TopicStaff(it.HolderID)}, toOne(it.HolderID),
			realtime.Frame{"t": "offer_gone", "offer_id": it.OfferID, "outcome": string(outcome), "reason": reason, "by_name": by.Name})
	})
	return s.Log.Emit(ctx, tx, EventOfferEnded, it.OfferID, OfferEnded{OfferID: it.OfferID, ItemID: it.ID, Kind: it.Kind, SubjectID: it.SubjectID,
		StaffID: it.HolderID, Outcome: outcome, At: now})
}

// missed counts offers that somebody let lapse; true when it were too many in
// a row, and they should be busy, so that no customer is offered to an empty
// chair.
func (s *Service) missed(ctx context.Context, tx *db.Tx, staffID string) (bool, error) {
	h, err := s.house(ctx)
	if err != nil || h.settings.MissedLimit == 0 {
		return false, err
	}
	var n int
	if err := db.Get(ctx, tx, stmtSeatMissed, []any{staffID}, &n); err != nil || n < h.settings.MissedLimit {
		return false, err
	}
	if _, err := tx.Exec(ctx, stmtSeatMiss, staffID, 0); err != nil {
		return false, err
	}
	return true, s.Log.Emit(ctx, tx, EventMissed, staffID, Missed{StaffID: staffID, Count: n})
}

// mine finds a pending offer of the acting person, locked with its item.
func (s *Service) mine(ctx context.Context, tx *db.Tx, offerID string) (Offer, Item, error) {
	me := auth.From(ctx).ID
	if !id.Valid(offerID) {
		return Offer{}, Item{}, fault.NotFound()
	}
	o, err := db.First(ctx, tx, stmtOffer, scanOffer, offerID)
	if errors.Is(err, db.ErrNone) || err == nil && o.StaffID != me {
		return o, Item{}, fault.NotFound()
	}
	if err != nil {
		return o, Item{}, err
	}
	it, err := itemBy(ctx, tx, stmtItem, o.ItemID)
	if err != nil {
		return o, it, err
	}
	it, err = s.lock(ctx, tx, it)
	if err == nil && (it.State != Offered || it.OfferID != o.ID) {
		if o, err = db.First(ctx, tx, stmtOffer, scanOffer, offerID); err == nil {
			err = gone(o)
		}
	}
	return o, it, err
}

func gone(o Offer) error {
	return fault.Conflict("routing.offer_gone").With("outcome", string(o.Outcome))
}

// Accept takes what the acting person was offered. Accepting again what one
// has accepted is no error.
func (s *Service) Accept(ctx context.Context, offerID string) (Item, error) {
	var it Item
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		_, it, err = s.mine(ctx, tx, offerID)
		if err != nil {
			return err
		}
		if !Serves(auth.From(ctx)) {
			return fault.Forbidden(conversation.PermReply)
		}
		return s.kinds[it.Kind].Take(ctx, tx, it, auth.From(ctx).ID)
	})
	if f := fault.From(err); err != nil && f.Code == "routing.offer_gone" && f.Details["outcome"] == string(Accepted) {
		err = nil
	}
	return it, err
}

// Decline refuses what the acting person was offered; the next is asked.
func (s *Service) Decline(ctx context.Context, offerID, reason string) error {
	reason = check.Said(reason)
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		o, it, err := s.mine(ctx, tx, offerID)
		if err != nil {
			return err
		}
		if err := s.closeOffer(ctx, tx, it, Declined, reason); err != nil {
			return err
		}
		if k := s.kinds[it.Kind]; it.OnlyID != "" && k.Refused != nil {
			if _, err := s.keep(ctx, tx, it.finish(s.Clock.Now())); err != nil {
				return err
			}
			return k.Refused(ctx, tx, it, o.StaffID, reason)
		}
		_, err = s.keep(ctx, tx, it.back(&Refusal{StaffID: o.StaffID, At: s.Clock.Now()}))
		return err
	})
	if f := fault.From(err); err != nil && f.Code == "routing.offer_gone" && f.Details["outcome"] == string(Declined) {
		err = nil
	}
	return err
}

// Offers lists what the acting person is asked to take now.
func (s *Service) Offers(ctx context.Context) ([]OfferView, error) {
	rows, err := db.Collect(ctx, s.DB, stmtOffersMine, scanOffer, auth.From(ctx).ID)
	out := []OfferView{}
	for _, o := range rows {
		it, err := itemBy(ctx, s.DB, stmtItem, o.ItemID)
		if err != nil {
			return nil, err
		}
		if it.OfferID == o.ID {
			out = append(out, s.viewOffer(ctx, it, o))
		}
	}
	return out, err
}
