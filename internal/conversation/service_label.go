package conversation

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// MaxLabels on one conversation.
const MaxLabels = 20

// labelCache keeps the few labels at hand; it reads again after a moment.
type labelCache struct{ held atomic.Pointer[heldLabels] }

type heldLabels struct {
	byID map[string]Label
	at   time.Time
}

func (l *labelCache) named(ctx context.Context, q db.Querier, c clock.Clock, ids []string) []Label {
	held := l.held.Load()
	if held == nil || c.Now().Sub(held.at).Abs() > 2*time.Second {
		all, err := db.All[Label](ctx, q, stmtLabels)
		if err == nil {
			held = &heldLabels{byID: map[string]Label{}, at: c.Now()}
			for _, label := range all {
				held.byID[label.ID] = label
			}
			l.held.Store(held)
		}
	}
	out := []Label{}
	if held == nil {
		return out
	}
	for _, labelID := range ids {
		if label, ok := held.byID[labelID]; ok {
			out = append(out, label)
		}
	}
	return out
}

// Labels lists all.
func (s *Service) Labels(ctx context.Context) ([]Label, error) {
	return db.All[Label](ctx, s.DB, stmtLabels)
}

func checkLabel(name, colour string) error {
	if code, ok := check.Name(name, 20); !ok {
		return fault.Invalid(code, "name")
	}
	if code, ok := check.Colour(colour); !ok {
		return fault.Invalid(code, "colour")
	}
	return nil
}

// MakeLabel adds a label; its name is unique.
func (s *Service) MakeLabel(ctx context.Context, clientKey, name, colour string) (Label, error) {
	name = strings.TrimSpace(name)
	if err := checkLabel(name, colour); err != nil {
		return Label{}, err
	}
	l := Label{ID: id.New(s.Clock.Now()), Name: name, Colour: colour, Version: 1}
	err := s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		old, err := db.All[Label](ctx, tx, stmtLabelByKey, clientKey)
		if err != nil || len(old) > 0 {
			if err == nil {
				l = old[0]
			}
			return err
		}
		if _, err := tx.Exec(ctx, stmtInsertLabel, l.ID, clientKey, name, colour); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, "label.made", audit.Subject{Kind: "label", ID: l.ID, Name: name}, nil, l)
	})
	return l, takenName(err)
}

func takenName(err error) error {
	if db.IsUnique(err) {
		return fault.Conflict("label.name_taken")
	}
	return err
}

// ChangeLabel renames or recolours a label.
func (s *Service) ChangeLabel(ctx context.Context, labelID string, version int64, name, colour string) (Label, error) {
	if err := checkLabel(name, colour); err != nil {
		return Label{}, err
	}
	after := Label{ID: labelID, Name: name, Colour: colour, Version: version + 1}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := labelByID(ctx, tx, labelID)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, stmtUpdateLabel, labelID, name, colour, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.VersionConflict(before)
		}
		tx.AfterCommit(func() { s.labels.held.Store(nil) })
		return s.Audit.Record(ctx, tx, "label.changed", audit.Subject{Kind: "label", ID: labelID, Name: name}, before, after)
	})
	return after, takenName(err)
}

// DropLabel removes a label that no conversation carries.
func (s *Service) DropLabel(ctx context.Context, labelID string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := labelByID(ctx, tx, labelID)
		if err != nil {
			return err
		}
		var uses int64
		if err := db.Get(ctx, tx, stmtLabelUses, []any{labelID}, &uses); err != nil {
			return err
		}
		if uses > 0 {
			return fault.Conflict("label.in_use").With("uses", uses)
		}
		if _, err := tx.Exec(ctx, stmtDeleteLabel, labelID); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.labels.held.Store(nil) })
		return s.Audit.Record(ctx, tx, "label.removed", audit.Subject{Kind: "label", ID: labelID, Name: before.Name}, before, nil)
	})
}

// SetLabels replaces the labels of a conversation.
func (s *Service) SetLabels(ctx context.Context, conversationID string, labelIDs []string) (Conversation, error) {
	slices.Sort(labelIDs)
	labelIDs = slices.Compact(labelIDs)
	if len(labelIDs) > MaxLabels {
		return Conversation{}, fault.Invalid("label.too_many", "label_ids").With("limit", MaxLabels)
	}
	var after Conversation
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		before, err := s.load(ctx, tx, stmtLock, conversationID, PermNote)
		if err != nil {
			return err
		}
		after = before
		if slices.Equal(before.Labels, labelIDs) {
			return nil
		}
		if _, err := tx.Exec(ctx, stmtUnlabel, conversationID); err != nil {
			return err
		}
		for _, labelID := range labelIDs {
			if _, err := tx.Exec(ctx, stmtLabel, labelID, conversationID); err != nil {
				if db.IsForeign(err) {
					return fault.Invalid("label.unknown", "label_ids")
				}
				return err
			}
		}
		after.Labels, after.Version = labelIDs, after.Version+1
		if err := s.changed(ctx, tx, EventLabelled, before, after); err != nil {
			return err
		}
		return s.keep(ctx, tx, before, after)
	})
	return after, err
}
