-- +goose Up
-- What was put into this installation to look at. One at a time holds the place
-- "in"; of those that were taken out again only the line stays, for late retries.
CREATE TABLE sample_fill (
  id            TEXT NOT NULL PRIMARY KEY,
  client_key    TEXT NOT NULL UNIQUE,
  place         TEXT NOT NULL UNIQUE,
  staff_id      TEXT NOT NULL,
  customers     TEXT NOT NULL,
  conversations TEXT NOT NULL,
  filled_at     INTEGER NOT NULL
) STRICT;
