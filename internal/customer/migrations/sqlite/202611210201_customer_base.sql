-- +goose Up
CREATE TABLE customer (
  id            TEXT NOT NULL PRIMARY KEY,
  client_key    TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  name          TEXT NOT NULL,
  unit_id       TEXT NOT NULL,
  note          TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  version       INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_seen ON customer (last_seen_at, id);
CREATE TABLE customer_phone (
  id          TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customer (id),
  number      TEXT NOT NULL,
  label       TEXT NOT NULL
) STRICT;
CREATE INDEX customer_phone_customer ON customer_phone (customer_id);
CREATE INDEX customer_phone_number ON customer_phone (number);
CREATE TABLE customer_email (
  id          TEXT NOT NULL PRIMARY KEY,
  customer_id TEXT NOT NULL REFERENCES customer (id),
  address     TEXT NOT NULL,
  label       TEXT NOT NULL
) STRICT;
CREATE INDEX customer_email_customer ON customer_email (customer_id);
CREATE INDEX customer_email_address ON customer_email (address);
CREATE TABLE customer_identity (
  id           TEXT NOT NULL PRIMARY KEY,
  customer_id  TEXT NOT NULL REFERENCES customer (id),
  channel_id   TEXT NOT NULL,
  channel_kind TEXT NOT NULL,
  channel_name TEXT NOT NULL,
  external_id  TEXT NOT NULL,
  name         TEXT NOT NULL,
  verified     INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (channel_id, external_id)
) STRICT;
CREATE INDEX customer_identity_customer ON customer_identity (customer_id);
