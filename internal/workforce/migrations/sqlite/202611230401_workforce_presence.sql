-- +goose Up
CREATE TABLE workforce_presence (
  staff_id    TEXT NOT NULL PRIMARY KEY,
  state       TEXT NOT NULL,
  chosen      TEXT NOT NULL,
  since       INTEGER NOT NULL,
  break_kind  TEXT NOT NULL,
  break_until INTEGER,
  cover_id    TEXT NOT NULL,
  lost_at     INTEGER,
  reason      TEXT NOT NULL,
  watched     INTEGER NOT NULL,
  version     INTEGER NOT NULL
) STRICT;
CREATE TABLE workforce_span (
  id         TEXT NOT NULL PRIMARY KEY,
  staff_id   TEXT NOT NULL,
  state      TEXT NOT NULL,
  former     TEXT NOT NULL,
  break_kind TEXT NOT NULL,
  reason     TEXT NOT NULL,
  cover_id   TEXT NOT NULL,
  by_id      TEXT NOT NULL,
  from_at    INTEGER NOT NULL,
  lost_at    INTEGER,
  to_at      INTEGER
) STRICT;
CREATE INDEX workforce_span_staff ON workforce_span (staff_id, from_at);
CREATE UNIQUE INDEX workforce_span_open ON workforce_span (staff_id) WHERE to_at IS NULL;
CREATE TABLE workforce_setting (
  key     TEXT NOT NULL PRIMARY KEY,
  value   TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
