package routing

import (
	"context"
	"errors"
	"slices"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/slaclock"
)

func (m Message) subject() audit.Subject {
	return audit.Subject{Kind: "message", ID: m.ID, Name: m.Caller}
}

// namedMessage adds the names people know.
func (s *Service) namedMessage(ctx context.Context, m Message) Message {
	for _, f := range []struct {
		id   string
		name *string
	}{{m.ForID, &m.ForName}, {m.TakenBy, &m.TakenByName}, {m.ToldBy, &m.ToldByName}, {m.RepliedBy, &m.RepliedByName}} {
		who, _ := s.Directory.Colleague(ctx, f.id)
		*f.name = who.Name
	}
	if h, err := s.house(ctx); err == nil {
		q, _ := h.queue(m.QueueID)
		m.QueueName = q.Name
	}
	m.TellBy = s.tellBy(ctx, m)
	return m
}

// tellBy is when the promise of a message lapses.
func (s *Service) tellBy(ctx context.Context, m Message) time.Time {
	hours, err := s.Calendar.HoursByID(ctx, m.HoursID)
	if m.HoursID == "" || err != nil {
		return m.TakenAt.Add(TellWithin)
	}
	due, _, err := hours.Due(m.TakenAt, TellWithin, nil)
	if err != nil {
		return m.TakenAt.Add(TellWithin)
	}
	return due
}

// TakeMessage takes a message for a colleague or a queue.
func (s *Service) TakeMessage(ctx context.Context, clientKey string, m Message) (Message, error) {
	p := auth.From(ctx)
	m, err := m.clean()
	if err != nil {
		return m, err
	}
	m.TakenBy, m.UnitID = p.ID, p.UnitID
	if m.ForID != "" {
		who, ok := s.Directory.PersonOf(ctx, m.ForID)
		if !ok {
			return m, fault.Invalid("staff.unknown", "for_id")
		}
		m.UnitID = who.UnitID
	} else {
		h, err := s.house(ctx)
		if err != nil {
			return m, err
		}
		q, ok := h.queue(m.QueueID)
		if !ok {
			return m, fault.Invalid("routing.queue_unknown", "queue_id")
		}
		m.UnitID = q.UnitID
	}
	if m.ConversationID != "" {
		c, err := s.Conversations.Seen(ctx, m.ConversationID)
		if err != nil {
			return m, fault.Invalid("conversation.unknown", "conversation_id")
		}
		m.CustomerID = c.CustomerID
	}
	return s.storeMessage(ctx, "staff:"+p.ID+":"+clientKey, Caller{}, m)
}

// Caller is the customer who leaves a message, and where.
type Caller struct {
	ChannelID string
	UnitID    string
	PeerID    string // empty before their first word
	VisitorID string // with the channel
}

// Admit lets a message in that can be stored and is none's repetition, as it is
// or less urgent, or refuses it.
type Admit func(m Message) (Message, error)

// LeaveMessage takes a message from a customer and ends their wait.
func (s *Service) LeaveMessage(ctx context.Context, from Caller, clientKey string, m Message, admit Admit) (Message, error) {
	m, err := s.queued(ctx, from, m)
	if err != nil {
		return m, err
	}
	key := "visitor:" + from.VisitorID + ":" + clientKey
	old, err := db.First(ctx, s.DB, stmtMessageByKey, scanMessage, key)
	if err == nil {
		return s.namedMessage(ctx, old), nil
	}
	if !errors.Is(err, db.ErrNone) {
		return m, err
	}
	if m, err = admit(m); err != nil {
		return m, err
	}
	return s.storeMessage(ctx, key, from, m)
}

// queued is a customer's message, trimmed, for the queue that serves them.
func (s *Service) queued(ctx context.Context, from Caller, m Message) (Message, error) {
	h, err := s.house(ctx)
	if err != nil {
		return m, err
	}
	m.ForID, m.QueueID, m.UnitID = "", h.queueFor(from.ChannelID, from.UnitID, customer.Person, s.ancestors(ctx)), from.UnitID
	return m.clean()
}

