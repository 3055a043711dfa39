-- +goose Up
CREATE TABLE search_doc (
  seq      INTEGER NOT NULL PRIMARY KEY,
  part     INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  ref_id   TEXT NOT NULL,
  group_id TEXT NOT NULL,
  place    INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  UNIQUE (kind, ref_id)
) STRICT;
CREATE TABLE search_part (part INTEGER NOT NULL PRIMARY KEY) STRICT;
CREATE TABLE search_fill (
  source  TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  before  TEXT NOT NULL,
  done    INTEGER NOT NULL
) STRICT;
CREATE TABLE event_cursor (
  subscriber TEXT NOT NULL PRIMARY KEY,
  txid       INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  next_try   INTEGER NOT NULL
) STRICT;
