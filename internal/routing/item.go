package routing

import (
	"slices"
	"time"

	"tiexin/internal/workforce"
)

// Slots are what places are counted in.
const (
	SlotChat     = "chat"
	SlotCallback = "callback"
)

// Kinds of items that this module brings itself.
const (
	KindChat     = "chat"
	KindTransfer = "transfer"
	KindCallback = "callback" // 回拨: a message for a queue, whose customer is called in turn
)

// ItemState is where an item stands.
type ItemState string

const (
	Waiting ItemState = "waiting" // 排队
	Offered ItemState = "offered" // 等待接入
	Serving ItemState = "serving" // 接待中
	Done    ItemState = "done"    // 结束
)

// Item is one matter in the queue.
type Item struct {
	ID         string
	Kind       string
	Slot       string
	SubjectID  string // conversation, transfer, message, …
	CustomerID string
	Customer   string // name, for lists
	QueueID    string
	UnitID     string
	State      ItemState
	EnteredAt  time.Time // when the wait began
	RankAt     time.Time // EnteredAt moved forward by grade and VIP
	Language   string
	StewardID  string
	LastID     string // who served them last
	OnlyID     string // nobody else may be asked
	Refused    []Refusal
	HolderID   string // whose place it takes: owner, or whom it is offered to
	OfferID    string
	OfferUntil time.Time
	ExpiresAt  time.Time // of a transfer: it returns then
	FirstQueue string    // queue before the overflow
	Place      int       // place in line when it entered, for the estimate
	Given      bool      // the holder has it from outside of their place: by a transfer, a colleague, a queue of another unit
	CoverFor   string    // the holder stands in for them, or whoever takes it will
	Topic      string    // where the customer listens
	AnsweredAt time.Time // first served
	DoneAt     time.Time
	Urgency    int // 1: a message marked urgent, 2: a cry for help
	Version    int64
}

// Urgencies of what waits.
const (
	pressing = 1 // before other messages
	alarming = 2 // before everything
)

// Refusal is that somebody was asked in vain.
type Refusal struct {
	StaffID string    `json:"s"`
	At      time.Time `json:"a"`
	Missed  bool      `json:"m,omitempty"` // lapsed, not declined
}

// waits tells whether the item still needs somebody.
func (i Item) waits() bool { return i.State == Waiting || i.State == Offered }

// expired tells whether what it was for is over.
func (i Item) expired(now time.Time) bool { return !i.ExpiresAt.IsZero() && !now.Before(i.ExpiresAt) }

// Agent is a member of staff as the engine sees them.
type Agent struct {
	ID       string
	Ready    bool           // present and online
	Here     bool           // connected, whatever they do, or expected back after a start
	Back     bool           // online, and expected back after a start
	Watches  bool           // leads, and is asked for nothing but what a colleague asks of them by name
	Chosen   bool           // has chosen that themselves
	Places   map[string]int // per slot
	Skills   map[string]int // level by skill id
	Speaks   map[string]bool
	Queues   map[string]bool
	FreeAt   time.Time // last time something was given to them
	Presence string    // for the wall
}

// serves tells whether somebody is here and no break keeps them: a colleague may
// ask something of them by name, busy or not.
func (a *Agent) serves() bool {
	return a.Ready || a.Here && (a.Presence == string(workforce.Online) || a.Presence == string(workforce.Busy))
}

// takes tells whether somebody could be asked for something of a queue, now or
// as soon as they have a place.
func (a *Agent) takes(q *Queue) bool {
	_, ok := a.skilled(q.Needs)
	return ok && !a.Watches && a.Places[SlotChat] > 0 && (a.Ready || a.Back)
}

// Match is a proposal of the engine: ask this person for this item.
type Match struct {
	ItemID  string
	StaffID string
	QueueID string
	Why     []string // rules that led here: steward, last_agent, only, language, skill, grade, vip, longest_waiting
}

// enter begins a wait.
func (i Item) enter(at time.Time, s Settings, grade string, vip bool) Item {
	i.State, i.HolderID, i.CoverFor, i.EnteredAt = Waiting, "", "", at
	i.RankAt = s.Rank(at, grade, vip)
	return i.unoffered()
}

func (i Item) unoffered() Item {
	i.OfferID, i.OfferUntil = "", time.Time{}
	return i
}

// serve gives the item to its owner. Who takes what has lost its cover stands
// in as well, until the one they cover for is back.
func (i Item) serve(ownerID string, now time.Time) Item {
	if i.State == Serving && i.HolderID != ownerID || i.CoverFor == ownerID {
		i.CoverFor = ""
	}
	i.State, i.HolderID, i.OnlyID, i.Refused = Serving, ownerID, "", nil
	if i.AnsweredAt.IsZero() {
		i.AnsweredAt = now
	}
	return i.unoffered()
}

// offer reserves a place of somebody for the item.
func (i Item) offer(o Offer) Item {
	i.State, i.HolderID, i.OfferID, i.OfferUntil = Offered, o.StaffID, o.ID, o.Until
	return i
}

// back puts an offered item into the line again, at its old place.
func (i Item) back(refused *Refusal) Item {
	i.State, i.HolderID = Waiting, ""
	if refused != nil {
		i.Refused = append(slices.Clone(i.Refused), *refused)
		if len(i.Refused) > maxRefused {
			i.Refused = i.Refused[len(i.Refused)-maxRefused:]
		}
	}
	return i.unoffered()
}

// uncovered puts what a cover has left back into the line: at the place the
// customer had, looking for another cover while the one they stood in for is
// on their break.
func (i Item) uncovered(was Item, onBreak bool) Item {
	i.EnteredAt, i.RankAt, i.LastID = was.EnteredAt, was.RankAt, was.CoverFor
	if onBreak {
		i.CoverFor = was.CoverFor
	}
	return i
}

// finish takes the item out of the queue.
func (i Item) finish(now time.Time) Item {
	i.State, i.DoneAt = Done, now
	return i.unoffered()
}

// maxRefused remembers who was asked in vain; the oldest are asked again.
const maxRefused = 50
