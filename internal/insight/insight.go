package insight

import "time"

// FactKind is what of a conversation's events the clock knows.
type FactKind string

const (
	FactOwner    FactKind = "owner"    // who has it from now on
	FactCustomer FactKind = "customer" // the customer wrote
	FactAnswer   FactKind = "answer"   // a person answered
	FactClosed   FactKind = "closed"
)

// Fact is one of them. StaffID is who answered, or the owner from now on.
type Fact struct {
	Seq     int64
	Kind    FactKind
	At      time.Time
	StaffID string
}

// Outcome tells how a round ended.
type Outcome string

const (
	Running    Outcome = "running"
	Answered   Outcome = "answered"
	Unanswered Outcome = "unanswered"
)

// Span is a stretch of time.
type Span struct{ From, To time.Time }

// Part is how long somebody had the conversation; an empty id is the queue.
type Part struct {
	StaffID string
	Span
	Excluded time.Duration
}

// About says whose conversation it is.
type About struct{ ConversationID, CustomerID, ChannelID, UnitID string }

// Round is the customer's wait for one answer.
type Round struct {
	ID string
	About
	StaffID  string // who answered; the last owner if nobody did
	OwnerID  string // owner at the end
	Number   int64  // 1, 2, 3… in the conversation
	StartSeq int64
	EndSeq   int64 // 0 while it runs
	Started  time.Time
	Ended    time.Time
	Outcome  Outcome
	Excluded Excluded
	Cause    Cause
	CauseBy  CauseBy
	Own      time.Duration // working time for which it was whoever answered who kept the customer waiting
	Parts    []Part
}

// Excluded are the seconds that do not count, each once.
type Excluded struct{ Outage, Freeze, Upload time.Duration }

// Sum of all.
func (e Excluded) Sum() time.Duration { return e.Outage + e.Freeze + e.Upload }

// Gross is the customer's wait.
func (r Round) Gross() time.Duration {
	if r.Outcome == Running {
		return 0
	}
	return r.Ended.Sub(r.Started)
}

// Theirs are the stretches whose cause can be asked of whoever answered: those
// in which the conversation was theirs. The line's wait and a colleague's is
// none of it; none at all where they only helped the owner.
func (r Round) Theirs() []Span {
	var out []Span
	if r.Outcome != Answered || r.OwnerID != "" && r.OwnerID != r.StaffID {
		return nil
	}
	for _, p := range r.Parts {
		if p.StaffID == r.StaffID {
			out = append(out, p.Span)
		}
	}
	return out
}

// Net is the response time.
func (r Round) Net() time.Duration { return r.Gross() - r.Excluded.Sum() }

// IncidentKind is what kept a desk from answering.
type IncidentKind string

const (
	Outage IncidentKind = "outage" // the line was down
	Upload IncidentKind = "upload" // a file was on its way
	Freeze IncidentKind = "freeze" // the computer stood still
)

// Incident is one stretch of it.
type Incident struct {
	StaffID string
	Kind    IncidentKind
	Span
}

// AwaySpan is a stretch in which somebody was not at the desk.
type AwaySpan struct {
	StaffID string
	Span
}

// Cause is why an answer took long.
type Cause string

// Causes that come with the program. The first four are the common ones of
// every trade; those of a shop are S-099 to S-107.
const (
	CauseMany      Cause = "many"      // 同时接太多
	CauseUnstaffed Cause = "unstaffed" // 没人值班
	CauseColleague Cause = "colleague" // 等同事答复
	CauseLookup    Cause = "lookup"    // 查资料
	CauseImage     Cause = "image"     // S-099 图片、表情发得慢
	CauseProduct   Cause = "product"   // S-100 查商品
	CauseAway      Cause = "away"      // S-101 离开座位
	CauseSize      Cause = "size"      // S-102 尺码
	CauseRelated   Cause = "related"   // S-103 搭配推荐
	CausePrice     Cause = "price"     // S-104 改价、邮费
	CauseStock     Cause = "stock"     // S-105 库存
	CauseTyping    Cause = "typing"    // S-106 打字
	CauseFreeze    Cause = "freeze"    // S-107 电脑卡住
	CauseNetwork   Cause = "network"   // S-107 网络慢
)

// Causes in the order in which they are offered where nothing else is set.
var Causes = []Cause{CauseMany, CauseUnstaffed, CauseColleague, CauseLookup, CauseProduct, CauseSize, CauseStock, CausePrice, CauseRelated, CauseTyping,
	CauseAway, CauseImage, CauseFreeze, CauseNetwork}

// CauseBy is who said so.
type CauseBy string

const (
	BySystem CauseBy = "system"
	ByAgent  CauseBy = "agent"
)
