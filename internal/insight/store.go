package insight

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

const columns = `id, conversation_id, customer_id, channel_id, unit_id, staff_id, owner_id, number, start_seq, end_seq,
	started_at, ended_at, outcome, outage, frozen, upload, cause, cause_by, own`

var (
	stmtPutFact = db.SQL("insight.put_fact", `INSERT INTO insight_fact (conversation_id, seq, kind, at, staff_id)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`)
	stmtDropFact = db.SQL("insight.drop_fact", `DELETE FROM insight_fact WHERE conversation_id = $1 AND seq = $2 AND kind IN ('customer', 'answer')`)
	stmtDropEnd  = db.SQL("insight.drop_end", `DELETE FROM insight_fact WHERE conversation_id = $1 AND seq = $2 AND kind = 'closed'`)
	stmtSeqAt    = db.SQL("insight.seq_at", `SELECT COALESCE(MAX(seq), 0) FROM insight_fact WHERE conversation_id = $1 AND at <= $2`)
	stmtFacts    = db.SQL("insight.facts", `SELECT seq, kind, at, staff_id FROM insight_fact WHERE conversation_id = $1 AND seq > $2
		ORDER BY seq`)
	stmtBefore = db.SQL("insight.last_before", `SELECT `+columns+` FROM insight_round WHERE conversation_id = $1
		AND outcome <> 'running' AND end_seq < $2 ORDER BY start_seq DESC LIMIT 1`)
	stmtAfter = db.SQL("insight.rounds_after", `SELECT `+columns+` FROM insight_round WHERE conversation_id = $1 AND start_seq > $2`)
	stmtPut   = db.SQL("insight.put_round", `INSERT INTO insight_round (`+columns+`, gross, net) VALUES ($1, $2, $3, $4, $5, $6,
		$7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) ON CONFLICT (conversation_id, start_seq) DO UPDATE SET
		unit_id = excluded.unit_id, staff_id = excluded.staff_id, owner_id = excluded.owner_id, number = excluded.number,
		end_seq = excluded.end_seq, started_at = excluded.started_at, ended_at = excluded.ended_at, outcome = excluded.outcome,
		outage = excluded.outage, frozen = excluded.frozen, upload = excluded.upload, gross = excluded.gross, net = excluded.net, own = excluded.own,
		cause = CASE WHEN insight_round.cause_by = 'agent' THEN insight_round.cause ELSE excluded.cause END,
		cause_by = CASE WHEN insight_round.cause_by = 'agent' THEN insight_round.cause_by ELSE excluded.cause_by END`)
	stmtErase = []*db.Stmt{
		db.SQL("insight.erase_parts", `DELETE FROM insight_part WHERE round_id IN (SELECT id FROM insight_round WHERE conversation_id = $1)`),
		db.SQL("insight.erase_rounds", `DELETE FROM insight_round WHERE conversation_id = $1`),
		db.SQL("insight.erase_facts", `DELETE FROM insight_fact WHERE conversation_id = $1`)}
	stmtDrop      = db.SQL("insight.drop_round", `DELETE FROM insight_round WHERE id = $1`)
	stmtDropParts = db.SQL("insight.drop_parts", `DELETE FROM insight_part WHERE round_id = $1`)
	stmtPutPart   = db.SQL("insight.put_part", `INSERT INTO insight_part (round_id, place, staff_id, from_at, to_at, excluded)
		VALUES ($1, $2, $3, $4, $5, $6)`)
	stmtTouched = db.SQL("insight.touched", `SELECT `+columns+` FROM insight_round WHERE outcome <> 'running' AND started_at < $3
		AND ended_at > $2 AND (staff_id = $1 OR id IN (SELECT round_id FROM insight_part WHERE staff_id = $1 AND from_at < $3 AND to_at > $2))
		ORDER BY start_seq DESC`)
	stmtIncident    = db.SQL("insight.put_incident", `INSERT INTO insight_incident (id, staff_id, client_key, kind, from_at, to_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	stmtIncidentKey = db.SQL("insight.incident_by_key", `SELECT staff_id, kind, from_at, to_at FROM insight_incident WHERE staff_id = $1 AND client_key = $2`)
	stmtIncidents   = db.SQL("insight.incidents_of", `SELECT staff_id, kind, from_at, to_at FROM insight_incident WHERE staff_id = $1 AND kind = $2 AND to_at > $3 AND from_at < $4`)
	stmtPending     = db.SQL("insight.pending", `SELECT `+columns+` FROM insight_round WHERE staff_id = $1 AND ended_at > $2 AND outcome = 'answered'
		AND own > $3 AND cause = '' ORDER BY ended_at DESC, id DESC LIMIT $4`)
	stmtMine = db.SQL("insight.mine", `SELECT `+columns+` FROM insight_round WHERE id = $1 AND staff_id = $2 AND outcome = 'answered' {for_update}`)
	stmtCode = db.SQL("insight.code", `UPDATE insight_round SET cause = $2, cause_by = 'agent' WHERE id = $1`)
)

var settings = record.TableOf("insight")

func scanRound(r db.Row) (Round, error) {
	var v Round
	var started, outage, frozen, upload, own int64
	var ended *int64
	err := r.Scan(&v.ID, &v.ConversationID, &v.CustomerID, &v.ChannelID, &v.UnitID, &v.StaffID, &v.OwnerID, &v.Number, &v.StartSeq, &v.EndSeq,
		&started, &ended, &v.Outcome, &outage, &frozen, &upload, &v.Cause, &v.CauseBy, &own)
	v.Own = micros(own)
	v.Started, v.Ended = db.Time(started), db.TimeOrZero(ended)
	v.Excluded = Excluded{Outage: micros(outage), Freeze: micros(frozen), Upload: micros(upload)}
	return v, err
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }

func scanFact(r db.Row) (f Fact, err error) {
	var at int64
	err = r.Scan(&f.Seq, &f.Kind, &at, &f.StaffID)
	f.At = db.Time(at)
	return f, err
}

func scanIncident(r db.Row) (i Incident, err error) {
	var from, to int64
	err = r.Scan(&i.StaffID, &i.Kind, &from, &to)
	i.From, i.To = db.Time(from), db.Time(to)
	return i, err
}

// putFact stores a fact. One without a number gets the one that stood then.
func putFact(ctx context.Context, tx *db.Tx, conversationID string, f Fact) (int64, error) {
	if f.Seq == 0 {
		if err := db.Get(ctx, tx, stmtSeqAt, []any{conversationID, db.Micros(f.At)}, &f.Seq); err != nil {
			return 0, err
		}
	}
	_, err := tx.Exec(ctx, stmtPutFact, conversationID, f.Seq, string(f.Kind), db.Micros(f.At), f.StaffID)
	return f.Seq, err
}

// lastBefore gives the round that ended before a line; zero: none.
func lastBefore(ctx context.Context, q db.Querier, conversationID string, seq int64) (Round, error) {
	r, err := db.First(ctx, q, stmtBefore, scanRound, conversationID, seq)
	if errors.Is(err, db.ErrNone) {
		return Round{}, nil
	}
	return r, err
}

func put(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := tx.Exec(ctx, stmtPut, r.ID, r.ConversationID, r.CustomerID, r.ChannelID, r.UnitID, r.StaffID, r.OwnerID, r.Number, r.StartSeq,
		r.EndSeq, db.Micros(r.Started), db.MicrosOrNil(r.Ended), string(r.Outcome), r.Excluded.Outage.Microseconds(), r.Excluded.Freeze.Microseconds(),
		r.Excluded.Upload.Microseconds(), string(r.Cause), string(r.CauseBy), r.Own.Microseconds(), r.Gross().Microseconds(), r.Net().Microseconds())
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, stmtDropParts, r.ID); err != nil || r.Outcome == Running {
		return err
	}
	for i, p := range r.Parts {
		if _, err := tx.Exec(ctx, stmtPutPart, r.ID, i, p.StaffID, db.Micros(p.From), db.Micros(p.To), p.Excluded.Microseconds()); err != nil {
			return err
		}
	}
	return nil
}

func drop(ctx context.Context, tx *db.Tx, roundID string) error {
	if _, err := tx.Exec(ctx, stmtDropParts, roundID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, stmtDrop, roundID)
	return err
}

// incidentsOf people that touch a stretch.
func incidentsOf(ctx context.Context, q db.Querier, people []string, s Span) ([]Incident, error) {
	if len(people) == 0 {
		return nil, nil
	}
	b := db.Build("insight.incidents", `SELECT staff_id, kind, from_at, to_at FROM insight_incident WHERE to_at > $1 AND from_at < $2`,
		db.Micros(s.From), db.Micros(s.To)).InList("AND staff_id", people)
	return db.CollectOf(ctx, q, b, scanIncident)
}

func insertIncident(ctx context.Context, tx *db.Tx, key string, i Incident, now time.Time) error {
	_, err := tx.Exec(ctx, stmtIncident, id.New(now), i.StaffID, key, string(i.Kind), db.Micros(i.From), db.Micros(i.To), db.Micros(now))
	return err
}
