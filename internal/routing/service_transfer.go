package routing

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/workforce"
)

// MaxNote of a transfer, in characters.
const MaxNote = 1000

// Ask is a transfer that somebody wants.
type Ask struct {
	ClientKey string
	Kind      TransferKind
	ToID      string
	ToQueueID string
	Note      string
}

func (in Ask) check() error {
	if (in.ToID == "") == (in.ToQueueID == "") {
		return fault.Invalid("routing.transfer_target", "to_id")
	}
	if code, ok := check.Text(in.Note, 0, MaxNote); !ok {
		return fault.Invalid(code, "note").With("limit", MaxNote)
	}
	if in.Kind == Consult && check.Blank(in.Note) {
		return fault.Invalid("routing.consult_note", "note")
	}
	return nil
}

// Transfer passes a conversation on. The sender keeps it until somebody has
// accepted; if nobody does in time, it simply stays with them.
func (s *Service) Transfer(ctx context.Context, conversationID string, in Ask) (Transfer, error) {
	if err := in.check(); err != nil {
		return Transfer{}, err
	}
	var t Transfer
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		me := auth.From(ctx)
		c, err := s.Conversations.Handled(ctx, tx, conversationID)
		if err != nil {
			return err
		}
		t, err = db.First(ctx, tx, stmtTransferByKey, scanTransfer, me.ID, in.ClientKey)
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if err := s.mayTransfer(ctx, tx, c, in); err != nil {
			return err
		}
		t, err = s.ask(ctx, tx, c, in)
		return err
	})
	return s.named(ctx, t), err
}

func (s *Service) mayTransfer(ctx context.Context, tx *db.Tx, c conversation.Conversation, in Ask) error {
	me := auth.From(ctx)
	switch {
	case c.State == conversation.Closed:
		return fault.Conflict("conversation.closed")
	case c.OwnerID == "":
		return fault.Conflict("routing.transfer_unowned")
	case c.OwnerID != me.ID:
		return fault.Conflict("routing.transfer_not_owner").With("owner_id", c.OwnerID)
	case in.ToID == me.ID:
		return fault.Invalid("routing.transfer_self", "to_id")
	case in.Kind == Consult && slices.Contains(c.Helpers, in.ToID):
		return fault.Conflict("routing.helps_already")
	case in.Kind == Consult && len(c.Helpers) >= conversation.MaxHelpers:
		return fault.Conflict("conversation.helpers_many").With("limit", conversation.MaxHelpers)
	}
	if _, err := db.First(ctx, tx, stmtTransferPending, scanTransfer, c.ID); !errors.Is(err, db.ErrNone) {
		if err == nil {
			err = fault.Conflict("routing.transfer_pending")
		}
		return err
	}
	if in.ToQueueID != "" {
		return s.mayTransferToQueue(ctx, in.ToQueueID)
	}
	p, ok := s.Directory.PersonOf(ctx, in.ToID)
	if !ok || !Serves(p) {
		return fault.Invalid("staff.unknown", "to_id")
	}
	if now := s.Workforce.PresenceOf(in.ToID); now.State != workforce.Online && now.State != workforce.Busy || !now.Connected {
		return s.withFree(ctx, fault.Conflict("routing.absent").With("staff_id", in.ToID).With("name", p.Name).With("state", string(now.State)))
	}
	held, places, err := s.room(ctx, tx, in.ToID, Item{Slot: SlotChat})
	if err == nil && held >= places {
		err = s.withFree(ctx, fault.From(s.full(ctx, in.ToID, SlotChat, held, places)))
	}
	return err
}

func (s *Service) mayTransferToQueue(ctx context.Context, queueID string) error {
	h, err := s.house(ctx)
	if err != nil {
		return err
	}
	q, ok := h.queue(queueID)
	if !ok || !q.Enabled {
		return fault.Invalid("routing.queue_unknown", "to_queue_id")
	}
	now := s.Clock.Now()
	open, next, err := s.Calendar.OpenAt(ctx, q.HoursID, now)
	if err != nil {
		return err
	}
	if !open {
		return s.withFree(ctx, fault.Conflict("routing.queue_closed").With("name", q.Name).With("next_opening", next))
	}
	if !s.Board.Staffed(queueID) { // look once more before refusing: somebody may just have come
		s.AgentsChanged()
		if err := s.refresh(asSystem(ctx), now); err != nil {
			return err
		}
	}
	if !s.Board.Staffed(queueID) {
		return s.withFree(ctx, fault.Conflict("routing.queue_unstaffed").With("name", q.Name))
	}
	return nil
}

