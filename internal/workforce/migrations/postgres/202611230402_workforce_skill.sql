-- +goose Up
CREATE TABLE workforce_skill (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  kind       TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  folded     TEXT COLLATE "C" NOT NULL UNIQUE,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE workforce_staff_skill (
  staff_id TEXT COLLATE "C" NOT NULL,
  skill_id TEXT COLLATE "C" NOT NULL REFERENCES workforce_skill (id),
  level    BIGINT NOT NULL,
  PRIMARY KEY (staff_id, skill_id)
);
CREATE INDEX workforce_staff_skill_skill ON workforce_staff_skill (skill_id);
CREATE TABLE workforce_substitute (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key    TEXT COLLATE "C" NOT NULL UNIQUE,
  staff_id      TEXT COLLATE "C" NOT NULL,
  substitute_id TEXT COLLATE "C" NOT NULL,
  starts_at     BIGINT NOT NULL,
  ends_at       BIGINT NOT NULL,
  by_id         TEXT COLLATE "C" NOT NULL,
  created_at    BIGINT NOT NULL
);
CREATE INDEX workforce_substitute_staff ON workforce_substitute (staff_id, ends_at);
CREATE INDEX workforce_substitute_ends ON workforce_substitute (ends_at, id);
