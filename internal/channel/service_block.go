package channel

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/web"
)

// heldBlocks are the blocks that count, at hand for a moment: every customer's
// line asks for them.
type heldBlocks struct {
	by map[string]Block
	at time.Time
}

// Blocked finds the block that keeps whoever knocks out.
func (s *Service) Blocked(ctx context.Context, who Knock) (Block, bool, error) {
	now := s.Clock.Now()
	h := s.blocks.Load()
	if h == nil || now.Sub(h.at).Abs() > believeFor {
		rows, err := blocksNow(ctx, s.DB, now)
		if err != nil {
			return Block{}, false, err
		}
		h = &heldBlocks{by: map[string]Block{}, at: now}
		for _, b := range rows {
			key := blockKey(b.Kind, b.Subject)
			if other, ok := h.by[key]; !ok || b.EndsAt.After(other.EndsAt) {
				h.by[key] = b
			}
		}
		s.blocks.Store(h)
	}
	for _, key := range who.keys() {
		if b, ok := h.by[key]; ok && b.Counts(now) {
			return b, true, nil
		}
	}
	return Block{}, false, nil
}

// Whom finds, in the running transaction, whom a block is for: who was meant may
// have become somebody else since.
type Whom func(ctx context.Context, tx *db.Tx, b Block) (Block, error)

// Block keeps somebody out until the end of the block; whom may be nil where the
// block says it.
func (s *Service) Block(ctx context.Context, clientKey string, b Block, whom Whom) (Block, error) {
	now, p := s.Clock.Now(), auth.From(ctx)
	b.ID, b.MadeBy, b.MadeAt = id.New(now), p.ID, now
	b, err := b.check(now)
	if err != nil {
		return b, err
	}
	if !p.Visible(PermBlock).Allows("", b.UnitID) {
		return b, fault.Forbidden(PermBlock)
	}
	if b.Kind == BlockAddress {
		b.Name = b.Subject
		for _, own := range (Knock{Address: web.InfoFrom(ctx).IP}).keys() {
			if own == blockKey(b.Kind, b.Subject) {
				return b, fault.Invalid("channel.block_ourselves", "address")
			}
		}
	}
	clientKey = p.ID + ":" + clientKey
	err = s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		old, err := db.Collect(ctx, tx, stmtBlockByKey, scanBlock, clientKey)
		if err != nil || len(old) > 0 {
			if err == nil {
				b = old[0]
			}
			return err
		}
		standing, err := blocksNow(ctx, tx, now)
		if err != nil {
			return err
		}
		if len(standing) >= MaxBlocks {
			return fault.Conflict("channel.blocks_full").With("limit", MaxBlocks)
		}
		if whom != nil {
			if b, err = whom(ctx, tx, b); err != nil {
				return err
			}
		}
		if err := insertBlock(ctx, tx, clientKey, b); err != nil {
			return err
		}
		if err := s.Hooks.tell(ctx, tx, b, BlockMade); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.blocks.Store(nil) })
		return s.Audit.Record(ctx, tx, "block.made", b.subject(), nil, b)
	})
	return b, err
}

// Lift ends a block before its time; one that has ended stays as it is.
func (s *Service) Lift(ctx context.Context, blockID string) (Block, error) {
	var b Block
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.heldBlock(ctx, tx, blockID)
		if errors.Is(err, db.ErrNone) || err == nil && !auth.From(ctx).Visible(PermBlock).Allows("", before.UnitID) {
			return fault.NotFound()
		}
		now := s.Clock.Now()
		if b = before; err != nil || !b.Counts(now) {
			return err
		}
		b.LiftedBy, b.LiftedAt = auth.From(ctx).ID, &now
		if _, err := tx.Exec(ctx, stmtLiftBlock, b.ID, b.LiftedBy, db.Micros(now)); err != nil {
			return err
		}
		if err := s.Hooks.tell(ctx, tx, b, BlockLifted); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.blocks.Store(nil) })
		return s.Audit.Record(ctx, tx, "block.lifted", b.subject(), before, b)
	})
	return b, err
}

// heldBlock reads a block, locked behind the conversation in which it is told of.
func (s *Service) heldBlock(ctx context.Context, tx *db.Tx, blockID string) (Block, error) {
	b, err := db.First(ctx, tx, stmtBlock, scanBlock, blockID)
	if err != nil {
		return b, err
	}
	if err := s.Hooks.hold(ctx, tx, b); err != nil {
		return b, err
	}
	return db.First(ctx, tx, stmtBlockLock, scanBlock, blockID)
}

// TellOver tells of the blocks that have come to their end, once each.
func (s *Service) TellOver(ctx context.Context) error {
	now := s.Clock.Now()
	rows, err := db.Collect(ctx, s.DB, stmtBlocksOver, scanBlock, db.Micros(now))
	if err != nil {
		return err
	}
	for _, b := range rows {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			if err := s.Hooks.hold(ctx, tx, b); err != nil {
				return err
			}
			if n, err := tx.Exec(ctx, stmtOverTold, b.ID, db.Micros(now)); err != nil || n == 0 {
				return err // lifted, or told by another process
			}
			return s.Hooks.tell(ctx, tx, b, BlockOver)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Blocks lists those that count now, or all that were ever made, of the units
// that the acting person sees, the newest first; before is where the last page
// ended, empty for the first. What counts comes at once.
func (s *Service) Blocks(ctx context.Context, all bool, before string, limit int) ([]Block, error) {
	f := auth.From(ctx).Visible(PermBlock)
	if !all {
		return listBlocks(ctx, s.DB, f, s.Clock.Now(), "", MaxBlocks)
	}
	return listBlocks(ctx, s.DB, f, time.Time{}, before, limit)
}

// CarryBlocks goes along, in the transaction in which an identity or a customer
// becomes another. It asks the ledger alone: what is at hand may be older than
// the block.
func (s *Service) CarryBlocks(ctx context.Context, tx *db.Tx, kind BlockKind, from, to string) error {
	if from == to {
		return nil
	}
	n, err := tx.Exec(ctx, stmtCarryBlocks, string(kind), from, to)
	if n > 0 {
		tx.AfterCommit(func() { s.blocks.Store(nil) })
	}
	return err
}

// erase takes away the blocks of customers and of their identities.
func (s *Service) erase(ctx context.Context, tx *db.Tx, e manifest.Erasure) error {
	tx.AfterCommit(func() { s.blocks.Store(nil) })
	if err := tx.ExecEach(ctx, e.Identities, stmtEraseVisitor); err != nil {
		return err
	}
	if err := tx.ExecEach(ctx, e.Customers, stmtEraseCustomer); err != nil {
		return err
	}
	return tx.ExecEach(ctx, e.Conversations, stmtForgetTalk)
}

func (b Block) subject() audit.Subject { return audit.Subject{Kind: "block", ID: b.ID, Name: b.Name} }
