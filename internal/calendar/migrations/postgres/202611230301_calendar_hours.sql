-- +goose Up
CREATE TABLE calendar_hours (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key       TEXT COLLATE "C" NOT NULL UNIQUE,
  name             TEXT COLLATE "C" NOT NULL,
  zone             TEXT COLLATE "C" NOT NULL,
  week             TEXT COLLATE "C" NOT NULL,
  closed           TEXT COLLATE "C" NOT NULL,
  extra            TEXT COLLATE "C" NOT NULL,
  follows_holidays BOOLEAN NOT NULL,
  version          BIGINT NOT NULL,
  created_at       BIGINT NOT NULL,
  updated_at       BIGINT NOT NULL,
  removed_at       BIGINT
);
CREATE TABLE calendar_feed (
  staff_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  serial   TEXT COLLATE "C" NOT NULL
);