// Prospect tells a customer who has not written yet how the queue stands.
func (s *Service) Prospect(ctx context.Context, from Caller) (conversation.Standing, error) {
	h, err := s.house(ctx)
	if err != nil {
		return conversation.Standing{}, err
	}
	now := s.Clock.Now()
	it := Item{ID: "~", Kind: KindChat, QueueID: h.queueFor(from.ChannelID, from.UnitID, customer.Person, s.ancestors(ctx)), EnteredAt: now, RankAt: now}
	st := s.Board.Standing(it, now)
	s.addOpening(ctx, it, &st)
	st.Left, err = s.leftBy(ctx, from.VisitorID)
	return st, err
}

// storeMessage stores a message. Of a customer who waits in a chat it takes the
// place, and their wait there is over.
func (s *Service) storeMessage(ctx context.Context, key string, from Caller, m Message) (Message, error) {
	now := s.Clock.Now()
	m.ID, m.State, m.TakenAt, m.Version = id.New(now), MessageTakenState, now, 1
	stored := m
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		old, err := db.First(ctx, tx, stmtMessageByKey, scanMessage, key)
		if err == nil {
			stored = old
			return nil
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		stored = m
		return s.takeDown(ctx, tx, key, from, &stored)
	})
	return s.namedMessage(ctx, stored), err
}

func (s *Service) takeDown(ctx context.Context, tx *db.Tx, key string, from Caller, m *Message) error {
	m.VisitorID = from.VisitorID
	peer, err := s.callerLocked(ctx, tx, from)
	if err != nil {
		return err
	}
	chat, err := s.lineOf(ctx, tx, peer.ID, m)
	if err != nil {
		return err
	}
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	if q, ok := h.queue(m.QueueID); ok && m.ForID == "" {
		m.HoursID = q.HoursID
	}
	if err := insertMessage(ctx, tx, key, *m); err != nil {
		return err
	}
	if err := s.Log.Emit(ctx, tx, EventMessageTaken, m.ID, MessageTaken{MessageID: m.ID, ForID: m.ForID, QueueID: m.QueueID}); err != nil {
		return err
	}
	if err := s.watchMessage(ctx, tx, *m); err != nil {
		return err
	}
	if err := s.callInTurn(ctx, tx, *m, chat); err != nil {
		return err
	}
	told := *m
	tx.AfterCommit(func() { s.tellMessage(context.Background(), told) })
	err = s.Audit.Record(ctx, tx, "routing.message_taken", m.subject(), nil, map[string]any{"for_id": m.ForID, "queue_id": m.QueueID, "urgency": m.Urgency})
	if err != nil || peer.ID == "" {
		return err
	}
	return s.agree(ctx, tx, peer, *m, chat)
}

// tellMessage shows a message to whom it is for.
func (s *Service) tellMessage(ctx context.Context, m Message) { s.publishMessage(ctx, m, m) }

// publishMessage shows m to whom the message to is, or was, for.
func (s *Service) publishMessage(ctx context.Context, to, m Message) {
	topics := []string{conversation.TopicWaiting}
	gate := realtime.Gate{Permission: PermRead, Needs: []string{conversation.PermRead}, UnitID: to.UnitID, Queue: true}
	if to.ForID != "" {
		topics, gate = []string{conversation.TopicStaff(to.ForID), conversation.TopicStaff(to.TakenBy)}, toOne(to.ForID, to.TakenBy)
	}
	s.Hub.Publish(topics, gate, realtime.Frame{"t": "phone_message", "message": s.namedMessage(ctx, m)})
}

// Messages lists what the acting person may see, the newest first.
func (s *Service) Messages(ctx context.Context, l messageListing, mine bool) ([]Message, error) {
	p := auth.From(ctx)
	l.filter = p.Visible(PermRead)
	l.units = append([]string{p.UnitID}, p.Units.Ancestors(p.UnitID)...)
	if mine {
		l.mine = p.ID
	}
	rows, err := listMessages(ctx, s.DB, l)
	for i := range rows {
		rows[i] = s.namedMessage(ctx, rows[i])
	}
	return rows, err
}

