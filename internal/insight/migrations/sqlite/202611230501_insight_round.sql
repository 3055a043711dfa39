-- +goose Up
CREATE TABLE insight_fact (
  conversation_id TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  kind            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  staff_id        TEXT NOT NULL,
  PRIMARY KEY (conversation_id, seq, kind, at)
) STRICT;
CREATE TABLE insight_round (
  id              TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  customer_id     TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  staff_id        TEXT NOT NULL,
  owner_id        TEXT NOT NULL,
  number          INTEGER NOT NULL,
  start_seq       INTEGER NOT NULL,
  end_seq         INTEGER NOT NULL,
  started_at      INTEGER NOT NULL,
  ended_at        INTEGER,
  outcome         TEXT NOT NULL,
  gross           INTEGER NOT NULL,
  outage          INTEGER NOT NULL,
  frozen          INTEGER NOT NULL,
  upload          INTEGER NOT NULL,
  net             INTEGER NOT NULL,
  cause           TEXT NOT NULL,
  cause_by        TEXT NOT NULL,
  UNIQUE (conversation_id, start_seq)
) STRICT;
CREATE INDEX insight_round_started ON insight_round (started_at, id);
CREATE INDEX insight_round_staff ON insight_round (staff_id, started_at, id);
CREATE INDEX insight_round_staff_ended ON insight_round (staff_id, ended_at);
CREATE TABLE insight_part (
  round_id TEXT NOT NULL REFERENCES insight_round (id),
  place    INTEGER NOT NULL,
  staff_id TEXT NOT NULL,
  from_at  INTEGER NOT NULL,
  to_at    INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  PRIMARY KEY (round_id, place)
) STRICT;
CREATE INDEX insight_part_staff ON insight_part (staff_id, to_at);
CREATE TABLE insight_incident (
  id         TEXT NOT NULL PRIMARY KEY,
  staff_id   TEXT NOT NULL,
  client_key TEXT NOT NULL,
  kind       TEXT NOT NULL,
  from_at    INTEGER NOT NULL,
  to_at      INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (staff_id, client_key)
) STRICT;
CREATE INDEX insight_incident_staff ON insight_incident (staff_id, to_at);
CREATE TABLE insight_setting (
  name    TEXT NOT NULL PRIMARY KEY,
  value   INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
