package routing

import (
	"context"
	"errors"
	"strconv"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/slaclock"
)

// Subjects of the clocks that this module starts.
const (
	clockChat    = "conversation"
	clockMessage = "routing.message"
)

// tellLead is the step of the chain at which those who lead are told.
const tellLead = "lead"

// warnAt are the parts of a promise at which the owner is warned.
var warnAt = []int{50, 75, 100}

// promised starts the clock of a customer's first unanswered message.
func (s *Service) promised(ctx context.Context, tx *db.Tx, m conversation.MessageAdded) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok, err := s.promising(ctx, tx, h, m.ConversationID)
	if err != nil || !ok {
		return err
	}
	spec := q.promise(m.ConversationID, m.WaitingSince, m.Seq == 1)
	spec.OwnerID, spec.UnitID = m.OwnerID, m.UnitID
	_, err = s.Clocks.Start(ctx, tx, spec)
	return err
}

// promising finds the queue that promises an answer in a conversation, if any
// does.
func (s *Service) promising(ctx context.Context, tx *db.Tx, h *house, conversationID string) (Queue, bool, error) {
	q, ok := s.queueOf(h, conversationID)
	if !ok { // the event may be here before the board knows of the item
		it, err := itemBy(ctx, tx, stmtItemFind, KindChat, conversationID)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return q, false, err
		}
		q, ok = h.queue(it.QueueID)
	}
	return q, ok && q.Rules.TargetSeconds > 0, nil
}

// recalled follows what was taken back: an answer that is none any more leaves
// the customer waiting since their own line, and who has taken back their only
// line waits for nothing.
func (s *Service) recalled(ctx context.Context, tx *db.Tx, r conversation.Recalled) error {
	if err := s.Clocks.Cancel(ctx, tx, slaclock.Ref{Subject: clockChat, SubjectID: r.ConversationID}); err != nil || r.Waits.IsZero() {
		return err
	}
	spec := slaclock.Spec{SubjectID: r.ConversationID, StartedAt: r.Waits, OwnerID: r.OwnerID, UnitID: r.UnitID}
	if err := s.promiseAgain(ctx, tx, spec, r.First); err != nil {
		return err
	}
	return s.leftAlone(ctx, tx, r.MessageAdded)
}

// promiseAgain goes on with a promise that had ended, to who waits again.
func (s *Service) promiseAgain(ctx context.Context, tx *db.Tx, to slaclock.Spec, first bool) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok, err := s.promising(ctx, tx, h, to.SubjectID)
	if err != nil || !ok {
		return err
	}
	spec := q.promise(to.SubjectID, to.StartedAt, first)
	spec.OwnerID, spec.UnitID = to.OwnerID, to.UnitID
	_, err = s.Clocks.Again(ctx, tx, spec)
	return err
}

// promise of an answer to a customer who waits since a moment.
func (q Queue) promise(conversationID string, since time.Time, first bool) slaclock.Spec {
	kind := slaclock.NextResponse
	if first {
		kind = slaclock.FirstResponse
	}
	return slaclock.Spec{Subject: clockChat, SubjectID: conversationID, Kind: kind, Key: strconv.FormatInt(db.Micros(since), 36),
		Seconds: int64(q.Rules.TargetSeconds), HoursID: q.HoursID, StartedAt: since, Warn: warnAt,
		Chain: []slaclock.Step{{AfterSeconds: int64(q.Rules.TargetSeconds), Tell: tellLead}}}
}

// promisedBefore starts the clock of a customer who waited before anybody kept
// one. What has gone by is told once.
func (s *Service) promisedBefore(ctx context.Context, tx *db.Tx, c conversation.Conversation, queueID string) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok := h.queue(queueID)
	if !ok || q.Rules.TargetSeconds == 0 || c.WaitingSince.IsZero() {
		return nil
	}
	spec := q.promise(c.ID, c.WaitingSince, c.WaitingSince.Sub(c.CreatedAt) < time.Second)
	spec.OwnerID, spec.UnitID = c.OwnerID, c.UnitID
	_, err = s.Clocks.Adopt(ctx, tx, spec)
	return err
}

