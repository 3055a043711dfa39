-- +goose Up
CREATE TABLE slaclock (
  id            TEXT NOT NULL PRIMARY KEY,
  subject       TEXT NOT NULL,
  subject_id    TEXT NOT NULL,
  kind          TEXT NOT NULL,
  key           TEXT NOT NULL,
  seconds       INTEGER NOT NULL,
  hours_id      TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  owner_id      TEXT NOT NULL,
  unit_id       TEXT NOT NULL,
  warn          TEXT NOT NULL,
  chain         TEXT NOT NULL,
  pauses        TEXT NOT NULL,
  floor_at      INTEGER,
  state         TEXT NOT NULL,
  fired         INTEGER NOT NULL,
  breached      INTEGER NOT NULL,
  due_at        INTEGER,
  next_at       INTEGER,
  ended_at      INTEGER,
  met           INTEGER,
  spent_seconds INTEGER NOT NULL,
  frozen        TEXT NOT NULL,
  version       INTEGER NOT NULL,
  UNIQUE (subject, subject_id, kind, key)
) STRICT;
CREATE INDEX slaclock_next ON slaclock (next_at);
CREATE INDEX slaclock_hours ON slaclock (hours_id, state, id);
CREATE INDEX slaclock_owner ON slaclock (owner_id, state, due_at, id);
CREATE INDEX slaclock_unit ON slaclock (unit_id, state, due_at, id);
