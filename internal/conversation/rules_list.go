package conversation

import (
	"cmp"
	"slices"
	"time"

	"tiexin/internal/platform/id"
)

// Tab names a list of the inbox.
type Tab string

const (
	TabMine      Tab = "mine"
	TabQueue     Tab = "queue"
	TabAttention Tab = "attention" // 待介入
	TabFollowing Tab = "following" // 关注 and @我
	TabOpen      Tab = "open"      // whatever one may see that is not closed
	TabClosed    Tab = "closed"
)

// Sort is how a list is ordered.
type Sort string

const (
	ByDue    Sort = "due"    // 按时限: by duty
	ByNewest Sort = "newest" // 按最新
)

// sorted gives the order of a tab: lists of work are sorted by duty unless the
// reader wants another; the line has its own order, and what is closed no duty.
func (t Tab) sorted(wish Sort) Sort {
	switch {
	case t == TabQueue || t == TabClosed:
		return ByNewest
	case wish != "":
		return wish
	case t == TabMine || t == TabAttention:
		return ByDue
	}
	return ByNewest
}

func (t Tab) place(c Conversation) id.Place {
	if t == TabQueue {
		return id.PlaceOf(c.QueueAt, c.ID)
	}
	return id.PlaceOf(c.UpdatedAt, c.ID)
}

// dutyPlace is where a row stands in a list by duty. Who waits is read in
// stretches by waiting time, each sorted by when its promises lapse, so that the
// order needs no more rows at once than a stretch holds; in practice there is
// one.
type dutyPlace struct {
	Quiet   bool   `json:"q,omitempty"`
	Since   int64  `json:"s,omitempty"` // the stretch begins after this one
	SinceID string `json:"t,omitempty"`
	At      int64  `json:"a"`
	ID      string `json:"i"`
}

func (p dutyPlace) valid() bool {
	return id.Valid(p.ID) && (p.SinceID == "" || id.Valid(p.SinceID)) && !(p.Quiet && p.SinceID != "")
}

func (p dutyPlace) compare(o dutyPlace) int {
	return cmp.Or(cmp.Compare(p.At, o.At), cmp.Compare(p.ID, o.ID))
}

// unpromised ranks who waits without a promise behind everybody with one.
const unpromised = int64(1) << 61

type dutyRow struct {
	Conversation
	place dutyPlace
}

// byDuty sorts a stretch of rows whose customers wait: whose promise has lapsed
// or lapses first, then who waits without one, by how long. Rows up to after are
// left out.
func byDuty(rows []Conversation, stretch dutyPlace, due func(Conversation) time.Time, after *dutyPlace) []dutyRow {
	var out []dutyRow
	for _, c := range rows {
		p := dutyPlace{Since: stretch.Since, SinceID: stretch.SinceID, At: unpromised + c.WaitingSince.UnixMicro(), ID: c.ID}
		if at := due(c); !at.IsZero() {
			p.At = at.UnixMicro()
		}
		if after == nil || p.compare(*after) > 0 {
			out = append(out, dutyRow{c, p})
		}
	}
	slices.SortFunc(out, func(a, b dutyRow) int { return a.place.compare(b.place) })
	return out
}
