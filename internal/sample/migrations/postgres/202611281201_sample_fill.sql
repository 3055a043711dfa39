-- +goose Up
-- What was put into this installation to look at. One at a time holds the place
-- "in"; of those that were taken out again only the line stays, for late retries.
CREATE TABLE sample_fill (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key    TEXT COLLATE "C" NOT NULL UNIQUE,
  place         TEXT COLLATE "C" NOT NULL UNIQUE,
  staff_id      TEXT COLLATE "C" NOT NULL,
  customers     TEXT COLLATE "C" NOT NULL,
  conversations TEXT COLLATE "C" NOT NULL,
  filled_at     BIGINT NOT NULL
);
