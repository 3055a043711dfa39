package insight

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

var (
	// What was before the last round that ended so long ago is never derived
	// again; its last fact stays, to which later ones without a number refer.
	stmtFactsOld = db.SQL("insight.old_facts", `SELECT DISTINCT f.conversation_id FROM insight_fact f JOIN
		(SELECT conversation_id, MAX(end_seq) AS last FROM insight_round WHERE outcome <> 'running' AND ended_at < $1 GROUP BY conversation_id) r
		ON r.conversation_id = f.conversation_id AND f.seq < r.last LIMIT $2`)
	stmtFactsDrop = db.SQL("insight.drop_facts", `DELETE FROM insight_fact WHERE conversation_id = $2 AND seq < (SELECT MAX(end_seq)
		FROM insight_round WHERE conversation_id = $2 AND outcome <> 'running' AND ended_at < $1)`)
	// The newest round of a conversation that has ended stays: the next one takes
	// its number and owner from it.
	stmtRoundsOld = db.SQL("insight.old_rounds", `SELECT id FROM insight_round r WHERE outcome <> 'running' AND ended_at < $1 AND EXISTS
		(SELECT 1 FROM insight_round n WHERE n.conversation_id = r.conversation_id AND n.start_seq > r.start_seq AND n.outcome <> 'running') LIMIT $2`)
	stmtIncidentsOld  = db.SQL("insight.old_incidents", `SELECT id FROM insight_incident WHERE to_at < $1 LIMIT $2`)
	stmtIncidentsDrop = db.SQL("insight.drop_incident", `DELETE FROM insight_incident WHERE id = $1`)
)

func dropFacts(before time.Time) func(context.Context, *db.Tx, string) error {
	return func(ctx context.Context, tx *db.Tx, conversationID string) error {
		_, err := tx.Exec(ctx, stmtFactsDrop, db.Micros(before), conversationID)
		return err
	}
}

func dropIncident(ctx context.Context, tx *db.Tx, incidentID string) error {
	_, err := tx.Exec(ctx, stmtIncidentsDrop, incidentID)
	return err
}
