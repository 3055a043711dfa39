package routing

import (
	"slices"
	"time"
	"unique"
)

// served is what the board keeps of an item that somebody serves. Most of what
// is open is served, by few people from few queues, and a full item has ten
// times its size; who needs more reads the ledger.
type served struct {
	subject                         string
	kind, slot, queue, first        unique.Handle[string]
	unit, holder, cover             unique.Handle[string]
	entered, rank, answered, expire int64 // nanoseconds; 0: never
	version                         int64
	given                           bool
}

// serving keeps the least of an item.
func (i Item) serving() *served {
	h := unique.Make[string]
	return &served{subject: i.SubjectID, kind: h(i.Kind), slot: h(i.Slot), queue: h(i.QueueID), first: h(i.FirstQueue),
		unit: h(i.UnitID), holder: h(i.HolderID), cover: h(i.CoverFor), entered: nanos(i.EnteredAt), rank: nanos(i.RankAt), answered: nanos(i.AnsweredAt),
		expire: nanos(i.ExpiresAt), version: i.Version, given: i.Given}
}

// holding is what the right to serve something hangs on: tens of thousands of
// served items are of a few kinds.
type holding struct {
	staffID, unitID string
	given           bool // or no chat
}

func (s *served) holding() holding {
	return holding{staffID: s.holder.Value(), unitID: s.unit.Value(), given: s.given || s.kind.Value() != KindChat}
}

func (s *served) item(itemID string) Item {
	return Item{ID: itemID, SubjectID: s.subject, State: Serving, Kind: s.kind.Value(), Slot: s.slot.Value(), QueueID: s.queue.Value(), FirstQueue: s.first.Value(),
		UnitID: s.unit.Value(), HolderID: s.holder.Value(), CoverFor: s.cover.Value(), EnteredAt: fromNanos(s.entered), RankAt: fromNanos(s.rank),
		AnsweredAt: fromNanos(s.answered), ExpiresAt: fromNanos(s.expire), Version: s.version, Given: s.given}
}

// Held gives what somebody serves of one kind.
func (b *Board) Held(of holding) (out []Item) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for itemID, s := range b.serving {
		if s.holding() == of {
			out = append(out, s.item(itemID))
		}
	}
	return out
}

// Holdings tells of what kinds these people serve something, in one walk over
// everything.
func (b *Board) Holdings(by map[string]string) map[string][]holding {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string][]holding{}
	for _, s := range b.serving {
		h := s.holding()
		if _, asked := by[h.staffID]; asked && !slices.Contains(out[h.staffID], h) {
			out[h.staffID] = append(out[h.staffID], h)
		}
	}
	return out
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// shared lets tens of thousands of items hold each text that they repeat once.
func (i Item) shared() Item {
	for _, text := range []*string{&i.Kind, &i.Slot, &i.QueueID, &i.UnitID, &i.Language, &i.StewardID, &i.LastID, &i.OnlyID, &i.HolderID, &i.FirstQueue, &i.CoverFor} {
		*text = unique.Make(*text).Value()
	}
	i.State = ItemState(unique.Make(string(i.State)).Value())
	return i
}
