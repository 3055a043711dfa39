-- +goose Up
CREATE TABLE workforce_presence (
  staff_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  state       TEXT COLLATE "C" NOT NULL,
  chosen      TEXT COLLATE "C" NOT NULL,
  since       BIGINT NOT NULL,
  break_kind  TEXT COLLATE "C" NOT NULL,
  break_until BIGINT,
  cover_id    TEXT COLLATE "C" NOT NULL,
  lost_at     BIGINT,
  reason      TEXT COLLATE "C" NOT NULL,
  watched     BOOLEAN NOT NULL,
  version     BIGINT NOT NULL
);
CREATE TABLE workforce_span (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id   TEXT COLLATE "C" NOT NULL,
  state      TEXT COLLATE "C" NOT NULL,
  former     TEXT COLLATE "C" NOT NULL,
  break_kind TEXT COLLATE "C" NOT NULL,
  reason     TEXT COLLATE "C" NOT NULL,
  cover_id   TEXT COLLATE "C" NOT NULL,
  by_id      TEXT COLLATE "C" NOT NULL,
  from_at    BIGINT NOT NULL,
  lost_at    BIGINT,
  to_at      BIGINT
);
CREATE INDEX workforce_span_staff ON workforce_span (staff_id, from_at);
CREATE UNIQUE INDEX workforce_span_open ON workforce_span (staff_id) WHERE to_at IS NULL;
CREATE TABLE workforce_setting (
  key     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value   TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL
);
