-- +goose Up
CREATE TABLE channel (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  key        TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  unit_id    TEXT NOT NULL,
  enabled    INTEGER NOT NULL,
  settings   TEXT NOT NULL,
  secret     TEXT NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX channel_kind ON channel (kind, created_at, id);