// withFree adds who could take it instead: the way out.
func (s *Service) withFree(ctx context.Context, f *fault.Error) error {
	free, err := s.Free(ctx, "")
	if err != nil {
		return f
	}
	return f.With("free", free[:min(len(free), 5)])
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, c conversation.Conversation, in Ask) (Transfer, error) {
	h, err := s.house(ctx)
	if err != nil {
		return Transfer{}, err
	}
	now := s.Clock.Now()
	me := auth.From(ctx)
	t := Transfer{ID: id.New(now), ConversationID: c.ID, Kind: in.Kind, FromID: me.ID, ToID: in.ToID, ToQueueID: in.ToQueueID, Note: check.Said(in.Note),
		State: TransferPending, AskedAt: now, Until: now.Add(time.Duration(h.settings.TransferSecs) * time.Second)}
	if err := insertTransfer(ctx, tx, in.ClientKey, t); err != nil {
		return t, err
	}
	chat, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID)
	if err != nil {
		return t, err
	}
	it := Item{ID: id.New(now), Kind: KindTransfer, Slot: SlotChat, SubjectID: t.ID, CustomerID: c.CustomerID, Customer: c.CustomerName,
		QueueID: in.ToQueueID, UnitID: c.UnitID, State: Waiting, EnteredAt: now, RankAt: chat.RankAt, Language: chat.Language, OnlyID: in.ToID,
		Refused: []Refusal{{StaffID: me.ID, At: now}}, ExpiresAt: t.Until, Version: 1}
	if t.Kind == Consult {
		for _, helper := range c.Helpers { // they are asked already
			it.Refused = append(it.Refused, Refusal{StaffID: helper, At: now})
		}
	}
	if err := s.add(ctx, tx, it); err != nil {
		return t, err
	}
	named := s.named(ctx, t)
	line := conversation.Happening{Type: t.word("asked"), Data: map[string]any{"kind": string(t.Kind), "to_id": t.ToID, "to_name": named.ToName,
		"to_queue_id": t.ToQueueID, "to_queue_name": named.ToQueueName, "note": t.Note}}
	if err := s.Conversations.Note(ctx, tx, c.ID, line); err != nil {
		return t, err
	}
	if t.Kind == Cold {
		if err := s.announceTo(ctx, tx, c, "transfer:"+t.ID, "say.routing.transferring"); err != nil {
			return t, err
		}
	}
	return t, s.recordTransfer(ctx, tx, "routing.transfer_asked", c.CustomerName, t)
}

// announceTo writes one of our sentences to the customer, in their language.
func (s *Service) announceTo(ctx context.Context, tx *db.Tx, c conversation.Conversation, key, sentence string) error {
	locale, err := s.localeOf(ctx, tx, c.CustomerID)
	if err != nil {
		return err
	}
	return s.Conversations.Announce(ctx, tx, c.ID, key, s.Say(locale, sentence))
}

// Continues is what a customer reads when another serves them from now on.
func (s *Service) Continues(ctx context.Context, q db.Querier, c conversation.Conversation, name string) (string, error) {
	locale, err := s.localeOf(ctx, q, c.CustomerID)
	if err != nil || name == "" {
		return s.Say(locale, "say.routing.continues_unnamed"), err
	}
	return strings.ReplaceAll(s.Say(locale, "say.routing.continues"), "{name}", name), nil
}

// localeOf is the language in which the house speaks to a customer.
func (s *Service) localeOf(ctx context.Context, q db.Querier, customerID string) (string, error) {
	who, err := s.Customers.Find(ctx, q, customerID)
	if err != nil || who.Regard.Language != "" {
		return who.Regard.Language, err
	}
	house, err := s.Directory.Organisation(ctx)
	return house.Locale, err
}

// endTransfer stores what has become of a transfer and tells the sender.
func (s *Service) endTransfer(ctx context.Context, tx *db.Tx, t Transfer, state TransferState, takenBy, reason string) error {
	now := s.Clock.Now()
	n, err := tx.Exec(ctx, stmtTransferEnd, t.ID, string(state), takenBy, db.Micros(now), reason)
	if err != nil || n == 0 {
		return err
	}
	t.State, t.TakenBy, t.EndedAt, t.Reason = state, takenBy, &now, reason
	tx.AfterCommit(func() { s.tellTransfer(context.Background(), t) })
	if err := s.recordTransfer(ctx, tx, "routing.transfer_"+string(state), "", t); err != nil {
		return err
	}
	return s.Log.Emit(ctx, tx, EventTransferEnded, t.ID, TransferEnded{TransferID: t.ID, ConversationID: t.ConversationID, FromID: t.FromID,
		Kind: t.Kind, TakenBy: takenBy, State: state, At: now})
}

