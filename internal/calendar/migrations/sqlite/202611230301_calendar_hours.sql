-- +goose Up
CREATE TABLE calendar_hours (
  id               TEXT NOT NULL PRIMARY KEY,
  client_key       TEXT NOT NULL UNIQUE,
  name             TEXT NOT NULL,
  zone             TEXT NOT NULL,
  week             TEXT NOT NULL,
  closed           TEXT NOT NULL,
  extra            TEXT NOT NULL,
  follows_holidays INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  removed_at       INTEGER
) STRICT;
CREATE TABLE calendar_feed (
  staff_id TEXT NOT NULL PRIMARY KEY,
  serial   TEXT NOT NULL
) STRICT;
