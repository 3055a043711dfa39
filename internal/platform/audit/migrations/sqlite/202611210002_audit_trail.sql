-- +goose Up
CREATE TABLE audit_entry (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  txid         INTEGER NOT NULL,
  id           TEXT NOT NULL UNIQUE,
  at           INTEGER NOT NULL,
  actor_kind   TEXT NOT NULL,
  actor_id     TEXT NOT NULL,
  actor_name   TEXT NOT NULL,
  action       TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  before       TEXT NOT NULL,
  after        TEXT NOT NULL,
  ip           TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entry_order ON audit_entry (txid, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, seq);
CREATE INDEX audit_entry_action ON audit_entry (action, seq);
CREATE TABLE audit_seal (
  n     INTEGER NOT NULL PRIMARY KEY,
  txid  INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  hash  TEXT NOT NULL,
  at    INTEGER NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END;
-- +goose StatementEnd
