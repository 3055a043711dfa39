-- +goose Up
CREATE TABLE channel_block (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  kind       TEXT COLLATE "C" NOT NULL,
  subject    TEXT COLLATE "C" NOT NULL,
  unit_id    TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  reason     TEXT COLLATE "C" NOT NULL,
  ends_at    BIGINT NOT NULL,
  made_by    TEXT COLLATE "C" NOT NULL,
  made_at    BIGINT NOT NULL,
  lifted_by  TEXT COLLATE "C" NOT NULL,
  lifted_at  BIGINT
);
CREATE INDEX channel_block_counts ON channel_block (ends_at) WHERE lifted_at IS NULL;
