-- +goose Up
-- What those who lead have chosen: to be asked to take customers, or to look on only. No row: not chosen yet.
CREATE TABLE routing_taking (
  staff_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  takes    BOOLEAN NOT NULL
);
