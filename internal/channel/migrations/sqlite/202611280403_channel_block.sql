-- +goose Up
CREATE TABLE channel_block (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  subject    TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  ends_at    INTEGER NOT NULL,
  made_by    TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  lifted_by  TEXT NOT NULL,
  lifted_at  INTEGER
) STRICT;
CREATE INDEX channel_block_counts ON channel_block (ends_at) WHERE lifted_at IS NULL;