// queueOf finds the queue whose promise holds for a conversation.
func (s *Service) queueOf(h *house, conversationID string) (Queue, bool) {
	if it, ok := s.Board.Of(KindChat, conversationID); ok {
		return h.queue(it.QueueID)
	}
	return Queue{}, false
}

// Worked tells how much of a stretch was working time of the queue in which a
// conversation is, or would be now.
func (s *Service) Worked(ctx context.Context, tx *db.Tx, conversationID string, from, to time.Time) (time.Duration, error) {
	h, err := s.house(ctx)
	if err != nil {
		return 0, err
	}
	q, ok := s.queueOf(h, conversationID)
	if !ok {
		c, err := s.Conversations.ByID(ctx, tx, conversationID)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return 0, err
		}
		q, _ = h.queue(h.queueFor(c.ChannelID, c.UnitID, customer.Person, s.ancestors(ctx)))
	}
	if q.HoursID == "" {
		return to.Sub(from), nil
	}
	hours, err := s.Calendar.HoursByID(ctx, q.HoursID)
	return hours.Working(from, to, nil), err
}

// DueAt tells when the promise to a waiting customer lapses; zero: none.
func (s *Service) DueAt(ctx context.Context, c conversation.Conversation) time.Time {
	if c.WaitingSince.IsZero() || c.State != conversation.Open {
		return time.Time{}
	}
	h, err := s.house(ctx)
	if err != nil {
		return time.Time{}
	}
	q, ok := s.queueOf(h, c.ID)
	if !ok || q.Rules.TargetSeconds == 0 {
		return time.Time{}
	}
	target := seconds(q.Rules.TargetSeconds)
	if q.HoursID == "" {
		return c.WaitingSince.Add(target)
	}
	hours, err := s.Calendar.HoursByID(ctx, q.HoursID)
	if err != nil {
		return time.Time{}
	}
	due, _, err := hours.Due(c.WaitingSince, target, nil)
	if err != nil {
		return time.Time{}
	}
	return due
}

// heard follows what is said: the promise of an answer begins with the
// customer's first unanswered message and is kept by the first human answer.
func (s *Service) heard(ctx context.Context, tx *db.Tx, m conversation.MessageAdded) error {
	switch {
	case m.WaitingSince.IsZero():
		return nil
	case m.Kind == conversation.Reply && m.AuthorKind == conversation.ByStaff:
		return s.Clocks.Stop(ctx, tx, slaclock.Ref{Subject: clockChat, SubjectID: m.ConversationID}, m.At)
	case m.Kind != conversation.FromVisitor:
		return nil
	}
	if m.WaitingSince.Equal(m.At) { // the first of its burst
		if err := s.promised(ctx, tx, m); err != nil {
			return err
		}
	}
	return s.leftAlone(ctx, tx, m)
}

