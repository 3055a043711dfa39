package insight

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/realtime"
)

// askWithin is how fresh an answer must be for its author to be asked at once.
const askWithin = 10 * time.Minute

// Deps is what the service stands on.
type Deps struct {
	DB            *db.DB
	Clock         clock.Clock
	Audit         *audit.Trail
	Log           *event.Log
	Hub           *realtime.Hub
	Directory     *org.Directory
	Conversations *conversation.Service
	Hooks         *Hooks
	Text          func(locale, key string, args map[string]any) string
}

// Service holds the use cases.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// subscriber is the only writer of rounds.
func (s *Service) subscriber() event.Subscriber {
	return event.Subscriber{Name: "insight.rounds", Handle: s.handle, Wants: matters, Gather: event.Unhurried, Kinds: []event.Kind{conversation.EventMessageAdded, conversation.EventOpened,
		conversation.EventClaimed, conversation.EventReleased, conversation.EventAssigned, conversation.EventClosed,
		conversation.EventReopened, conversation.EventRecalled, conversation.EventErased, EventIncident}}
}

// due is what is to be derived anew: a conversation from one of its lines on.
type due struct {
	About
	from int64
}

type dues struct {
	list []*due
	by   map[string]*due
}

func (d *dues) add(a About, from int64) {
	known := d.by[a.ConversationID]
	if known == nil {
		known = &due{About: a, from: from}
		d.by[a.ConversationID] = known
		d.list = append(d.list, known)
	}
	known.from = min(known.from, from)
	known.About = a
}

// forget leaves out what is no more: no later event can be of it.
func (d *dues) forget(conversationID string) {
	delete(d.by, conversationID)
	d.list = slices.DeleteFunc(d.list, func(o *due) bool { return o.ConversationID == conversationID })
}

// erase takes away what is known of conversations.
func (s *Service) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	return tx.ExecEach(ctx, e.Conversations, stmtErase...)
}

func (s *Service) handle(tx *db.Tx, events []event.Event) error {
	ctx := context.Background()
	todo := &dues{by: map[string]*due{}}
	for _, e := range events {
		if e.Kind == EventIncident {
			if err := s.touched(ctx, tx, e, todo); err != nil {
				return err
			}
			continue
		}
		if e.Kind == conversation.EventErased {
			todo.forget(e.Subject)
			if err := tx.ExecEach(ctx, []string{e.Subject}, stmtErase...); err != nil {
				return err
			}
			continue
		}
		if e.Kind == conversation.EventRecalled {
			if err := s.takenBack(ctx, tx, e, todo); err != nil {
				return err
			}
			continue
		}
		a, f, ok, err := read(e)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		seq, err := putFact(ctx, tx, a.ConversationID, f)
		if err != nil {
			return err
		}
		if e.Kind == conversation.EventReopened {
			if seq, err = undone(ctx, tx, e, seq); err != nil {
				return err
			}
		}
		todo.add(a, seq)
	}
	for _, d := range todo.list {
		if err := s.derive(ctx, tx, *d); err != nil {
			return err
		}
	}
	return nil
}

// matters tells whether the clock changes by an event; one that cannot be read
// is left to handle to complain of.
func matters(e event.Event) bool {
	if e.Kind == EventIncident || e.Kind == conversation.EventRecalled || e.Kind == conversation.EventErased {
		return true
	}
	_, _, ok, err := read(e)
	return ok || err != nil
}

// read makes a fact of an event; false: it does not matter to the clock, like
// the second line of a burst or an answer to nobody. A long talk would have to
// be read again and again otherwise.
func read(e event.Event) (About, Fact, bool, error) {
	if e.Kind == conversation.EventMessageAdded {
		m, err := event.Decode[conversation.MessageAdded](e)
		a := About{m.ConversationID, m.CustomerID, m.ChannelID, m.UnitID}
		switch {
		case m.Kind == conversation.FromVisitor && m.WaitingSince.Equal(m.At):
			return a, Fact{Seq: m.Seq, Kind: FactCustomer, At: m.At}, true, err
		case m.Kind == conversation.Reply && m.AuthorKind != conversation.BySystem && !m.WaitingSince.IsZero():
			return a, Fact{Seq: m.Seq, Kind: FactAnswer, At: m.At, StaffID: m.AuthorID}, true, err
		}
		return a, Fact{}, false, err
	}
	c, err := event.Decode[conversation.Changed](e)
	f := Fact{Seq: c.Seq, Kind: FactOwner, At: c.At, StaffID: c.OwnerID}
	if e.Kind == conversation.EventClosed {
		f.Kind = FactClosed
	}
	return About{c.ConversationID, c.CustomerID, c.ChannelID, c.UnitID}, f, true, err
}

