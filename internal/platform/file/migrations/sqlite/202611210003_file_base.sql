-- +goose Up
CREATE TABLE file (
  id           TEXT NOT NULL PRIMARY KEY,
  blob         TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  size         INTEGER NOT NULL,
  mime         TEXT NOT NULL,
  inline       INTEGER NOT NULL,
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  owner        TEXT NOT NULL,
  client_key   TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (owner, client_key)
) STRICT;
CREATE INDEX file_subject ON file (subject_kind, subject_id);
