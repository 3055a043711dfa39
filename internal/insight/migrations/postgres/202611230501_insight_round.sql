-- +goose Up
CREATE TABLE insight_fact (
  conversation_id TEXT COLLATE "C" NOT NULL,
  seq             BIGINT NOT NULL,
  kind            TEXT COLLATE "C" NOT NULL,
  at              BIGINT NOT NULL,
  staff_id        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (conversation_id, seq, kind, at)
);
CREATE TABLE insight_round (
  id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  conversation_id TEXT COLLATE "C" NOT NULL,
  customer_id     TEXT COLLATE "C" NOT NULL,
  channel_id      TEXT COLLATE "C" NOT NULL,
  unit_id         TEXT COLLATE "C" NOT NULL,
  staff_id        TEXT COLLATE "C" NOT NULL,
  owner_id        TEXT COLLATE "C" NOT NULL,
  number          BIGINT NOT NULL,
  start_seq       BIGINT NOT NULL,
  end_seq         BIGINT NOT NULL,
  started_at      BIGINT NOT NULL,
  ended_at        BIGINT,
  outcome         TEXT COLLATE "C" NOT NULL,
  gross           BIGINT NOT NULL,
  outage          BIGINT NOT NULL,
  frozen          BIGINT NOT NULL,
  upload          BIGINT NOT NULL,
  net             BIGINT NOT NULL,
  cause           TEXT COLLATE "C" NOT NULL,
  cause_by        TEXT COLLATE "C" NOT NULL,
  UNIQUE (conversation_id, start_seq)
);
CREATE INDEX insight_round_started ON insight_round (started_at, id);
CREATE INDEX insight_round_staff ON insight_round (staff_id, started_at, id);
CREATE INDEX insight_round_staff_ended ON insight_round (staff_id, ended_at);
CREATE TABLE insight_part (
  round_id TEXT COLLATE "C" NOT NULL REFERENCES insight_round (id),
  place    BIGINT NOT NULL,
  staff_id TEXT COLLATE "C" NOT NULL,
  from_at  BIGINT NOT NULL,
  to_at    BIGINT NOT NULL,
  excluded BIGINT NOT NULL,
  PRIMARY KEY (round_id, place)
);
CREATE INDEX insight_part_staff ON insight_part (staff_id, to_at);
CREATE TABLE insight_incident (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  staff_id   TEXT COLLATE "C" NOT NULL,
  client_key TEXT COLLATE "C" NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  from_at    BIGINT NOT NULL,
  to_at      BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (staff_id, client_key)
);
CREATE INDEX insight_incident_staff ON insight_incident (staff_id, to_at);
CREATE TABLE insight_setting (
  name    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value   BIGINT NOT NULL,
  version BIGINT NOT NULL
);
