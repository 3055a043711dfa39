-- +goose Up
CREATE TABLE audit_entry (
  seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid         BIGINT NOT NULL,
  id           TEXT COLLATE "C" NOT NULL UNIQUE,
  at           BIGINT NOT NULL,
  actor_kind   TEXT COLLATE "C" NOT NULL,
  actor_id     TEXT COLLATE "C" NOT NULL,
  actor_name   TEXT NOT NULL,
  action       TEXT COLLATE "C" NOT NULL,
  subject_kind TEXT COLLATE "C" NOT NULL,
  subject_id   TEXT COLLATE "C" NOT NULL,
  subject_name TEXT NOT NULL,
  before       TEXT NOT NULL,
  after        TEXT NOT NULL,
  ip           TEXT NOT NULL
);
CREATE INDEX audit_entry_order ON audit_entry (txid, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject_id, seq);
CREATE INDEX audit_entry_action ON audit_entry (action, seq);
CREATE TABLE audit_seal (
  n     BIGINT NOT NULL PRIMARY KEY,
  txid  BIGINT NOT NULL,
  seq   BIGINT NOT NULL,
  lines BIGINT NOT NULL,
  hash  TEXT NOT NULL,
  at    BIGINT NOT NULL
);
-- +goose StatementBegin
CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit lines are append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entry_append_only();
