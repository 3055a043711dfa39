-- +goose Up
CREATE TABLE routing_setting (
  key     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value   TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE routing_queue (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  name       TEXT COLLATE "C" NOT NULL UNIQUE,
  unit_id    TEXT COLLATE "C" NOT NULL,
  enabled    BOOLEAN NOT NULL,
  mode       TEXT COLLATE "C" NOT NULL,
  hours_id   TEXT COLLATE "C" NOT NULL,
  everybody  BOOLEAN NOT NULL,
  serves     TEXT COLLATE "C" NOT NULL,
  needs      TEXT COLLATE "C" NOT NULL,
  rules      TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE routing_queue_member (
  queue_id TEXT COLLATE "C" NOT NULL REFERENCES routing_queue (id),
  staff_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (queue_id, staff_id)
);
CREATE TABLE routing_queue_channel (
  channel_id TEXT COLLATE "C" NOT NULL,
  queue_id   TEXT COLLATE "C" NOT NULL REFERENCES routing_queue (id),
  PRIMARY KEY (channel_id, queue_id)
);
CREATE TABLE routing_capacity (
  staff_id TEXT COLLATE "C" NOT NULL,
  slot     TEXT COLLATE "C" NOT NULL,
  places   BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  PRIMARY KEY (staff_id, slot)
);
CREATE TABLE routing_seat (
  staff_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  missed   BIGINT NOT NULL
);
CREATE TABLE routing_item (
  id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  kind        TEXT COLLATE "C" NOT NULL,
  slot        TEXT COLLATE "C" NOT NULL,
  subject_id  TEXT COLLATE "C" NOT NULL,
  customer_id TEXT COLLATE "C" NOT NULL,
  customer    TEXT COLLATE "C" NOT NULL,
  queue_id    TEXT COLLATE "C" NOT NULL,
  unit_id     TEXT COLLATE "C" NOT NULL,
  state       TEXT COLLATE "C" NOT NULL,
  entered_at  BIGINT NOT NULL,
  rank_at     BIGINT NOT NULL,
  language    TEXT COLLATE "C" NOT NULL,
  steward_id  TEXT COLLATE "C" NOT NULL,
  last_id     TEXT COLLATE "C" NOT NULL,
  only_id     TEXT COLLATE "C" NOT NULL,
  refused     TEXT COLLATE "C" NOT NULL,
  holder_id   TEXT COLLATE "C" NOT NULL,
  offer_id    TEXT COLLATE "C" NOT NULL,
  offer_until BIGINT,
  expires_at  BIGINT,
  first_queue TEXT COLLATE "C" NOT NULL,
  place       BIGINT NOT NULL,
  cover_for   TEXT COLLATE "C" NOT NULL,
  topic       TEXT COLLATE "C" NOT NULL,
  answered_at BIGINT,
  done_at     BIGINT,
  version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX routing_item_subject ON routing_item (kind, subject_id) WHERE state <> 'done';
CREATE INDEX routing_item_open ON routing_item (id) WHERE state <> 'done';
CREATE INDEX routing_item_holder ON routing_item (holder_id, slot) WHERE state <> 'done';
CREATE INDEX routing_item_customer ON routing_item (customer_id, entered_at);
CREATE INDEX routing_item_cover ON routing_item (cover_for) WHERE cover_for <> '';
CREATE INDEX routing_item_answered ON routing_item (answered_at);
CREATE TABLE routing_offer (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  item_id    TEXT COLLATE "C" NOT NULL REFERENCES routing_item (id),
  staff_id   TEXT COLLATE "C" NOT NULL,
  why        TEXT COLLATE "C" NOT NULL,
  offered_at BIGINT NOT NULL,
  until      BIGINT NOT NULL,
  outcome    TEXT COLLATE "C" NOT NULL,
  ended_at   BIGINT,
  reason     TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX routing_offer_item ON routing_offer (item_id, offered_at);
CREATE INDEX routing_offer_pending ON routing_offer (staff_id, outcome, offered_at);
CREATE TABLE routing_transfer (
  id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key      TEXT COLLATE "C" NOT NULL,
  conversation_id TEXT COLLATE "C" NOT NULL,
  kind            TEXT COLLATE "C" NOT NULL,
  from_id         TEXT COLLATE "C" NOT NULL,
  to_id           TEXT COLLATE "C" NOT NULL,
  to_queue_id     TEXT COLLATE "C" NOT NULL,
  note            TEXT COLLATE "C" NOT NULL,
  state           TEXT COLLATE "C" NOT NULL,
  asked_at        BIGINT NOT NULL,
  until           BIGINT NOT NULL,
  taken_by        TEXT COLLATE "C" NOT NULL,
  ended_at        BIGINT,
  reason          TEXT COLLATE "C" NOT NULL,
  UNIQUE (from_id, client_key)
);
CREATE INDEX routing_transfer_conversation ON routing_transfer (conversation_id, asked_at);
CREATE INDEX routing_transfer_state ON routing_transfer (state, until);
CREATE TABLE routing_message (
  id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key      TEXT COLLATE "C" NOT NULL UNIQUE,
  for_id          TEXT COLLATE "C" NOT NULL,
  queue_id        TEXT COLLATE "C" NOT NULL,
  unit_id         TEXT COLLATE "C" NOT NULL,
  customer_id     TEXT COLLATE "C" NOT NULL,
  conversation_id TEXT COLLATE "C" NOT NULL,
  caller          TEXT COLLATE "C" NOT NULL,
  company         TEXT COLLATE "C" NOT NULL,
  contact         TEXT COLLATE "C" NOT NULL,
  matter          TEXT COLLATE "C" NOT NULL,
  urgency         TEXT COLLATE "C" NOT NULL,
  reply_by        BIGINT,
  state           TEXT COLLATE "C" NOT NULL,
  taken_by        TEXT COLLATE "C" NOT NULL,
  taken_at        BIGINT NOT NULL,
  told_by         TEXT COLLATE "C" NOT NULL,
  told_at         BIGINT,
  replied_by      TEXT COLLATE "C" NOT NULL,
  replied_at      BIGINT,
  answer          TEXT COLLATE "C" NOT NULL,
  reminded_at     BIGINT,
  escalated_at    BIGINT,
  version         BIGINT NOT NULL
);
CREATE INDEX routing_message_state ON routing_message (state, taken_at, id);
CREATE INDEX routing_message_for ON routing_message (for_id, state, taken_at, id);
