package conversation

import (
	"context"
	"errors"
	"slices"

	"tiexin/internal/customer"
	"tiexin/internal/kit/check"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/id"
)

// checkText refuses what may not be stored, naming the field. A line has
// something to be seen: words or files.
func checkText(text string, files []string) error {
	if code, ok := check.Text(text, 0, MaxText); !ok {
		return fault.Invalid(code, "text").With("limit", MaxText)
	}
	if len(files) > 0 && len(slices.Compact(slices.Sorted(slices.Values(files)))) < len(files) {
		return fault.Invalid("file.unknown", "attachment_ids")
	}
	if len(files) > MaxFiles {
		return fault.Invalid("message.too_many_files", "attachment_ids").With("limit", MaxFiles)
	}
	if check.Blank(text) && len(files) == 0 {
		return fault.Invalid("message.empty", "text")
	}
	return nil
}

// Receive takes what a customer says in a channel: the one way in for widget,
// mail, SMS and the rest. A retry with the same client key gives the first
// message back. It tells beside which of the customer's identities has said it.
func (s *Service) Receive(ctx context.Context, from customer.Contact, in Inbound) (m PublicMessage, peerID string, err error) {
	if err := checkText(in.Text, in.Files); err != nil {
		return PublicMessage{}, "", err
	}
	var stored Message
	err = s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		met, err := s.Customers.Meet(ctx, tx, from)
		if err != nil {
			return err
		}
		peerID = met.Identity.ID
		if met.New { // has said nothing before
			stored, err = s.receive(ctx, tx, met, Conversation{}, in)
			return err
		}
		stored, err = oneMessage(ctx, tx, stmtMessageByKey, peerID, peerID, in.ClientKey)
		if !errors.Is(err, db.ErrNone) {
			return err // found, or failed
		}
		newest, err := one(ctx, tx, stmtNewest, peerID)
		if err == nil || errors.Is(err, db.ErrNone) {
			stored, err = s.receive(ctx, tx, met, newest, in)
		}
		return err
	})
	m, _ = stored.Public()
	return m, peerID, err
}

// receive puts what a customer says behind their newest conversation, or opens
// one.
func (s *Service) receive(ctx context.Context, tx *db.Tx, met customer.Met, before Conversation, in Inbound) (Message, error) {
	now, peer, who := s.Clock.Now(), met.Identity, met.Customer
	c, fresh := before, false
	if before.ID == "" || !before.MayContinue(now) {
		fresh = true
		c = Conversation{ID: id.New(now), CustomerID: who.ID, CustomerName: who.Name, Grade: who.Regard.Grade, VIP: who.Regard.VIP, PeerID: peer.ID, PeerExternal: peer.ExternalID, ChannelID: peer.ChannelID,
			ChannelKind: peer.ChannelKind, ChannelName: peer.ChannelName, UnitID: who.UnitID, State: Open,
			PublicSeq: before.PublicSeq, StaffReadPublic: before.StaffReadPublic, QueueAt: now, CreatedAt: now}
		before = Conversation{}
	}
	author := Author{Kind: ByVisitor, ID: peer.ID, Name: who.Name}
	if err := s.Files.Claim(ctx, tx, in.Files, file.VisitorOwner(peer.ChannelID, peer.ExternalID), "conversation", c.ID); err != nil {
		return Message{}, err
	}
	c, err := s.unlessKept(ctx, tx, c)
	if err != nil {
		return Message{}, err
	}
	m, err := s.named(ctx, Message{Kind: FromVisitor, Author: author, ClientKey: in.ClientKey, Text: check.Said(in.Text), Files: in.Files})
	if err != nil {
		return Message{}, err
	}
	c, lines := c.Receive(m, now)
	if fresh {
		if err := s.Log.Emit(ctx, tx, EventOpened, c.ID, changed(before, c, "")); err != nil {
			return Message{}, err
		}
	} else if before.State == Closed {
		if err := s.changed(ctx, tx, EventReopened, before, c); err != nil {
			return Message{}, err
		}
	}
	if err := s.keep(ctx, tx, before, c, lines...); err != nil {
		return Message{}, err
	}
	return lines[0], nil
}

// named adds to a message without text what its file is called in lists.
func (s *Service) named(ctx context.Context, m Message) (Message, error) {
	if m.Text != "" || len(m.Files) == 0 {
		return m, nil
	}
	facts, err := s.Files.Facts(ctx, m.Files[:1])
	if f, ok := facts[m.Files[0]]; ok && !f.Inline {
		m.FileName = f.Name
	}
	return m, err
}

// unlessKept takes a closed conversation that is about to be opened again from
// an owner who cannot have it: it waits for somebody else then.
func (s *Service) unlessKept(ctx context.Context, tx *db.Tx, c Conversation) (Conversation, error) {
	if c.State == Open {
		return c, nil
	}
	keeps, err := s.Hooks.keeps(ctx, tx, c)
	if !keeps {
		c.OwnerID = ""
	}
	return c, err
}

// PublicThread is a page of what the customer sees.
type PublicThread struct {
	Messages     []PublicMessage
	LastSeq      int64
	StaffReadSeq int64
	Conversation *Conversation
}

// ReadPublic reads what the customer may see after one of their numbers.
func (s *Service) ReadPublic(ctx context.Context, channelID, externalID string, after int64, limit int) (PublicThread, error) {
	peer, err := s.Customers.Known(ctx, s.DB, channelID, externalID)
	if errors.Is(err, db.ErrNone) {
		return PublicThread{}, nil
	}
	if err != nil {
		return PublicThread{}, err
	}
	var t PublicThread
	if t.Messages, err = publicAfter(ctx, s.DB, peer.ID, after, limit); err != nil {
		return t, err
	}
	c, err := one(ctx, s.DB, stmtNewestRead, peer.ID)
	if err == nil {
		t.LastSeq, t.StaffReadSeq, t.Conversation = c.PublicSeq, c.StaffReadPublic, &c
	}
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return t, err
}

// ReadByVisitor notes that the customer has seen everything up to one of
// their numbers.
func (s *Service) ReadByVisitor(ctx context.Context, channelID, externalID string, public int64) error {
	peer, err := s.Customers.Known(ctx, s.DB, channelID, externalID)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err := one(ctx, tx, stmtNewest, peer.ID)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		var seq int64
		if err := db.Get(ctx, tx, stmtSeqOf, []any{peer.ID, public, c.ID}, &seq); err != nil {
			return err
		}
		if seq <= c.VisitorReadSeq {
			return nil
		}
		c.VisitorReadSeq = seq
		tx.AfterCommit(func() { s.tellRead(c, "visitor", seq) })
		return update(ctx, tx, c)
	})
}

// RecallByVisitor takes one of the customer's own messages back.
func (s *Service) RecallByVisitor(ctx context.Context, channelID, externalID, messageID string) (PublicMessage, error) {
	peer, err := s.Customers.Known(ctx, s.DB, channelID, externalID)
	if errors.Is(err, db.ErrNone) {
		return PublicMessage{}, fault.NotFound()
	}
	if err != nil {
		return PublicMessage{}, err
	}
	var m Message
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		m, err = oneMessage(ctx, tx, stmtMessage, messageID)
		if errors.Is(err, db.ErrNone) || err == nil && m.PeerID != peer.ID {
			return fault.NotFound()
		}
		if err != nil {
			return err
		}
		c, err := one(ctx, tx, stmtLock, m.ConversationID)
		if err != nil {
			return err
		}
		m, err = s.recall(ctx, tx, c, m, Author{Kind: ByVisitor, ID: peer.ID})
		return err
	})
	public, _ := m.Public()
	return public, err
}
