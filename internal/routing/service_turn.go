package routing

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync/atomic"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/workforce"
)

const (
	// agentsEvery is how often who is here is put together anew, when nothing
	// has told of a change.
	agentsEvery = 5 * time.Second
	// reloadEvery is how often the board is read from the ledger where other
	// processes write too.
	reloadEvery = 30 * time.Second
	// decideAtOnce bounds the offers of one turn; the next follows at once.
	decideAtOnce = 64
	// stillEvery is how often those who wait hear where they stand though nothing
	// has moved: an estimate from before says less and less.
	stillEvery = 20 * time.Second
)

// ticks are the times of what is done now and then.
type ticks struct {
	agentsAt, reloadAt, toldAt, stillAt, idleAt, rightsAt atomic.Int64
}

// due tells whether something is due, and notes that it is being done. Its
// clock may be moved back: then it is due too.
func due(at *atomic.Int64, every time.Duration, now time.Time) bool {
	last := at.Load()
	if last != 0 && now.Sub(db.Time(last)).Abs() < every {
		return false
	}
	at.Store(db.Micros(now))
	return true
}

// Turn does everything that is due now: once.
func (s *Service) Turn(ctx context.Context) error {
	ctx = asSystem(ctx)
	now := s.Clock.Now()
	if s.stale.Load() || s.Bus.Shared() && due(&s.tick.reloadAt, reloadEvery, now) {
		if err := s.Load(ctx); err != nil {
			return err
		}
	}
	if err := s.refresh(ctx, now); err != nil {
		return err
	}
	s.duties(ctx, now)
	if due(&s.tick.rightsAt, rightsEvery, now) {
		s.outlawed(ctx)
	}
	for {
		list := s.Board.Decide(now, decideAtOnce)
		made := 0
		for _, m := range list {
			err := s.offer(ctx, m)
			switch {
			case err == nil:
				made++
			case !errors.Is(err, errStale) && !fault.Is(err, fault.KindConflict):
				return err
			default:
				s.reread(ctx, m.ItemID)
			}
		}
		if made == 0 {
			break
		}
	}
	if due(&s.tick.idleAt, idleEvery, now) {
		s.silent(ctx, now)
	}
	if due(&s.tick.stillAt, stillEvery, now) && s.Board.Waits() {
		s.moved.Store(true)
	}
	if s.moved.Load() && due(&s.tick.toldAt, tellEvery, now) {
		s.moved.Store(false)
		s.tellLine(ctx)
	}
	return nil
}

// refresh puts together anew who is here.
func (s *Service) refresh(ctx context.Context, now time.Time) error {
	if !due(&s.tick.agentsAt, agentsEvery, now) {
		return nil
	}
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	open := map[string]bool{}
	for _, q := range h.queues {
		if open[q.ID], _, err = s.Calendar.OpenAt(ctx, q.HoursID, now); err != nil {
			slog.WarnContext(ctx, "hours of a queue cannot be read", "queue", q.ID, "err", err)
			open[q.ID] = true // better served than shut out
		}
	}
	doors := s.Board.doors()
	s.Board.PutQueues(h.queues, open)
	agents, err := s.agents(ctx, h)
	if err != nil {
		return err
	}
	before := s.Board.Agents(SlotChat)
	s.Board.PutAgents(agents)
	s.tellTaking(before, agents)
	if !maps.Equal(doors, s.Board.doors()) {
		s.moved.Store(true) // time alone opens a queue or loses who was here: those who wait are told
	}
	if s.edits.Load() != h.edit {
		s.tick.agentsAt.Store(0) // somebody has changed it meanwhile
	}
	return nil
}

// AgentsChanged makes the next turn look who is here.
func (s *Service) AgentsChanged() {
	s.tick.agentsAt.Store(0)
	s.moved.Store(true)
	s.Nudge()
}

// reread takes what the ledger says of an item that was not as we thought.
func (s *Service) reread(ctx context.Context, itemID string) {
	it, err := itemBy(ctx, s.DB, stmtItem, itemID)
	if errors.Is(err, db.ErrNone) { // erased
		s.Board.Drop(itemID)
		return
	}
	if err != nil {
		s.stale.Store(true)
		return
	}
	if had, ok := s.Board.Item(itemID); ok && had.Version == it.Version {
		s.stale.Store(true) // the item is as we thought, so somebody's places are not
	}
	s.Board.PutItem(it)
}

