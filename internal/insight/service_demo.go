package insight

import (
	"context"
	"hash/fnv"
	"slices"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// sampleCauses in hundredths, as the sample shop has them; the rest is not yet
// said.
var sampleCauses = []struct {
	cause Cause
	share uint32
}{{CauseAway, 18}, {CauseSize, 15}, {CauseStock, 12}, {CauseProduct, 10}, {CausePrice, 9}, {CauseTyping, 8}, {CauseRelated, 6}, {CauseNetwork, 4}, {CauseImage, 3}, {CauseFreeze, 2}}

// Import is for sample worlds: it stores the rounds of a conversation that was
// stored as it is, with a cause for most late answers. Of what may still go on
// it keeps the facts too.
func (s *Service) Import(ctx context.Context, tx *db.Tx, c conversation.Conversation, lines []conversation.Message) error {
	var facts []Fact
	for _, m := range lines {
		if f, ok := factOf(m); ok {
			facts = append(facts, f)
		}
	}
	owner := c.OwnerID // from the start, unless lines tell
	if slices.ContainsFunc(facts, func(f Fact) bool { return f.Kind == FactOwner }) {
		owner = ""
	}
	if c.State == conversation.Closed && !slices.ContainsFunc(facts, func(f Fact) bool { return f.Kind == FactClosed }) {
		facts = append(facts, Fact{Seq: c.LastSeq, Kind: FactClosed, At: c.ClosedAt, StaffID: owner})
	}
	about := About{c.ID, c.CustomerID, c.ChannelID, c.UnitID}
	if c.State == conversation.Open || s.Clock.Now().Sub(c.ClosedAt) < 2*conversation.ReopenWithin {
		for _, f := range facts {
			if _, err := putFact(ctx, tx, c.ID, f); err != nil {
				return err
			}
		}
	}
	for _, r := range Rounds(facts, owner, 0) {
		r.About, r.ID = about, id.New(r.Started)
		if r.Outcome == Answered && r.Gross() > DefaultTarget {
			r.Cause = sampleCause(r)
		}
		if r.Cause != "" {
			r.CauseBy = ByAgent
		}
		if err := put(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// sampleCause depends on nothing but the round, so that a world made twice is
// the same.
func sampleCause(r Round) Cause {
	h := fnv.New32a()
	h.Write([]byte(r.ConversationID + r.Started.Format(time.RFC3339)))
	n := h.Sum32() % 100
	for _, c := range sampleCauses {
		if n < c.share {
			return c.cause
		}
		n -= c.share
	}
	return ""
}

// factOf reads a stored line.
func factOf(m conversation.Message) (Fact, bool) {
	f := Fact{Seq: m.Seq, At: m.CreatedAt, StaffID: m.Author.ID}
	switch {
	case m.Kind == conversation.FromVisitor:
		f.Kind, f.StaffID = FactCustomer, ""
	case m.Kind == conversation.Reply && m.Author.Kind == conversation.ByStaff:
		f.Kind = FactAnswer
	case m.Event == nil:
		return f, false
	case m.Event.Type == "claimed":
		f.Kind = FactOwner
	case m.Event.Type == "assigned":
		f.Kind = FactOwner
		f.StaffID, _ = m.Event.Data["to_id"].(string)
	case m.Event.Type == "released":
		f.Kind, f.StaffID = FactOwner, ""
	case m.Event.Type == "closed":
		f.Kind = FactClosed
	default:
		return f, false
	}
	return f, true
}
