-- +goose Up
CREATE TABLE routing_setting (
  key     TEXT NOT NULL PRIMARY KEY,
  value   TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE TABLE routing_queue (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL UNIQUE,
  unit_id    TEXT NOT NULL,
  enabled    INTEGER NOT NULL,
  mode       TEXT NOT NULL,
  hours_id   TEXT NOT NULL,
  everybody  INTEGER NOT NULL,
  serves     TEXT NOT NULL,
  needs      TEXT NOT NULL,
  rules      TEXT NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE routing_queue_member (
  queue_id TEXT NOT NULL REFERENCES routing_queue (id),
  staff_id TEXT NOT NULL,
  PRIMARY KEY (queue_id, staff_id)
) STRICT;
CREATE TABLE routing_queue_channel (
  channel_id TEXT NOT NULL,
  queue_id   TEXT NOT NULL REFERENCES routing_queue (id),
  PRIMARY KEY (channel_id, queue_id)
) STRICT;
CREATE TABLE routing_capacity (
  staff_id TEXT NOT NULL,
  slot     TEXT NOT NULL,
  places   INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  PRIMARY KEY (staff_id, slot)
) STRICT;
CREATE TABLE routing_seat (
  staff_id TEXT NOT NULL PRIMARY KEY,
  missed   INTEGER NOT NULL
) STRICT;
CREATE TABLE routing_item (
  id          TEXT NOT NULL PRIMARY KEY,
  kind        TEXT NOT NULL,
  slot        TEXT NOT NULL,
  subject_id  TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  customer    TEXT NOT NULL,
  queue_id    TEXT NOT NULL,
  unit_id     TEXT NOT NULL,
  state       TEXT NOT NULL,
  entered_at  INTEGER NOT NULL,
  rank_at     INTEGER NOT NULL,
  language    TEXT NOT NULL,
  steward_id  TEXT NOT NULL,
  last_id     TEXT NOT NULL,
  only_id     TEXT NOT NULL,
  refused     TEXT NOT NULL,
  holder_id   TEXT NOT NULL,
  offer_id    TEXT NOT NULL,
  offer_until INTEGER,
  expires_at  INTEGER,
  first_queue TEXT NOT NULL,
  place       INTEGER NOT NULL,
  cover_for   TEXT NOT NULL,
  topic       TEXT NOT NULL,
  answered_at INTEGER,
  done_at     INTEGER,
  version     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX routing_item_subject ON routing_item (kind, subject_id) WHERE state <> 'done';
CREATE INDEX routing_item_open ON routing_item (id) WHERE state <> 'done';
CREATE INDEX routing_item_holder ON routing_item (holder_id, slot) WHERE state <> 'done';
CREATE INDEX routing_item_customer ON routing_item (customer_id, entered_at);
CREATE INDEX routing_item_cover ON routing_item (cover_for) WHERE cover_for <> '';
CREATE INDEX routing_item_answered ON routing_item (answered_at);
CREATE TABLE routing_offer (
  id         TEXT NOT NULL PRIMARY KEY,
  item_id    TEXT NOT NULL REFERENCES routing_item (id),
  staff_id   TEXT NOT NULL,
  why        TEXT NOT NULL,
  offered_at INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  outcome    TEXT NOT NULL,
  ended_at   INTEGER,
  reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX routing_offer_item ON routing_offer (item_id, offered_at);
CREATE INDEX routing_offer_pending ON routing_offer (staff_id, outcome, offered_at);
CREATE TABLE routing_transfer (
  id              TEXT NOT NULL PRIMARY KEY,
  client_key      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  kind            TEXT NOT NULL,
  from_id         TEXT NOT NULL,
  to_id           TEXT NOT NULL,
  to_queue_id     TEXT NOT NULL,
  note            TEXT NOT NULL,
  state           TEXT NOT NULL,
  asked_at        INTEGER NOT NULL,
  until           INTEGER NOT NULL,
  taken_by        TEXT NOT NULL,
  ended_at        INTEGER,
  reason          TEXT NOT NULL,
  UNIQUE (from_id, client_key)
) STRICT;
CREATE INDEX routing_transfer_conversation ON routing_transfer (conversation_id, asked_at);
CREATE INDEX routing_transfer_state ON routing_transfer (state, until);
CREATE TABLE routing_message (
  id              TEXT NOT NULL PRIMARY KEY,
  client_key      TEXT NOT NULL UNIQUE,
  for_id          TEXT NOT NULL,
  queue_id        TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  customer_id     TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  caller          TEXT NOT NULL,
  company         TEXT NOT NULL,
  contact         TEXT NOT NULL,
  matter          TEXT NOT NULL,
  urgency         TEXT NOT NULL,
  reply_by        INTEGER,
  state           TEXT NOT NULL,
  taken_by        TEXT NOT NULL,
  taken_at        INTEGER NOT NULL,
  told_by         TEXT NOT NULL,
  told_at         INTEGER,
  replied_by      TEXT NOT NULL,
  replied_at      INTEGER,
  answer          TEXT NOT NULL,
  reminded_at     INTEGER,
  escalated_at    INTEGER,
  version         INTEGER NOT NULL
) STRICT;
CREATE INDEX routing_message_state ON routing_message (state, taken_at, id);
CREATE INDEX routing_message_for ON routing_message (for_id, state, taken_at, id);
