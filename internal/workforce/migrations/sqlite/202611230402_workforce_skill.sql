-- +goose Up
CREATE TABLE workforce_skill (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  folded     TEXT NOT NULL UNIQUE,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE workforce_staff_skill (
  staff_id TEXT NOT NULL,
  skill_id TEXT NOT NULL REFERENCES workforce_skill (id),
  level    INTEGER NOT NULL,
  PRIMARY KEY (staff_id, skill_id)
) STRICT;
CREATE INDEX workforce_staff_skill_skill ON workforce_staff_skill (skill_id);
CREATE TABLE workforce_substitute (
  id            TEXT NOT NULL PRIMARY KEY,
  client_key    TEXT NOT NULL UNIQUE,
  staff_id      TEXT NOT NULL,
  substitute_id TEXT NOT NULL,
  starts_at     INTEGER NOT NULL,
  ends_at       INTEGER NOT NULL,
  by_id         TEXT NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX workforce_substitute_staff ON workforce_substitute (staff_id, ends_at);
CREATE INDEX workforce_substitute_ends ON workforce_substitute (ends_at, id);
