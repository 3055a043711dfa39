-- +goose Up
CREATE TABLE calendar_day (
  date        TEXT NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  imported_at INTEGER NOT NULL
) STRICT;
