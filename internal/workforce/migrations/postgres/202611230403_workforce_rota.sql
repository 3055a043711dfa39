-- +goose Up
CREATE TABLE workforce_shift_type (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  key        TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  start_min  BIGINT NOT NULL,
  length_min BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE workforce_rota (
  staff_id      TEXT COLLATE "C" NOT NULL,
  date          TEXT COLLATE "C" NOT NULL,
  shift_type_id TEXT COLLATE "C" NOT NULL REFERENCES workforce_shift_type (id),
  PRIMARY KEY (staff_id, date, shift_type_id)
);
CREATE INDEX workforce_rota_date ON workforce_rota (date, staff_id);
CREATE INDEX workforce_rota_shift ON workforce_rota (shift_type_id, date);