// duties does what the time has made due.
func (s *Service) duties(ctx context.Context, now time.Time) {
	d := s.Board.Due(now)
	each := func(list []Item, do func(context.Context, *db.Tx, Item) error) {
		for _, it := range list {
			err := s.DB.Write(ctx, func(tx *db.Tx) error {
				stored, err := s.lock(ctx, tx, it)
				if err != nil {
					return err
				}
				if stored.Version != it.Version {
					return errStale
				}
				return do(ctx, tx, stored)
			})
			if errors.Is(err, errStale) || errors.Is(err, db.ErrNone) {
				s.reread(ctx, it.ID)
			} else if err != nil {
				slog.WarnContext(ctx, "routing duty failed", "item", it.ID, "err", err)
			}
		}
	}
	var absent []string
	each(d.Expired, s.expire)
	each(d.Left, s.leftTransfer)
	each(d.Lapsed, func(ctx context.Context, tx *db.Tx, it Item) error {
		out, err := s.lapse(ctx, tx, it)
		if out {
			tx.AfterCommit(func() { absent = append(absent, it.HolderID) })
		}
		return err
	})
	each(d.Lost, s.withdraw)
	each(d.Overflow, s.overflow)
	for _, staffID := range absent {
		if s.Workforce.PresenceOf(staffID).State != workforce.Online {
			continue
		}
		if _, err := s.Workforce.Set(ctx, staffID, workforce.Choice{State: workforce.Busy, Reason: workforce.ReasonMissed}); err != nil {
			slog.WarnContext(ctx, "who missed offers was not made busy", "staff", staffID, "err", err)
		}
	}
}

func (s *Service) expire(ctx context.Context, tx *db.Tx, it Item) error {
	if err := s.closeOffer(ctx, tx, it, Lapsed, "expired"); err != nil {
		return err
	}
	if k := s.kinds[it.Kind]; k.Expired != nil {
		if err := k.Expired(ctx, tx, it); err != nil {
			return err
		}
	}
	_, err := s.keep(ctx, tx, it.finish(s.Clock.Now()))
	return err
}

// lapse ends an offer that nobody took; true when the person has missed too
// many.
func (s *Service) lapse(ctx context.Context, tx *db.Tx, it Item) (bool, error) {
	now := s.Clock.Now()
	next, reason := it.back(&Refusal{StaffID: it.HolderID, At: now, Missed: true}), ""
	if !s.Board.Finds(next, now) {
		reason = "line" // nobody else is asked next
	}
	if err := s.closeOffer(ctx, tx, it, Lapsed, reason); err != nil {
		return false, err
	}
	out, err := s.missed(ctx, tx, it.HolderID)
	if err != nil {
		return false, err
	}
	_, err = s.keep(ctx, tx, next)
	return out, err
}

// withdraw takes an offer from somebody who is no longer here.
func (s *Service) withdraw(ctx context.Context, tx *db.Tx, it Item) error {
	if err := s.closeOffer(ctx, tx, it, Withdrawn, "away"); err != nil {
		return err
	}
	_, err := s.keep(ctx, tx, it.back(nil))
	return err
}

// overflow lets the other queue serve too.
func (s *Service) overflow(ctx context.Context, tx *db.Tx, it Item) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok := h.queue(it.QueueID)
	if !ok || q.Rules.OverflowQueueID == "" {
		return errStale
	}
	it.FirstQueue, it.QueueID = it.QueueID, q.Rules.OverflowQueueID
	_, err = s.keep(ctx, tx, it)
	return err
}

// offer asks somebody, or gives it to them where the queue does not ask. The
// transaction looks again at everything.
func (s *Service) offer(ctx context.Context, m Match) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		known, ok := s.Board.Item(m.ItemID)
		if !ok {
			return errStale
		}
		it, err := s.lock(ctx, tx, known)
		if errors.Is(err, db.ErrNone) {
			return errStale
		}
		if err != nil {
			return err
		}
		if it.State != Waiting {
			return errStale
		}
		held, places, err := s.room(ctx, tx, m.StaffID, it)
		if err != nil {
			return err
		}
		if held >= places {
			return errStale
		}
		h, err := s.house(ctx)
		if err != nil {
			return err
		}
		q, _ := h.queue(m.QueueID)
		if p, ok := s.Directory.PersonOf(ctx, m.StaffID); !ok || it.OnlyID == "" && !(q.Enabled && q.has(p) && s.asks(ctx, h, p)) {
			return errStale
		}
		now := s.Clock.Now()
		o := Offer{ID: id.New(now), ItemID: it.ID, StaffID: m.StaffID, Why: m.Why, OfferedAt: now, Outcome: Pending,
			Until: now.Add(time.Duration(max(q.Rules.OfferSeconds, 5)) * time.Second)}
		if it.OnlyID != "" && !it.ExpiresAt.IsZero() {
			o.Until = it.ExpiresAt
		}
		if _, err := tx.Exec(ctx, stmtOfferInsert, o.ID, o.ItemID, o.StaffID, pack(o.Why), db.Micros(o.OfferedAt), db.Micros(o.Until)); err != nil {
			return err
		}
		if it, err = s.keep(ctx, tx, it.offer(o)); err != nil {
			return err
		}
		if q.Mode == ModeAuto && it.OnlyID == "" {
			return s.kinds[it.Kind].Take(ctx, tx, it, m.StaffID)
		}
		tx.AfterCommit(func() { s.tellOffer(ctx, it, o) })
		return nil
	})
}
