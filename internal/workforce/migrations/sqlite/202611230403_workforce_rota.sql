-- +goose Up
CREATE TABLE workforce_shift_type (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  key        TEXT NOT NULL,
  name       TEXT NOT NULL,
  start_min  INTEGER NOT NULL,
  length_min INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE workforce_rota (
  staff_id      TEXT NOT NULL,
  date          TEXT NOT NULL,
  shift_type_id TEXT NOT NULL REFERENCES workforce_shift_type (id),
  PRIMARY KEY (staff_id, date, shift_type_id)
) STRICT;
CREATE INDEX workforce_rota_date ON workforce_rota (date, staff_id);
CREATE INDEX workforce_rota_shift ON workforce_rota (shift_type_id, date);
