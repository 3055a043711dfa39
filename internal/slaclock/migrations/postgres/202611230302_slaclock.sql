-- +goose Up
CREATE TABLE slaclock (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  subject       TEXT COLLATE "C" NOT NULL,
  subject_id    TEXT COLLATE "C" NOT NULL,
  kind          TEXT COLLATE "C" NOT NULL,
  key           TEXT COLLATE "C" NOT NULL,
  seconds       BIGINT NOT NULL,
  hours_id      TEXT COLLATE "C" NOT NULL,
  started_at    BIGINT NOT NULL,
  owner_id      TEXT COLLATE "C" NOT NULL,
  unit_id       TEXT COLLATE "C" NOT NULL,
  warn          TEXT COLLATE "C" NOT NULL,
  chain         TEXT COLLATE "C" NOT NULL,
  pauses        TEXT COLLATE "C" NOT NULL,
  floor_at      BIGINT,
  state         TEXT COLLATE "C" NOT NULL,
  fired         BIGINT NOT NULL,
  breached      BOOLEAN NOT NULL,
  due_at        BIGINT,
  next_at       BIGINT,
  ended_at      BIGINT,
  met           BOOLEAN,
  spent_seconds BIGINT NOT NULL,
  frozen        TEXT COLLATE "C" NOT NULL,
  version       BIGINT NOT NULL,
  UNIQUE (subject, subject_id, kind, key)
);
CREATE INDEX slaclock_next ON slaclock (next_at);
CREATE INDEX slaclock_hours ON slaclock (hours_id, state, id);
CREATE INDEX slaclock_owner ON slaclock (owner_id, state, due_at, id);
CREATE INDEX slaclock_unit ON slaclock (unit_id, state, due_at, id);
