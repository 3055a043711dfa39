package org

import (
	"context"
	"encoding/json"

	"tiexin/internal/platform/db"
)

const sessionColumns = `id, staff_id, kind, name, scopes, ip, user_agent, created_at, last_seen_at, expires_at`

var (
	stmtSessionPut = db.SQL("org.insert_session", `INSERT INTO org_session (id, token_hash, staff_id, kind, client_key, name,
		scopes, ip, user_agent, created_at, last_seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)`)
	stmtSessionByHash   = db.SQL("org.session_by_hash", `SELECT `+sessionColumns+` FROM org_session WHERE token_hash = $1`)
	stmtSessionByID     = db.SQL("org.session_by_id", `SELECT `+sessionColumns+` FROM org_session WHERE id = $1`)
	stmtSessionSeen     = db.SQL("org.session_seen", `UPDATE org_session SET last_seen_at = $2, expires_at = $3 WHERE id = $1`)
	stmtSessionEnd      = db.SQL("org.end_session", `DELETE FROM org_session WHERE id = $1 AND staff_id = $2`)
	stmtSessionEndAll   = db.SQL("org.end_sessions", `DELETE FROM org_session WHERE staff_id = $1 AND id <> $2 AND kind = $3`)
	stmtSessionEndEvery = db.SQL("org.end_every_session", `DELETE FROM org_session WHERE staff_id = $1`)
	stmtSessions        = db.SQL("org.sessions", `SELECT `+sessionColumns+` FROM org_session WHERE staff_id = $1 AND kind = $2
		ORDER BY last_seen_at DESC, id DESC LIMIT 100`)
	stmtSessionByUse = db.SQL("org.session_by_client_key", `SELECT `+sessionColumns+` FROM org_session WHERE client_key = $1`)
	stmtSessionToken = db.SQL("org.session_token", `UPDATE org_session SET token_hash = $2 WHERE id = $1`)
	stmtSessionDead  = db.SQL("org.dead_sessions", `DELETE FROM org_session WHERE expires_at <= $1`)
)

func insertSession(ctx context.Context, tx *db.Tx, s Session, tokenHash, clientKey string) error {
	if s.Scopes == nil {
		s.Scopes = []string{}
	}
	scopes, err := json.Marshal(s.Scopes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, stmtSessionPut, s.ID, tokenHash, s.StaffID, string(s.Kind), clientKey, s.Name, string(scopes), s.IP,
		s.UserAgent, db.Micros(s.CreatedAt), db.MicrosOrNil(s.ExpiresAt))
	return err
}

func scanSession(r db.Row) (Session, error) {
	var s Session
	var scopes string
	var created, seen int64
	var expires *int64
	err := r.Scan(&s.ID, &s.StaffID, &s.Kind, &s.Name, &scopes, &s.IP, &s.UserAgent, &created, &seen, &expires)
	if err != nil {
		return s, err
	}
	s.CreatedAt, s.LastSeenAt, s.ExpiresAt = db.Time(created), db.Time(seen), db.TimeOrZero(expires)
	return s, json.Unmarshal([]byte(scopes), &s.Scopes)
}

func oneSession(ctx context.Context, q db.Querier, stmt *db.Stmt, key string) (Session, error) {
	return db.First(ctx, q, stmt, scanSession, key)
}

// sessionsOf lists somebody's sessions of a kind, the latest used first.
func sessionsOf(ctx context.Context, q db.Querier, staffID string, kind SessionKind) ([]Session, error) {
	var out []Session
	err := db.Each(ctx, q, stmtSessions, func(r db.Row) error {
		s, err := scanSession(r)
		out = append(out, s)
		return err
	}, staffID, string(kind))
	return out, err
}
