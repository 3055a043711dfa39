package insight

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// asked is a question to the rounds, ready for the database.
type asked struct {
	from, to  time.Time
	filters   []auth.Filter
	unitIDs   []string // empty: any
	staffID   string
	channelID string
	cause     string // a cause, "none" or empty
	slow      time.Duration
	after     *id.Place
	limit     int
}

// where narrows to the ended rounds that are asked for and may be seen.
func (a asked) where(b *db.Query) *db.Query {
	b.Add("WHERE r.outcome <> 'running' AND r.started_at >= ? AND r.started_at < ?", db.Micros(a.from), db.Micros(a.to))
	for _, f := range a.filters {
		switch {
		case f.All:
		case f.None:
			b.Add("AND 1 = 0")
		case len(f.UnitIDs) == 0:
			b.Add("AND r.staff_id = ?", f.OwnerID)
		default:
			b.Add("AND (r.staff_id = ?", f.OwnerID).InList("OR r.unit_id", f.UnitIDs).Add(")")
		}
	}
	if len(a.unitIDs) > 0 {
		b.InList("AND r.unit_id", a.unitIDs)
	}
	if a.staffID != "" {
		b.Add("AND r.staff_id = ?", a.staffID)
	}
	if a.channelID != "" {
		b.Add("AND r.channel_id = ?", a.channelID)
	}
	if a.slow > 0 {
		b.Add("AND r.outcome = 'answered' AND r.gross > ?", a.slow.Microseconds())
	}
	switch a.cause {
	case "":
	case "none":
		b.Add("AND r.cause = ''")
	default:
		b.Add("AND r.cause = ?", a.cause)
	}
	return b
}

// eachEnded hands over what the figures need, in no order.
func eachEnded(ctx context.Context, q db.Querier, a asked, do func(Ended)) error {
	b := a.where(db.Build("insight.ended", `SELECT r.started_at, r.staff_id, r.number, r.outcome, r.gross, r.net FROM insight_round r`))
	return db.EachOf(ctx, q, b, func(r db.Row) error {
		var e Ended
		var started, number, gross, net int64
		err := r.Scan(&started, &e.StaffID, &number, &e.Outcome, &gross, &net)
		e.Started, e.First, e.Gross, e.Net = db.Time(started), number == 1, micros(gross), micros(net)
		do(e)
		return err
	})
}

// held sums how long each person had the conversations while customers waited.
func held(ctx context.Context, q db.Querier, a asked) (map[string]time.Duration, error) {
	b := a.where(db.Build("insight.held", `SELECT p.staff_id, CAST(SUM(p.to_at - p.from_at) AS BIGINT) FROM insight_part p
		JOIN insight_round r ON r.id = p.round_id`)).Add("GROUP BY p.staff_id")
	out := map[string]time.Duration{}
	err := db.EachOf(ctx, q, b, func(r db.Row) error {
		var staffID string
		var sum int64
		err := r.Scan(&staffID, &sum)
		out[staffID] = micros(sum)
		return err
	})
	return out, err
}

func countCauses(ctx context.Context, q db.Querier, a asked) (map[Cause]int, error) {
	b := a.where(db.Build("insight.count_causes", `SELECT r.cause, COUNT(*) FROM insight_round r`)).Add("GROUP BY r.cause")
	out := map[Cause]int{}
	err := db.EachOf(ctx, q, b, func(r db.Row) error {
		var c Cause
		var n int
		err := r.Scan(&c, &n)
		out[c] = n
		return err
	})
	return out, err
}

const columnsOfR = `r.id, r.conversation_id, r.customer_id, r.channel_id, r.unit_id, r.staff_id, r.owner_id, r.number, r.start_seq, r.end_seq,
	r.started_at, r.ended_at, r.outcome, r.outage, r.frozen, r.upload, r.cause, r.cause_by, r.own`

// list reads a page, the latest first.
func list(ctx context.Context, q db.Querier, a asked) ([]Round, error) {
	b := a.where(db.Build("insight.list", `SELECT `+columnsOfR+` FROM insight_round r`))
	b.Latest("r.started_at", "r.id", a.after, a.limit)
	out, err := db.CollectOf(ctx, q, b, scanRound)
	if err != nil || len(out) == 0 {
		return out, err
	}
	return out, loadParts(ctx, q, out)
}

func loadParts(ctx context.Context, q db.Querier, rounds []Round) error {
	at := map[string]int{}
	var ids []string
	for i, r := range rounds {
		at[r.ID] = i
		ids = append(ids, r.ID)
	}
	b := db.Build("insight.parts", `SELECT round_id, staff_id, from_at, to_at, excluded FROM insight_part WHERE 1 = 1`).InList("AND round_id", ids)
	return db.EachOf(ctx, q, b.Add("ORDER BY round_id, place"), func(r db.Row) error {
		var p Part
		var roundID string
		var from, to, excluded int64
		err := r.Scan(&roundID, &p.StaffID, &from, &to, &excluded)
		p.Span, p.Excluded = Span{db.Time(from), db.Time(to)}, micros(excluded)
		i := at[roundID]
		rounds[i].Parts = append(rounds[i].Parts, p)
		return err
	})
}
