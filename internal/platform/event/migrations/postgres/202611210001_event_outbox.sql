-- +goose Up
CREATE TABLE event_outbox (
  seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid    BIGINT NOT NULL,
  kind    TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  at      BIGINT NOT NULL,
  payload TEXT NOT NULL
);
CREATE INDEX event_outbox_order ON event_outbox (txid, seq);
CREATE TABLE event_cursor (
  subscriber TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  txid       BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  next_try   BIGINT NOT NULL
);
CREATE TABLE event_dead (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  subscriber TEXT COLLATE "C" NOT NULL,
  seq        BIGINT NOT NULL,
  txid       BIGINT NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  subject    TEXT COLLATE "C" NOT NULL,
  event_at   BIGINT NOT NULL,
  payload    TEXT NOT NULL,
  error      TEXT NOT NULL,
  attempts   BIGINT NOT NULL,
  at         BIGINT NOT NULL
);
CREATE INDEX event_dead_at ON event_dead (at, id);
