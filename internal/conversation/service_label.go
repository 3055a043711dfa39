package conversation

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
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

// with is the label of another name and colour.
func (l Label) with(name, colour string) (Label, error) {
	l.Name, l.Colour = strings.TrimSpace(name), colour
	if code, ok := check.Name(l.Name, 20); !ok {
		return l, fault.Invalid(code, "name")
	}
	if code, ok := check.Colour(colour); !ok {
		return l, fault.Invalid(code, "colour")
	}
	return l, nil
}

var labels = record.Of(record.Kind[Label]{Name: "label", Made: "label.made", Changed: "label.changed", Removed: "label.removed", Taken: "label.name_taken",
	ByKey: stmtLabelByKey, Lock: stmtLabelByID, Scan: scanLabel, Insert: insertLabel, Update: updateLabel, Delete: record.Deletes(stmtDeleteLabel),
	Mark: func(l *Label) (string, string, *int64) { return l.ID, l.Name, &l.Version }})

func (s *Service) labelActs() record.Do[Label] {
	return record.Do[Label]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: func() {
		s.labels.held.Store(nil)
		s.LookAgain() // the name stands on rows and in open conversations
	}}
}

// MakeLabel adds a label; its name is unique.
func (s *Service) MakeLabel(ctx context.Context, clientKey, name, colour string) (Label, error) {
	return record.Make(ctx, s.labelActs(), labels, clientKey, func(*db.Tx) (Label, error) {
		return Label{ID: id.New(s.Clock.Now()), Version: 1}.with(name, colour)
	})
}

// ChangeLabel renames or recolours a label.
func (s *Service) ChangeLabel(ctx context.Context, labelID string, version int64, name, colour string) (Label, error) {
	return record.Edit(ctx, s.labelActs(), labels, labelID, version, func(_ *db.Tx, l Label) (Label, error) { return l.with(name, colour) })
}

// DropLabel removes a label that no conversation carries.
func (s *Service) DropLabel(ctx context.Context, labelID string) error {
	return record.Drop(ctx, s.labelActs(), labels, labelID, func(tx *db.Tx, _ Label) error {
		var uses int64
		err := db.Get(ctx, tx, stmtLabelUses, []any{labelID}, &uses)
		if err == nil && uses > 0 {
			err = fault.Conflict("label.in_use").With("uses", uses)
		}
		return err
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
