-- +goose Up
CREATE TABLE file (
  id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  blob         TEXT COLLATE "C" NOT NULL UNIQUE,
  name         TEXT COLLATE "C" NOT NULL,
  size         BIGINT NOT NULL,
  mime         TEXT COLLATE "C" NOT NULL,
  inline       BOOLEAN NOT NULL,
  width        BIGINT NOT NULL,
  height       BIGINT NOT NULL,
  sha256       TEXT COLLATE "C" NOT NULL,
  owner        TEXT COLLATE "C" NOT NULL,
  client_key   TEXT COLLATE "C" NOT NULL,
  subject_kind TEXT COLLATE "C" NOT NULL,
  subject_id   TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (owner, client_key)
);
CREATE INDEX file_subject ON file (subject_kind, subject_id);