func (s *Service) tellTransfer(ctx context.Context, t Transfer) {
	s.Hub.Publish([]string{conversation.TopicStaff(t.FromID)}, toOne(t.FromID), realtime.Frame{"t": "transfer", "transfer": s.named(ctx, t)})
}

func (s *Service) lockTransfer(ctx context.Context, tx *db.Tx, transferID string) error {
	t, err := db.First(ctx, tx, stmtTransfer, scanTransfer, transferID)
	if err != nil {
		return err
	}
	return s.lockChat(ctx, tx, t.ConversationID)
}

// takeTransfer gives the conversation to whoever accepts; whose advice was
// asked joins it, and has their place back.
func (s *Service) takeTransfer(ctx context.Context, tx *db.Tx, it Item, staffID string) error {
	t, err := db.First(ctx, tx, stmtTransfer, scanTransfer, it.SubjectID)
	if err != nil {
		return err
	}
	if t.State != TransferPending {
		return fault.Conflict("routing.offer_gone").With("outcome", string(Withdrawn))
	}
	if err := s.closeOffer(ctx, tx, it, Accepted, ""); err != nil {
		return err
	}
	if _, err := s.keep(ctx, tx, it.finish(s.Clock.Now())); err != nil {
		return err
	}
	if err := s.endTransfer(ctx, tx, t, TransferAccepted, staffID, ""); err != nil {
		return err
	}
	from, _ := s.Directory.Colleague(ctx, t.FromID)
	if t.Kind == Consult {
		who, _ := s.Directory.Colleague(ctx, staffID)
		return s.Conversations.Join(ctx, tx, t.ConversationID, staffID, conversation.Happening{Type: "helper_joined",
			Data: map[string]any{"to_id": staffID, "to_name": who.Name, "from_id": t.FromID, "from_name": from.Name}})
	}
	_, err = s.Conversations.Hand(ctx, tx, t.ConversationID, conversation.Handing{To: staffID, Why: "transferred",
		Data: map[string]any{"from_id": t.FromID, "from_name": from.Name, "note": t.Note}})
	return err
}

// transferExpired returns the conversation to the sender, who never lost it.
func (s *Service) transferExpired(ctx context.Context, tx *db.Tx, it Item) error {
	t, err := db.First(ctx, tx, stmtTransfer, scanTransfer, it.SubjectID)
	if err != nil || t.State != TransferPending {
		return err
	}
	if err := s.endTransfer(ctx, tx, t, TransferReturned, "", "timeout"); err != nil {
		return err
	}
	return s.noteTransfer(ctx, tx, t, t.word("returned"), "")
}

// leftTransfer returns a transfer at once to its sender when whom it asks has gone.
func (s *Service) leftTransfer(ctx context.Context, tx *db.Tx, it Item) error {
	t, err := db.First(ctx, tx, stmtTransfer, scanTransfer, it.SubjectID)
	if err != nil {
		return err
	}
	if err := s.closeOffer(ctx, tx, it, Withdrawn, "away"); err != nil {
		return err
	}
	if _, err := s.keep(ctx, tx, it.finish(s.Clock.Now())); err != nil || t.State != TransferPending {
		return err
	}
	if err := s.endTransfer(ctx, tx, t, TransferReturned, "", "gone"); err != nil {
		return err
	}
	return s.noteTransfer(ctx, tx, t, t.word("gone"), "")
}

// refuseTransfer ends a transfer that the one person asked has refused.
func (s *Service) refuseTransfer(ctx context.Context, tx *db.Tx, it Item, staffID, reason string) error {
	t, err := db.First(ctx, tx, stmtTransfer, scanTransfer, it.SubjectID)
	if err != nil {
		return err
	}
	if err := s.endTransfer(ctx, tx, t, TransferRefused, staffID, reason); err != nil {
		return err
	}
	return s.noteTransfer(ctx, tx, t, t.word("refused"), reason)
}

// word names what has happened to a transfer in the conversation's lines.
func (t Transfer) word(what string) string {
	if t.Kind == Consult {
		return "consult_" + what
	}
	return "transfer_" + what
}

func (s *Service) noteTransfer(ctx context.Context, tx *db.Tx, t Transfer, what, reason string) error {
	named := s.named(ctx, t)
	return s.Conversations.Note(ctx, tx, t.ConversationID, conversation.Happening{Type: what, Data: map[string]any{"to_name": named.ToName,
		"to_queue_name": named.ToQueueName, "from_name": named.FromName, "reason": reason}})
}