// clockSubscriber keeps the clocks in step with what is said, and with owner
// and state; one subscriber, so that it sees them in their order.
func (s *Service) clockSubscriber() event.Subscriber {
	kinds := []event.Kind{conversation.EventMessageAdded, conversation.EventClaimed, conversation.EventAssigned, conversation.EventReleased, conversation.EventClosed,
		conversation.EventReopened, conversation.EventRecalled, conversation.EventErased}
	return event.Subscriber{Name: "routing.clocks", Kinds: kinds, Wants: s.matters, Handle: func(tx *db.Tx, events []event.Event) error {
		ctx := asSystem(context.Background())
		for _, e := range events {
			if err := s.follows(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}}
}

// matters tells whether what was said begins or keeps a promise, or finds
// nobody there.
func (s *Service) matters(e event.Event) bool {
	if e.Kind == conversation.EventErased {
		return true
	}
	if e.Kind == conversation.EventRecalled {
		r, err := event.Decode[conversation.Recalled](e)
		return err != nil || !r.Waited.Equal(r.Waits)
	}
	if e.Kind == conversation.EventReopened {
		c, err := event.Decode[conversation.Changed](e)
		return err != nil || !c.Waits.IsZero()
	}
	if e.Kind != conversation.EventMessageAdded {
		return true
	}
	m, err := event.Decode[conversation.MessageAdded](e)
	switch {
	case err != nil:
		return true
	case m.WaitingSince.IsZero():
		return false
	case m.Kind == conversation.FromVisitor:
		return m.WaitingSince.Equal(m.At) || s.gone(m.OwnerID)
	}
	return m.Kind == conversation.Reply && m.AuthorKind == conversation.ByStaff
}

func (s *Service) follows(ctx context.Context, tx *db.Tx, e event.Event) error {
	if e.Kind == conversation.EventErased {
		return s.Clocks.Forget(ctx, tx, clockChat, e.Subject)
	}
	if e.Kind == conversation.EventMessageAdded {
		m, err := event.Decode[conversation.MessageAdded](e)
		if err != nil {
			return err
		}
		return s.heard(ctx, tx, m)
	}
	if e.Kind == conversation.EventRecalled {
		r, err := event.Decode[conversation.Recalled](e)
		if err != nil {
			return err
		}
		return s.recalled(ctx, tx, r)
	}
	c, err := event.Decode[conversation.Changed](e)
	if err != nil {
		return err
	}
	ref := slaclock.Ref{Subject: clockChat, SubjectID: c.ConversationID}
	if e.Kind == conversation.EventClosed {
		return s.Clocks.Cancel(ctx, tx, ref)
	}
	if e.Kind == conversation.EventReopened {
		return s.promiseAgain(ctx, tx, slaclock.Spec{SubjectID: c.ConversationID, StartedAt: c.Waits, OwnerID: c.OwnerID, UnitID: c.UnitID}, c.First)
	}
	return s.Clocks.SetOwner(ctx, tx, ref, c.OwnerID)
}

// lateSubscriber warns before a promise lapses, and tells when it has.
func (s *Service) lateSubscriber() event.Subscriber {
	return each("routing.late", []event.Kind{slaclock.EventWarned}, func(ctx context.Context, tx *db.Tx, _ event.Event, w slaclock.Warned) error {
		switch w.Subject {
		case clockChat:
			return s.late(ctx, tx, w)
		case clockMessage:
			if w.Percent == 100 {
				return s.remindMessage(ctx, tx, w.SubjectID, false)
			}
		}
		return nil
	})
}

// brokenSubscriber tells those who lead that a promise stays broken.
func (s *Service) brokenSubscriber() event.Subscriber {
	return each("routing.broken", []event.Kind{slaclock.EventBreached}, func(ctx context.Context, tx *db.Tx, _ event.Event, b slaclock.Breached) error {
		if b.Subject == clockMessage && b.Tell == tellLead {
			return s.remindMessage(ctx, tx, b.SubjectID, true)
		}
		return nil
	})
}

// each makes a subscriber that takes its events one by one, as the house.
func each[T any](name string, kinds []event.Kind, do func(ctx context.Context, tx *db.Tx, e event.Event, v T) error) event.Subscriber {
	return event.Subscriber{Name: name, Kinds: kinds, Handle: func(tx *db.Tx, events []event.Event) error {
		ctx := asSystem(context.Background())
		for _, e := range events {
			v, err := event.Decode[T](e)
			if err != nil {
				return err
			}
			if err := do(ctx, tx, e, v); err != nil {
				return err
			}
		}
		return nil
	}}
}

// late warns the owner of a conversation whose promise runs out; from three
// quarters on those who lead see it too.
func (s *Service) late(ctx context.Context, tx *db.Tx, w slaclock.Warned) error {
	c, err := s.Conversations.ByID(ctx, tx, w.SubjectID)
	if errors.Is(err, db.ErrNone) || err == nil && (c.State == conversation.Closed || c.WaitingSince.IsZero()) {
		return nil // answered or over meanwhile
	}
	if err != nil {
		return err
	}
	if c.OwnerID != "" {
		tx.AfterCommit(func() {
			s.Hub.Publish([]string{conversation.TopicStaff(c.OwnerID)}, toOne(c.OwnerID), realtime.Frame{"t": "late", "conversation_id": c.ID,
				"customer": c.CustomerName, "percent": w.Percent, "due_at": w.DueAt})
		})
	}
	if w.Percent < 75 || c.Attention != "" {
		return nil
	}
	return s.Conversations.Flag(ctx, tx, c.ID, conversation.AttentionLate)
}

// risksShown of each kind on the wall; riskyMost are counted.
const (
	risksShown = 50
	riskyMost  = 1000
)

// risks lists the promises at risk that the person may see, the nearest to
// their end first, and counts them all: those with half of the time or less
// left, and those broken. Either kind leaves the other its room.
func (s *Service) risks(ctx context.Context, p auth.Person, now time.Time) ([]Risk, []Risky, error) {
	filter, out, counts := p.Visible(conversation.PermRead), []Risk{}, []Risky{}
	if filter.None {
		return out, counts, nil
	}
	ask := slaclock.OpenFilter{UnitIDs: filter.UnitIDs, Before: now.Add(24 * time.Hour), Limit: slaclock.MaxSubjects}
	at := map[[2]string]int{}
	for shown, seen := [2]int{}, 0; ; {
		rows, err := s.Clocks.Open(ctx, ask)
		for _, v := range rows {
			if v.Subject != clockChat || v.Percent < 50 || v.DueAt == nil {
				continue
			}
			c, err := s.Conversations.ByID(ctx, s.DB, v.SubjectID)
			if err != nil || !conversation.MaySee(p, c) {
				continue
			}
			r := s.risk(ctx, c, v)
			key := [2]string{r.OwnerID, r.QueueID}
			if _, known := at[key]; !known {
				at[key], counts = len(counts), append(counts, Risky{OwnerID: r.OwnerID, QueueID: r.QueueID})
			}
			kind := counts[at[key]].add(r.DueAt.After(now))
			if seen++; shown[kind] < risksShown {
				shown[kind], out = shown[kind]+1, append(out, r)
			}
		}
		if err != nil || len(rows) < ask.Limit || seen >= riskyMost {
			return out, counts, err
		}
		last := rows[len(rows)-1]
		ask.After, ask.AfterID = *last.DueAt, last.ID
	}
}

// add counts one and gives which of the two lists it is for.
func (r *Risky) add(near bool) int {
	if near {
		r.Near++
		return 1
	}
	r.Over++
	return 0
}

func (s *Service) risk(ctx context.Context, c conversation.Conversation, v slaclock.View) Risk {
	r := Risk{ConversationID: c.ID, Customer: c.CustomerName, OwnerID: c.OwnerID, WaitingSince: v.StartedAt, DueAt: *v.DueAt, ClockID: v.ID}
	if it, ok := s.Board.Of(KindChat, c.ID); ok {
		r.QueueID = it.QueueID
	}
	owner, _ := s.Directory.Colleague(ctx, c.OwnerID)
	r.OwnerName = owner.Name
	return r
}

// watchMessage starts the clock of a message: told within half an hour, or
// those who lead hear of it after two hours; of working time where it waits in
// a queue that keeps hours.
func (s *Service) watchMessage(ctx context.Context, tx *db.Tx, m Message) error {
	_, err := s.Clocks.Adopt(ctx, tx, slaclock.Spec{Subject: clockMessage, SubjectID: m.ID, Kind: slaclock.FirstResponse, Key: strconv.FormatInt(m.Version, 36), Seconds: int64(TellWithin / time.Second),
		HoursID: m.HoursID, StartedAt: m.TakenAt, OwnerID: m.ForID, UnitID: m.UnitID, Warn: warnAt,
		Chain: []slaclock.Step{{AfterSeconds: int64((EscalateAfter - TellWithin) / time.Second), Tell: tellLead}}})
	return err
}

// remindMessage shows a message again that nobody has told in time.
func (s *Service) remindMessage(ctx context.Context, tx *db.Tx, messageID string, escalate bool) error {
	m, err := db.First(ctx, tx, stmtMessage, scanMessage, messageID)
	if errors.Is(err, db.ErrNone) || err == nil && m.State != MessageTakenState {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	if m.RemindedAt == nil {
		m.RemindedAt = &now
	}
	if escalate && m.EscalatedAt == nil {
		m.EscalatedAt = &now
	}
	if _, err := updateMessage(ctx, tx, m); err != nil {
		return err
	}
	m.Version++
	tx.AfterCommit(func() {
		s.tellMessage(context.Background(), m)
		if escalate {
			s.Hub.Publish([]string{conversation.TopicWaiting}, realtime.Gate{Permission: PermSupervise, Needs: []string{conversation.PermRead}, UnitID: m.UnitID},
				realtime.Frame{"t": "phone_message_late", "message": s.namedMessage(context.Background(), m)})
		}
	})
	return nil
}
