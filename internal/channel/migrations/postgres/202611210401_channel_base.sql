-- +goose Up
CREATE TABLE channel (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  kind       TEXT COLLATE "C" NOT NULL,
  key        TEXT COLLATE "C" NOT NULL UNIQUE,
  name       TEXT COLLATE "C" NOT NULL,
  unit_id    TEXT COLLATE "C" NOT NULL,
  enabled    BOOLEAN NOT NULL,
  settings   TEXT COLLATE "C" NOT NULL,
  secret     TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX channel_kind ON channel (kind, created_at, id);