// dropTransfers withdraws what was asked for a conversation that has gone
// another way.
func (s *Service) dropTransfers(ctx context.Context, tx *db.Tx, c conversation.Conversation) error {
	t, err := db.First(ctx, tx, stmtTransferPending, scanTransfer, c.ID)
	if errors.Is(err, db.ErrNone) || err == nil && c.State == conversation.Open && t.FromID == c.OwnerID {
		return nil
	}
	if err != nil {
		return err
	}
	return s.withdrawTransfer(ctx, tx, t, "moved")
}

func (s *Service) withdrawTransfer(ctx context.Context, tx *db.Tx, t Transfer, reason string) error {
	it, err := itemBy(ctx, tx, stmtItemOf, KindTransfer, t.ID)
	if err == nil {
		if err := s.closeOffer(ctx, tx, it, Withdrawn, reason); err != nil {
			return err
		}
		_, err = s.keep(ctx, tx, it.finish(s.Clock.Now()))
	}
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	return s.endTransfer(ctx, tx, t, TransferWithdrawn, "", reason)
}

// WithdrawTransfer takes back what the acting person asked.
func (s *Service) WithdrawTransfer(ctx context.Context, transferID string) (Transfer, error) {
	var t Transfer
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		t, err = db.First(ctx, tx, stmtTransfer, scanTransfer, transferID)
		if errors.Is(err, db.ErrNone) || err == nil && t.FromID != auth.From(ctx).ID {
			return fault.NotFound()
		}
		if err != nil || t.State == TransferWithdrawn {
			return err
		}
		if err := s.lockChat(ctx, tx, t.ConversationID); err != nil {
			return err
		}
		if t, err = db.First(ctx, tx, stmtTransfer, scanTransfer, transferID); err != nil {
			return err
		}
		if t.State != TransferPending {
			return fault.Conflict("routing.transfer_over").With("state", string(t.State))
		}
		if err := s.withdrawTransfer(ctx, tx, t, ""); err != nil {
			return err
		}
		t, err = db.First(ctx, tx, stmtTransfer, scanTransfer, transferID)
		return err
	})
	return s.named(ctx, t), err
}

// Transfers lists how a conversation was passed on, the latest first.
func (s *Service) Transfers(ctx context.Context, conversationID string) ([]Transfer, error) {
	if _, err := s.Conversations.Seen(ctx, conversationID); err != nil {
		return nil, err
	}
	rows, err := db.Collect(ctx, s.DB, stmtTransfersOf, scanTransfer, conversationID)
	for i := range rows {
		rows[i] = s.named(ctx, rows[i])
	}
	return rows, err
}

// named adds the names people know.
func (s *Service) named(ctx context.Context, t Transfer) Transfer {
	from, _ := s.Directory.Colleague(ctx, t.FromID)
	to, _ := s.Directory.Colleague(ctx, t.ToID)
	t.FromName, t.ToName = from.Name, to.Name
	if h, err := s.house(ctx); err == nil {
		q, _ := h.queue(t.ToQueueID)
		t.ToQueueName = q.Name
	}
	return t
}

// TransferOffer is what an offer of a transfer shows.
type TransferOffer struct {
	Transfer     Transfer          `json:"transfer"`
	Conversation conversation.View `json:"conversation"`
}

func (s *Service) showTransfer(ctx context.Context, it Item) (any, error) {
	t, err := db.First(ctx, s.DB, stmtTransfer, scanTransfer, it.SubjectID)
	if err != nil {
		return nil, err
	}
	v, err := s.Conversations.Shown(ctx, t.ConversationID)
	return TransferOffer{Transfer: s.named(ctx, t), Conversation: v}, err
}

// conversationOf finds the conversation that an item leads to.
func (s *Service) conversationOf(ctx context.Context, it Item) string {
	if it.Kind == KindTransfer {
		t, err := db.First(ctx, s.DB, stmtTransfer, scanTransfer, it.SubjectID)
		if err != nil {
			return ""
		}
		return t.ConversationID
	}
	if it.Kind == KindChat {
		return it.SubjectID
	}
	return ""
}

func (s *Service) recordTransfer(ctx context.Context, tx *db.Tx, action, customer string, t Transfer) error {
	return s.Audit.Record(ctx, tx, action, audit.Subject{Kind: "conversation", ID: t.ConversationID, Name: customer}, nil,
		map[string]any{"transfer_id": t.ID, "kind": t.Kind, "from_id": t.FromID, "to_id": t.ToID, "to_queue_id": t.ToQueueID, "taken_by": t.TakenBy, "state": t.State})
}
