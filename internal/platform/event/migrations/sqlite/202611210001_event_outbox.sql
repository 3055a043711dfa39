-- +goose Up
CREATE TABLE event_outbox (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  txid    INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  at      INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX event_outbox_order ON event_outbox (txid, seq);
CREATE TABLE event_cursor (
  subscriber TEXT NOT NULL PRIMARY KEY,
  txid       INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  next_try   INTEGER NOT NULL
) STRICT;
CREATE TABLE event_dead (
  id         TEXT NOT NULL PRIMARY KEY,
  subscriber TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  txid       INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  subject    TEXT NOT NULL,
  event_at   INTEGER NOT NULL,
  payload    TEXT NOT NULL,
  error      TEXT NOT NULL,
  attempts   INTEGER NOT NULL,
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX event_dead_at ON event_dead (at, id);
