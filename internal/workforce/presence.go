package workforce

import (
	"slices"
	"time"
)

// State is what somebody is doing.
type State string

// States of presence.
const (
	Online State = "online" // 在线: takes new customers
	Busy   State = "busy"   // 忙碌: serves the present ones, takes no new ones
	Break  State = "break"  // 小休
	Away   State = "away"   // 离开: the server has lost the connection
	Off    State = "off"    // 下线
)

// Choosable tells whether a person may choose the state.
func (s State) Choosable() bool { return slices.Contains([]State{Online, Busy, Break, Off}, s) }

// needsLine tells whether the state is only true of somebody connected.
func (s State) needsLine() bool { return s == Online || s == Busy }

// BreakKind says what a break is for.
type BreakKind string

// Kinds of breaks.
const (
	Meal      BreakKind = "meal"      // 用餐
	Restroom  BreakKind = "restroom"  // 洗手
	Training  BreakKind = "training"  // 培训
	Coaching  BreakKind = "coaching"  // 辅导
	Paperwork BreakKind = "paperwork" // 处理单据
	Cooldown  BreakKind = "cooldown"  // 缓一缓, no reason needed
)

// BreakKinds in the order in which they are offered.
func BreakKinds() []BreakKind {
	return []BreakKind{Meal, Restroom, Training, Coaching, Paperwork, Cooldown}
}

// Valid tells whether the kind is one of the six.
func (k BreakKind) Valid() bool { return slices.Contains(BreakKinds(), k) }

// Reasons of a presence that is not as it should be.
const (
	ReasonLost    = "lost"    // the connection ended without a word
	ReasonOverdue = "overdue" // the break is longer than its limit
	ReasonMissed  = "missed"  // made busy by the house: offers lapsed in a row
)

// Presence is somebody's state now.
type Presence struct {
	StaffID   string
	State     State // what holds now
	Chosen    State // what the person chose last
	Since     time.Time
	BreakKind BreakKind // of a break
	Until     time.Time // limit of a break
	CoverID   string    // who takes over during a break, or has taken over from who is off
	Connected bool      // whether any tab is open
	Expected  bool      // was here when the house ended, and still has the time to come back
	LostAt    time.Time // since when away: the last sign of life
	Reason    string    // ReasonLost, ReasonOverdue, ReasonMissed or empty
}

// Choice is what somebody chooses.
type Choice struct {
	State     State
	BreakKind BreakKind // of a break
	CoverID   string    // where a cover is needed
	Release   bool      // off: those who wait go back into the line
	Anyway    bool      // break: without a cover, those who wait stay one's own
	Reason    string    // of the house's own choice: ReasonMissed
}

// Span is a stretch in which somebody could not answer.
type Span struct {
	StaffID   string
	State     State // break or away
	BreakKind BreakKind
	Reason    string
	From      time.Time
	To        time.Time // cut at the end of what was asked for
}

// stored is a row of presence.
type stored struct {
	StaffID   string
	State     State
	Chosen    State
	Since     time.Time
	BreakKind BreakKind
	Until     time.Time
	CoverID   string
	LostAt    time.Time
	Reason    string
	Watched   bool // has opened a socket at some time, so silence means something
	Version   int64
}

func (r stored) presence(connected bool) Presence {
	return Presence{StaffID: r.StaffID, State: r.State, Chosen: r.Chosen, Since: r.Since, BreakKind: r.BreakKind, Until: r.Until,
		CoverID: r.CoverID, Connected: connected, LostAt: r.LostAt, Reason: r.Reason}
}
