-- +goose Up
CREATE TABLE calendar_day (
  date        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind        TEXT COLLATE "C" NOT NULL,
  name        TEXT COLLATE "C" NOT NULL,
  imported_at BIGINT NOT NULL
);
