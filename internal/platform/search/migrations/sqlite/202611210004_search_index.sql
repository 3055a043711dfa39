-- +goose Up
CREATE TABLE search_doc (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     TEXT NOT NULL,
  ref_id   TEXT NOT NULL,
  group_id TEXT NOT NULL,
  place    INTEGER NOT NULL,
  title    TEXT NOT NULL,
  text     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  UNIQUE (kind, ref_id)
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5(terms, content='', contentless_delete=1, tokenize='ascii');
