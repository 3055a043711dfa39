-- +goose Up
CREATE TABLE customer (
  id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key    TEXT COLLATE "C" NOT NULL UNIQUE,
  kind          TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL,
  unit_id       TEXT COLLATE "C" NOT NULL,
  note          TEXT COLLATE "C" NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at  BIGINT NOT NULL,
  version       BIGINT NOT NULL
);
CREATE INDEX customer_seen ON customer (last_seen_at, id);
CREATE TABLE customer_phone (
  id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL REFERENCES customer (id),
  number      TEXT COLLATE "C" NOT NULL,
  label       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX customer_phone_customer ON customer_phone (customer_id);
CREATE INDEX customer_phone_number ON customer_phone (number);
CREATE TABLE customer_email (
  id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  customer_id TEXT COLLATE "C" NOT NULL REFERENCES customer (id),
  address     TEXT COLLATE "C" NOT NULL,
  label       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX customer_email_customer ON customer_email (customer_id);
CREATE INDEX customer_email_address ON customer_email (address);
CREATE TABLE customer_identity (
  id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  customer_id  TEXT COLLATE "C" NOT NULL REFERENCES customer (id),
  channel_id   TEXT COLLATE "C" NOT NULL,
  channel_kind TEXT COLLATE "C" NOT NULL,
  channel_name TEXT COLLATE "C" NOT NULL,
  external_id  TEXT COLLATE "C" NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  verified     BOOLEAN NOT NULL,
  created_at   BIGINT NOT NULL,
  UNIQUE (channel_id, external_id)
);
CREATE INDEX customer_identity_customer ON customer_identity (customer_id);
