-- +goose Up
-- The causes that the organisation offers: one row, once somebody has changed them.
CREATE TABLE insight_reason (
  id      TEXT NOT NULL PRIMARY KEY,
  rows    TEXT NOT NULL,
  version BIGINT NOT NULL
);
