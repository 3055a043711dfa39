-- +goose Up
-- Since when a file is known to differ from what was uploaded; 0: it is not.
ALTER TABLE file ADD COLUMN broken_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX file_broken ON file (id) WHERE broken_at > 0;
-- How far the nightly look at files has come, and when it was last taken.
CREATE TABLE file_check (
  name     TEXT NOT NULL PRIMARY KEY,
  after_id TEXT NOT NULL,
  at       BIGINT NOT NULL
);