func (s *Service) seesMessage(p auth.Person, m Message) bool {
	return m.ForID == p.ID || m.TakenBy == p.ID || p.Visible(PermRead).Allows(m.ForID, m.UnitID) || p.Units.Contains(m.UnitID, p.UnitID)
}

// changeMessage loads, changes and stores a message.
func (s *Service) changeMessage(ctx context.Context, messageID string, version int64, action string, do func(Message) (Message, error)) (Message, error) {
	var after Message
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := db.First(ctx, tx, stmtMessage, scanMessage, messageID)
		if errors.Is(err, db.ErrNone) || err == nil && !s.seesMessage(auth.From(ctx), before) {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		if before.Version != version {
			return fault.VersionConflict(s.namedMessage(ctx, before))
		}
		if after, err = do(s.namedMessage(ctx, before)); err != nil {
			return err
		}
		if err := s.storeChange(ctx, tx, before, after, action); err != nil {
			return err
		}
		after.Version++
		return nil
	})
	return s.namedMessage(ctx, after), err
}

// storeChange stores a changed message, with its clock and its call-back.
func (s *Service) storeChange(ctx context.Context, tx *db.Tx, before, after Message, action string) error {
	if _, err := updateMessage(ctx, tx, after); err != nil {
		return err
	}
	after.Version++
	switch waited, waits := before.State == MessageTakenState, after.State == MessageTakenState; {
	case waited && !waits:
		if err := s.Clocks.Stop(ctx, tx, slaclock.Ref{Subject: clockMessage, SubjectID: after.ID}, s.Clock.Now()); err != nil {
			return err
		}
	case waits && !waited:
		if err := s.watchMessage(ctx, tx, after); err != nil {
			return err
		}
	}
	if err := s.callFollows(ctx, tx, before, after); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		s.tellMessage(context.Background(), after)
		if before.ForID != after.ForID { // whoever had it sees it go
			s.publishMessage(context.Background(), before, after)
		}
	})
	return s.Audit.Record(ctx, tx, action, after.subject(), map[string]any{"state": before.State, "for_id": before.ForID},
		map[string]any{"state": after.State, "for_id": after.ForID})
}

// TellMessage notes that whom it is for has been told.
func (s *Service) TellMessage(ctx context.Context, messageID string, version int64) (Message, error) {
	return s.changeMessage(ctx, messageID, version, "routing.message_told", func(m Message) (Message, error) {
		p := auth.From(ctx)
		return m.Tell(p.ID, s.Clock.Now()).knows(p), nil
	})
}

// ReplyMessage notes what the caller was answered.
func (s *Service) ReplyMessage(ctx context.Context, messageID string, version int64, answer string) (Message, error) {
	if code, ok := check.Text(answer, 0, MaxMatter); !ok {
		return Message{}, fault.Invalid(code, "answer").With("limit", MaxMatter)
	}
	return s.changeMessage(ctx, messageID, version, "routing.message_replied", func(m Message) (Message, error) {
		return m.Reply(auth.From(ctx).ID, check.Said(answer), s.Clock.Now())
	})
}

// PassMessage gives a message to somebody else.
func (s *Service) PassMessage(ctx context.Context, messageID string, version int64, forID string) (Message, error) {
	if _, ok := s.Directory.PersonOf(ctx, forID); !ok {
		return Message{}, fault.Invalid("staff.unknown", "for_id")
	}
	return s.changeMessage(ctx, messageID, version, "routing.message_passed", func(m Message) (Message, error) {
		if m.State == MessageReplied {
			return m, fault.Conflict("routing.message_replied").With("by", m.RepliedByName)
		}
		m.ForID = forID
		return m, nil
	})
}

// messageCounts are figures for the rail.
func (s *Service) openMessages(ctx context.Context) (int, error) {
	rows, err := s.Messages(ctx, messageListing{state: MessageTakenState, limit: 100}, false)
	me := auth.From(ctx).ID
	return len(slices.DeleteFunc(rows, func(m Message) bool { return m.ForID != "" && m.ForID != me })), err
}
