-- +goose Up
CREATE TABLE search_doc (
  seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind     TEXT COLLATE "C" NOT NULL,
  ref_id   TEXT COLLATE "C" NOT NULL,
  group_id TEXT COLLATE "C" NOT NULL,
  place    BIGINT NOT NULL,
  title    TEXT NOT NULL,
  text     TEXT NOT NULL,
  at       BIGINT NOT NULL,
  terms    TSVECTOR NOT NULL,
  UNIQUE (kind, ref_id)
);
CREATE INDEX search_doc_terms ON search_doc USING GIN (terms) WITH (fastupdate = off);