// takenBack forgets a line that was taken back. What came after it may have been
// passed over as the rest of a burst or an answer to nobody, and counts now.
func (s *Service) takenBack(ctx context.Context, tx *db.Tx, e event.Event, todo *dues) error {
	r, err := event.Decode[conversation.Recalled](e)
	if err != nil || !r.Kind.Public() || r.AuthorKind == conversation.BySystem {
		return err
	}
	if _, err := tx.Exec(ctx, stmtDropFact, r.ConversationID, r.Seq); err != nil {
		return err
	}
	lines, err := s.Conversations.Spoken(ctx, tx, r.ConversationID, r.Seq)
	if err != nil {
		return err
	}
	for _, m := range lines {
		f := Fact{Seq: m.Seq, Kind: FactCustomer, At: m.CreatedAt}
		if m.Kind == conversation.Reply {
			f.Kind, f.StaffID = FactAnswer, m.Author.ID
		}
		if _, err := putFact(ctx, tx, r.ConversationID, f); err != nil {
			return err
		}
	}
	todo.add(About{r.ConversationID, r.CustomerID, r.ChannelID, r.UnitID}, r.Seq)
	return nil
}

// undone forgets the end of a conversation that was taken up again while its
// customer waited: the round goes on. It gives the line from which that counts.
func undone(ctx context.Context, tx *db.Tx, e event.Event, seq int64) (int64, error) {
	c, err := event.Decode[conversation.Changed](e)
	if err != nil || c.EndSeq == 0 {
		return seq, err
	}
	_, err = tx.Exec(ctx, stmtDropEnd, c.ConversationID, c.EndSeq)
	return min(seq, c.EndSeq), err
}

// touched adds the conversations whose ended rounds an incident reaches into.
func (s *Service) touched(ctx context.Context, tx *db.Tx, e event.Event, todo *dues) error {
	i, err := event.Decode[Reported](e)
	if err != nil {
		return err
	}
	rounds, err := db.Collect(ctx, tx, stmtTouched, scanRound, i.StaffID, db.Micros(i.From), db.Micros(i.To))
	for _, r := range rounds {
		todo.add(r.About, r.StartSeq)
	}
	return err
}

// derive makes the rounds anew from the last one that ended before.
func (s *Service) derive(ctx context.Context, tx *db.Tx, d due) error {
	last, err := lastBefore(ctx, tx, d.ConversationID, d.from)
	if err != nil {
		return err
	}
	facts, err := db.Collect(ctx, tx, stmtFacts, scanFact, d.ConversationID, last.EndSeq)
	if err != nil {
		return err
	}
	known, err := db.Collect(ctx, tx, stmtAfter, scanRound, d.ConversationID, last.EndSeq)
	if err != nil {
		return err
	}
	old := map[int64]Round{}
	for _, r := range known {
		old[r.StartSeq] = r
	}
	rounds, err := s.judged(ctx, tx, Rounds(facts, last.OwnerID, last.Number))
	if err != nil {
		return err
	}
	for _, r := range rounds {
		before := old[r.StartSeq]
		delete(old, r.StartSeq)
		r.About, r.ID = d.About, before.ID
		if r.ID == "" {
			r.ID = id.New(r.Started)
		}
		if before.CauseBy == ByAgent {
			r.Cause, r.CauseBy = before.Cause, before.CauseBy
		}
		if err := put(ctx, tx, r); err != nil {
			return err
		}
		if err := s.askAtOnce(ctx, tx, before, r); err != nil {
			return err
		}
	}
	for _, r := range old {
		if err := drop(ctx, tx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// judged measures rounds and codes what is proven.
func (s *Service) judged(ctx context.Context, tx *db.Tx, rounds []Round) ([]Round, error) {
	var all Span
	var people []string
	for _, r := range rounds {
		if r.Outcome == Running {
			continue
		}
		if all.From.IsZero() {
			all.From = r.Started
		}
		all.To = r.Ended
		people = append(people, r.StaffID)
		for _, p := range r.Parts {
			people = append(people, p.StaffID)
		}
	}
	people = distinct(people)
	incidents, err := incidentsOf(ctx, tx, people, all)
	if err != nil {
		return nil, err
	}
	away, err := s.Hooks.away(ctx, people, all.From, all.To)
	if err != nil {
		return nil, err
	}
	for i, r := range rounds {
		r = r.Measure(incidents).Prove(away, incidents)
		for _, span := range r.Theirs() {
			worked, err := s.Hooks.worked(ctx, tx, r.ConversationID, span)
			if err != nil {
				return nil, err
			}
			r.Own += worked
		}
		rounds[i] = r
	}
	return rounds, nil
}

// askAtOnce tells the screen of who has just answered late.
func (s *Service) askAtOnce(ctx context.Context, tx *db.Tx, before, r Round) error {
	if before.Outcome == Answered || r.Outcome != Answered || r.Cause != "" || s.Clock.Now().Sub(r.Ended) > askWithin {
		return nil
	}
	limit, err := target(ctx, tx)
	if err != nil || r.Own <= limit {
		return err
	}
	tx.AfterCommit(func() {
		s.Hub.Publish([]string{conversation.TopicStaff(r.StaffID)}, realtime.Gate{Browser: true}, realtime.Frame{"t": "slow_round", "round_id": r.ID, "conversation_id": r.ConversationID})
	})
	return nil
}
